/**
 * What a photo says of itself besides what is on it: when, where and with what it was taken, which program changed it, and a
 * fingerprint by which the same picture is known again after it was made smaller, brighter or compressed anew.
 */
import readExif from 'exif-reader';
import sharp from 'sharp';
import type { Photo } from '../contract';
import type { ReadLimits } from '../limits';

/** Side of the grey picture that the fingerprint is made of, and of the corner of its transform that is kept. */
const SIDE = 32;
const KEPT = 8;
/** A wall or a dark room: standard deviation of the grey picture (0 to 255) below which a fingerprint would fit any other. */
const LEAST_CONTRAST = 6;

/** Cosines of the discrete transform, by frequency and place. */
const COSINES = Array.from({ length: KEPT }, (_, frequency) =>
  Float64Array.from({ length: SIDE }, (_, place) => Math.cos(((2 * place + 1) * frequency * Math.PI) / (2 * SIDE))),
);

/** Never fails: what cannot be read of a picture that can be seen is null. */
export async function photoOf(path: string, limits: ReadLimits): Promise<Photo> {
  const [said, fingerprint] = await Promise.all([saidBy(path), fingerprintOf(path, limits).catch(() => null)]);
  return { ...said, fingerprint };
}

async function saidBy(path: string): Promise<Omit<Photo, 'fingerprint'>> {
  const nothing = { takenAt: null, latitude: null, longitude: null, camera: null, software: null };
  try {
    const { exif } = await sharp(path, { limitInputPixels: false }).metadata();
    if (exif === undefined) return nothing;
    const { Image, Photo: taken, GPSInfo } = readExif(exif);
    const latitude = degrees(GPSInfo?.GPSLatitude, GPSInfo?.GPSLatitudeRef, 90);
    const longitude = degrees(GPSInfo?.GPSLongitude, GPSInfo?.GPSLongitudeRef, 180);
    const placed = latitude !== null && longitude !== null && (latitude !== 0 || longitude !== 0);
    return {
      takenAt: localTime(taken?.DateTimeOriginal ?? taken?.DateTimeDigitized),
      latitude: placed ? latitude : null,
      longitude: placed ? longitude : null,
      camera: text([Image?.Make, Image?.Model].filter((part) => typeof part === 'string').join(' ')),
      software: text(Image?.Software),
    };
  } catch {
    return nothing;
  }
}

/** Cameras write the time of where they are, without a zone; the library puts it into UTC. A clock that was never set says nothing. */
function localTime(value: unknown): string | null {
  if (!(value instanceof Date) || Number.isNaN(value.getTime()) || value.getUTCFullYear() < 2000) return null;
  return value.toISOString().slice(0, 19);
}

function degrees(value: unknown, reference: unknown, most: number): number | null {
  if (!Array.isArray(value) || value.length !== 3 || !value.every((part) => Number.isFinite(part))) return null;
  const [whole, minutes, seconds] = value as [number, number, number];
  const sum = whole + minutes / 60 + seconds / 3600;
  if (sum > most) return null;
  const signed = reference === 'S' || reference === 'W' ? -sum : sum;
  return Math.round(signed * 1e5) / 1e5;
}

function text(value: unknown): string | null {
  if (typeof value !== 'string') return null;
  const plain = value.replace(/[^\p{L}\p{N} .,()_/-]/gu, '').trim();
  return plain === '' ? null : plain.slice(0, 100);
}

/**
 * Perceptual hash by the discrete cosine transform (C. Zauner, Implementation and Benchmarking of Perceptual Image Hash
 * Functions, 2010): which of the 64 lowest frequencies are above their median.
 * @returns 16 hexadecimal digits; null for a picture with too little on it
 */
export async function fingerprintOf(source: string | Buffer, limits: ReadLimits): Promise<string | null> {
  const grey = await sharp(source, { limitInputPixels: limits.pixels })
    .autoOrient()
    .flatten({ background: '#ffffff' })
    .greyscale()
    .blur(1)
    .resize({ width: SIDE, height: SIDE, fit: 'fill' })
    .raw()
    .toBuffer();
  if (contrastOf(grey) < LEAST_CONTRAST) return null;
  const rows = COSINES.map((across) =>
    Float64Array.from({ length: SIDE }, (_, y) =>
      across.reduce((sum, cosine, x) => sum + cosine * (grey[y * SIDE + x] ?? 0), 0),
    ),
  );
  const corner = rows.flatMap((row) =>
    COSINES.map((down) => down.reduce((sum, cosine, y) => sum + cosine * (row[y] ?? 0), 0)),
  );
  // The first is the brightness of the whole, which says nothing of what is on it.
  const median = [...corner.slice(1)].sort((a, b) => a - b)[Math.floor((corner.length - 1) / 2)] ?? 0;
  let bits = 0n;
  for (const value of corner) bits = (bits << 1n) | (value > median ? 1n : 0n);
  return bits.toString(16).padStart(16, '0');
}

function contrastOf(grey: Buffer): number {
  const mean = grey.reduce((sum, value) => sum + value, 0) / grey.length;
  return Math.sqrt(grey.reduce((sum, value) => sum + (value - mean) ** 2, 0) / grey.length);
}
