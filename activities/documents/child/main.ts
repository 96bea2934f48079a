/**
 * The reading process. It gets one file at a time and answers with what it read or why it set the file aside. Whatever a
 * file does to it (hangs, eats memory, crashes), the worker kills it and starts another.
 */
import { cleaned } from '../clean';
import { type ReadWords, understand } from '../extract/document';
import type { ReadLimits } from '../limits';
import { readEmail } from './email';
import { startGuard } from './guard';
import { pdfLibrary, readPdf } from './pdf';
import { readPicture } from './picture';
import { type Attachment, type FromChild, type ReadJob, type ReadOutcome, SetAside } from './protocol';
import { readText } from './text';

/** Share of the time after which no further page is begun, so that what was read is not lost. */
const LAST_START = 0.7;

interface Content extends ReadWords {
  pages: number;
  attachments?: Attachment[];
}

async function read(job: ReadJob): Promise<ReadOutcome> {
  try {
    const { pages, attachments, ...content } = await contentOf(job, Date.now() + job.limits.milliseconds * LAST_START);
    return {
      status: 'read',
      pages,
      understood: cleaned(understand(content, job.fileId)),
      attachments: attachments ?? [],
    };
  } catch (error) {
    if (error instanceof SetAside) return { status: 'set-aside', code: error.code, reason: error.reason, pages: 0 };
    return {
      status: 'set-aside',
      code: 'corrupt',
      reason: 'The file cannot be read: it is damaged or not what its name says. Please send it again.',
      pages: 0,
    };
  }
}

async function contentOf({ kind, path, fileId, limits }: ReadJob, until: number): Promise<Content> {
  switch (kind) {
    case 'pdf': {
      const content = await readPdf(path, fileId, limits, (png, page) => pictureInTime(png, page, limits, until));
      return { ...content, isImage: content.scanned };
    }
    case 'image':
      return { words: await readPicture(path, 1, limits, until), forms: [], flags: [], isImage: true, pages: 1 };
    case 'email': {
      const { words, attachments, unopened } = await readEmail(path);
      const flags: Content['flags'] =
        unopened === 0
          ? []
          : [
              {
                code: 'pages-not-read',
                detail: `${unopened} messages lie too deep inside the e-mail and were not opened.`,
                source: null,
              },
            ];
      return { words, forms: [], flags, isImage: false, type: 'correspondence', pages: 0, attachments };
    }
    case 'text':
      return { words: await readText(path), forms: [], flags: [], isImage: false, pages: 0 };
  }
}

/** Null when another page would not be done in time. */
async function pictureInTime(png: Buffer, page: number, limits: ReadLimits, until: number) {
  return Date.now() > until ? null : readPicture(png, page, limits, until);
}

function send(message: FromChild): void {
  process.send?.(message);
}

startGuard(Number(process.argv[2]));
process.on('message', (job: ReadJob) => {
  read(job)
    .then((outcome) => send({ outcome }))
    .catch(() => process.exit(1));
});
// The worker is gone: nobody waits for an answer.
process.on('disconnect', () => process.exit(0));
pdfLibrary().then(
  () => send({ ready: true }),
  () => process.exit(1),
);
