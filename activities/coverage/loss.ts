/** The loss as a whole: is there cover for this date, this party and this cause? Each conclusion cites its clause. */
import type { Peril, Reason } from '../vocabulary';
import { daysBetween } from './calendar';
import type { CoverageAssessment, Policy } from './contract';
import { compareNames } from './names';
import type { ProductTerms } from './terms';

export interface Loss {
  date: string;
  /** Date on which the insurer was told. */
  reportedOn: string;
  peril: Peril;
  claimantName: string;
  claimantRole: 'policyholder' | 'insured' | 'third-party';
  /** Registrations that documents show. */
  registrations: string[];
}

export type Question = CoverageAssessment['questions'][number];

export interface LossView {
  /** Section that the cause of loss falls under; null when none does. */
  section: string | null;
  /** Reasons why nothing is covered. */
  refusals: Reason[];
  /** What code cannot decide. */
  questions: Question[];
  /** Conclusions in favour, each with its clause. */
  grounds: Reason[];
}

/** Look at a loss under a policy and its terms. Pure. */
export function viewLoss(policy: Policy, terms: ProductTerms, loss: Loss): LossView {
  const refusals: Reason[] = [];
  const questions: Question[] = [];
  const grounds: Reason[] = [];

  if (loss.date < policy.effectiveFrom || loss.date >= policy.effectiveTo) {
    refusals.push(reason('not-in-force', terms.periodClause, `The policy ran from ${policy.effectiveFrom} to ${policy.effectiveTo}; the loss was on ${loss.date}.`));
  } else if (policy.cancelledOn !== null && loss.date >= policy.cancelledOn) {
    refusals.push(reason('cancelled', terms.periodClause, `The policy was cancelled on ${policy.cancelledOn}; the loss was on ${loss.date}.`));
  } else {
    grounds.push(reason('in-force', terms.periodClause, `In force on ${loss.date}.`));
  }
  if (loss.reportedOn.slice(0, 10) < loss.date) {
    questions.push(question('loss-after-notice', `The loss date ${loss.date} is after the notice of ${loss.reportedOn.slice(0, 10)}.`, [terms.periodClause], 'The right loss date.'));
  }

  const section = sectionOf(terms, loss.peril);
  const excluded = terms.excludedPerils.find((entry) => entry.peril === loss.peril);
  if (loss.peril === 'unknown') {
    questions.push(question('unknown-cause', 'The cause of the loss is not known.', [], 'What happened, in the claimant\'s words or a report.'));
  } else if (excluded !== undefined) {
    refusals.push(reason('peril-excluded', excluded.clause, excluded.text));
  } else if (section === null) {
    refusals.push(reason('peril-not-covered', firstClause(terms), `The policy does not insure loss by ${loss.peril.replaceAll('-', ' ')}.`));
  } else if (!policy.sections.some((bought) => bought.section === section)) {
    refusals.push(reason('section-not-bought', terms.sections[section]?.clause ?? null, `The policy does not include "${terms.sections[section]?.title}".`));
  } else {
    grounds.push(reason('peril-covered', terms.sections[section]?.perils[loss.peril] ?? null, `${terms.sections[section]?.title}: ${loss.peril.replaceAll('-', ' ')}.`));
  }

  const waiting = terms.waitingPeriods.find((entry) => entry.peril === loss.peril);
  if (waiting !== undefined && daysBetween(policy.inceptionDate, loss.date) < waiting.days) {
    refusals.push(
      reason('waiting-period', waiting.clause, `Cover for ${loss.peril.replaceAll('-', ' ')} begins ${waiting.days} days after ${policy.inceptionDate}; the loss was after ${daysBetween(policy.inceptionDate, loss.date)}.`),
    );
  }
  const late = daysBetween(loss.date, loss.reportedOn);
  if (late > terms.notice.days) {
    questions.push(
      question('late-notice', `Reported ${late} days after the loss; the wording asks for ${terms.notice.days}. Did the delay harm the insurer?`, [terms.notice.clause], 'Why it was late, and whether anything could no longer be found out.'),
    );
  }
  if (section !== null) viewParty(policy, terms, loss, section, refusals, questions);
  viewVehicle(policy, terms, loss, section, questions);
  return { section, refusals, questions, grounds };
}

function viewParty(policy: Policy, terms: ProductTerms, loss: Loss, section: string, refusals: Reason[], questions: Question[]): void {
  const wanted = terms.sections[section]?.claimant;
  if (wanted === 'third-party') {
    if (loss.claimantRole !== 'third-party') {
      refusals.push(reason('not-third-party', terms.sections[section]?.clause ?? null, 'This section pays for the property of others.'));
    } else {
      questions.push(question('liability', 'Is the policyholder liable for this damage?', [terms.sections[section]?.clause ?? ''], "The accident report, both parties' accounts, an admission in writing."));
    }
    return;
  }
  const names = [policy.holder, ...policy.insuredPersons].map((name) => compareNames(name, loss.claimantName));
  if (loss.claimantRole === 'third-party') {
    refusals.push(reason('not-insured-party', terms.insuredPartyClause, 'This section pays for the losses of insured persons.'));
  } else if (!names.includes('equal')) {
    if (names.includes('near')) {
      questions.push(question('insured-party-near', 'The claimant\'s name is close to that of an insured person, but not the same.', [terms.insuredPartyClause], 'Proof of identity.'));
    } else {
      refusals.push(reason('not-insured-party', terms.insuredPartyClause, 'The claimant is neither the policyholder nor an insured person.'));
    }
  }
}

function viewVehicle(policy: Policy, terms: ProductTerms, loss: Loss, section: string | null, questions: Question[]): void {
  const rule = terms.vehicleMustMatch;
  if (rule === undefined || section === null || !rule.sections.includes(section) || policy.vehicleRegistration === null) return;
  const insured = plate(policy.vehicleRegistration);
  const others = loss.registrations.map(plate).filter((registration) => registration !== insured);
  if (others.length > 0) {
    questions.push(question('vehicle-differs', 'A document shows a registration that is not the insured vehicle\'s.', [rule.clause], 'Which vehicle was damaged; a corrected document.'));
  }
}

function plate(registration: string): string {
  return registration.toUpperCase().replace(/[^A-Z0-9]/g, '');
}

function sectionOf(terms: ProductTerms, peril: Peril): string | null {
  return Object.entries(terms.sections).find(([, section]) => section.perils[peril] !== undefined)?.[0] ?? null;
}

function firstClause(terms: ProductTerms): string | null {
  return Object.values(terms.sections)[0]?.clause ?? null;
}

export function reason(code: string, clause: string | null, text: string): Reason {
  return { code, clause, text };
}

function question(code: string, text: string, clauses: string[], wouldSettle: string): Question {
  return { code, text, clauses, wouldSettle };
}
