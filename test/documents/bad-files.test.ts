/** Every bad file is set aside with a code and a reason, in bounded time and memory, and the next file is read. */
import { randomBytes } from 'node:crypto';
import { mkdir, readFile, truncate, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { deflateSync } from 'node:zlib';
import {
  contentBomb,
  hugePng,
  invoice,
  letterWith,
  manyPages,
  objectStreamBomb,
  pageWith,
  pdf,
  put,
  rawPdf,
  stream,
  zip,
} from './fixtures';
import { type DocumentRoom, documentRoom, sha256 } from './support';

const GIBIBYTE = 1024 ** 3;

let room: DocumentRoom;
let peak = 0;
let watch: NodeJS.Timeout;

beforeAll(async () => {
  room = await documentRoom();
  // The memory of the reading processes as the system sees it, independent of the pool's own watch.
  watch = setInterval(() => {
    for (const pid of room.pool.pids()) {
      readFile(`/proc/${pid}/status`, 'utf8').then(
        (status) => {
          peak = Math.max(peak, Number(/^VmHWM:\s+(\d+) kB/m.exec(status)?.[1] ?? 0) * 1024);
        },
        () => {},
      );
    }
  }, 25);
});
afterAll(async () => {
  clearInterval(watch);
  await room.close();
});

const javascript = '<< /S /JavaScript /JS (app.alert\\(1\\)) >>';

const BAD: [what: string, name: string, content: () => Promise<Buffer> | Buffer, code: string, reason: RegExp][] = [
  ['an empty file', 'photo.jpg', () => Buffer.alloc(0), 'empty-file', /empty/],
  [
    'a PDF with a password',
    'secret.pdf',
    () => pdf((page) => put(page, 50, 50, 'secret'), { userPassword: 'x' }),
    'encrypted',
    /without/,
  ],
  ['a content stream that unpacks to 4 GiB', 'bomb.pdf', contentBomb, 'too-much-memory', /simpler/],
  ['an object stream that unpacks to 4 GiB', 'bomb.pdf', objectStreamBomb, 'too-much-memory', /print/],
  ['a PNG named .pdf', 'scan.pdf', () => hugePng(100), 'type-mismatch', /real name/],
  ['10,000 pages', 'book.pdf', () => manyPages(10_000), 'too-many-pages', /10000 pages; at most 200/],
  ['a picture of 30,000 x 30,000 pixels', 'huge.png', () => hugePng(30_000), 'image-too-large', /30000 x 30000/],
  ['a zip', 'papers.zip', () => zip, 'unsupported-type', /PDF/],
  ['a zip named .pdf', 'papers.pdf', () => zip, 'type-mismatch', /application\/zip/],
  ['half a PDF', 'invoice.pdf', async () => half(await invoice()), 'corrupt', /missing/],
  ['random bytes named .pdf', 'noise.pdf', () => randomBytes(40_000), 'corrupt', /again/],
  [
    'random bytes after a PDF header',
    'noise.pdf',
    () => Buffer.concat([Buffer.from('%PDF-1.7\n'), randomBytes(40_000), Buffer.from('\n%%EOF')]),
    'corrupt',
    /again/,
  ],
  ['random bytes without a name', 'noise', () => randomBytes(40_000), 'unsupported-type', /PDF/],
  ['half a PNG', 'half.png', () => half(hugePng(2_000)), 'corrupt', /again/],
  ['a web page', 'page.html', () => Buffer.from('<html><script>1</script></html>'), 'unsupported-type', /PDF/],
  [
    'JavaScript that runs on opening',
    'a.pdf',
    () => pageWith('', { catalog: `/OpenAction ${javascript}` }),
    'hostile',
    /JavaScript/,
  ],
  [
    'JavaScript under an escaped name',
    'b.pdf',
    () => pageWith('', { catalog: '/OpenAction << /S /J#61vaScript /JS (1) >>' }),
    'hostile',
    /JavaScript/,
  ],
  ['JavaScript in an object stream', 'c.pdf', () => inObjectStream(javascript), 'hostile', /JavaScript/],
  [
    'a launch action',
    'd.pdf',
    () => pageWith('', { catalog: '/OpenAction << /S /Launch /F (calc.exe) >>' }),
    'hostile',
    /program/,
  ],
];

function half(content: Buffer): Buffer {
  return content.subarray(0, Math.floor(content.length / 2));
}

function inObjectStream(object: string): Buffer {
  const packed = deflateSync(Buffer.from(`6 0 ${object}`));
  return pageWith('', { more: [stream(packed, '/Type /ObjStm /N 1 /First 4 /Filter /FlateDecode')] });
}

test.each(BAD)('%s', async (_what, name, content, code, reason) => {
  const { result, reading, milliseconds } = await room.read(name, await content());
  expect(result).toMatchObject({ status: 'set-aside', setAsideCode: code, type: 'unknown' });
  expect(result.setAsideReason).toMatch(reason);
  expect(reading.setAside?.reason).toBe(result.setAsideReason);
  expect(reading.text).toBe('');
  expect(milliseconds).toBeLessThan(30_000);
  // Bad files leave no trace in the process that reads the next one.
  const next = await room.read('letter.txt', Buffer.from(`Dear claims team, ${code}`));
  expect(next.result.status).toBe('read');
});

test('200 MB are refused without being loaded', async () => {
  const fileId = sha256('200 MB');
  const path = room.blobs.path(fileId);
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, '%PDF-1.7');
  await truncate(path, 200 * 1024 * 1024);
  const before = process.memoryUsage.rss();
  const { result, milliseconds } = await room.readFile({ fileId, name: 'film.pdf', bytes: 200 * 1024 * 1024 });
  expect(result).toMatchObject({ status: 'set-aside', setAsideCode: 'too-large' });
  expect(result.setAsideReason).toBe('The file has 200 MB; at most 50 MB are read. Please send a smaller one.');
  expect(process.memoryUsage.rss() - before).toBeLessThan(100 * 1024 * 1024);
  expect(milliseconds).toBeLessThan(1_000);
});

test('a file that is not in the store is set aside, not retried for ever', async () => {
  const { result } = await room.readFile({ fileId: sha256('nowhere'), name: 'a.pdf', bytes: 10 });
  expect(result.setAsideCode).toBe('missing-from-store');
});

test('a file inside is noted and not opened; a cross-reference table with the wrong length is repaired', async () => {
  const embedded = '/Names << /EmbeddedFiles << /Names [(a) << /Type /Filespec /F (a.xml) /EF << /F 6 0 R >> >>] >> >>';
  const letter = letterWith('').toString('latin1').replace('/Type /Catalog', `/Type /Catalog ${embedded}`);
  const { result, reading } = await room.read(
    'e-invoice.pdf',
    Buffer.from(letter.replace('/Type /Page ', '/Type /Page % /EmbeddedFile\n'), 'latin1'),
  );
  expect(result.status).toBe('read');
  expect(result.flags).toContain('active-content');
  expect(reading.type).toBe('correspondence');
});

test('endless work is ended by the clock', async () => {
  const impatient = await documentRoom({ milliseconds: 1_500 });
  try {
    const { result, milliseconds } = await impatient.read('slow.pdf', pageWith('q Q '.repeat(10_000_000)));
    expect(result.setAsideCode).toBe('took-too-long');
    expect(milliseconds).toBeLessThan(4_000);
  } finally {
    await impatient.close();
  }
});

test('a page tree without end is set aside', async () => {
  const loop = rawPdf(['<< /Type /Catalog /Pages 2 0 R >>', '<< /Type /Pages /Kids [2 0 R] /Count 5 >>']);
  const { result } = await room.read('loop.pdf', loop);
  expect(result.setAsideCode).toBe('corrupt');
});

test('no reading process ever held a gibibyte', () => {
  expect(peak).toBeGreaterThan(50 * 1024 * 1024);
  expect(peak).toBeLessThan(GIBIBYTE);
});
