/** Tickets and people over a real database: who it is comes from there and from nowhere else. */
import { eq } from 'drizzle-orm';
import { createAuthorityActivities } from '../../activities/authority/activities';
import { createLocalUsers } from '../../activities/authority/directory';
import { SignIn } from '../../client/sdk/sign-in';
import { putEvidence } from '../../platform/database/evidence';
import { accessTokens, claimProjections, decisionTickets, policies, users } from '../../platform/database/schema';
import { hashToken } from '../../platform/identity';
import { createTestDatabase, type TestDatabase } from '../support/database';
import { decision, input, mint, registerClaim, shipped, TENANT } from './support';

let world: TestDatabase;
let authority: ReturnType<typeof createAuthorityActivities>;
beforeAll(async () => {
  world = await createTestDatabase();
  authority = createAuthorityActivities({ database: world.database, rules: shipped });
  await createLocalUsers(world.database, TENANT);
  for (const claimNumber of ['CLM-1', 'CLM-2']) await registerClaim(world.database, claimNumber);
});
afterAll(() => world.close());

const ALLOWED = { allowed: true, code: null, reason: null, needsSecondPerson: false, rulesHash: shipped.sha256 };

test('the person behind the ticket decides; the judgement names them and the rules', async () => {
  const ticket = await mint(world.database, 'adjuster-1', 'CLM-1');
  const judgement = await authority.judgeDecision(input('CLM-1', ticket));
  expect(judgement).toEqual({ ...ALLOWED, actor: { userId: 'adjuster-1', role: 'adjuster' } });
});

test('two decisions with one ticket at the same moment: exactly one is judged', async () => {
  for (let round = 0; round < 10; round += 1) {
    const ticket = await mint(world.database, 'adjuster-1', 'CLM-1');
    const judgements = await Promise.all([
      authority.judgeDecision(input('CLM-1', ticket)),
      authority.judgeDecision(input('CLM-1', ticket)),
      authority.judgeDecision(input('CLM-2', ticket)),
    ]);
    const used = judgements.filter((judgement) => judgement.code === 'ticket-already-used');
    const answers = judgements.map((judgement) => judgement.code);
    expect(used).toHaveLength(2);
    // The one that came first was either allowed or shown to the wrong claim.
    expect([null, 'ticket-for-other-claim']).toContain(answers.find((code) => code !== 'ticket-already-used'));
  }
});

test('the same decision gets the same answer, also after the ticket expired and the person lost the role', async () => {
  const ticket = await mint(world.database, 'adjuster-2', 'CLM-1');
  const same = input('CLM-1', ticket);
  const first = await authority.judgeDecision(same);
  await world.database
    .update(decisionTickets)
    .set({ expiresAt: '2020-01-01T00:00:00Z' })
    .where(eq(decisionTickets.ticket, ticket));
  await world.database.update(users).set({ active: false }).where(eq(users.userId, 'adjuster-2'));
  expect(await authority.judgeDecision(same)).toEqual(first);
  expect(first.allowed).toBe(true);

  const fresh = await mint(world.database, 'adjuster-2', 'CLM-1');
  expect(await authority.judgeDecision(input('CLM-1', fresh))).toMatchObject({ code: 'no-authority', actor: null });
  await world.database.update(users).set({ active: true }).where(eq(users.userId, 'adjuster-2'));
});

test('a repeated decision of ten at once is judged once', async () => {
  const same = input('CLM-1', await mint(world.database, 'adjuster-1', 'CLM-1'));
  const judgements = await Promise.all(Array.from({ length: 10 }, () => authority.judgeDecision(same)));
  expect(new Set(judgements.map((judgement) => JSON.stringify(judgement, Object.keys(judgement).sort()))).size).toBe(1);
});

test.each<[string, (used: ReturnType<typeof input>) => ReturnType<typeof input>]>([
  ['another action', (used) => ({ ...used, decision: { ...used.decision, action: 'deny' }, amountMinor: 0 })],
  ['another amount', (used) => ({ ...used, proposedMinor: 600_000, amountMinor: 600_000 })],
  ['another task', (used) => ({ ...used, decision: { ...used.decision, taskId: 'task-2' } })],
  ['the next episode', (used) => ({ ...used, claim: { ...used.claim, episode: 2 } })],
])('a used ticket shown again under its decision id for %s is refused', async (_, change) => {
  const used = input('CLM-1', await mint(world.database, 'adjuster-1', 'CLM-1'));
  expect((await authority.judgeDecision(used)).allowed).toBe(true);
  expect(await authority.judgeDecision(change(used))).toMatchObject({ allowed: false, code: 'ticket-already-used' });
  expect((await authority.judgeDecision(used)).allowed).toBe(true);
});

test('unknown, or of another tenant', async () => {
  const foreign = await mint(world.database, 'adjuster-1', 'CLM-1', { tenant: 'other' });
  for (const ticket of ['tkt_made-up-by-somebody', foreign])
    expect(await authority.judgeDecision(input('CLM-1', ticket))).toMatchObject({
      code: 'unknown-ticket',
      actor: null,
    });
});

test.each([
  ['its time is over', { made: -11, expires: -1 }],
  ['it was given more time than the contract allows', { made: -11, expires: 60 }],
])('expired: %s', async (_, times) => {
  const ticket = await mint(world.database, 'adjuster-1', 'CLM-1', times);
  const shown = input('CLM-1', ticket);
  expect(await authority.judgeDecision(shown)).toMatchObject({ allowed: false, code: 'ticket-expired' });
  expect(await authority.judgeDecision(shown)).toMatchObject({ allowed: false, code: 'ticket-expired' });
});

test('a ticket is burnt by the first decision that shows it, also by a refused one', async () => {
  const wrongClaim = await mint(world.database, 'adjuster-1', 'CLM-1');
  expect((await authority.judgeDecision(input('CLM-2', wrongClaim))).code).toBe('ticket-for-other-claim');
  expect((await authority.judgeDecision(input('CLM-1', wrongClaim))).code).toBe('ticket-already-used');

  const overLimit = await mint(world.database, 'handler-1', 'CLM-1');
  expect((await authority.judgeDecision(input('CLM-1', overLimit))).code).toBe('no-authority');
  const merge = input('CLM-1', overLimit, {
    decision: decision('keep-both', { ticket: overLimit }),
    taskKind: 'duplicate',
    amountMinor: 0,
  });
  expect((await authority.judgeDecision(merge)).code).toBe('ticket-already-used');
});

test('a decision that the process cannot take: nothing is judged, but the ticket is used up and the person known', async () => {
  const ticket = await mint(world.database, 'adjuster-1', 'CLM-1');
  const obstacle = { code: 'stale-evidence', reason: 'The evidence has changed.' } as const;
  const refused = input('CLM-1', ticket, { obstacle });
  const answer = { allowed: false, ...obstacle, actor: { userId: 'adjuster-1', role: 'adjuster' } };
  expect(await authority.judgeDecision(refused)).toMatchObject(answer);
  expect(await authority.judgeDecision(refused)).toMatchObject(answer);
  const { obstacle: _, ...freed } = refused;
  for (const later of [freed, input('CLM-1', ticket)])
    expect(await authority.judgeDecision(later)).toMatchObject({ allowed: false, code: 'ticket-already-used' });
});

test('a role that nobody knows, and a user who does not exist, decide nothing', async () => {
  await world.database.insert(users).values({ tenant: TENANT, userId: 'odd-1', name: 'Odd One', role: 'emperor' });
  for (const userId of ['odd-1', 'nobody-1'])
    expect(await authority.judgeDecision(input('CLM-1', await mint(world.database, userId, 'CLM-1')))).toMatchObject({
      code: 'no-authority',
    });
});

test('a claim without a notice: it cannot be said whose it is', async () => {
  const ticket = await mint(world.database, 'adjuster-1', 'CLM-404');
  expect(await authority.judgeDecision(input('CLM-404', ticket))).toMatchObject({
    allowed: false,
    code: 'no-authority',
  });
});

describe('own claim', () => {
  // The local user adjuster-1 is called Adrian Lindqvist.
  const NAME = 'LINDQVIST Adrian';
  const judged = async (claimNumber: string) =>
    (await authority.judgeDecision(input(claimNumber, await mint(world.database, 'adjuster-1', claimNumber)))).code;

  test('by sign-in name, by name of the claimant, by name of the payee of the notice', async () => {
    await registerClaim(world.database, 'OWN-1', { userId: 'adjuster-1' });
    await registerClaim(world.database, 'OWN-2', { name: NAME });
    await registerClaim(world.database, 'OWN-3', {}, { name: NAME, iban: 'IE53ADJT90001730114471' });
    expect([await judged('OWN-1'), await judged('OWN-2'), await judged('OWN-3')]).toEqual(Array(3).fill('own-claim'));
  });

  test('by the account holder that only the documents name', async () => {
    await registerClaim(world.database, 'OWN-4');
    expect(await judged('OWN-4')).toBeNull();
    const claim = { tenant: TENANT, claimNumber: 'OWN-4' };
    const facts = await putEvidence(world.database, claim, 'claim-facts', { payee: { name: NAME, iban: 'x' } });
    await world.database.insert(claimProjections).values({
      ...claim,
      episode: 1,
      version: 1,
      status: 'in-review',
      policyNumber: 'HC-1',
      updatedAt: '2026-05-20T00:00:00Z',
      body: { evidence: { facts } },
    });
    expect(await judged('OWN-4')).toBe('own-claim');
  });

  test('as the policyholder of a claim that somebody else makes', async () => {
    await registerClaim(world.database, 'OWN-5');
    await world.database.insert(policies).values({
      tenant: TENANT,
      policyNumber: 'HC-1',
      effectiveFrom: '2026-01-01',
      effectiveTo: '2027-01-01',
      line: 'contents',
      jurisdiction: 'IE',
      currency: 'EUR',
      body: { holder: NAME },
    });
    expect(await judged('OWN-5')).toBe('own-claim');
    await world.database.delete(policies);
  });
});

describe('local users', () => {
  test('ten, with tokens that are shown once and stored as hashes', async () => {
    const tokens = await createLocalUsers(world.database, 'fresh');
    const accounts = (await world.database.select().from(users)).filter((user) => user.tenant === 'fresh');
    expect(accounts.map((user) => user.userId).sort()).toEqual([
      'adjuster-1',
      'adjuster-2',
      'administrator-1',
      'auditor-1',
      'claimant-1',
      'handler-1',
      'investigator-1',
      'service-1',
      'supervisor-1',
      'supervisor-2',
    ]);
    expect(accounts.every((user) => user.userId.startsWith(`${user.role}-`))).toBe(true);
    const stored = (await world.database.select().from(accessTokens)).filter((row) => row.tenant === 'fresh');
    expect(stored.map((row) => row.tokenHash).sort()).toEqual(Object.values(tokens).map(hashToken).sort());
    expect(JSON.stringify(stored)).not.toContain(tokens['adjuster-1']);
    expect(new Set(Object.values(tokens)).size).toBe(10);
  });

  test('made again with the tokens that are known, nothing changes; a token of somebody else is not taken', async () => {
    const first = await createLocalUsers(world.database, 'again');
    expect(await createLocalUsers(world.database, 'again', first)).toEqual(first);
    const count = async () =>
      (await world.database.select().from(accessTokens)).filter((row) => row.tenant === 'again').length;
    expect(await count()).toBe(10);
    const swapped = { ...first, 'handler-1': first['supervisor-1']! };
    const renewed = await createLocalUsers(world.database, 'again', swapped);
    expect(renewed['handler-1']).not.toBe(swapped['handler-1']);
    expect(await count()).toBe(11);
  });

  test('a new token ends the older ones of that account, and of no other', async () => {
    const first = await createLocalUsers(world.database, 'rotated');
    const { 'adjuster-1': lost, ...held } = first;
    const second = await createLocalUsers(world.database, 'rotated', held);
    const whoIs = (token: string) => new SignIn(world.database, 'rotated', token).user();
    await expect(whoIs(lost!)).rejects.toThrow('The access token has expired.');
    expect(await whoIs(second['adjuster-1']!)).toMatchObject({ userId: 'adjuster-1' });
    expect(await whoIs(first['adjuster-2']!)).toMatchObject({ userId: 'adjuster-2' });
    expect(second).toMatchObject(held);
    // An ended token is not taken for a held one.
    const third = await createLocalUsers(world.database, 'rotated', { ...held, 'adjuster-1': lost! });
    expect(third['adjuster-1']).not.toBe(lost);
    expect(await whoIs(third['adjuster-1']!)).toMatchObject({ userId: 'adjuster-1' });
  });

  test('a user who was deactivated or renamed stays so', async () => {
    await createLocalUsers(world.database, 'kept');
    await world.database.update(users).set({ active: false, name: 'Changed' }).where(eq(users.tenant, 'kept'));
    await createLocalUsers(world.database, 'kept');
    const accounts = (await world.database.select().from(users)).filter((user) => user.tenant === 'kept');
    expect(accounts.every((user) => !user.active && user.name === 'Changed')).toBe(true);
  });
});
