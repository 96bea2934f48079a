/**
 * The reading process. It gets one file at a time and answers with what it read or why it set the file aside. Whatever a
 * file does to it (hangs, eats memory, crashes), the worker kills it and starts another.
 */
import { contentOf } from './content';
import { startGuard } from './guard';
import { drawPage } from './page-image';
import { pdfLibrary } from './pdf';
import { photoOf } from './photo';
import {
  type DrawJob,
  type DrawOutcome,
  type FromChild,
  type Job,
  type ReadJob,
  type ReadOutcome,
  SetAside,
} from './protocol';

const DAMAGED = 'The file cannot be read: it is damaged or not what its name says. Please send it again.';

async function read(job: ReadJob): Promise<ReadOutcome> {
  try {
    const content = await contentOf(job);
    const photo =
      job.kind === 'image' && content.understood.type === 'photo' ? await photoOf(job.path, job.limits) : null;
    return { status: 'read', ...content, photo };
  } catch (error) {
    return aside(error);
  }
}

async function draw(job: DrawJob): Promise<DrawOutcome> {
  try {
    return { status: 'drawn', image: await drawPage(job) };
  } catch (error) {
    return aside(error);
  }
}

function aside(error: unknown): Extract<ReadOutcome, { status: 'set-aside' }> {
  const [code, reason] = error instanceof SetAside ? [error.code, error.reason] : (['corrupt', DAMAGED] as const);
  return { status: 'set-aside', code, reason, pages: 0 };
}

function send(message: FromChild): void {
  process.send?.(message);
}

startGuard(Number(process.argv[2]));
process.on('message', (job: Job) => {
  ('draw' in job ? draw(job) : read(job)).then((outcome) => send({ outcome })).catch(() => process.exit(1));
});
// The worker is gone: nobody waits for an answer.
process.on('disconnect', () => process.exit(0));
pdfLibrary().then(
  () => send({ ready: true }),
  () => process.exit(1),
);
