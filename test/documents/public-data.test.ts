/** A look at real receipts and invoices, where they are at hand; they are not part of the project. */
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { SURE_ENOUGH } from '../../activities/documents/extract/doubts';
import { projectRoot } from '../../platform/paths';
import { type DocumentRoom, documentRoom } from './support';

const DATA = process.env.ADJUTANT_TEST_DATA ?? join(projectRoot, '..', 'shared', 'data');
const there = existsSync(join(DATA, 'receipts')) && existsSync(join(DATA, 'invoices'));
if (!there) console.warn(`No public data at ${DATA} (ADJUTANT_TEST_DATA): the tests over it are skipped`);

(there ? describe : describe.skip)('real papers', () => {
  let room: DocumentRoom;
  beforeAll(async () => {
    room = await documentRoom({}, 2);
  });
  afterAll(() => room.close());

  test('totals of scanned receipts are right, or known to be unsure, or not given', async () => {
    const names = ['000', '006', '063', '085', '350', '422', '547', '564'];
    let right = 0;
    for (const name of names) {
      const truth = JSON.parse(await readFile(join(DATA, 'receipts', `${name}.json`), 'utf8')) as { total: string };
      const { result, reading } = await room.read(`${name}.jpg`, await readFile(join(DATA, 'receipts', `${name}.jpg`)));
      expect(result.status).toBe('read');
      const total = reading.fields.find((field) => field.name === 'total');
      const wanted = Math.round(Number(truth.total.replace(/[^\d.]/g, '')) * 100);
      if (total?.normalised === wanted) right += 1;
      else expect([name, total === undefined || total.confidence < SURE_ENOUGH]).toEqual([name, true]);
    }
    expect(right).toBeGreaterThanOrEqual(6);
  });

  test.each([
    ['AzureInterior.pdf', '2023-03-20', 27_984],
    ['QualityHosting.pdf', '2014-05-07', 3_473],
    ['SammyMaystoneLinesTest.pdf', '2022-01-01', 12_750],
    ['NetpresseInvoice.pdf', '2022-11-28', 5_602],
  ])('invoice %s', async (name, date, total) => {
    const { reading } = await room.read(name, await readFile(join(DATA, 'invoices', name)));
    const value = (field: string) => reading.fields.find((entry) => entry.name === field)?.normalised;
    expect([value('document-date'), value('total')]).toEqual([date, total]);
  });
});
