/**
 * Several papers in one file: where a new one starts. A page starts one where it counts from one again, has another number, or is
 * plainly another kind of paper; in doubt pages stay together, since a paper that is torn apart cannot be understood.
 */
import type { DocumentType } from '../contract';

/** Pages from 1, both included. */
export interface PageRange {
  first: number;
  last: number;
}

/** What a page says of the paper that it belongs to. */
export interface PageSigns {
  type: DocumentType;
  typeConfidence: number;
  issuer: string | null;
  number: string | null;
  dated: boolean;
  totalled: boolean;
  /** A known form, by its template. */
  form: string | null;
  /** `Page 2 of 3`; `of` is null where only the page is said. */
  counted: { page: number; of: number | null } | null;
}

const COUNTED = [
  /\b(?:page|seite|página|pagina|pág\.?)\s*:?\s*(\d{1,3})(?:\s*(?:of|von|de|sur|di|\/)\s*(\d{1,3}))?\b/i,
  /^\s*(\d{1,3})\s*(?:\/|of|von|sur)\s*(\d{1,3})\s*$/im,
];
/** A kind that is told with less certainty may be that of a page of terms. */
const PLAIN_KIND = 0.55;

/** The number of a page as printed on it. @param text rows of the page, one a line */
export function countOf(text: string): PageSigns['counted'] {
  for (const pattern of COUNTED) {
    const match = pattern.exec(text);
    const page = Number(match?.[1] ?? 0);
    const of = match?.[2] === undefined ? null : Number(match[2]);
    if (page >= 1 && (of === null || (of >= page && of <= 500))) return { page, of };
  }
  return null;
}

/** @param pages signs of every page in order */
export function splitPages(pages: PageSigns[]): PageRange[] {
  const ranges: PageRange[] = [];
  let paper: PageSigns | null = null;
  let before: PageSigns | null = null;
  pages.forEach((page, index) => {
    const range = ranges.at(-1);
    if (range === undefined || paper === null || before === null || starts(page, paper, before)) {
      ranges.push({ first: index + 1, last: index + 1 });
      paper = { ...page };
    } else {
      range.last = index + 1;
      // What the first page does not say, a later one may.
      paper = {
        ...paper,
        issuer: paper.issuer ?? page.issuer,
        number: paper.number ?? page.number,
        totalled: paper.totalled || page.totalled,
        type: paper.type === 'unknown' ? page.type : paper.type,
      };
    }
    before = page;
  });
  return ranges;
}

function starts(page: PageSigns, paper: PageSigns, before: PageSigns): boolean {
  const [count, last] = [page.counted, before.counted];
  if (count !== null && count.page > 1 && last !== null && count.page === last.page + 1 && count.of === last.of)
    return false;
  if (count?.page === 1 && (last !== null || count.of !== null)) return true;
  if (page.form !== null) return true;
  if (page.number !== null && paper.number !== null) return plain(page.number) !== plain(paper.number);
  if (count !== null && count.page > 1) return false;
  const ownHead = page.issuer !== null || page.number !== null || page.dated;
  const kinds = [page.type, paper.type];
  const told = !kinds.includes('unknown') && !kinds.includes('photo');
  if (told && page.type !== paper.type) return ownHead && page.typeConfidence >= PLAIN_KIND;
  const otherIssuer = page.issuer !== null && paper.issuer !== null && plain(page.issuer) !== plain(paper.issuer);
  return otherIssuer && page.totalled && paper.totalled;
}

function plain(text: string): string {
  return text
    .normalize('NFKD')
    .toUpperCase()
    .replace(/[^\p{L}\p{N}]/gu, '');
}
