/** Pages for people to look at: drawn one at a time, in a process of their own, so that looking never keeps a file from being read. */
import { Semaphore } from 'async-mutex';
import { LRUCache } from 'lru-cache';
import type { BlobStore } from '../../platform/blobs/store';
import { type PageDrawing, type PageImages, PagesBusy, type PageToDraw } from './contract';
import { DEFAULT_LIMITS, type ReadLimits } from './limits';
import { ReaderPool } from './reader-pool';

/** Pages drawn lately, bytes in all: about 300 pages of text. */
const KEPT_BYTES = 32 * 1024 * 1024;
/** More than these wait in vain: at a quarter of a second each, the last would come after ten seconds. */
const MOST_WAITING = 40;

/** A page that took too long may do better when the machine is less busy; until then it is not tried again for each who asks. */
const PROBLEM_KEPT_MS = 60_000;
/** Somebody waits for it. */
const MOST_MS = 10_000;

export interface PageImagesParts {
  blobs: BlobStore;
  limits?: ReadLimits;
  keptBytes?: number;
  mostWaiting?: number;
}

interface Work {
  drawing: Promise<PageDrawing>;
  viewers: number;
}

/** @see PageImages */
export class ProcessPageImages implements PageImages {
  private readonly limits: ReadLimits;
  private readonly pool: ReaderPool;
  private readonly turn = new Semaphore(1);
  private readonly kept: LRUCache<string, PageDrawing>;
  private readonly works = new Map<string, Work>();

  constructor(private readonly parts: PageImagesParts) {
    this.limits = parts.limits ?? { ...DEFAULT_LIMITS, milliseconds: MOST_MS };
    this.pool = new ReaderPool({ size: 1, memory: this.limits.memory });
    this.kept = new LRUCache({
      maxSize: parts.keptBytes ?? KEPT_BYTES,
      sizeCalculation: (drawing) => ('image' in drawing ? drawing.image.byteLength : 1_000),
    });
  }

  async draw(page: PageToDraw, signal: AbortSignal): Promise<PageDrawing> {
    const key = JSON.stringify([page.fileId, page.page, page.width, page.turned]);
    const known = this.kept.get(key);
    if (known !== undefined) return known;
    const work = this.works.get(key) ?? this.begin(key, page);
    work.viewers += 1;
    const leave = () => {
      work.viewers -= 1;
    };
    signal.addEventListener('abort', leave, { once: true });
    try {
      return await work.drawing;
    } catch (error) {
      signal.throwIfAborted();
      throw error;
    } finally {
      signal.removeEventListener('abort', leave);
    }
  }

  /** End the process; pages that wait are refused. */
  close(): void {
    this.pool.close();
  }

  private begin(key: string, page: PageToDraw): Work {
    if (this.works.size >= (this.parts.mostWaiting ?? MOST_WAITING))
      throw new PagesBusy('Too many pages wait to be drawn. Try again in a moment.');
    const work: Work = { viewers: 0, drawing: Promise.resolve({ problem: '' }) };
    this.works.set(key, work);
    work.drawing = this.turn
      .runExclusive(() => {
        if (work.viewers === 0) throw new PagesBusy('Nobody waits for this page any more.');
        return this.drawNow(page);
      })
      .then((drawing) => {
        this.kept.set(key, drawing, 'image' in drawing ? {} : { ttl: PROBLEM_KEPT_MS });
        return drawing;
      })
      .finally(() => this.works.delete(key));
    return work;
  }

  private async drawNow(page: PageToDraw): Promise<PageDrawing> {
    const kind = kindOf(page.mediaType);
    if (kind === null) return { problem: 'A file of this type has no pages to be shown.' };
    if ((await this.parts.blobs.size(page.fileId)) === null) return { problem: 'The file is no longer in the store.' };
    const { width, turned } = page;
    const path = this.parts.blobs.path(page.fileId);
    const job = { path, kind, limits: this.limits, draw: { page: page.page, width, turned } };
    const outcome = await this.pool.read(job, new AbortController().signal);
    return outcome.status === 'drawn' ? { image: outcome.image, mediaType: 'image/webp' } : { problem: outcome.reason };
  }
}

function kindOf(mediaType: string): 'pdf' | 'image' | null {
  if (mediaType === 'application/pdf') return 'pdf';
  return mediaType.startsWith('image/') ? 'image' : null;
}
