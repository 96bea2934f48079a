/** Several papers in one PDF become files of their own; one paper of several pages stays one. */

import type { DocumentReading } from '../../activities/documents/contract';
import { countOf, type PageSigns, splitPages } from '../../activities/documents/extract/split';
import { assemble } from '../../activities/documents/facts/assemble';
import { BUMPER, NOTICE, pdf, put, table } from './fixtures';
import { type DocumentRoom, documentRoom } from './support';

let room: DocumentRoom;
beforeAll(async () => {
  room = await documentRoom();
});
afterAll(() => room.close());

type Page = (document: PDFKit.PDFDocument) => void;

function pages(...draw: Page[]): Promise<Buffer> {
  return pdf((document) => {
    draw.forEach((page, index) => {
      if (index > 0) document.addPage();
      page(document);
    });
  });
}

/** The first page of a bill of a body shop. */
function bill(title: string, number: string, issuer = 'Bayline Collision Center', counted = ''): Page {
  return (document) => {
    put(document, 50, 50, issuer, 14);
    put(document, 400, 50, title, 16);
    put(document, 50, 110, 'Invoice number:');
    put(document, 150, 110, number);
    put(document, 330, 110, 'Date:');
    put(document, 420, 110, 'March 4, 2026');
    const below = table(document, [50, 360, 470], 170, [['Description', 'Qty', 'Amount'], ...BUMPER]);
    table(document, [360, 470], below + 10, [
      ['Subtotal', '$ 1,087.50'],
      ['Sales tax 8.5 %', '$ 92.44'],
      ['Total due', '$ 1,179.94'],
    ]);
    put(document, 270, 780, counted);
  };
}

const police: Page = (document) => {
  put(document, 50, 50, 'Police incident report', 18);
  put(document, 50, 100, 'Report number: PR-26-00417');
  put(document, 50, 120, 'Date of report: March 3, 2026');
  put(document, 50, 140, 'Reporting officer: Sgt. Hale, police department');
};

const terms: Page = (document) => {
  put(document, 50, 50, 'Terms and conditions of repair', 12);
  put(document, 50, 80, 'Payment within 30 days of the invoice. Parts remain ours until paid.');
};

test('two bills and a police report in one PDF are three papers, each read on its own', async () => {
  const file = await pages(bill('REPAIR INVOICE', 'BCC-20418'), terms, bill('REPAIR INVOICE', 'BCC-20977'), police);
  const { result, reading } = await room.read('scan.pdf', file);
  expect(result).toMatchObject({ status: 'read', type: 'unknown', flags: ['several-documents'] });
  expect(reading.parts.map(({ firstPage, lastPage }) => [firstPage, lastPage])).toEqual([
    [1, 2],
    [3, 3],
    [4, 4],
  ]);
  expect(reading.fields).toEqual([]);
  expect(result.attachments.map(({ name }) => name)).toEqual([
    'scan-pages-1-2.pdf',
    'scan-page-3.pdf',
    'scan-page-4.pdf',
  ]);
  expect(result.attachments.map(({ fileId }) => fileId)).toEqual(reading.parts.map(({ fileId }) => fileId));
  const papers: DocumentReading[] = [];
  for (const part of result.attachments) papers.push((await room.readFile(part)).reading);
  const number = (index: number) =>
    papers[index]?.fields.find(({ name }) => name === 'document-number' || name === 'police-report-number')?.normalised;
  expect(papers.map(({ type, pages: count, parts }) => [type, count, parts.length])).toEqual([
    ['repair-invoice', 2, 0],
    ['repair-invoice', 1, 0],
    ['police-report', 1, 0],
  ]);
  expect([number(0), number(1), number(2)]).toEqual(['BCC-20418', 'BCC-20977', 'PR-26-00417']);
  expect(papers[1]?.lines).toHaveLength(3);
  // The bundle itself asks for nothing: what its papers say counts once.
  const facts = assemble([reading, ...papers], NOTICE);
  expect(facts.claimedMinor).toBe(2 * 117_994);
  expect(facts.policeReport?.number).toBe('PR-26-00417');
  expect(facts.findings.filter(({ code }) => code === 'several-documents')).toMatchObject([{ severity: 'warning' }]);
});

test('an invoice that goes on for several pages is one paper', async () => {
  const file = await pages(
    bill('REPAIR INVOICE', 'BCC-20418', undefined, 'Page 1 of 3'),
    bill('REPAIR INVOICE', 'BCC-20418', undefined, 'Page 2 of 3'),
    (document) => {
      terms(document);
      put(document, 270, 780, 'Page 3 of 3');
    },
  );
  const { result, reading } = await room.read('invoice.pdf', file);
  expect(result.attachments).toEqual([]);
  expect(reading.parts).toEqual([]);
  expect(reading.type).toBe('repair-invoice');
});

const NOTHING: PageSigns = {
  type: 'unknown',
  typeConfidence: 0.5,
  issuer: null,
  number: null,
  dated: false,
  totalled: false,
  form: null,
  counted: null,
};
const INVOICE: PageSigns = {
  ...NOTHING,
  type: 'repair-invoice',
  typeConfidence: 0.9,
  issuer: 'A',
  number: '1',
  dated: true,
  totalled: true,
};

const CASES: [string, PageSigns[], [number, number][]][] = [
  ['pages that say nothing', [NOTHING, NOTHING, NOTHING], [[1, 3]]],
  [
    'a count that begins anew',
    [
      { ...NOTHING, counted: { page: 1, of: 2 } },
      { ...NOTHING, counted: { page: 2, of: 2 } },
      { ...NOTHING, counted: { page: 1, of: 1 } },
    ],
    [
      [1, 2],
      [3, 3],
    ],
  ],
  [
    'another number',
    [INVOICE, { ...INVOICE, number: '2' }],
    [
      [1, 1],
      [2, 2],
    ],
  ],
  [
    'a number written in another way',
    [
      { ...INVOICE, number: 'A-1' },
      { ...INVOICE, number: 'a 1' },
    ],
    [[1, 2]],
  ],
  [
    'another number on a page that counts on',
    [
      { ...INVOICE, counted: { page: 1, of: 2 } },
      { ...INVOICE, number: '9', counted: { page: 2, of: 2 } },
    ],
    [[1, 2]],
  ],
  [
    'a receipt of another shop',
    [
      { ...INVOICE, number: null },
      { ...INVOICE, number: null, issuer: 'B' },
    ],
    [
      [1, 1],
      [2, 2],
    ],
  ],
  [
    'a page of terms that looks like a letter',
    [INVOICE, { ...NOTHING, type: 'correspondence', typeConfidence: 0.9 }],
    [[1, 2]],
  ],
  ['photos between papers', [INVOICE, { ...NOTHING, type: 'photo', typeConfidence: 0.9 }], [[1, 2]]],
  [
    'two forms and the back of one',
    [{ ...NOTHING, form: 'ub-04' }, NOTHING, { ...NOTHING, form: 'ub-04' }],
    [
      [1, 2],
      [3, 3],
    ],
  ],
];

test.each(CASES)('%s', (_what, signs, ranges) => {
  expect(splitPages(signs).map(({ first, last }) => [first, last])).toEqual(ranges);
});

test.each([
  ['Total 5.00\nPage 2 of 3', { page: 2, of: 3 }],
  ['Seite 1 von 4', { page: 1, of: 4 }],
  ['3 / 7', { page: 3, of: 7 }],
  ['Date 3/7/2026', null],
  ['Page 9 of 3', null],
])('%s', (text, counted) => {
  expect(countOf(text)).toEqual(counted);
});
