/** Pictures: checked by their header before anything is decoded, then made fit for recognition. */
import sharp, { type Sharp } from 'sharp';
import type { Turn } from '../contract';
import type { ReadLimits } from '../limits';
import type { Raster } from './neural/raster';
import { SetAside } from './protocol';

// One file at a time in one process: threads and caches of the image library only cost memory.
sharp.cache(false);
sharp.concurrency(1);

/** A picture upright and of a size fit for recognition. */
export interface Prepared extends Raster {
  /** In grey, with the whole range from black to white, as a PNG. */
  png(): Promise<Buffer>;
}

/**
 * Recognition wants capitals of about 20 to 30 pixels: thumbnails are enlarged, large photos made smaller. Enlarging scans of
 * receipts that are 460 to 900 pixels wide made nothing more legible and took twice as long.
 */
const NARROW = 600;
const WIDE = 2200;

/**
 * @param sheet of a TIFF with several, from 0
 * @throws SetAside when the picture is too large or broken
 */
export async function prepareImage(
  source: string | Buffer,
  limits: ReadLimits,
  turned: Turn = 0,
  sheet = 0,
): Promise<Prepared> {
  const { picture, width, height } = await openImage(source, limits, sheet);
  const side = Math.max(1, Math.min(width, height));
  // A strip of any length (a receipt of a metre) must not become a giant.
  const most = Math.sqrt(12_000_000 / (width * height));
  const scale = Math.min(side < NARROW ? Math.min(2, NARROW / side) : side > WIDE ? WIDE / side : 1, most);
  try {
    const { data, info } = await picture
      .resize({ width: Math.max(1, Math.round(width * scale)) })
      .rotate(turned)
      .raw()
      .toBuffer({ resolveWithObject: true });
    const raster = { data, width: info.width, height: info.height };
    return { ...raster, png: () => greyPng(raster) };
  } catch {
    throw damaged();
  }
}

/**
 * A picture as it is seen: upright by its own word, on white, in three colours. Nothing is decoded yet.
 * @param sheet of a TIFF with several, from 0
 * @throws SetAside when the picture is too large or has no legible header
 */
export async function openImage(
  source: string | Buffer,
  limits: ReadLimits,
  sheet: number,
): Promise<{ picture: Sharp; width: number; height: number }> {
  const size = await sizeOf(source, limits, sheet);
  const picture = sharp(source, { limitInputPixels: limits.pixels, failOn: 'truncated', page: sheet, pages: 1 })
    .autoOrient()
    .flatten({ background: '#ffffff' })
    .toColourspace('srgb');
  return { picture, ...size };
}

export function damaged(): SetAside {
  return new SetAside('corrupt', 'The picture is damaged or incomplete. Please send it again.');
}

function greyPng({ data, width, height }: Raster): Promise<Buffer> {
  return sharp(data, { raw: { width, height, channels: 3 } })
    .greyscale()
    .normalise()
    .png({ compressionLevel: 1 })
    .toBuffer();
}

/** Sheets of a TIFF; 1 for other pictures, whose further frames are an animation. */
export async function sheetsOf(path: string): Promise<number> {
  const meta = await sharp(path, { limitInputPixels: false })
    .metadata()
    .catch(() => null);
  return meta?.format === 'tiff' ? (meta.pages ?? 1) : 1;
}

/** Size as seen by a person, from the header. */
async function sizeOf(
  source: string | Buffer,
  limits: ReadLimits,
  sheet: number,
): Promise<{ width: number; height: number }> {
  const meta = await sharp(source, { limitInputPixels: false, page: sheet, pages: 1 })
    .metadata()
    .catch(() => {
      throw new SetAside('corrupt', 'The picture cannot be opened: it is damaged or incomplete. Please send it again.');
    });
  if (meta.width * meta.height > limits.pixels) {
    throw new SetAside(
      'image-too-large',
      `The picture is ${meta.width} x ${meta.height} pixels; at most ${Math.round(limits.pixels / 1_000_000)} megapixels are read. Please send a smaller one.`,
    );
  }
  const lying = (meta.orientation ?? 1) >= 5;
  return lying ? { width: meta.height, height: meta.width } : { width: meta.width, height: meta.height };
}
