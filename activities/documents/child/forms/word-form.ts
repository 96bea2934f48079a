/** A filled form whose words are known with their places: a form that was printed to PDF, or read without the strong recogniser. */
import type { FilledForm, FormBox } from '../../contract';
import type { FormTemplate, TemplateBox } from '../../form-templates';
import { confidenceOf, textOf, type Word } from '../../words';
import type { Point } from './plane';
import { boundsOf, type Placement, placeForm } from './registration';

/** What is higher than its box by so much, or wider, lies across it: a stamp or a watermark, no entry. */
const TOO_HIGH = 1.7;
const TOO_WIDE = 1.25;

/**
 * @param words of one page
 * @param printed the words that the form is recognised by, where they are others than these: those of the picture under them
 * @returns null when the page is none of the known forms
 */
export function readWordForm(
  templates: FormTemplate[],
  words: Word[],
  fileId: string,
  printed: Word[] = words,
): FilledForm | null {
  const page = words[0]?.page;
  if (page === null || page === undefined) return null;
  const placement = placeForm(templates, printed, printed[0]?.aspect ?? words[0]?.aspect ?? Math.SQRT2);
  if (placement === null) return null;
  const { template } = placement;
  return {
    template: template.id,
    page,
    boxes: template.boxes.map((box): FormBox => {
      const own = wordsIn(box, placement, words);
      const written = textOf(own);
      const value = box.kind === 'tick' && written !== '' ? (box.option ?? box.name) : written;
      return {
        name: box.name,
        number: box.number,
        kind: box.kind,
        value: value === '' ? null : value.slice(0, 5_000),
        shown: true,
        source: { fileId, page, box: boundsOf(box, placement), quote: written.slice(0, 500) },
        confidence: own.length === 0 ? 0.9 : confidenceOf(own),
        method: own[0]?.method ?? words[0]?.method ?? 'text-layer',
      };
    }),
  };
}

function wordsIn(box: TemplateBox, placement: Placement, words: Word[]): Word[] {
  const [x, y, w, h] = box.rect;
  const corners: Point[] = [
    placement.toPage(x, y),
    placement.toPage(x + w, y),
    placement.toPage(x + w, y + h),
    placement.toPage(x, y + h),
  ];
  const bounds = boundsOf(box, placement);
  return words
    .filter(({ box: at }) => {
      if (at === null || at.height > bounds.height * TOO_HIGH || at.width > bounds.width * TOO_WIDE) return false;
      return inside(corners, [at.x + at.width / 2, at.y + at.height / 2]);
    })
    .sort((a, b) => Math.round(((a.box?.y ?? 0) - (b.box?.y ?? 0)) * 150) || (a.box?.x ?? 0) - (b.box?.x ?? 0));
}

/** Corners clockwise from the top left. */
function inside(corners: Point[], [x, y]: Point): boolean {
  return corners.every(([x1, y1], index) => {
    const [x2, y2] = corners[(index + 1) % corners.length] ?? [x1, y1];
    return (x2 - x1) * (y - y1) - (y2 - y1) * (x - x1) >= 0;
  });
}
