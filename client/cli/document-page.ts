/** The page of a claim's documents: every value with its page, its box, the words it was read from, and how sure that is. */
import type { DocumentReading, Field, Source } from '../../activities/documents/contract';
import { formatMoney } from '../money';
import type { ShownDocument } from './document-details';
import { plainText, words } from './format';
import type { Output } from './output';
import { opened, section } from './page-parts';

/** Normalised values of these fields are amounts in minor units. */
const AMOUNTS: ReadonlySet<string> = new Set(['subtotal', 'tax', 'total']);

/** Characters of a value or a quote in the table. */
const LONGEST = 60;

export function documentsPage(documents: ShownDocument[], output: Output): string {
  if (documents.length === 0) return 'There is no such document.';
  return documents
    .map(({ document, reading }) => {
      const shown = opened(output, 'Reading', reading);
      return [
        output.heading(plainText(document.name)),
        `  ${document.fileId}`,
        ...(reading === null ? ['  There is no reading of it.'] : shown.lines),
        ...(shown.value === undefined ? [] : readingLines(shown.value, output)),
      ].join('\n');
    })
    .join('\n\n');
}

function readingLines(reading: DocumentReading, output: Output): string[] {
  const { mediaType, bytes, pages, type, typeConfidence, setAside, flags } = reading;
  const size = `${mediaType}, ${bytes} bytes, ${pages} ${pages === 1 ? 'page' : 'pages'}`;
  const kind = `${words(type)} (${percent(typeConfidence)} sure)`;
  return [
    `  ${size}; ${setAside === null ? kind : output.style('yellow', `set aside: ${plainText(setAside.reason)}`)}`,
    ...section(output, 'Fields', fieldTable(reading, output)),
    ...section(output, 'Lines', lineTable(reading, output)),
    ...section(output, 'Boxes of the form', boxTable(reading, output)),
    ...section(
      output,
      'Papers in it',
      reading.parts.map(
        ({ fileId, firstPage, lastPage }) =>
          `- ${firstPage === lastPage ? `page ${firstPage}` : `pages ${firstPage} to ${lastPage}`}: ${fileId.slice(0, 16)}`,
      ),
    ),
    ...section(
      output,
      'Findings',
      flags.map(
        ({ code, detail, source }) =>
          `- ${plainText(detail)} [${code}]${source === null ? '' : ` at ${place(source)}`}`,
      ),
    ),
  ];
}

function fieldTable({ fields }: DocumentReading, output: Output): string[] {
  if (fields.length === 0) return [];
  const currency = fields.find((field) => field.name === 'currency')?.normalised;
  const rows = fields.map((field) => [
    words(field.name),
    cut(meaning(field, typeof currency === 'string' ? currency : null)),
    place(field.source),
    percent(field.confidence),
    words(field.method),
    field.source.quote === '' ? output.style('yellow', 'no source found') : cut(plainText(field.source.quote)),
  ]);
  return [output.table(['Field', 'Value', 'Where', 'Sure', 'Read by', 'Words'], rows, { right: [3], flexible: 5 })];
}

/** The normalised value; as written where there is none, with what else it may mean. */
function meaning({ name, value, normalised, alternatives }: Field, currency: string | null): string {
  const others = alternatives.length === 0 ? '' : ` (or ${alternatives.map(plainText).join(', ')})`;
  if (normalised === null) return `${plainText(value)}${others}`;
  if (typeof normalised === 'number' && AMOUNTS.has(name)) return formatMoney(normalised, currency);
  return `${plainText(String(normalised))}${others}`;
}

function lineTable({ lines }: DocumentReading, output: Output): string[] {
  if (lines.length === 0) return [];
  const rows = lines.map((line, index) => [
    String(index + 1),
    plainText(line.description),
    String(line.quantity),
    formatMoney(line.amountMinor, line.currency),
    place(line.source),
    percent(line.confidence),
  ]);
  return [
    output.table(['#', 'Item', 'Quantity', 'Amount', 'Where', 'Sure'], rows, { right: [0, 2, 3, 5], flexible: 1 }),
  ];
}

/** Boxes with something in them; the empty ones are in the JSON. */
function boxTable({ forms }: DocumentReading, output: Output): string[] {
  const filled = forms.flatMap(({ boxes }) => boxes.filter(({ value }) => value !== null));
  if (filled.length === 0) return [];
  const rows = filled.map(({ name, number, value, shown, source, confidence, method }) => [
    plainText(number ?? ''),
    plainText(name),
    shown
      ? cut(plainText(value ?? ''))
      : output.style('yellow', `${cut(plainText(value ?? ''))} (not shown on the page)`),
    place(source),
    percent(confidence),
    words(method),
  ]);
  return [output.table(['Box', 'Name', 'Value', 'Where', 'Sure', 'Read by'], rows, { right: [4], flexible: 2 })];
}

/** `p. 1 at 12,34 +20x3`: page, then left and top, width and height of the box in percent of the page. */
function place({ page, box }: Source): string {
  if (page === null) return 'text';
  if (box === null) return `p. ${page}`;
  const [left, top, width, height] = [box.x, box.y, box.width, box.height].map((part) => Math.round(part * 100));
  return `p. ${page} at ${left},${top} +${width}x${height}`;
}

function percent(share: number): string {
  return `${Math.round(share * 100)} %`;
}

/** The whole text is in the JSON. */
function cut(text: string): string {
  return text.length <= LONGEST ? text : `${text.slice(0, LONGEST - 1)}…`;
}
