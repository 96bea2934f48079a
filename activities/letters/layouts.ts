/** What code lays out from the evidence: tables, reasons, quoted provisions, what is asked for. Pure. */
import type { Content } from './document';
import type { Format } from './format';
import type { Grounds } from './grounds';
import type { LetterMaterial } from './material';
import type { Settlement } from './settlement';
import type { Layout, Letterhead, LetterTemplate } from './templates';

export interface Scene {
  material: LetterMaterial;
  template: LetterTemplate;
  letterhead: Letterhead;
  format: Format;
  currency: string | null;
  settlement: Settlement | null;
  grounds: Grounds;
  /** True when the person who decided gives a reason of their own. */
  reasonGiven: boolean;
  /** Fill a text of the template; null when a value is not known. */
  fill(text: string): string | null;
}

/** The pieces, and why they do not suffice where they do not. */
export interface LaidOut {
  pieces: Content[];
  lacking: string | null;
  /** Nothing is shown because nothing is needed: a required part is there all the same. */
  notNeeded?: true;
}

const done = (...pieces: Content[]): LaidOut => ({ pieces, lacking: null });
const lacks = (lacking: string): LaidOut => ({ pieces: [], lacking });

/** Lay out one block. Nothing to show where nothing is needed is no lack; a lack says what would mend it. */
export function layOut(layout: Layout, scene: Scene): LaidOut {
  switch (layout) {
    case 'contact':
      return contact(scene);
    case 'requested-items':
      return requestedItems(scene);
    case 'settlement':
      return settlementTable(scene);
    case 'claimed-lines':
      return claimedLines(scene);
    case 'working':
      return working(scene);
    case 'facts':
      return facts(scene);
    case 'reasons':
      return reasons(scene);
    case 'provisions':
      return provisions(scene);
    case 'appeal':
      return sourcedText(scene, 'appeal');
    case 'regulator':
      return sourcedText(scene, 'regulator');
    case 'mandated-notice':
      return mandatedNotice(scene);
    case 'time-limit':
      return timeLimit(scene);
  }
}

function contact({ letterhead, material }: Scene): LaidOut {
  const reference = material.request.claim.claimNumber;
  return done(
    {
      kind: 'paragraph',
      text: `Please write to us with reference ${reference}. You can attach documents and photographs to an email.`,
    },
    {
      kind: 'contact',
      lines: [`Email ${letterhead.email}`, `Telephone ${letterhead.phone}`, `Post ${letterhead.address.join(', ')}`],
    },
  );
}

function requestedItems({ material, template }: Scene): LaidOut {
  const { missing } = material.request;
  const asked = missing.length > 0 ? missing : (material.proposal?.missing ?? []);
  if (asked.length === 0) return lacks('it is not said what is asked for');
  const items = asked.map(({ code, text }) => {
    const known = template.items[code] ?? template.items.other;
    // A person who asks by code alone gets the words that the code stands for.
    const bare = text.trim() === '' || text === code.replaceAll('-', ' ');
    return { text: bare && known?.ask ? known.ask : text, detail: known?.why ?? null };
  });
  return done({ kind: 'list', items });
}

function settlementTable({ settlement, currency, format, template, material }: Scene): LaidOut {
  if (settlement === null || currency === null) return lacks('the assessment has no lines');
  const money = (minor: number) => format.money(minor, currency);
  const off = (minor: number) => (minor === 0 ? '–' : money(minor));
  const labels = {
    deductible: `Less your ${template.words.deductible}`,
    limit: 'Above the limit of the insurance',
    'already-paid': 'Paid before on this claim',
    other: 'Other adjustments',
    review: 'Changed by a person on review',
  };
  // To a third party, what the policy takes off is one figure without a name.
  const steps = material.thirdParty ? merged(settlement.steps) : settlement.steps;
  return done({
    kind: 'table',
    columns: ['Item', 'Claimed', 'Adjustment', 'Payable'],
    rows: settlement.lines.map((line) => ({
      item: line.description,
      cells: [money(line.claimedMinor), off(line.adjustmentMinor), money(line.payableMinor)],
    })),
    totals: [
      {
        label: 'Total',
        cells: [money(settlement.claimedMinor), off(settlement.adjustmentMinor), money(settlement.subtotalMinor)],
        strong: false,
      },
      ...steps.map((step) => ({ label: labels[step.what], cells: ['', '', money(step.minor)], strong: false })),
      { label: 'We pay', cells: ['', '', money(settlement.amountMinor)], strong: true },
    ],
  });
}

function merged(steps: Settlement['steps']): Settlement['steps'] {
  // What they were paid themselves is no secret of the policy.
  const own = (step: Settlement['steps'][number]) => step.what === 'review' || step.what === 'already-paid';
  const minor = steps.filter((step) => !own(step)).reduce((sum, step) => sum + step.minor, 0);
  return minor === 0 ? steps.filter(own) : [{ what: 'other', minor }, ...steps.filter(own)];
}

function claimedLines({ settlement, currency, format }: Scene): LaidOut {
  if (settlement === null || currency === null) return done();
  return done({
    kind: 'table',
    columns: ['Item', 'Claimed', 'Payable'],
    rows: settlement.lines.map((line) => ({
      item: line.description,
      cells: [format.money(line.claimedMinor, currency), format.money(0, currency)],
    })),
    totals: [
      {
        label: 'Total',
        cells: [format.money(settlement.claimedMinor, currency), format.money(0, currency)],
        strong: true,
      },
    ],
  });
}

/** The steps of arithmetic as the assessment printed them; for a third party only what concerns the items claimed. */
function working({ settlement, currency, format, material }: Scene): LaidOut {
  const { coverage, thirdParty } = material;
  if (settlement === null || currency === null || coverage === null) return lacks('the assessment has no working');
  const money = (minor: number) => format.money(minor, currency);
  const lines: string[] = [];
  if (!thirdParty) {
    for (const line of coverage.lines) {
      for (const step of line.working) lines.push(`${line.description}: ${format.sentence(step)}`);
    }
    lines.push(...coverage.working.map((step) => format.sentence(step)));
  }
  if (lines.length === 0) {
    lines.push(
      `${money(settlement.claimedMinor)} claimed, adjusted by ${money(settlement.adjustmentMinor)} = ${money(settlement.subtotalMinor)}`,
    );
  }
  if (thirdParty || settlement.amountMinor !== coverage.payableMinor) {
    const before = thirdParty ? settlement.subtotalMinor : coverage.payableMinor;
    const change = settlement.amountMinor - before;
    if (change !== 0) {
      const why = settlement.steps.some((step) => step.what === 'review')
        ? 'changed by a person on review'
        : 'other adjustments';
      lines.push(`${money(before)}, ${why} by ${money(change)} = ${money(settlement.amountMinor)}`);
    }
  }
  return done({ kind: 'steps', lines });
}

function facts({ material, template, format, currency, settlement }: Scene): LaidOut {
  const { notice, coverage, request } = material;
  const claimed = settlement?.claimedMinor ?? coverage?.claimedMinor ?? 0;
  const counts = new Map<string, number>();
  for (const document of material.facts?.documents ?? []) {
    const name = template.documents[document.type] ?? document.type.replaceAll('-', ' ');
    counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  const rows: [string, string][] = [
    ['Date of the loss', format.date(notice.lossDate)],
    ['Cause as reported', template.causes[notice.causeOfLoss] ?? notice.causeOfLoss.replaceAll('-', ' ')],
    ['Reported to us', format.date(notice.reportedAt ?? material.registeredOn)],
  ];
  if (currency !== null && claimed > 0) rows.push(['Amount claimed', format.money(claimed, currency)]);
  if (counts.size > 0) {
    const list = [...counts].map(([name, count]) => (count === 1 ? name : `${name} (${count})`));
    rows.push(['Documents read', list.join(', ')]);
  }
  if (!material.thirdParty && material.wording !== null)
    rows.push(['Insurance terms', `${material.wording.title}, edition ${material.wording.edition}`]);
  const open = request.kind === 'reservation-of-rights';
  rows.push([open ? 'As of' : 'Decided on', format.date(request.date)]);
  return done({ kind: 'pairs', rows });
}

function reasons({ grounds, material, reasonGiven, settlement, currency, format }: Scene): LaidOut {
  const pieces: Content[] = [];
  if (grounds.grounds.length > 0) pieces.push({ kind: 'reasons', reasons: grounds.grounds });
  const review = settlement?.steps.find((step) => step.what === 'review');
  if (review !== undefined && review.minor < 0 && settlement !== null && currency !== null) {
    pieces.push({
      kind: 'paragraph',
      text: `A person in our claims department has reviewed the claim and set the amount at ${format.money(settlement.amountMinor, currency)}.`,
    });
    if (!reasonGiven && material.request.kind === 'part-approval')
      return { pieces, lacking: 'the person who lowered the amount gives no reason for the claimant' };
  }
  if (grounds.unexplained.length > 0)
    return { pieces, lacking: `there is no reason for: ${grounds.unexplained.slice(0, 5).join('; ')}` };
  return grounds.grounds.length === 0
    ? { pieces, lacking: 'neither the assessment nor the decision gives one' }
    : { pieces, lacking: null };
}

/** Every clause that a reason rests on, in the words of the policy. Where no policy was found there is none to quote. */
function provisions({ grounds, material }: Scene): LaidOut {
  const cited = [...new Set(grounds.grounds.flatMap((ground) => (ground.clause === null ? [] : [ground.clause])))];
  cited.sort((a, b) => a.localeCompare(b, 'en', { numeric: true }));
  const { wording, policy, coverage } = material;
  if (cited.length === 0) {
    if (policy === null && coverage?.policyFound !== true)
      return done({
        kind: 'paragraph',
        text: 'We found no insurance with us under the number that we were given, so there are no terms to quote.',
      });
    return lacks('no reason cites a clause of the wording');
  }
  if (wording === null) return lacks('the wording of the product is not in config/products');
  const quotes = cited.flatMap((clause) => {
    const text = wording.clauses.get(clause);
    return text === undefined || text === '' ? [] : [{ clause, text }];
  });
  const unknown = cited.filter((clause) => !quotes.some((quote) => quote.clause === clause));
  const pieces: Content[] = [{ kind: 'quotes', quotes, source: `${wording.title}, edition ${wording.edition}` }];
  return unknown.length === 0
    ? { pieces, lacking: null }
    : { pieces, lacking: `the wording has no clause ${unknown.join(', ')}` };
}

function sourcedText({ template, fill, material }: Scene, name: 'appeal' | 'regulator'): LaidOut {
  const entry = template[name];
  if (entry === undefined) return lacks(`config/letters has none for ${material.jurisdiction}; add a file for it`);
  const texts = [entry.text].flat().map(fill);
  if (texts.includes(null)) return lacks('a value in its text is not known');
  const pieces: Content[] = texts.map((text) => ({ kind: 'paragraph', text: text ?? '' }));
  if (name === 'regulator' && template.regulator !== undefined)
    pieces.push({ kind: 'contact', lines: template.regulator.contact });
  return done(...pieces);
}

/** A notice that the law wants word for word, in the letters that it is meant for. */
function mandatedNotice({ template, material }: Scene): LaidOut {
  const notice = template.mandatedNotice;
  const asked = material.request.missing.map((item) => item.code);
  if (notice === undefined) return lacks(`config/letters has none for ${material.jurisdiction}`);
  if (!notice.whenAskedFor.some((code) => asked.includes(code))) return { ...done(), notNeeded: true };
  return done({ kind: 'notice', lead: notice.lead, text: notice.text });
}

/** Until when the claimant can go to court. A date that nobody has read in the law is told to nobody. */
function timeLimit({ material, format }: Scene): LaidOut {
  const limit = material.request.timeLimit;
  if (limit === undefined) return { pieces: [], lacking: `config/jurisdictions has none for ${material.jurisdiction}` };
  if (!limit.verified)
    return lacks(`the time limit ${limit.id} in config/jurisdictions is not verified: a lawyer has to check it`);
  const rows: [string, string][] = [
    ['What it is about', limit.what],
    ['How long', limit.counted],
    ['Last day', format.date(limit.endsOn)],
    ['Where it stands', limit.citation],
  ];
  if (limit.quote !== null) rows.push(['In its words', `“${limit.quote}”`]);
  return done({ kind: 'pairs', rows });
}
