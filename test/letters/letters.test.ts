import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { z } from 'zod';
import type { CoverageAssessment } from '../../activities/coverage/contract';
import { createLetterActivities } from '../../activities/letters/activities';
import { LetterKind, type LetterRequest } from '../../activities/letters/contract';
import { FolderDelivery } from '../../activities/letters/folder-delivery';
import { type LetterTemplates, loadLetterTemplates } from '../../activities/letters/templates';
import { loadRules } from '../../platform/config/yaml-rules';
import { putEvidence } from '../../platform/database/evidence';
import { projectFile } from '../../platform/paths';
import { createTestDatabase, type TestDatabase } from '../support/database';
import { claimToAnswer, covered, line, POLICY_NUMBER, partly, refused } from './claim-to-answer';

let db: TestDatabase;
let folder: string;
let templates: LetterTemplates;
const products = join(__dirname, 'products');

beforeAll(async () => {
  db = await createTestDatabase();
  folder = mkdtempSync(join(tmpdir(), 'letters-'));
  templates = await loadLetterTemplates(projectFile('config', 'letters'));
});
afterAll(async () => {
  await db.close();
  rmSync(folder, { recursive: true, force: true });
});

const letters = () =>
  createLetterActivities({ database: db.database, delivery: new FolderDelivery(folder), templates, products });

async function sent(request: LetterRequest): Promise<string> {
  const { location } = await letters().sendLetter(request);
  return readFileSync(location.replace(/pdf$/, 'txt'), 'utf8');
}

/** The text with its line breaks taken out. */
const flat = (text: string) => text.replaceAll(/\s+/g, ' ');

test('approval: amount, every item, the working, when the money comes', async () => {
  const text = await sent(await claimToAnswer(db.database, 'approval'));
  expect(text).toContain('Your claim is accepted: we pay €1,329.20');
  expect(text).toMatch(/Sofa, three seats, grey\s+€1,299\.00\s+-€259\.80\s+€1,039\.20/);
  expect(text).toMatch(/Total\s+€1,839\.00\s+-€259\.80\s+€1,579\.20/);
  expect(text).toMatch(/Less your deductible\s+-€250\.00/);
  expect(text).toMatch(/We pay\s+€1,329\.20/);
  expect(flat(text)).toContain('€1,299.00 less 20 % for 2 years of age (clause 6.7) = €1,039.20');
  expect(flat(text)).toContain('within 5 banking days');
  expect(text).toContain('8 February 2026');
  expect(text).toContain(POLICY_NUMBER);
  expect(text).not.toContain('IE29AIBK');
});

test('part approval: the refused items with the clause and its words, appeal and regulator', async () => {
  const text = flat(await sent(await claimToAnswer(db.database, 'part-approval', { coverage: partly })));
  expect(text).toContain('Damp treatment of the hall; Mould removal: Damage that happens gradually');
  expect(text).toContain('“Damage that happens gradually, such as damp, rot or wear.”');
  expect(text).toContain('Clause 6.3');
  expect(text).toContain('a person who had no part in this decision');
  expect(text).toContain('Financial Services and Pensions Ombudsman');
});

test('denial: facts, a reason for each item, each provision quoted in the words of the policy', async () => {
  const text = flat(await sent(await claimToAnswer(db.database, 'denial', { coverage: refused })));
  expect(text).toContain('3 February 2026');
  expect(text).toContain('claim form, purchase receipt (2)');
  expect(text).toContain('Sofa, three seats, grey; Carpet, living room, 18 m²: Flood');
  expect(text).toContain(
    'The policy ran from 1 January 2025 to 1 January 2026; the loss was on 3 February 2026 (clause 1.2).',
  );
  expect(text).toContain('“Flood. Water from outside the building is not insured.”');
  expect(text).toContain(
    '“Period of insurance. We insure losses that happen on or after the first day of the policy and before its end.”',
  );
  expect(text).toContain('Lincoln House');
});

test('California: letter paper, the regulator of the state, and its notice only where a claim form is asked for', async () => {
  const denial = flat(
    await sent(await claimToAnswer(db.database, 'denial', { coverage: refused, jurisdiction: 'US-CA' })),
  );
  expect(denial).toContain('300 South Spring Street');
  expect(denial).toContain('February 8, 2026');
  expect(denial).not.toMatch(/state prison/);
  const request = await claimToAnswer(db.database, 'information-request', { jurisdiction: 'US-CA' });
  expect(flat(await sent(request))).toContain('prison. Yours sincerely');
  const other = { ...request, key: '1/other', missing: [{ code: 'police-report', text: 'police report' }] };
  const asked = flat(await sent(other));
  expect(asked).not.toMatch(/state prison/);
  expect(asked).toContain('The police report, or its number and date');
  await claimToAnswer(db.database, 'denial');
});

test('every kind is sent, and none accuses: a claim that was referred gets the letter that any other gets', async () => {
  const accusing = /fraud|suspic|suspect|investigat|indicator|dishonest|misrepresent|false/i;
  for (const kind of LetterKind.options) {
    const coverage =
      kind === 'denial' || kind === 'decision-stands' ? refused : kind === 'part-approval' ? partly : covered;
    const text = await sent(await claimToAnswer(db.database, kind, { coverage }));
    expect(text).not.toMatch(accusing);
    expect(text).toContain('Dear Máire Ní Bhriain,');
  }
});

test.each([
  ['approval', covered],
  ['part-approval', partly],
  ['denial', refused],
] as const)('%s: the same letter whether the claim was looked at by investigators or not', async (kind, coverage) => {
  const referred = await claimToAnswer(db.database, kind, { coverage });
  const { rows } = await db.database.$client.query('SELECT body FROM evidence WHERE ref = $1', [
    referred.proposal?.ref,
  ]);
  expect(rows[0].body.reasons[0].text).toMatch(/investigation/);
  const plain = await putEvidence(db.database, referred.claim, 'proposal', { ...rows[0].body, reasons: [] });
  expect(await sent({ ...referred, key: '1/plain', proposal: plain })).toBe(await sent(referred));
});

test('a reason or a clause that accuses stops the letter; the claimant’s own words do not', async () => {
  const request = await claimToAnswer(db.database, 'denial', { coverage: refused });
  const reasons = [{ code: 'other', clause: '4.1', text: 'We suspect that the invoice is not genuine.' }];
  await expect(letters().sendLetter({ ...request, reasons })).rejects.toMatchObject({
    type: 'letter-accuses',
    nonRetryable: true,
    message: expect.stringContaining('"suspect"'),
  });
  const clause = [{ code: 'other', clause: '5.4', text: 'Not insured.' }];
  await expect(letters().sendLetter({ ...request, reasons: clause })).rejects.toMatchObject({ type: 'letter-accuses' });
  const own: CoverageAssessment = { ...covered, lines: [line('False ceiling, anti-fraud till', 157_920)] };
  expect(await sent(await claimToAnswer(db.database, 'approval', { coverage: own }))).toContain('False ceiling');
});

test('a third party is told nothing of the policy: no number, dates, limits, deductible', async () => {
  const coverage: CoverageAssessment = {
    ...partly,
    deductibleMinor: 0,
    limitReductionMinor: 7_777,
    payableMinor: 150_143,
    reasons: [
      ...partly.reasons.filter(({ code }) => code !== 'deductible-applied'),
      { code: 'section-limit-applied', clause: '6.5', text: 'At most 1,501.43 EUR for this section.' },
      { code: 'not-in-force', clause: '1.2', text: `Policy ${POLICY_NUMBER} ran from 2025-01-01 to 2026-01-01.` },
    ],
    working: ['1,579.20 EUR, at most 1,501.43 EUR for this section (clause 6.5) = 1,501.43 EUR'],
  };
  const options = { coverage, role: 'third-party', claimantName: 'Tom Byrne' } as const;
  for (const kind of ['acknowledgment', 'part-approval', 'denial', 'information-request', 'withdrawal'] as const) {
    const text = await sent(await claimToAnswer(db.database, kind, options));
    expect(text).not.toContain(POLICY_NUMBER);
    // The claim's own number may hold any digits.
    expect(text.replace(/CLM-\d+-\d+/g, '')).not.toMatch(/Máire|deductible|at most|limit|2025/i);
  }
  const text = flat(await sent(await claimToAnswer(db.database, 'part-approval', options)));
  expect(text).toContain('Other adjustments -€77.77');
  expect(text).toContain('There was no insurance with us in force on the date of the loss (clause 1.2).');
  expect(text).toContain('Damp treatment of the hall; Mould removal');
  const limitOnly = {
    ...options,
    coverage: { ...coverage, lines: covered.lines, reasons: coverage.reasons.slice(2, 3) },
  };
  const reduced = flat(await sent(await claimToAnswer(db.database, 'part-approval', limitOnly)));
  expect(reduced).toContain('What the insurance pays for this loss is less than the amount claimed (clause 6.5).');
  const request = await claimToAnswer(db.database, 'denial', options);
  const reasons = [{ code: 'other', clause: '4.1', text: `Not insured by ${POLICY_NUMBER}.` }];
  await expect(letters().sendLetter({ ...request, reasons })).rejects.toMatchObject({
    type: 'letter-discloses-policy',
  });
});

describe('a letter that lacks a required part is not sent, and the part is named', () => {
  const lacks = async (request: LetterRequest, part: string, why: RegExp) => {
    await expect(letters().sendLetter(request)).rejects.toMatchObject({
      type: 'letter-incomplete',
      nonRetryable: true,
      message: expect.stringMatching(new RegExp(`lacks.*${part} \\(.*${why.source}`)),
    });
    expect(() => readdirSync(join(folder, 'default', request.claim.claimNumber))).toThrow(/ENOENT/);
    const { rows } = await db.database.$client.query('SELECT 1 FROM letters WHERE claim_number = $1', [
      request.claim.claimNumber,
    ]);
    expect(rows).toEqual([]);
  };

  test('denial on a clause that the wording does not have', async () => {
    const reason = { code: 'not-insured', clause: '9.9', text: 'Not insured.' };
    const coverage = { ...refused, lines: refused.lines.map((one) => ({ ...one, reason })), reasons: [reason] };
    await lacks(await claimToAnswer(db.database, 'denial', { coverage }), 'provisions', /no clause 9\.9/);
  });
  test('denial of what the assessment covers, without a reason of the person who decided', async () => {
    const request = await claimToAnswer(db.database, 'denial');
    await lacks(request, 'reasons', /Sofa/);
    const reasons = [{ code: 'not-insured', clause: '4.1', text: 'The water came from outside.' }];
    expect(flat(await sent({ ...request, reasons }))).toContain('The water came from outside (clause 4.1).');
  });
  test('denial without a clause', async () => {
    const reason = { code: 'not-insured', clause: null, text: 'Not insured.' };
    const coverage = { ...refused, lines: refused.lines.map((one) => ({ ...one, reason })), reasons: [reason] };
    await lacks(await claimToAnswer(db.database, 'denial', { coverage }), 'provisions', /cites a clause/);
  });
  test('denial where no regulator is known', async () => {
    await lacks(
      await claimToAnswer(db.database, 'denial', { coverage: refused, jurisdiction: 'NZ' }),
      'regulator',
      /for NZ/,
    );
    await claimToAnswer(db.database, 'denial');
  });
  test('denial without an assessment', async () => {
    await lacks(await claimToAnswer(db.database, 'denial', { coverage: null }), 'reasons', /neither/);
  });
  test('approval without lines, request without items or date, duplicate without the other claim', async () => {
    await lacks(
      { ...(await claimToAnswer(db.database, 'approval', { coverage: null })), amountMinor: 5, currency: 'EUR' },
      'lines',
      /no lines/,
    );
    const request = await claimToAnswer(db.database, 'information-request');
    await lacks({ ...request, missing: [] }, 'items', /asked for/);
    await lacks({ ...request, answerBy: null }, 'answer-by', /not known/);
    await lacks(
      { ...(await claimToAnswer(db.database, 'closure-duplicate')), linkedClaim: null },
      'linked-claim',
      /not known/,
    );
  });
  test('where no policy was found there is nothing to quote, and the letter says so', async () => {
    const coverage: CoverageAssessment = {
      ...refused,
      policyFound: false,
      policy: null,
      reasons: [{ code: 'policy-not-found', clause: null, text: 'No policy has this number.' }],
      lines: [],
    };
    const text = flat(await sent(await claimToAnswer(db.database, 'denial', { coverage, policy: false })));
    expect(text).toContain('No policy has this number.');
    expect(text).toContain('there are no terms to quote');
  });
});

test('what could not be established is told in words for the claimant, with what would settle it', async () => {
  const undecided = line('Thing', 9_000, {
    outcome: 'cannot-tell',
    adjustedMinor: 0,
    reason: { code: 'category-unknown', clause: '2.1', text: 'The terms have no word for this item.' },
  });
  const coverage: CoverageAssessment = {
    ...covered,
    lines: [undecided],
    questions: [
      { code: 'category-unknown', text: 'What is "Thing"?', clauses: ['2.1'], wouldSettle: 'A person says.' },
      { code: 'late-notice', text: 'Reported 90 days after.', clauses: ['1.3'], wouldSettle: 'Why.' },
    ],
  };
  const text = flat(await sent(await claimToAnswer(db.database, 'denial', { coverage })));
  expect(text).toContain('Thing: From what we have we cannot tell what this item is');
  expect(text).not.toContain('The terms have no word');
  expect(text).toContain('Clause 1.3');
});

describe('reasons of the person who decided', () => {
  const stated = (request: LetterRequest, reasons: unknown) =>
    putEvidence(db.database, request.claim, 'stated-reasons', { reasons });
  const said = (request: LetterRequest, ref: LetterRequest['coverage'], reasonCode = 'own-reason'): LetterRequest => ({
    ...request,
    decision: { reasonCode, stated: ref },
  });

  test('a denial of what the assessment covers quotes them, with the clause in the words of the policy', async () => {
    const request = await claimToAnswer(db.database, 'denial');
    const words = await stated(request, [
      { code: 'own-reason', clause: '4.1', text: 'The water came in from the lane, not from a pipe.' },
    ]);
    const text = flat(await sent(said(request, words)));
    expect(text).toContain('The water came in from the lane, not from a pipe (clause 4.1).');
    expect(text).toContain('“Flood. Water from outside the building is not insured.”');
    expect(text).toContain('Financial Services and Pensions Ombudsman');
  });

  test('conclusions in the claimant’s favour are no reasons for a refusal', async () => {
    const favours = ['in-force', 'insured-party', 'peril-covered'].map((code) => ({
      code,
      clause: '1.3',
      text: `In your favour: ${code}.`,
    }));
    const request = await claimToAnswer(db.database, 'denial', { coverage: { ...covered, reasons: favours } });
    await expect(letters().sendLetter(request)).rejects.toMatchObject({ details: [['reasons', 'provisions']] });
    const words = await stated(request, [{ code: 'own-reason', clause: '4.1', text: 'It came in from the lane.' }]);
    expect(await sent(said(request, words))).not.toContain('In your favour');
  });

  test('without a clause, on a clause that is not there, or by a code that says nothing, it is still refused', async () => {
    const request = await claimToAnswer(db.database, 'denial');
    const refusedFor = async (ref: LetterRequest['coverage'], parts: string[]) =>
      expect(letters().sendLetter(said(request, ref))).rejects.toMatchObject({
        type: 'letter-incomplete',
        nonRetryable: true,
        details: [parts],
      });
    await refusedFor(null, ['reasons', 'provisions']);
    await refusedFor(await stated(request, [{ code: 'x1', clause: null, text: 'The water came from outside.' }]), [
      'provisions',
    ]);
    await refusedFor(await stated(request, [{ code: 'x1', clause: '9.9', text: 'The water came from outside.' }]), [
      'provisions',
    ]);
  });

  test('they may not accuse either', async () => {
    const request = await claimToAnswer(db.database, 'denial');
    const words = await stated(request, [{ code: 'x1', clause: '4.1', text: 'Your invoice looks forged.' }]);
    await expect(letters().sendLetter(said(request, words))).rejects.toMatchObject({ type: 'letter-accuses' });
  });

  test('a lowered amount needs one: stated, or a code that the templates have words for', async () => {
    const lowered = { ...(await claimToAnswer(db.database, 'part-approval')), amountMinor: 100_000 };
    await expect(letters().sendLetter(lowered)).rejects.toMatchObject({
      type: 'letter-incomplete',
      message: expect.stringContaining('lowered the amount'),
    });
    await expect(letters().sendLetter(said(lowered, null))).rejects.toMatchObject({ type: 'letter-incomplete' });
    const byCode = flat(await sent(said(lowered, null, 'cheaper-repair')));
    expect(byCode).toContain('The damage can be made good at a lower cost than was claimed. We pay that cost.');

    const other = { ...(await claimToAnswer(db.database, 'part-approval')), amountMinor: 100_000 };
    const words = await stated(other, [{ code: 'cheaper-repair', clause: '6.3', text: 'The rug can be cleaned.' }]);
    const inOwnWords = flat(await sent(said(other, words, 'cheaper-repair')));
    expect(inOwnWords).toContain('The rug can be cleaned (clause 6.3).');
    expect(inOwnWords).not.toContain('at a lower cost');
  });

  test('a third party reads them as they were stated', async () => {
    const options = { coverage: partly, role: 'third-party', claimantName: 'Tom Byrne' } as const;
    const request = await claimToAnswer(db.database, 'part-approval', options);
    const words = await stated(request, [{ code: 'liability', clause: null, text: 'Each of you was half at fault.' }]);
    expect(flat(await sent(said(request, words)))).toContain('Each of you was half at fault.');
  });
});

test('what the assessment left open and a person accepts in full is paid line by line in the table', async () => {
  const undecided = line('Thing', 50_000, {
    outcome: 'cannot-tell',
    adjustedMinor: 0,
    reason: { code: 'category-unknown', clause: '2.1', text: 'The terms have no word for this item.' },
  });
  const coverage: CoverageAssessment = {
    ...covered,
    outcome: 'cannot-tell',
    lines: [undecided],
    claimedMinor: 50_000,
    deductibleMinor: 0,
    agreedDeductibleMinor: 10_000,
    payableMinor: 0,
    reasons: [],
    working: [],
  };
  // The proposal was left open: what a person pays is no change of it.
  const request = { ...(await claimToAnswer(db.database, 'approval', { coverage })), proposal: null };
  const text = await sent({ ...request, amountMinor: 40_000 });
  expect(text).toMatch(/Thing\s+€500\.00\s+–\s+€500\.00/);
  expect(text).toMatch(/Less your deductible\s+-€100\.00\n\s*We pay\s+€400\.00/);
});

test('what a person changed on review is a line of its own, and the table adds up', async () => {
  const decision = { reasonCode: 'cheaper-repair', stated: null };
  const less = { ...(await claimToAnswer(db.database, 'part-approval')), amountMinor: 100_000, decision };
  expect(await sent(less)).toMatch(/Changed by a person on review\s+-€329\.20\n\s*We pay\s+€1,000\.00/);
  const nothing = await claimToAnswer(db.database, 'part-approval', {
    coverage: { ...covered, lines: [line('Lamp', 20_000)], deductibleMinor: 20_000, payableMinor: 0 },
  });
  const text = await sent(nothing);
  expect(flat(text)).toContain('no amount is payable');
  expect(text).toMatch(/We pay\s+€0\.00/);
  expect(text).not.toContain('We have instructed');
});

test('the PDF is readable, of the right size, and the same bytes for the same letter', async () => {
  const request = await claimToAnswer(db.database, 'denial', { coverage: refused, claimantName: 'Łukasz Őry Παπάς' });
  const { location, sha256 } = await letters().sendLetter(request);
  const bytes = readFileSync(location);
  expect(createHash('sha256').update(bytes).digest('hex')).toBe(sha256);
  const script = `
    const pdfjs = await import(${JSON.stringify(require.resolve('pdfjs-dist/legacy/build/pdf.mjs'))});
    const { readFileSync } = await import('node:fs');
    const document = await pdfjs.getDocument({ data: new Uint8Array(readFileSync(process.argv[1])) }).promise;
    const pages = [];
    for (let number = 1; number <= document.numPages; number++) {
      const page = await document.getPage(number);
      pages.push((await page.getTextContent()).items.map((item) => item.str).join(' '));
    }
    const info = (await document.getMetadata()).info;
    console.log(JSON.stringify({ text: pages.join(' '), width: (await document.getPage(1)).view[2], info }));`;
  const read = JSON.parse(
    execFileSync(process.execPath, ['--input-type=module', '-e', script, location], {
      stdio: ['ignore', 'pipe', 'ignore'],
    }).toString(),
  );
  expect(flat(read.text)).toContain('Dear Łukasz Őry Παπάς');
  expect(flat(read.text)).toContain('Water from outside the building is not insured');
  expect(flat(read.text)).toContain('Page 1 of 2');
  expect(Math.round(read.width)).toBe(595);
  expect(read.info.CreationDate).toBe('D:20260208000000Z');

  rmSync(dirname(location), { recursive: true });
  await db.database.$client.query('DELETE FROM letters WHERE claim_number = $1', [request.claim.claimNumber]);
  await new Promise((resolve) => setTimeout(resolve, 1_100));
  expect((await letters().sendLetter(request)).sha256).toBe(sha256);
});

test('a delivered key returns its result; later dates change nothing; other content is refused', async () => {
  const request = await claimToAnswer(db.database, 'approval');
  const [first, atOnce] = await Promise.all([letters().sendLetter(request), letters().sendLetter(request)]);
  expect(atOnce).toEqual(first);
  writeFileSync(first.location, 'touched');
  expect(await letters().sendLetter({ ...request, date: '2026-05-01' })).toEqual(first);
  expect(readFileSync(first.location, 'utf8')).toBe('touched');
  await expect(letters().sendLetter({ ...request, amountMinor: 1 })).rejects.toMatchObject({
    type: 'letter-key-conflict',
    nonRetryable: true,
  });
  expect(readdirSync(dirname(first.location)).sort()).toEqual(['decision.pdf', 'decision.txt']);
});

test('a retry after a crash delivers the letter that was written down, though the templates have changed since', async () => {
  const request = await claimToAnswer(db.database, 'approval');
  const away = { deliver: () => Promise.reject(new Error('disk is away')) };
  const crashed = createLetterActivities({ database: db.database, delivery: away, templates, products });
  await expect(crashed.sendLetter(request)).rejects.toThrow('disk is away');
  const other = mkdtempSync(join(tmpdir(), 'templates-'));
  for (const name of readdirSync(projectFile('config', 'letters'))) {
    const text = readFileSync(projectFile('config', 'letters', name), 'utf8');
    writeFileSync(join(other, name), text.replaceAll('Your claim is accepted', 'Good news'));
  }
  const changed = await loadLetterTemplates(other);
  const again = createLetterActivities({
    database: db.database,
    delivery: new FolderDelivery(folder),
    templates: changed,
    products,
  });
  const { location } = await again.sendLetter({ ...request, date: '2026-02-09' });
  const text = readFileSync(location.replace(/pdf$/, 'txt'), 'utf8');
  expect(text).toContain('Your claim is accepted');
  expect(text).toContain('8 February 2026');
  rmSync(other, { recursive: true });
});

test('another file in the place of the letter is not written over', async () => {
  const request = await claimToAnswer(db.database, 'withdrawal');
  const { location } = await letters().sendLetter(request);
  await db.database.$client.query(`UPDATE letters SET status = 'composed' WHERE claim_number = $1`, [
    request.claim.claimNumber,
  ]);
  writeFileSync(location, 'another');
  await expect(letters().sendLetter(request)).rejects.toMatchObject({ type: 'letter-key-conflict' });
  expect(readFileSync(location, 'utf8')).toBe('another');
});

test('malformed requests and unknown claims fail for good, by name', async () => {
  const request = await claimToAnswer(db.database, 'withdrawal');
  await expect(letters().sendLetter({ ...request, key: '../up' })).rejects.toMatchObject({
    type: 'letter-request-invalid',
  });
  await expect(letters().sendLetter({ ...request, date: 'soon' })).rejects.toMatchObject({
    type: 'letter-request-invalid',
  });
  const claim = { ...request.claim, claimNumber: 'CLM-NONE' };
  await expect(letters().sendLetter({ ...request, claim })).rejects.toMatchObject({ type: 'claim-not-found' });
});

test('whatever a person can ask for, and whatever a claim can lack, has words of its own in letters', () => {
  const Codes = z.array(z.object({ code: z.string() }));
  const asked = loadRules(projectFile('config', 'decisions.yaml'), z.object({ items: Codes })).rules.items;
  const lacking = loadRules(projectFile('config', 'triage.yaml'), z.object({ requirements: Codes })).rules.requirements;
  const { items } = templates.forJurisdiction('XX');
  expect([...asked, ...lacking].filter(({ code }) => !Object.hasOwn(items, code))).toEqual([]);
});
