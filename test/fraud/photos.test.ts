/** Photos: what their files say of them, and the same picture known again in another claim. Pictures are made here. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { fingerprintOf, photoOf } from '../../activities/documents/child/photo';
import type { ClaimPhoto } from '../../activities/documents/contract';
import { DEFAULT_LIMITS } from '../../activities/documents/limits';
import { bitsApart } from '../../activities/fraud/marks';
import { screen } from '../../activities/fraud/screen';
import { Random } from '../../bench/random';
import { FILE, facts, notice, shipped, view } from './support';

const { bits } = shipped.rules.indicators['photo-used-before'];

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'adjutant-photos-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** A scene of shapes on a graded ground, with noise; another seed is another scene. */
async function scene(seed: number, width = 800, height = 600): Promise<Buffer> {
  const random = new Random(seed);
  const colour = () =>
    `rgb(${Math.floor(random.next() * 255)},${Math.floor(random.next() * 255)},${Math.floor(random.next() * 255)})`;
  const shapes = Array.from({ length: 14 }, () => {
    const [x, y, w, h] = [
      random.next() * width,
      random.next() * height,
      40 + random.next() * 300,
      40 + random.next() * 220,
    ];
    return random.next() < 0.5
      ? `<rect x="${x - w / 2}" y="${y - h / 2}" width="${w}" height="${h}" fill="${colour()}" transform="rotate(${random.next() * 90} ${x} ${y})"/>`
      : `<ellipse cx="${x}" cy="${y}" rx="${w / 2}" ry="${h / 2}" fill="${colour()}"/>`;
  }).join('');
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}"><defs><linearGradient id="g"><stop offset="0" stop-color="${colour()}"/><stop offset="1" stop-color="${colour()}"/></linearGradient></defs><rect width="100%" height="100%" fill="url(#g)"/>${shapes}</svg>`;
  return sharp(Buffer.from(svg)).jpeg({ quality: 92 }).toBuffer();
}

const print = async (picture: Buffer) => (await fingerprintOf(picture, DEFAULT_LIMITS)) as string;

test.each<[string, (picture: Buffer) => Promise<Buffer>]>([
  ['compressed anew', (picture) => sharp(picture).jpeg({ quality: 35 }).toBuffer()],
  ['a quarter as large', (picture) => sharp(picture).resize({ width: 200 }).jpeg().toBuffer()],
  ['as PNG', (picture) => sharp(picture).png().toBuffer()],
  ['brighter', (picture) => sharp(picture).modulate({ brightness: 1.15 }).jpeg().toBuffer()],
  ['in grey', (picture) => sharp(picture).greyscale().jpeg().toBuffer()],
  [
    'with its edges cut by 2 %',
    (picture) => sharp(picture).extract({ left: 8, top: 6, width: 784, height: 588 }).jpeg().toBuffer(),
  ],
])('the same picture %s is known again', async (_name, change) => {
  let known = 0;
  for (let seed = 1; seed <= 25; seed += 1) {
    const picture = await scene(seed);
    if (bitsApart(await print(picture), await print(await change(picture))) <= bits) known += 1;
  }
  expect(known).toBeGreaterThanOrEqual(24);
});

test('other pictures are other pictures', async () => {
  const prints = await Promise.all(Array.from({ length: 120 }, (_, seed) => scene(seed + 1, 400, 300).then(print)));
  const apart = prints.flatMap((one, at) => prints.slice(at + 1).map((other) => bitsApart(one, other)));
  expect(apart.length).toBe(7140);
  expect(apart.filter((distance) => distance <= bits)).toEqual([]);
});

test('a picture with nothing on it has no fingerprint', async () => {
  const wall = await sharp({ create: { width: 300, height: 200, channels: 3, background: '#777' } })
    .png()
    .toBuffer();
  expect(await fingerprintOf(wall, DEFAULT_LIMITS)).toBeNull();
});

test('time, place, camera and program are read from the file', async () => {
  const path = join(folder, 'photo.jpg');
  writeFileSync(
    path,
    await sharp(await scene(3))
      .withExif({
        IFD0: { Make: 'Acme', Model: 'Phone 3', Software: 'Adobe Photoshop 25.1' },
        IFD2: { DateTimeOriginal: '2026:05:02 09:26:53' },
        IFD3: {
          GPSLatitudeRef: 'N',
          GPSLatitude: '32/1 42/1 5640/100',
          GPSLongitudeRef: 'W',
          GPSLongitude: '117/1 9/1 4020/100',
        },
      })
      .jpeg()
      .toBuffer(),
  );
  const { fingerprint, ...said } = await photoOf(path, DEFAULT_LIMITS);
  expect(bitsApart(fingerprint as string, await print(await scene(3)))).toBeLessThanOrEqual(bits);
  expect(said).toEqual({
    takenAt: '2026-05-02T09:26:53',
    latitude: 32.71567,
    longitude: -117.16117,
    camera: 'Acme Phone 3',
    software: 'Adobe Photoshop 25.1',
  });
});

test.each<[string, Buffer]>([
  ['no picture', Buffer.from('this is no picture')],
  ['a picture that breaks off', Buffer.from('ffd8ffe000104a46494600010100000100010000ffe1ffff45786966', 'hex')],
])('%s: nothing is known, and nothing breaks', async (_name, content) => {
  const path = join(folder, 'broken.jpg');
  writeFileSync(path, content);
  expect(await photoOf(path, DEFAULT_LIMITS)).toEqual({
    takenAt: null,
    latitude: null,
    longitude: null,
    camera: null,
    software: null,
    fingerprint: null,
  });
});

const photo = (changes: Partial<ClaimPhoto>): ClaimPhoto => ({
  fileId: FILE,
  takenAt: null,
  latitude: null,
  longitude: null,
  camera: null,
  software: null,
  fingerprint: null,
  ...changes,
});

test.each<[string, Partial<ClaimPhoto>, string[]]>([
  ['taken on the day of the loss', { takenAt: '2026-05-10T08:00:00' }, []],
  ['taken the day before: the zone of the camera', { takenAt: '2026-05-09T23:59:59' }, []],
  ['taken two days before', { takenAt: '2026-05-08T12:00:00' }, ['photo-before-loss']],
  ['written by an editor', { software: 'GIMP 2.10' }, ['photo-edited']],
  ['written by the camera', { software: '17.4.1' }, []],
])('%s', (_name, changes, codes) => {
  const result = screen(
    view({ facts: facts({ photos: [photo(changes)] }), notice: notice({ lossDate: '2026-05-10' }) }),
    shipped.rules,
  );
  expect(result.indicators.map(({ code }) => code).filter((code) => code.startsWith('photo'))).toEqual(codes);
});
