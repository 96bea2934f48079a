/**
 * Are two files the same? Byte for byte, except that pictures may differ in the last bit of a pixel where a processor
 * rounds otherwise than the one that made the committed files. A changed digit is far outside of that.
 */
import { simpleParser } from 'mailparser';
import sharp from 'sharp';

const BLOCK = 12;
/** Mean difference of a block, of 255, that rounding stays under and a changed digit does not. */
const MOST = 8;

/** What is different, or null when the files are the same. */
export async function difference(name: string, one: Buffer, other: Buffer): Promise<string | null> {
  if (one.equals(other)) return null;
  if (/\.(jpg|png)$/.test(name)) return pixelDifference(one, other);
  const [inOne, inOther] = await Promise.all([picturesIn(name, one), picturesIn(name, other)]);
  if (inOne.length === 0 || inOne.length !== inOther.length) return 'the bytes differ';
  for (const [index, picture] of inOne.entries()) {
    const found = await difference(picture.name, picture.content, inOther[index]!.content);
    if (found !== null) return `${picture.name}: ${found}`;
  }
  return null;
}

async function pixelDifference(one: Buffer, other: Buffer): Promise<string | null> {
  const [a, b] = await Promise.all(
    [one, other].map((picture) => sharp(picture).greyscale().raw().toBuffer({ resolveWithObject: true })),
  );
  if (a!.info.width !== b!.info.width || a!.info.height !== b!.info.height) return 'the pictures have different sizes';
  const { width, height } = a!.info;
  for (let top = 0; top < height; top += BLOCK) {
    for (let left = 0; left < width; left += BLOCK) {
      let sum = 0;
      let count = 0;
      for (let y = top; y < Math.min(height, top + BLOCK); y += 1)
        for (let x = left; x < Math.min(width, left + BLOCK); x += 1) {
          sum += Math.abs(a!.data[y * width + x]! - b!.data[y * width + x]!);
          count += 1;
        }
      if (sum / count > MOST) return `the pictures differ at ${left},${top}`;
    }
  }
  return null;
}

/** Files inside an e-mail; the picture inside a scanned PDF. */
async function picturesIn(name: string, content: Buffer): Promise<{ name: string; content: Buffer }[]> {
  if (name.endsWith('.eml')) {
    const mail = await simpleParser(content);
    return mail.attachments.map((attachment, index) => ({
      name: attachment.filename ?? `${index}`,
      content: attachment.content,
    }));
  }
  const start = content.indexOf(Buffer.from([0xff, 0xd8, 0xff]));
  if (!name.endsWith('.pdf') || start < 0) return [];
  return [{ name: 'scan.jpg', content: content.subarray(start, content.indexOf('\nendstream', start)) }];
}
