/** A filled form in a scan or photo: laid over its template by its printed words, then read box by box. */
import type { Box, FilledForm, FormBox } from '../../contract';
import { formTemplates, type TemplateBox } from '../../form-templates';
import type { RecognitionModels } from '../../models';
import type { Word } from '../../words';
import type { Raster, TurnedRectangle } from '../neural/raster';
import { type ReadLine, readLines } from '../neural/read-lines';
import { sessionsOf } from '../neural/sessions';
import { inkShare, patchOf, withoutRedPrint, writingIn } from './ink';
import { type Placement, placeForm } from './registration';

/** Share of ink in the middle of a box to tick: an empty one has none, a small dot has 0.05, a cross 0.15. */
const TICKED = 0.03;
/** The middle of a box to tick, without its border. */
const MIDDLE = 0.62;
/** Boxes narrower or lower than this, in points, hold no letter. */
const LEAST_SIDE = 4;
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
  const lines: { box: number; rectangle: TurnedRectangle }[] = [];
  const ticked = new Set<number>();
  template.boxes.forEach((box, index) => {
    const place = places[index];
    if (place === undefined || Math.min(box.rect[2], box.rect[3]) < LEAST_SIDE) return;
    if (box.kind === 'tick') {
      const middle = { ...place, width: place.width * MIDDLE, height: place.height * MIDDLE };
      if (inkShare(patchOf(raster, middle)) >= TICKED) ticked.add(index);
    } else if (box.kind === 'text' || box.kind === 'choice') {
      for (const rectangle of writtenLines(raster, place)) lines.push({ box: index, rectangle });
    }
  });
  const read = await readLines(
    await sessionsOf(models),
    raster,
    lines.map(({ rectangle }) => rectangle),
  );
  return {
    template: template.id,
    page,
    boxes: template.boxes.map((box, index): FormBox => {
      const own = read.filter((_, at) => lines[at]?.box === index);
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

/** The lines of writing in a box, each with the room that the recogniser wants. */
function writtenLines(raster: Raster, place: TurnedRectangle): TurnedRectangle[] {
  const patch = patchOf(raster, place);
  return writingIn(patch).map(({ left, top, right, bottom }) => {
    const high = bottom - top;
    const dx = (left + right) / 2 - patch.width / 2;
    const dy = (top + bottom) / 2 - patch.height / 2;
    const [cos, sin] = [Math.cos(place.angle), Math.sin(place.angle)];
    return {
      x: place.x + dx * cos - dy * sin,
      y: place.y + dx * sin + dy * cos,
      width: right - left + high * ROOM_BESIDE * 2,
      height: high * (1 + ROOM_ABOVE * 2),
      angle: place.angle,
    };
  });
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

/** The upright box around a turned one, as fractions of the page. */
function boundsOf({ rect: [x, y, w, h] }: TemplateBox, { toPage }: Placement): Box {
  const corners = [toPage(x, y), toPage(x + w, y), toPage(x, y + h), toPage(x + w, y + h)];
  const xs = corners.map(([across]) => across);
  const ys = corners.map(([, down]) => down);
  const left = Math.max(0, Math.min(...xs));
  const top = Math.max(0, Math.min(...ys));
  const round = (value: number) => Math.round(value * 10_000) / 10_000;
  return {
    x: round(left),
    y: round(top),
    width: round(Math.min(1, Math.max(...xs)) - left),
    height: round(Math.min(1, Math.max(...ys)) - top),
  };
}
