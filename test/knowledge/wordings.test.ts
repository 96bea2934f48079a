/** Wordings become clauses, whatever format they come in; what is none is refused with a sentence that helps. */
import { readFileSync } from 'node:fs';
import { strToU8, zipSync } from 'fflate';
import type { WordingFormat } from '../../activities/knowledge/contract';
import { NotAWording } from '../../activities/knowledge/wordings/blocks';
import { splitClauses } from '../../activities/knowledge/wordings/clauses';
import { blocksOf } from '../../activities/knowledge/wordings/formats';
import { projectFile } from '../../platform/paths';

async function noPdf(): Promise<string> {
  return '';
}

const MARKDOWN = `# Bicycle Insurance

In this wording "you" means the policyholder; "bicycle" means the bicycle named in the schedule.

## 1 What we insure

**1.1 Theft.** We pay when the bicycle is stolen while it is locked to something fixed.

- with a lock of at least 10 mm
- or in a locked room

**1.2 Damage.** We pay for sudden damage from outside.

## 2 What we do not insure

**2.1 Wear.** Tires, chains and
30 days of rust.
`;

const HTML = `<html><head><style>p{}</style></head><body><nav>Home 3 Contact us</nav><h1>Bicycle Insurance</h1>
<p>In this wording &quot;you&quot; means the policyholder; "bicycle" means the bicycle named in the schedule.</p>
<h2>1 What we insure</h2><p><b>1.1 Theft.</b> We pay when the bicycle is stolen while it is locked to something fixed.</p>
<ul><li>with a lock of at least 10 mm</li><li>or in a locked room</li></ul>
<p><b>1.2 Damage.</b> We pay for sudden damage from outside.</p>
<h2>2 What we do not insure</h2><p><b>2.1 Wear.</b> Tires, chains and 30 days of rust.</p><script>alert(1)</script></body></html>`;

/** Rows as a PDF is printed, with the head and foot of its three pages. */
const ROWS = `Bicycle Insurance
In this wording "you" means the policyholder; "bicycle" means the bicycle named in the schedule.
1 What we insure
1.1 Theft. We pay when the bicycle is stolen while it is locked to something fixed.
• with a lock of at least 10 mm
• or in a locked room
Form B-7
Page 1 of 3
1.2 Damage. We pay for sudden damage from outside.
Form B-7
Page 2 of 3
2 What we do not insure
2.1 Wear. Tires, chains and
30 days of rust.
Form B-7
Page 3 of 3`;

function docx(): Buffer {
  const paragraph = (text: string, style?: string) =>
    `<w:p>${style === undefined ? '' : `<w:pPr><w:pStyle w:val="${style}"/></w:pPr>`}<w:r><w:t xml:space="preserve">${text}</w:t></w:r></w:p>`;
  const body = [
    paragraph('Bicycle Insurance', 'Heading1'),
    paragraph('In this wording "you" means the policyholder; "bicycle" means the bicycle named in the schedule.'),
    paragraph('1 What we insure', 'Heading2'),
    paragraph('1.1 Theft. We pay when the bicycle is stolen while it is locked to something fixed.'),
    paragraph('1.2 Damage. We pay for sudden damage from outside.'),
    paragraph('2 What we do not insure', 'Heading2'),
    paragraph('2.1 Wear. Tires, chains and 30 days of rust.'),
  ].join('');
  const namespace = 'http://schemas.openxmlformats.org';
  return Buffer.from(
    zipSync({
      '[Content_Types].xml': strToU8(
        `<Types xmlns="${namespace}/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>`,
      ),
      '_rels/.rels': strToU8(
        `<Relationships xmlns="${namespace}/package/2006/relationships"><Relationship Id="r1" Type="${namespace}/officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/></Relationships>`,
      ),
      'word/document.xml': strToU8(
        `<w:document xmlns:w="${namespace}/wordprocessingml/2006/main"><w:body>${body}</w:body></w:document>`,
      ),
    }),
  );
}

test.each<[WordingFormat, Buffer]>([
  ['markdown', Buffer.from(MARKDOWN)],
  ['html', Buffer.from(HTML)],
  ['docx', docx()],
  ['pdf', Buffer.from('%PDF')],
])('%s: the same clauses with number, heading, part and terms', async (format, content) => {
  const { title, clauses } = splitClauses(await blocksOf(content, format, async () => ROWS));
  expect(title).toBe('Bicycle Insurance');
  expect(clauses.map(({ number, heading }) => [number, heading])).toEqual([
    ['0', ''],
    ['1', 'What we insure'],
    ['1.1', 'Theft'],
    ['1.2', 'Damage'],
    ['2', 'What we do not insure'],
    ['2.1', 'Wear'],
  ]);
  const theft = clauses.find(({ number }) => number === '1.1');
  expect(theft?.text).toContain('We pay when the bicycle is stolen while it is locked to something fixed.');
  if (format !== 'docx') expect(theft?.text).toContain('- or in a locked room');
  expect(theft?.path).toEqual(['What we insure']);
  expect(theft?.terms).toEqual([{ term: 'bicycle', clause: '0', meaning: 'the bicycle named in the schedule' }]);
  expect(clauses.at(-1)?.text).toBe('Tires, chains and 30 days of rust.');
  expect(clauses.map(({ text }) => text).join()).not.toMatch(/Contact us|alert|Form B-7|Page/);
});

test('the wordings of our own products: every clause that the terms cite is there', async () => {
  for (const product of ['motor-private', 'home-contents']) {
    const folder = projectFile('config', 'products', product, '2026-01');
    const { clauses } = splitClauses(await blocksOf(readFileSync(`${folder}/wording.md`), 'markdown', noPdf));
    const numbers = new Set(clauses.map(({ number }) => number));
    const cited = [...readFileSync(`${folder}/terms.yaml`, 'utf8').matchAll(/: '(\d+(?:\.\d+)*)'/g)].map(
      ([, number]) => number,
    );
    expect(cited.length).toBeGreaterThan(10);
    expect(cited.filter((number) => !numbers.has(number as string))).toEqual([]);
  }
});

test.each([
  ['nothing', Buffer.alloc(0), 'markdown', /empty/],
  ['text without numbers', Buffer.from('Dear customer,\n\nthank you.'), 'markdown', /No numbered clauses/],
  [
    'the same number twice',
    Buffer.from('<p>1 One. First.</p><p>1.1 A. One.</p><p>2 Two. B.</p><p>1.1 C. Two.</p>'),
    'html',
    null,
  ],
  ['bytes that are no text', Buffer.from([0xff, 0xfe, 0x00, 0x41]), 'markdown', /UTF-8/],
  ['a file that is no Word document', Buffer.from('PK nonsense'), 'docx', /no Word document/],
  ['a scan without text', Buffer.from('%PDF'), 'pdf', /no text/],
] as const)('%s is refused, or kept in order', async (_name, content, format, problem) => {
  const reading = blocksOf(content, format, noPdf).then(splitClauses);
  if (problem === null) {
    // A number that goes back is no new clause: it stays in the text of the one before.
    expect((await reading).clauses.map(({ number }) => number)).toEqual(['1', '1.1', '2']);
    return;
  }
  await expect(reading).rejects.toThrow(NotAWording);
  await expect(reading).rejects.toThrow(problem);
});
