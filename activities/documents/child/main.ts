/**
 * The reading process. It gets one file at a time and answers with what it read or why it set the file aside. Whatever a
 * file does to it (hangs, eats memory, crashes), the worker kills it and starts another.
 */
import { understand } from '../extract/document';
import type { Word } from '../words';
import { readEmail } from './email';
import { prepareImage, recognise } from './image';
import { readPdf } from './pdf';
import { type FromChild, type ReadJob, type ReadOutcome, SetAside } from './protocol';
import { readText } from './text';

function send(message: FromChild): void {
  process.send?.(message);
}

async function read(job: ReadJob): Promise<ReadOutcome> {
  try {
    switch (job.kind) {
      case 'pdf': {
        const content = await readPdf(job.path, job.fileId, job.limits);
        const scanned: Word[] = [];
        for (const scan of content.scans)
          scanned.push(...(await recognise(await prepareImage(scan.png, job.limits), scan.page)));
        const isImage = content.words.length === 0 && content.scans.length > 0;
        const understood = understand(
          { words: [...content.words, ...scanned], forms: content.forms, isImage, flags: content.flags },
          job.fileId,
        );
        return { status: 'read', pages: content.pages, understood, attachments: [] };
      }
      case 'image': {
        const words = await recognise(await prepareImage(job.path, job.limits), 1);
        return {
          status: 'read',
          pages: 1,
          understood: understand({ words, forms: [], isImage: true, flags: [] }, job.fileId),
          attachments: [],
        };
      }
      case 'email': {
        const { words, attachments } = await readEmail(job.path);
        const understood = understand({ words, forms: [], isImage: false, flags: [] }, job.fileId);
        // A message is correspondence, whatever it talks about; its attachments are documents.
        return {
          status: 'read',
          pages: 0,
          understood: { ...understood, type: 'correspondence', typeConfidence: 1, lines: [] },
          attachments,
        };
      }
      case 'text':
        return {
          status: 'read',
          pages: 0,
          understood: understand({ words: await readText(job.path), forms: [], isImage: false, flags: [] }, job.fileId),
          attachments: [],
        };
    }
  } catch (error) {
    if (error instanceof SetAside) return { status: 'set-aside', code: error.code, reason: error.message, pages: 0 };
    return {
      status: 'set-aside',
      code: 'corrupt',
      reason: 'The file cannot be read: it is damaged or not what its name says. Please send it again.',
      pages: 0,
    };
  }
}

process.on('message', (job: ReadJob) => {
  const beat = setInterval(() => send({ beat: true, rss: process.memoryUsage.rss() }), 250);
  void read(job)
    .then((outcome) => send({ outcome, rss: process.memoryUsage.rss() }))
    .finally(() => clearInterval(beat));
});
// The worker is gone: nobody waits for an answer.
process.on('disconnect', () => process.exit(0));
