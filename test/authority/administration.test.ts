/** Administrative acts: the ticket says who, and the rules which roles may. */
import { createAuthorityActivities } from '../../activities/authority/activities';
import { ADMINISTRATION_SUBJECT } from '../../activities/authority/contract';
import { createLocalUsers } from '../../activities/authority/directory';
import { createTestDatabase, type TestDatabase } from '../support/database';
import { input, mint, registerClaim, shipped, TENANT } from './support';

let world: TestDatabase;
let authority: ReturnType<typeof createAuthorityActivities>;
beforeAll(async () => {
  world = await createTestDatabase();
  authority = createAuthorityActivities({ database: world.database, rules: shipped });
  await createLocalUsers(world.database, TENANT);
  await registerClaim(world.database, 'CLM-1');
});
afterAll(() => world.close());

const ask = (ticket: string, actId = 'act-1') =>
  authority.judgeAdministration({ tenant: TENANT, act: 'restart-anchor', actId, ticket });
const ticketOf = (user: string, subject = ADMINISTRATION_SUBJECT) => mint(world.database, user, subject);

test('an administrator may, nobody else, whatever they may decide on claims', async () => {
  expect(await ask(await ticketOf('administrator-1'))).toMatchObject({
    allowed: true,
    actor: { userId: 'administrator-1', role: 'administrator' },
  });
  for (const user of ['supervisor-1', 'auditor-1', 'service-1', 'adjuster-1'])
    expect(await ask(await ticketOf(user))).toMatchObject({
      allowed: false,
      code: 'no-authority',
      actor: { userId: user },
    });
});

test('a ticket counts once, repeatably, and for this only', async () => {
  const ticket = await ticketOf('administrator-1');
  const first = await ask(ticket, 'act-2');
  expect(await ask(ticket, 'act-2')).toEqual(first);
  expect(await ask(ticket, 'act-3')).toMatchObject({ code: 'ticket-already-used' });
  expect(await ask(await ticketOf('administrator-1', 'CLM-1'))).toMatchObject({ code: 'ticket-for-other-claim' });
  expect(await ask('tkt_made-up-by-somebody')).toMatchObject({ code: 'unknown-ticket', actor: null });
  // Nor is it good for a decision on a claim.
  const adjusters = await ticketOf('adjuster-1');
  expect(await authority.judgeDecision(input('CLM-1', adjusters))).toMatchObject({ code: 'ticket-for-other-claim' });
});

test('rules that do not name the act allow it to nobody', async () => {
  const { administration: _, ...rest } = shipped.rules;
  const silent = createAuthorityActivities({ database: world.database, rules: { ...shipped, rules: rest } });
  const act = {
    tenant: TENANT,
    act: 'restart-anchor',
    actId: 'act-4',
    ticket: await ticketOf('administrator-1'),
  } as const;
  expect(await silent.judgeAdministration(act)).toMatchObject({ allowed: false, code: 'no-authority' });
});
