/**
 * Money of a claim as its process keeps it: exposures with their reserves, and what was paid under them. Nothing is paid here;
 * every change of a reserve has a record with its reason.
 */
import {
  type Exposure,
  type SectionAmount,
  splitBySection,
  UNKNOWN_SECTION,
} from '../../activities/exposures/contract';
import type { LedgerEntry } from '../../activities/ledger/contract';
import type { Reason } from '../../activities/vocabulary';
import type { Chronicle } from './chronicle';
import type { ClaimState, PaymentMade } from './state';

/** Who changed a reserve, and why, where a person did. */
interface ReserveChange {
  actor: LedgerEntry['actor'];
  reasons: Reason[];
  /** The act: it names the record. */
  about: string;
}

/** Reserve `minor` in all, shared out as the assessment found it; what a person has set for an exposure gives way. */
export function setReserve(chronicle: Chronicle, minor: number): void {
  const { state } = chronicle;
  const from = state.reserveMinor;
  change(state, sharesOf(state, minor), { keep: false });
  noteChange(chronicle, from, { of: state.status });
}

/** Reserve as the assessment finds it. An exposure whose reserve a person has set keeps it. */
export function reserveAsAssessed(chronicle: Chronicle, minor: number): void {
  const { state } = chronicle;
  const from = state.reserveMinor;
  change(state, sharesOf(state, minor), { keep: true });
  noteChange(chronicle, from, { of: state.status });
}

/** A person sets the reserve of one exposure, or of the only one. @throws never: `reserveObstacle` has been asked */
export function setReserveByPerson(
  chronicle: Chronicle,
  { section, amountMinor, userId }: { section: string | undefined; amountMinor: number; userId: string },
  by: ReserveChange,
): void {
  const { state } = chronicle;
  const from = state.reserveMinor;
  const exposures = exposuresOf(state);
  const place = section ?? exposures[0]?.section ?? UNKNOWN_SECTION;
  const others = exposures.filter((exposure) => exposure.section !== place);
  const own = exposures.find((exposure) => exposure.section === place);
  const changed = { section: place, reserveMinor: amountMinor, paidMinor: own?.paidMinor ?? 0, setBy: userId };
  state.exposures = own === undefined ? [...others, changed] : exposures.map((one) => (one === own ? changed : one));
  state.reserveMinor = total(state.exposures);
  noteChange(chronicle, from, { by, section: place });
}

/** Why nobody can set this reserve, or null. */
export function reserveObstacle(state: ClaimState, section: string | undefined): string | null {
  const exposures = exposuresOf(state);
  const names = exposures.map((exposure) => exposure.section).join(', ');
  if (section === undefined)
    return exposures.length > 1 ? `The claim has several exposures: say which one, of ${names}.` : null;
  if (exposures.length === 0 || exposures.some((exposure) => exposure.section === section)) return null;
  return `The claim has no exposure ${section}. It has: ${names}.`;
}

/** An amount has been paid: it is no longer reserved, and counts as paid under its sections. */
export function paidUnder(chronicle: Chronicle, minor: number): void {
  const { state } = chronicle;
  const from = state.reserveMinor;
  for (const { section, amountMinor } of sharesOf(state, minor)) {
    const exposure = exposureAt(state, section);
    exposure.paidMinor += amountMinor;
    exposure.reserveMinor = Math.max(0, exposure.reserveMinor - amountMinor);
  }
  state.paidMinor += minor;
  state.reserveMinor = total(exposuresOf(state));
  noteChange(chronicle, from, { of: state.status });
}

/** A payment was voided: what it paid counts no longer. */
export function notPaidAfterAll(state: ClaimState, { amountMinor, purpose }: PaymentMade): void {
  if (purpose === 'interest') {
    if (state.interest !== undefined) state.interest.paidMinor -= amountMinor;
    return;
  }
  state.paidMinor = Math.max(0, state.paidMinor - amountMinor);
  for (const share of sharesOf(state, amountMinor)) {
    const exposure = exposureAt(state, share.section);
    exposure.paidMinor = Math.max(0, exposure.paidMinor - share.amountMinor);
  }
}

/** Still to be paid of `settledMinor`, what was paid early taken off. Never below zero. */
export function stillDue(state: ClaimState, settledMinor: number): number {
  return Math.max(0, settledMinor - state.paidMinor);
}

export function exposuresOf(state: ClaimState): Exposure[] {
  state.exposures ??= [];
  return state.exposures;
}

function exposureAt(state: ClaimState, section: string): Exposure {
  const exposures = exposuresOf(state);
  const known = exposures.find((exposure) => exposure.section === section);
  if (known !== undefined) return known;
  const added = { section, reserveMinor: 0, paidMinor: 0, setBy: null };
  exposures.push(added);
  return added;
}

/** By what each section pays; by what is claimed under it where it is open what it pays. */
function sharesOf(state: ClaimState, minor: number): SectionAmount[] {
  const sections = state.assessment?.coverage.sections ?? [];
  const by = (of: 'payableMinor' | 'claimedMinor') =>
    sections.map((found) => ({ section: found.section, amountMinor: found[of] }));
  const payable = by('payableMinor');
  return splitBySection(minor, payable.some(({ amountMinor }) => amountMinor > 0) ? payable : by('claimedMinor'));
}

function change(state: ClaimState, shares: SectionAmount[], { keep }: { keep: boolean }): void {
  for (const exposure of exposuresOf(state)) {
    if (keep && exposure.setBy !== null) continue;
    exposure.reserveMinor = 0;
    exposure.setBy = null;
  }
  for (const { section, amountMinor } of shares) {
    const exposure = exposureAt(state, section);
    if (exposure.setBy === null) exposure.reserveMinor = amountMinor;
  }
  state.reserveMinor = total(exposuresOf(state));
}

function noteChange(
  chronicle: Chronicle,
  from: number | null,
  { of, by, section }: { of?: string; by?: ReserveChange; section?: string },
): void {
  const { state } = chronicle;
  const to = state.reserveMinor;
  if (by === undefined && from === to) return;
  chronicle.note({
    kind: 'record',
    action: 'reserve-set',
    about: by?.about ?? `${state.assessment?.triage.evidenceHash.slice(0, 12) ?? 'notice'}/${from}/${to}/${of}`,
    ...(by === undefined ? {} : { actor: by.actor, reasons: by.reasons }),
    facts: { fromMinor: from, toMinor: to, ...(section === undefined ? {} : { exposure: section }) },
  });
}

function total(exposures: readonly Exposure[]): number {
  return exposures.reduce((sum, exposure) => sum + exposure.reserveMinor, 0);
}
