/** A filled form in a scan or photo: laid over its template by its printed words, then read box by box. */
import type { FilledForm, FormBox } from '../../contract';
import { formTemplates, type TemplateBox } from '../../form-templates';
import type { RecognitionModels } from '../../models';
import type { Word } from '../../words';
import type { Raster, TurnedRectangle } from '../neural/raster';
import { type ReadLine, readLines } from '../neural/read-lines';
import { sessionsOf } from '../neural/sessions';
import { EDGE, type InkBand, inkShare, type Patch, patchOf, withoutRedPrint, writingIn } from './ink';
import { boundsOf, type Placement, placeForm } from './registration';

/** Share of ink in the middle of a box to tick: an empty one has none, a small dot has 0.05, a cross 0.15. */
const TICKED = 0.03;
/** The middle of a box to tick, without its border. */
const MIDDLE = 0.62;
/** Boxes narrower or lower than this, in points, hold no letter. */
const LEAST_SIDE = 4;
/** What is looked at around a box, in its height. */
const MARGIN = 0.35;
/** Room that the recogniser wants around letters, in their height. */
const ROOM_ABOVE = 0.25;
const ROOM_BESIDE = 0.45;

/**
 * @param words of the whole picture, as recognised
 * @param page from 1
 * @returns null when the picture shows none of the known forms
 */
export async function readPictureForm(
  models: RecognitionModels,
  picture: Raster,
  words: Word[],
  page: number,
  fileId: string,
): Promise<FilledForm | null> {
  const placement = placeForm(formTemplates(), words, picture.height / picture.width);
  if (placement === null) return null;
  const { template } = placement;
  const raster = withoutRedPrint(picture);
  const places = template.boxes.map((box) => onPicture(box, placement, picture));
  const written: WrittenLine[] = [];
  const ticked = new Set<number>();
  template.boxes.forEach((box, index) => {
    const place = places[index];
    if (place === undefined || Math.min(box.rect[2], box.rect[3]) < LEAST_SIDE) return;
    if (box.kind === 'tick') {
      const middle = { ...place, width: place.width * MIDDLE, height: place.height * MIDDLE };
      if (inkShare(patchOf(raster, middle)) >= TICKED) ticked.add(index);
    } else if (box.kind === 'text' || box.kind === 'choice') {
      written.push(...writtenLines(raster, place, index));
    }
  });
  const { sheet, rectangles } = onOneSheet(written);
  const read = inCapitals(await readLines(await sessionsOf(models), sheet, rectangles));
  return {
    template: template.id,
    page,
    boxes: template.boxes.map((box, index): FormBox => {
      const own = read.filter((_, at) => written[at]?.box === index);
      const { value, confidence } = box.kind === 'tick' ? tickOf(box, ticked.has(index)) : textOf(own);
      return {
        name: box.name,
        number: box.number,
        kind: box.kind,
        value,
        shown: true,
        source: { fileId, page, box: boundsOf(box, placement), quote: (value ?? '').slice(0, 500) },
        confidence,
        method: 'ocr',
      };
    }),
  };
}

/** Where a box of the blank lies in the picture, in pixels. */
function onPicture(
  { rect: [x, y, w, h] }: TemplateBox,
  { toPage }: Placement,
  { width, height }: Raster,
): TurnedRectangle {
  const at = (px: number, py: number): [number, number] => {
    const [across, down] = toPage(px, py);
    return [across * width, down * height];
  };
  const [left, right] = [at(x, y + h / 2), at(x + w, y + h / 2)];
  const [top, bottom] = [at(x + w / 2, y), at(x + w / 2, y + h)];
  const [centreX, centreY] = at(x + w / 2, y + h / 2);
  return {
    x: centreX,
    y: centreY,
    width: Math.hypot(right[0] - left[0], right[1] - left[1]),
    height: Math.hypot(bottom[0] - top[0], bottom[1] - top[1]),
    angle: Math.atan2(right[1] - left[1], right[0] - left[0]),
  };
}

interface WrittenLine {
  /** Number of its box in the template. */
  box: number;
  patch: Patch;
  line: InkBand;
}

function writtenLines(raster: Raster, place: TurnedRectangle, box: number): WrittenLine[] {
  const margin = Math.round(place.height * MARGIN);
  const patch = patchOf(raster, { ...place, width: place.width + 2 * margin, height: place.height + 2 * margin });
  const { lines, clean } = writingIn(patch, margin);
  return lines.map((line) => ({ box, patch: clean, line }));
}

/** The lines below each other on a sheet of their own, each with the room around it that the recogniser wants. */
function onOneSheet(lines: WrittenLine[]): { sheet: Raster; rectangles: TurnedRectangle[] } {
  const rooms = lines.map(({ line }) => {
    const high = line.bottom - line.top;
    return { above: Math.ceil(high * ROOM_ABOVE), beside: Math.ceil(high * ROOM_BESIDE) };
  });
  const sizes = lines.map(({ line }, index) => ({
    width: line.right - line.left + 2 * (rooms[index]?.beside ?? 0),
    height: line.bottom - line.top + 2 * (rooms[index]?.above ?? 0),
  }));
  const width = Math.max(1, ...sizes.map((size) => size.width));
  const height = Math.max(
    1,
    sizes.reduce((sum, size) => sum + size.height, 0),
  );
  const data = new Uint8Array(width * height * 3).fill(255);
  let top = 0;
  const rectangles = lines.map(({ patch, line }, index): TurnedRectangle => {
    const size = sizes[index] ?? { width: 1, height: 1 };
    const { above = 0, beside = 0 } = rooms[index] ?? {};
    const paper = patch.data[0] ?? 255;
    for (let y = 0; y < size.height; y += 1) {
      for (let x = 0; x < size.width; x += 1) {
        const [px, py] = [x - beside + line.left, y - above + line.top];
        const own = py >= line.top - EDGE && py < line.bottom + EDGE && inPatch(patch, px, py);
        const value = own ? (patch.data[py * patch.width + px] ?? paper) : paper;
        data.fill(value, ((top + y) * width + x) * 3, ((top + y) * width + x) * 3 + 3);
      }
    }
    const rectangle = { x: size.width / 2, y: top + size.height / 2, ...size, angle: 0 };
    top += size.height;
    return rectangle;
  });
  return { sheet: { data, width, height }, rectangles };
}

function inPatch({ width, height }: Patch, x: number, y: number): boolean {
  return x >= 0 && y >= 0 && x < width && y < height;
}

/** Small letters that are capitals but for their size. */
const LIKE_CAPITALS = /[cosuvwxz]/g;
/** So many of the letters whose size shows in their shape are capitals on a form that is filled in with capitals. */
const ALL_BUT = 0.95;

/** A single W on a line has no neighbour that tells its size: on a form in capitals it is one. */
function inCapitals(lines: ReadLine[]): ReadLine[] {
  const letters = lines
    .flatMap((line) => line.characters.map(({ text }) => text))
    .filter((text) => /^[a-z]$/i.test(text));
  const telling = letters.filter((text) => !/[cosuvwxz]/i.test(text));
  const capitals = telling.filter((text) => /[A-Z]/.test(text)).length;
  if (telling.length < 10 || capitals < telling.length * ALL_BUT) return lines;
  return lines.map((line) => ({
    ...line,
    characters: line.characters.map((character) => ({
      ...character,
      text: character.text.replace(LIKE_CAPITALS, (letter) => letter.toUpperCase()),
    })),
  }));
}

function tickOf({ option, name }: TemplateBox, ticked: boolean): { value: string | null; confidence: number } {
  return { value: ticked ? (option ?? name) : null, confidence: 0.95 };
}

/** Two decimals, the mean over the characters of all lines. */
function textOf(lines: ReadLine[]): { value: string | null; confidence: number } {
  const characters = lines.flatMap((line) => line.characters);
  const value = lines
    .map((line) =>
      line.characters
        .map(({ text }) => text)
        .join('')
        .trim(),
    )
    .filter((text) => text !== '')
    .join(' ');
  if (value === '') return { value: null, confidence: 0.9 };
  const mean = characters.reduce((sum, { confidence }) => sum + confidence, 0) / characters.length;
  return { value, confidence: Math.round(Math.min(1, mean) * 100) / 100 };
}
