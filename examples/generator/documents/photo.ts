/** Pictures of damage, as a telephone takes them: drawn, then given grain, soft focus and dark corners. No text in them. */
import { createCanvas } from '@napi-rs/canvas';
import sharp from 'sharp';
import { chanceOf } from '../random';
import type { Photo, PhotoSubject } from '../scenario';
import type { Scene } from './drawing';
import { ceiling, door, fence, flood, laptop } from './scenes-home';
import { bumper, hail, underside, windscreen } from './scenes-vehicle';

/** Size of a picture in pixels. */
export const WIDTH = 1200;
export const HEIGHT = 900;

const SCENES: Record<PhotoSubject, Scene> = {
  windscreen,
  bumper,
  hail,
  underside,
  fence,
  ceiling,
  door,
  laptop,
  flood,
};

export async function takePhoto(photo: Photo): Promise<Buffer> {
  const chance = chanceOf(`${photo.subject}/${photo.takenAt}`);
  const canvas = createCanvas(WIDTH, HEIGHT);
  const context = canvas.getContext('2d');
  // The picture is a little larger than the frame and turned: nobody holds a telephone straight.
  context.translate(WIDTH / 2, HEIGHT / 2);
  context.rotate(chance.between(-0.03, 0.03));
  context.scale(1.06, 1.06);
  context.translate(-WIDTH / 2, -HEIGHT / 2);
  SCENES[photo.subject](context, chance);
  const { data } = context.getImageData(0, 0, WIDTH, HEIGHT);
  // Rounds and keeps within 0 to 255 by itself.
  const pixels = new Uint8ClampedArray(WIDTH * HEIGHT * 3);
  for (let y = 0; y < HEIGHT; y += 1) {
    for (let x = 0; x < WIDTH; x += 1) {
      const at = y * WIDTH + x;
      const across = x / WIDTH - 0.5;
      const down = y / HEIGHT - 0.5;
      const light = 1.05 - 0.42 * (across * across + down * down);
      const grain = chance.spread() * 5;
      for (let channel = 0; channel < 3; channel += 1)
        pixels[at * 3 + channel] = (data[at * 4 + channel] ?? 0) * light + grain + chance.spread() * 2;
    }
  }
  const taken = photo.takenAt.slice(0, 19).replaceAll('-', ':').replace('T', ' ');
  return sharp(Buffer.from(pixels.buffer), { raw: { width: WIDTH, height: HEIGHT, channels: 3 } })
    .blur(0.6)
    .withExif({ IFD0: { Make: 'Fictional', Model: 'Phone 12', DateTime: taken }, IFD2: { DateTimeOriginal: taken } })
    .jpeg({ quality: 70 })
    .toBuffer();
}
