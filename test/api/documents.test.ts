/** Documents through the API: what was read and where it stands, pages as pictures in the same coordinates, text, originals. */
import { rm } from 'node:fs/promises';
import { eq } from 'drizzle-orm';
import sharp from 'sharp';
import type { Box, DocumentReading } from '../../activities/documents/contract';
import { DEFAULT_LIMITS } from '../../activities/documents/limits';
import { ProcessPageImages } from '../../activities/documents/page-images';
import { evidence } from '../../platform/database/schema';
import { claimForm, drawn, email, invoice, letterWith, manyPages, pageWith, pdf, put } from '../documents/fixtures';
import { type ReadingWorld, readingWorld } from './reading-world';

let world: ReadingWorld;
beforeAll(async () => {
  world = await readingWorld();
}, 60_000);
afterAll(() => world?.close());

const HOSTILE = '../../\u202Efdp.<script>alert(1)</script>"\r\nset-cookie: a=b.pdf';

type Shown = DocumentReading & {
  parentFileId: string | null;
  viewable: boolean;
  hasText: boolean;
  problem: string | null;
};
async function shownOf(claimNumber: string): Promise<Shown[]> {
  const answer = await world.get(`/v1/claims/${claimNumber}/documents`);
  expect([answer.statusCode, answer.statusCode === 200 ? '' : answer.body]).toEqual([200, '']);
  return answer.json().documents;
}
const pageUrl = (claimNumber: string, fileId: string, page = 1, width = 1_000) =>
  `/v1/claims/${claimNumber}/documents/${fileId}/pages/${page}?width=${width}`;

/** Darkness, 0 to 255, of the darkest pixel inside a box of a page. */
async function ink(image: Buffer, box: Box): Promise<number> {
  const { width = 0, height = 0 } = await sharp(image).metadata();
  const pixels = await sharp(image)
    .extract({
      left: Math.floor(box.x * width),
      top: Math.floor(box.y * height),
      width: Math.max(1, Math.round(box.width * width)),
      height: Math.max(1, Math.round(box.height * height)),
    })
    .greyscale()
    .raw()
    .toBuffer();
  return 255 - Math.min(...pixels);
}

/** The place beside a box where the page is empty. */
const empty = (box: Box): Box => ({ ...box, y: 0.97, x: 0.05, width: 0.1, height: 0.02 });

/** Mean difference of two pictures, 0 to 255, both made small and grey. */
async function difference(one: Buffer, other: Buffer): Promise<number> {
  const [a, b] = await Promise.all(
    [one, other].map((image) =>
      sharp(image).flatten({ background: '#fff' }).resize(120, 170, { fit: 'fill' }).greyscale().raw().toBuffer(),
    ),
  );
  return (
    (a as Buffer).reduce((sum, value, at) => sum + Math.abs(value - ((b as Buffer)[at] ?? 0)), 0) / (a as Buffer).length
  );
}

describe('the list', () => {
  test('files come in order, what is inside them after them, under the names of those who sent them', async () => {
    const bill = await invoice();
    const mail = email({
      subject: 'Repair',
      body: 'Please see the bill.',
      attachments: [{ name: 'Bill of Ann.pdf', type: 'application/pdf', content: bill }],
    });
    const late = { fileId: 'f'.repeat(64), name: 'late photo.jpg', bytes: 3 };
    await world.claimWith(
      'CLM-2021-000001',
      [
        { name: 'my mail.eml', content: mail },
        { name: HOSTILE, content: letterWith('') },
        { name: 'empty.pdf', content: Buffer.alloc(0) },
      ],
      [late],
    );
    const answer = await world.get('/v1/claims/CLM-2021-000001/documents', 'auditor-1');
    const { documents, beingRead } = answer.json() as { documents: Shown[]; beingRead: object[] };
    expect(documents.map(({ name, status, viewable, hasText }) => ({ name, status, viewable, hasText }))).toEqual([
      { name: 'my mail.eml', status: 'read', viewable: false, hasText: true },
      { name: 'Bill of Ann.pdf', status: 'read', viewable: true, hasText: true },
      { name: HOSTILE, status: 'read', viewable: true, hasText: true },
      { name: 'empty.pdf', status: 'set-aside', viewable: false, hasText: false },
    ]);
    expect(documents[1]?.parentFileId).toBe(documents[0]?.fileId);
    expect(documents[1]).toMatchObject({
      type: 'repair-invoice',
      pages: 1,
      mediaType: 'application/pdf',
      bytes: bill.length,
    });
    const total = documents[1]?.fields.find(({ name }) => name === 'total');
    expect(total).toMatchObject({
      normalised: 117_994,
      source: { page: 1, quote: expect.stringContaining('1,179.94') },
    });
    expect(documents[3]?.setAside).toMatchObject({ code: 'empty-file' });
    expect(beingRead).toEqual([late]);
    expect(answer.headers['content-type']).toMatch(/^application\/json/);
  });

  test('boxes of forms are shown, and lie where their entries stand on the page', async () => {
    const form = await claimForm({ 'Policy number': 'MP-204-881', Remarks: '' });
    await world.claimWith('CLM-2021-000002', [{ name: 'form.pdf', content: form }]);
    const [document] = await shownOf('CLM-2021-000002');
    const boxes = document?.forms[0]?.boxes ?? [];
    expect(boxes.map(({ name, value }) => [name, value])).toEqual([
      ['policy_number', 'MP-204-881'],
      ['remarks', null],
    ]);
    const image = (await world.get(pageUrl('CLM-2021-000002', document?.fileId ?? ''))).rawPayload;
    expect(await ink(image, boxes[0]?.source.box as Box)).toBeGreaterThan(120);
  });

  test('a record that was altered is said to be, and hides nothing else', async () => {
    const [result] = await world.claimWith('CLM-2021-000003', [
      { name: 'a.txt', content: Buffer.from('Dear claims team') },
      { name: 'b.txt', content: Buffer.from('Dear claims team, again') },
    ]);
    const body = { fileId: result?.file.fileId, forged: true };
    await world.database.execute('ALTER TABLE evidence DISABLE TRIGGER USER');
    await world.database
      .update(evidence)
      .set({ body })
      .where(eq(evidence.ref, result?.reading.ref ?? ''));
    await world.database.execute('ALTER TABLE evidence ENABLE TRIGGER USER');
    const [altered, other] = await shownOf('CLM-2021-000003');
    expect(altered).toMatchObject({ status: 'problem', problem: expect.stringContaining('was altered'), fields: [] });
    expect(other).toMatchObject({ status: 'read' });
    const text = await world.get(`/v1/claims/CLM-2021-000003/documents/${altered?.fileId}/text`);
    expect(text.json()).toMatchObject({ status: 409, code: 'evidence-not-usable' });
  });
});

describe('pages', () => {
  const CLAIM = 'CLM-2021-000010';
  let upright: Buffer;
  beforeAll(async () => {
    upright = await drawn(await invoice());
    const sideways = await sharp(upright).rotate(90).jpeg({ quality: 90 }).toBuffer();
    await world.claimWith(CLAIM, [
      { name: 'bill.pdf', content: await invoice() },
      // Lies on its side, and says so.
      {
        name: 'camera.jpg',
        content: await sharp(upright)
          .rotate(270)
          .withExif({})
          .withMetadata({ orientation: 6 })
          .jpeg({ quality: 90 })
          .toBuffer(),
      },
      // Lies on its side, and does not say so.
      { name: 'sideways.jpg', content: sideways },
      {
        name: 'sideways.pdf',
        content: await pdf((document) => document.image(sideways, 0, 0, { width: 842 }), { layout: 'landscape' }),
      },
      { name: 'sheets.tiff', content: await twoSheets(upright) },
    ]);
  }, 120_000);

  async function twoSheets(page: Buffer): Promise<Buffer> {
    const second = await drawn(letterWith(''));
    return sharp([page, second], { join: { across: 1, animated: true } } as never)
      .tiff({ compression: 'deflate' })
      .toBuffer();
  }

  test.each([
    ['bill.pdf', 'image/webp'],
    ['camera.jpg', 'image/webp'],
    ['sideways.jpg', 'image/webp'],
    ['sideways.pdf', 'image/webp'],
  ])('%s: the picture is upright and boxes lie on the words that were read', async (name, mediaType) => {
    const document = (await shownOf(CLAIM)).find((candidate) => candidate.name === name) as Shown;
    expect(document).toMatchObject({ status: 'read', viewable: true });
    const answer = await world.get(pageUrl(CLAIM, document.fileId));
    expect([answer.statusCode, answer.headers['content-type']]).toEqual([200, mediaType]);
    const total = document.fields.find((field) => field.name === 'total');
    expect(total?.normalised).toBe(117_994);
    const box = total?.source.box as Box;
    expect(await ink(answer.rawPayload, box)).toBeGreaterThan(100);
    expect(await ink(answer.rawPayload, empty(box))).toBeLessThan(40);
    expect(await difference(answer.rawPayload, upright)).toBeLessThan(1);
  });

  test('the width is what was asked for, within its limits, and a photo is not enlarged', async () => {
    const [bill] = await shownOf(CLAIM);
    for (const width of [200, 777, 2000]) {
      const { rawPayload } = await world.get(pageUrl(CLAIM, bill?.fileId ?? '', 1, width));
      expect((await sharp(rawPayload).metadata()).width).toBe(width);
    }
    for (const wrong of ['199', '2001', '1e3', '-1', 'wide', '1000&x=1']) {
      const answer = await world.get(pageUrl(CLAIM, bill?.fileId ?? '').replace('1000', wrong));
      expect([wrong, answer.statusCode]).toEqual([wrong, wrong === '1e3' ? 200 : 400]);
    }
    const photo = await sharp({ create: { width: 320, height: 240, channels: 3, background: '#446688' } })
      .png()
      .toBuffer();
    const [small] = await world.claimWith('CLM-2021-000011', [{ name: 'small.png', content: photo }]);
    const { rawPayload } = await world.get(pageUrl('CLM-2021-000011', small?.file.fileId ?? ''));
    expect((await sharp(rawPayload).metadata()).width).toBe(320);
  });

  test('each sheet of a TIFF is a page; further ones are not there', async () => {
    const sheets = (await shownOf(CLAIM)).find(({ name }) => name === 'sheets.tiff') as Shown;
    expect(sheets.pages).toBe(2);
    const [first, second, third] = await Promise.all(
      [1, 2, 3].map((page) => world.get(pageUrl(CLAIM, sheets.fileId, page))),
    );
    expect(await difference(first?.rawPayload as Buffer, upright)).toBeLessThan(1);
    const letter = await drawn(letterWith(''));
    expect(await difference(second?.rawPayload as Buffer, letter)).toBeLessThan(1);
    expect(await difference(second?.rawPayload as Buffer, upright)).toBeGreaterThan(2);
    expect(third?.json()).toMatchObject({ status: 404, code: 'no-page-images' });
  });

  test('a page is kept by browsers for this person, and here for who asks next', async () => {
    const [letter] = await world.claimWith('CLM-2021-000013', [{ name: 'letter.pdf', content: letterWith('1 1 m') }]);
    const url = pageUrl('CLM-2021-000013', letter?.file.fileId ?? '');
    const first = await world.get(url);
    expect(first.headers['cache-control']).toBe('private, max-age=86400, immutable');
    const second = await world.get(url, 'adjuster-1', { 'if-none-match': String(first.headers.etag) });
    expect([second.statusCode, second.rawPayload.length]).toEqual([304, 0]);
    // Not drawn again: there is nothing any more that it could be drawn from.
    await rm(world.blobs.path(letter?.file.fileId ?? ''));
    expect((await world.get(url)).rawPayload).toEqual(first.rawPayload);
    const other = await world.get(url.replace('1000', '900'));
    expect(other.json()).toMatchObject({
      status: 404,
      code: 'no-page-images',
      detail: expect.stringContaining('store'),
    });
  });

  test('text and e-mails have no page pictures, and what was set aside is not drawn', async () => {
    const script = pageWith('', { catalog: '/OpenAction << /S /JavaScript /JS (app.alert(1)) >>' });
    const results = await world.claimWith('CLM-2021-000012', [
      { name: 'letter.txt', content: Buffer.from('Dear claims team') },
      { name: 'many.pdf', content: manyPages(300) },
      { name: 'script.pdf', content: script },
    ]);
    for (const { file } of results) {
      const answer = await world.get(pageUrl('CLM-2021-000012', file.fileId));
      expect(answer.json()).toMatchObject({ status: 404, code: 'no-page-images' });
      expect(answer.headers).toMatchObject({ 'cache-control': 'no-store' });
      expect(answer.headers.etag).toBeUndefined();
    }
    expect(results[2]?.setAsideCode).toBe('hostile');
  });

  test('a page that does not end is given up, and the next one is drawn', async () => {
    const pages = slowPages();
    const [endless, letter] = await Promise.all(
      [pageWith('q Q '.repeat(10_000_000)), letterWith('')].map((content) => world.blobs.put(content)),
    );
    const draw = (fileId = '') =>
      pages.draw(
        { fileId, mediaType: 'application/pdf', page: 1, width: 300, turned: 0 },
        new AbortController().signal,
      );
    const [bad, good] = await Promise.all([draw(endless?.sha256), draw(letter?.sha256)]);
    expect(bad).toEqual({ problem: expect.stringContaining('not read within') });
    expect(good).toMatchObject({ mediaType: 'image/webp' });
    pages.close();
  });

  test('more pages than can be drawn soon are refused; one that nobody waits for is not drawn', async () => {
    const pages = slowPages(2);
    const { sha256 } = await world.blobs.put(letterWith('0 0 m'));
    const draw = (width: number, signal = new AbortController().signal) =>
      pages.draw({ fileId: sha256, mediaType: 'application/pdf', page: 1, width, turned: 0 }, signal);
    const leaving = new AbortController();
    const first = draw(300);
    const second = draw(301, leaving.signal);
    await expect(draw(302)).rejects.toMatchObject({ name: 'PagesBusy' });
    // The same page is drawn once for all who ask.
    const again = draw(300);
    leaving.abort(new Error('gone'));
    await expect(second).rejects.toThrow('gone');
    expect(await again).toBe(await first);
    pages.close();
  });
});

function slowPages(mostWaiting = 10) {
  return new ProcessPageImages({ blobs: world.blobs, limits: { ...DEFAULT_LIMITS, milliseconds: 2_000 }, mostWaiting });
}

describe('text and originals', () => {
  const CLAIM = 'CLM-2021-000020';
  const PAGE = Buffer.from('<html><script>alert(document.cookie)</script></html>');
  let files: Record<string, string>;
  beforeAll(async () => {
    const results = await world.claimWith(CLAIM, [
      { name: HOSTILE, content: await pdf((document) => put(document, 50, 50, 'Invoice <b>1</b>')) },
      { name: 'page.html', content: PAGE },
      { name: 'Rechnung für Müller 中文.txt', content: Buffer.from('Sehr geehrte Damen und Herren') },
    ]);
    files = Object.fromEntries(results.map(({ file }, index) => [['pdf', 'html', 'txt'][index] ?? '', file.fileId]));
  });
  const original = (file: string, user?: string) =>
    world.get(`/v1/claims/${CLAIM}/documents/${files[file]}/original`, user);

  test('text is what can be read', async () => {
    const answer = await world.get(`/v1/claims/${CLAIM}/documents/${files.pdf}/text`);
    expect(answer.json()).toEqual({ text: expect.stringContaining('Invoice <b>1</b>') });
    expect(answer.headers['content-type']).toMatch(/^application\/json/);
  });

  test('an original is saved, never opened as a page, and its name puts nothing into the headers', async () => {
    const page = await original('html');
    expect(page.rawPayload).toEqual(PAGE);
    expect(page.headers).toMatchObject({
      'content-type': 'application/octet-stream',
      'content-disposition': 'attachment; filename=page.html',
      'content-security-policy': "sandbox; default-src 'none'",
      'x-content-type-options': 'nosniff',
      'cache-control': 'no-store',
      'content-length': String(PAGE.length),
    });
    const hostile = await original('pdf');
    expect(hostile.headers['content-type']).toBe('application/pdf');
    expect(hostile.headers['set-cookie']).toBeUndefined();
    const disposition = String(hostile.headers['content-disposition']);
    expect(disposition).toMatch(/^attachment; filename="[\w .()=-]+\.pdf"$/);
    expect(disposition).not.toContain('..');
    expect((await original('txt')).headers['content-disposition']).toContain(
      "filename*=UTF-8''Rechnung%20f%C3%BCr%20M%C3%BCller%20%E4%B8%AD%E6%96%87.txt",
    );
  });

  test('a file whose bytes are gone from the store is not found', async () => {
    const [result] = await world.claimWith('CLM-2021-000021', [
      { name: 'gone.txt', content: Buffer.from('soon gone') },
    ]);
    await rm(world.blobs.path(result?.file.fileId ?? ''));
    const answer = await world.get(`/v1/claims/CLM-2021-000021/documents/${result?.file.fileId}/original`);
    expect(answer.json()).toMatchObject({ status: 404, code: 'not-found' });
  });
});

describe('who may', () => {
  const CLAIM = 'CLM-2021-000030';
  let fileId: string;
  beforeAll(async () => {
    const [mine] = await world.claimWith(CLAIM, [{ name: 'a.txt', content: Buffer.from('only of claim 30') }]);
    await world.claimWith('CLM-2021-000031', [{ name: 'b.txt', content: Buffer.from('only of claim 31') }]);
    fileId = mine?.file.fileId ?? '';
  });
  const urls = (claimNumber: string) => {
    const file = `/v1/claims/${claimNumber}/documents/${fileId}`;
    return [`/v1/claims/${claimNumber}/documents`, `${file}/pages/1`, `${file}/text`, `${file}/original`];
  };

  test('who may not read claims sees no documents, nor does another tenant or a stranger', async () => {
    for (const url of urls(CLAIM)) {
      expect((await world.get(url, 'administrator-1')).json()).toMatchObject({ status: 403, code: 'access-refused' });
      for (const headers of [{}, { authorization: `Bearer ${world.foreignTokens['supervisor-1']}` }]) {
        const answer = await world.api.inject({ method: 'GET', url, headers });
        expect([url, answer.statusCode]).toEqual([url, 401]);
      }
    }
  });

  test("another claim's file is not found under this one, whoever knows its id", async () => {
    for (const url of urls('CLM-2021-000031').slice(1)) expect((await world.get(url)).statusCode).toBe(404);
    for (const url of urls('CLM-2021-999999')) expect((await world.get(url)).statusCode).toBe(404);
  });

  test.each(['../../../etc/passwd', '%2e%2e%2f', `${'0'.repeat(63)}/`, 'A'.repeat(64)])(
    '%s is no file id',
    async (id) => {
      const answer = await world.get(`/v1/claims/${CLAIM}/documents/${id}/original`);
      expect(answer.statusCode).toBeGreaterThanOrEqual(400);
      expect(answer.statusCode).toBeLessThan(500);
    },
  );
});
