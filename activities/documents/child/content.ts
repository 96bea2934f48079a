/** From a file to what it says: the reader of its kind, and a second look at pictures whose sums do not agree. */
import { cleaned } from '../clean';
import type { DocumentFlag, DocumentReading, Field } from '../contract';
import { PRICED, type ReadWords, type Understood, understand } from '../extract/document';
import { addsUp, PROVEN, sumsOf } from '../extract/doubts';
import type { Word } from '../words';
import { readEmail } from './email';
import { type Ground, knownForms } from './forms/known-forms';
import { sheetsOf } from './image';
import { asFiles, papersIn } from './parts';
import { readPdf } from './pdf';
import { type PictureReading, readPicture } from './picture';
import { wordsInPictures } from './printed-pictures';
import type { Attachment, ReadJob } from './protocol';
import { recognisersOf } from './recognisers';
import { readText } from './text';
import { asTurned, turnsOf } from './turned';

/** Share of the time after which no further page is begun, so that what was read is not lost. */
const LAST_START = 0.7;
/** So many pages of text over a picture are looked at for a known form. */
const MOST_GROUNDS = 3;
/** A second look at so many pages at the most. */
const MOST_SECOND_LOOKS = 3;

interface Content extends ReadWords {
  pages: number;
  attachments: Attachment[];
  /** Second looks at the pictures among the pages. */
  pictures: PictureReading[];
  grounds: Ground[];
}

export interface FileContent {
  pages: number;
  understood: Understood;
  attachments: Attachment[];
  /** How often the pictures in it were recognised: 0 without any, 2 where a field was missing, unsure or inconsistent. */
  looks: number;
  turns: DocumentReading['turns'];
}

/** @throws SetAside for a file that is not read */
export async function contentOf(job: ReadJob): Promise<FileContent> {
  const begun = Date.now();
  const until = begun + job.limits.milliseconds * LAST_START;
  const found = await wordsOf(job, until);
  const content = { ...found, filled: await knownForms(found, job.models ?? null, job.fileId, until) };
  const papers = job.kind === 'pdf' && content.pages > 1 ? papersIn(content, job.fileId) : [];
  const files = papers.length > 1 ? await asFiles(job.path, papers, job.limits).catch(() => null) : null;
  if (files !== null) return bundle(job, content, files);
  let understood = understand(content, job.fileId);
  const { pictures } = content;
  const enoughTime = Date.now() + (Date.now() - begun) < until;
  let looks = pictures.length > 0 ? 1 : 0;
  const again = pictures.flatMap((picture) => picture.again ?? []);
  if (wantsSecondLook(understood) && again.length > 0 && again.length <= MOST_SECOND_LOOKS && enoughTime) {
    const words: Word[] = content.words.filter((word) => word.method !== 'ocr');
    for (const look of again) words.push(...(await look()));
    const second = understand({ ...content, words }, job.fileId);
    if (worth(second) > worth(understood)) understood = second;
    looks = 2;
  }
  if (job.kind === 'pdf' && looks === 0 && lacksIssuer(understood) && enoughTime) {
    const inPictures = await wordsInPictures(
      job.path,
      job.limits,
      content.words,
      until,
      recognisersOf(job.models ?? null),
    );
    if (inPictures.length > 0) {
      const second = understand({ ...content, words: [...content.words, ...inPictures] }, job.fileId);
      if (worth(second) > worth(understood)) understood = second;
      looks = 1;
    }
  }
  const { pages, attachments } = content;
  return { pages, understood: cleaned(understood), attachments, looks, turns: turnsOf(pictures) };
}

/** A file of several papers says nothing by itself: each paper becomes a file that is read on its own. */
function bundle(job: ReadJob, content: Content, attachments: Attachment[]): FileContent {
  const understood = understand({ ...content, type: 'unknown' }, job.fileId);
  const ranges = attachments.map(({ pages }) =>
    pages?.first === pages?.last ? `${pages?.first}` : `${pages?.first} to ${pages?.last}`,
  );
  const flag: DocumentFlag = {
    code: 'several-documents',
    detail: `The file holds ${attachments.length} papers (pages ${ranges.join(', ')}); each is read on its own.`.slice(
      0,
      500,
    ),
    source: null,
  };
  return {
    pages: content.pages,
    understood: cleaned({
      ...understood,
      type: 'unknown',
      typeConfidence: 1,
      fields: [],
      lines: [],
      forms: [],
      flags: [...content.flags, flag],
    }),
    attachments,
    looks: content.pictures.length > 0 ? 1 : 0,
    turns: turnsOf(content.pictures),
  };
}

async function wordsOf({ kind, path, fileId, limits, models }: ReadJob, until: number): Promise<Content> {
  const recognisers = recognisersOf(models ?? null);
  const plain = {
    forms: [],
    filled: [],
    flags: [],
    pages: 0,
    attachments: [],
    pictures: [],
    grounds: [],
    isImage: false,
  };
  switch (kind) {
    case 'pdf': {
      const pictures: PictureReading[] = [];
      const grounds: Ground[] = [];
      const content = await readPdf(path, fileId, limits, {
        scan: async (png, page) => {
          // Another page would not be done in time: the reading says that it was left out.
          if (Date.now() > until) return null;
          const picture = await readPicture(png, page, limits, until, recognisers);
          pictures.push(picture);
          return picture.words;
        },
        ground: async (png, page) => {
          // The packaged recogniser takes half a minute for a dense form and reads too little of its small print.
          if (Date.now() > until || grounds.length === MOST_GROUNDS || models === null || models === undefined) return;
          const { words } = await readPicture(png, page, limits, until, recognisers);
          grounds.push({ page, words });
        },
      });
      return { ...plain, ...asTurned(content, turnsOf(pictures)), pictures, grounds, isImage: content.scanned };
    }
    case 'image': {
      const pages = await sheetsOf(path);
      const pictures: PictureReading[] = [];
      const most = Math.min(pages, limits.pagesRead);
      while (pictures.length < most && (pictures.length === 0 || Date.now() < until)) {
        pictures.push(await readPicture(path, pictures.length + 1, limits, until, recognisers, pictures.length));
      }
      const detail = `${pages - pictures.length} of ${pages} pages were not read.`;
      const flags: Content['flags'] =
        pictures.length === pages ? [] : [{ code: 'pages-not-read', detail, source: null }];
      return { ...plain, words: pictures.flatMap((picture) => picture.words), flags, pictures, pages, isImage: true };
    }
    case 'email': {
      const { words, attachments, unopened } = await readEmail(path);
      const detail = `${unopened} messages lie too deep inside the e-mail and were not opened.`;
      const flags: Content['flags'] = unopened === 0 ? [] : [{ code: 'pages-not-read', detail, source: null }];
      return { ...plain, words, flags, attachments, type: 'correspondence' };
    }
    case 'text':
      return { ...plain, words: await readText(path) };
  }
}

/** What a bill or a receipt says in any case; without one of them, or with an unsure one, it is worth a second look. */
const EXPECTED: Field['name'][] = ['issuer', 'document-date', 'total'];
const SURE = 0.8;

function wantsSecondLook(understood: Understood): boolean {
  if (understood.type === 'loss-schedule') return agreement(understood) < 2;
  if (!PRICED.includes(understood.type)) return false;
  const unsure = EXPECTED.some((name) => certainty(understood, name) < SURE);
  return (
    unsure || (understood.lines.length > 0 && agreement(understood) < 2 && certainty(understood, 'total') < PROVEN)
  );
}

/** A bill whose text does not say who sent it: letterheads are often pictures. */
function lacksIssuer(understood: Understood): boolean {
  return PRICED.includes(understood.type) && certainty(understood, 'issuer') < SURE;
}

/** Of two readings the one with more of what it should say, said with more certainty, is kept. */
function worth(understood: Understood): number {
  const certain = EXPECTED.reduce((sum, name) => sum + certainty(understood, name), 0);
  return certain + certainty(understood, 'issuer-address') * 0.5 + agreement(understood) * 0.5;
}

function certainty({ fields }: Understood, name: Field['name']): number {
  const field = fields.find((candidate) => candidate.name === name);
  return field === undefined || field.normalised === null ? 0 : field.confidence;
}

/** 2 when the lines come to the total, 1 when there is a total at least, else 0. */
function agreement({ fields, lines }: Understood): number {
  const sums = sumsOf(fields, lines);
  if (lines.length > 0 && addsUp(sums)) return 2;
  return sums.total === null ? 0 : 1;
}
