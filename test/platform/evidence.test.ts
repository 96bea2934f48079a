import { z } from 'zod';
import { getEvidence, putEvidence } from '../../platform/database/evidence';
import { createTestDatabase, type TestDatabase } from '../support/database';

const owner = { tenant: 'acme', claimNumber: 'CLM-1' };
let db: TestDatabase;
beforeAll(async () => {
  db = await createTestDatabase();
});
afterAll(() => db.close());

test('the same value stored twice is one piece of evidence, found by its reference', async () => {
  const body = { b: 1, a: ['x'] };
  const first = await putEvidence(db.database, owner, 'note', body);
  expect(await putEvidence(db.database, owner, 'note', { a: ['x'], b: 1 })).toEqual(first);
  expect(await getEvidence(db.database, owner, first, z.object({ a: z.array(z.string()), b: z.number() }))).toEqual(
    body,
  );
});

test('evidence altered in the database is refused by name', async () => {
  const reference = await putEvidence(db.database, owner, 'note', { amount: 100 });
  await db.database.$client.query(`UPDATE evidence SET body = '{"amount": 900}' WHERE ref = $1`, [reference.ref]);
  await expect(getEvidence(db.database, owner, reference, z.any())).rejects.toThrow(/altered/);
});
