/** Every kind of letter in every jurisdiction: what it must contain, and that without any one of these parts it is not sent. */
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createLetterActivities } from '../../activities/letters/activities';
import { LetterKind, type LetterRequest } from '../../activities/letters/contract';
import { FolderDelivery } from '../../activities/letters/folder-delivery';
import { type LetterTemplate, type LetterTemplates, loadLetterTemplates } from '../../activities/letters/templates';
import { putEvidence } from '../../platform/database/evidence';
import { projectFile } from '../../platform/paths';
import { createTestDatabase, type TestDatabase } from '../support/database';
import { claimToAnswer, covered, partly, refused, TIME_LIMIT } from './claim-to-answer';

const JURISDICTIONS = ['US-CA', 'US-TX', 'US-PA', 'IE'] as const;
/** Where no regulator is known these cannot be written at all: a refusal needs the file of its jurisdiction. */
const NEEDS_JURISDICTION: readonly LetterKind[] = ['part-approval', 'denial', 'decision-stands'];

let db: TestDatabase;
let folder: string;
let templates: LetterTemplates;

beforeAll(async () => {
  db = await createTestDatabase();
  folder = mkdtempSync(join(tmpdir(), 'kinds-'));
  templates = await loadLetterTemplates(projectFile('config', 'letters'));
});
afterAll(async () => {
  await db.close();
  rmSync(folder, { recursive: true, force: true });
});

const send = (request: LetterRequest, used: LetterTemplates = templates) =>
  createLetterActivities({
    database: db.database,
    delivery: new FolderDelivery(folder),
    templates: used,
    products: join(__dirname, 'products'),
  }).sendLetter(request);
const delivered = () => readdirSync(folder, { recursive: true }).length;
/** The text with its line breaks and the marks of a prescribed notice taken out. */
const flat = (text: string) => text.replaceAll(/\s+(\| )?/g, ' ');
const textOf = ({ location }: { location: string }) => flat(readFileSync(location.replace(/pdf$/, 'txt'), 'utf8'));

const requestFor = (kind: LetterKind, jurisdiction: string) =>
  claimToAnswer(db.database, kind, {
    jurisdiction,
    coverage: kind === 'denial' || kind === 'decision-stands' ? refused : kind === 'part-approval' ? partly : covered,
  });

/** The shipped templates, changed. */
function changed(change: (template: LetterTemplate) => LetterTemplate): LetterTemplates {
  const own: LetterTemplates = Object.create(templates);
  own.forJurisdiction = (jurisdiction) => change(templates.forJurisdiction(jurisdiction));
  return own;
}

/** Without the content of one part, as a slip in a file or a gap in the claim would leave it. */
const without = (kind: LetterKind, part: string) =>
  changed((template) => {
    const { body, ...rest } = template.kinds[kind];
    const kept = body.filter((block) => block.part !== part);
    return { ...template, kinds: { ...template.kinds, [kind]: { ...rest, body: kept } } };
  });

describe.each([...JURISDICTIONS, 'generic'])('%s', (jurisdiction) => {
  const kinds = LetterKind.options.filter((kind) => jurisdiction !== 'generic' || !NEEDS_JURISDICTION.includes(kind));

  test.each(kinds)('%s: goes out whole, and without any one required part it does not', async (kind) => {
    const request = await requestFor(kind, jurisdiction);
    const { requires } = templates.forJurisdiction(jurisdiction).kinds[kind];
    const before = delivered();
    for (const part of requires)
      await expect(send(request, without(kind, part))).rejects.toMatchObject({
        type: 'letter-incomplete',
        nonRetryable: true,
        details: [[part]],
      });
    expect(delivered()).toBe(before);
    expect(textOf(await send(request))).toContain(request.claim.claimNumber);
  });
});

test.each(NEEDS_JURISDICTION)(
  '%s: without a file for its jurisdiction there is no regulator, so no letter',
  async (kind) => {
    const request = await requestFor(kind, 'NZ');
    await expect(send(request)).rejects.toMatchObject({ type: 'letter-incomplete', details: [['regulator']] });
  },
);

test.each(JURISDICTIONS)(
  '%s: a refusal has facts or working, the provision quoted, the appeal and the regulator',
  (jurisdiction) => {
    const { kinds, regulator, appeal } = templates.forJurisdiction(jurisdiction);
    expect(kinds.denial.requires).toEqual(
      expect.arrayContaining(['facts', 'reasons', 'provisions', 'appeal', 'regulator']),
    );
    expect(kinds['part-approval'].requires).toEqual(
      expect.arrayContaining(['lines', 'working', 'reasons', 'provisions', 'appeal', 'regulator']),
    );
    expect(kinds['decision-stands'].requires).toEqual(expect.arrayContaining(['reasons', 'appeal', 'regulator']));
    expect(regulator?.contact.length).toBeGreaterThan(2);
    expect(regulator?.source).toMatch(/\w/);
    expect(appeal?.source).toMatch(/\w/);
  },
);

describe('the warning that a law wants on claim forms', () => {
  test.each([
    ['US-CA', 'guilty of a crime and may be subject to fines and confinement in state prison'],
    ['US-PA', 'commits a fraudulent insurance act'],
  ])('%s: stands in the letter that asks for the form, which is not sent without it', async (jurisdiction, words) => {
    const request = await requestFor('information-request', jurisdiction);
    const gone = changed(({ mandatedNotice: _, ...template }) => template);
    await expect(send(request, gone)).rejects.toMatchObject({ details: [['mandated-notice']] });
    expect(textOf(await send(request))).toContain(words);
    const other = { ...(await requestFor('information-request', jurisdiction)), missing: request.missing.slice(0, 1) };
    expect(textOf(await send(other))).not.toContain(words);
  });

  test('no other jurisdiction has one', async () => {
    expect(textOf(await send(await requestFor('information-request', 'IE')))).not.toContain('fraudulent');
  });
});

describe('reservation of rights', () => {
  test('says what is in question, quotes the provision, refuses nothing and gives nothing up', async () => {
    const text = textOf(await send(await requestFor('reservation-of-rights', 'US-CA')));
    expect(text).toContain('A question about your cover: reservation of rights');
    expect(text).toContain('whether the water came from the washing machine or from outside the building (clause 4.1)');
    expect(text).toContain('“Flood. Water from outside the building is not insured.”');
    expect(text).toContain('we reserve our rights');
    expect(text).toContain('This letter is not a refusal');
    // What the rules found beside the doubt is not in it, nor an amount that nobody has decided.
    expect(text).not.toMatch(/we pay|has reviewed the claim|deductible takes off/i);
  });

  test('is not sent without words of the reviewer, without a clause, or on a clause that is not in the terms', async () => {
    const request = await requestFor('reservation-of-rights', 'US-CA');
    const doubt = async (clause: string | null) =>
      putEvidence(db.database, request.claim, 'stated-reasons', {
        reasons: [{ code: 'cover-in-doubt', clause, text: 'It is not clear where the water came from.' }],
      });
    const decided = (stated: LetterRequest['coverage']) => ({
      ...request,
      decision: { reasonCode: 'cover-in-doubt', stated },
    });
    await expect(send(decided(null))).rejects.toMatchObject({ details: [['reasons', 'provisions']] });
    await expect(send(decided(await doubt(null)))).rejects.toMatchObject({ details: [['provisions']] });
    await expect(send(decided(await doubt('9.9')))).rejects.toMatchObject({ details: [['provisions']] });
  });

  test('is not for a third party, who has no policy with us', async () => {
    const request = await claimToAnswer(db.database, 'reservation-of-rights', {
      jurisdiction: 'IE',
      role: 'third-party',
    });
    await expect(send(request)).rejects.toMatchObject({ details: [expect.arrayContaining(['position'])] });
  });
});

describe('notice of a time limit', () => {
  test('says the day, how it is counted, and where it stands', async () => {
    const text = textOf(await send(await requestFor('limitation-notice', 'US-CA')));
    expect(text).toContain('Last day: February 3, 2027');
    expect(text).toContain('12 months from the date of the loss');
    expect(text).toContain('Cal. Ins. Code § 2071');
    expect(text).toContain('“unless commenced within 12 months next after inception of the loss”');
    expect(text).toContain('This letter is no legal advice');
  });

  test('is not sent without a limit, or on one that nobody has read in the law', async () => {
    const request = await requestFor('limitation-notice', 'US-PA');
    const { timeLimit: _, ...none } = request;
    await expect(send(none)).rejects.toMatchObject({ details: [['time-limit']] });
    await expect(send({ ...request, timeLimit: { ...TIME_LIMIT, verified: false } })).rejects.toMatchObject({
      message: expect.stringContaining('not verified'),
      details: [['time-limit']],
    });
  });

  test.each(['denial', 'decision-stands', 'closure-no-answer'] as const)(
    '%s: says the limit where it is known and verified, and goes out without where it is not',
    async (kind) => {
      const known = textOf(await send({ ...(await requestFor(kind, 'US-CA')), timeLimit: TIME_LIMIT }));
      expect(known).toContain('Time limit for going to court');
      const doubtful = { ...TIME_LIMIT, verified: false };
      const unsure = textOf(await send({ ...(await requestFor(kind, 'US-CA')), timeLimit: doubtful }));
      expect(unsure).not.toContain('Time limit for going to court');
      expect(textOf(await send(await requestFor(kind, 'US-CA')))).not.toContain('Time limit');
    },
  );
});
