/** Pages that were turned to be read: what was found on them before is given in the coordinates of the page as turned. */
import type { Box, DocumentReading, Source, Turn } from '../contract';
import type { PdfContent } from './pdf';
import type { PictureReading } from './picture';

export function turnsOf(pictures: PictureReading[]): DocumentReading['turns'] {
  return pictures.flatMap(({ page, turned }) => (turned === 0 ? [] : [{ page, degrees: turned }]));
}

/** Boxes of flags and form fields as they lie after the turns; words were recognised after them. */
export function asTurned(content: PdfContent, turns: DocumentReading['turns']): PdfContent {
  if (turns.length === 0) return content;
  const turnOf = (page: number | null) => turns.find((turn) => turn.page === page)?.degrees ?? 0;
  const moved = <T extends Source | null>(source: T): T =>
    source === null || source.box === null ? source : { ...source, box: turnedBox(source.box, turnOf(source.page)) };
  return {
    ...content,
    flags: content.flags.map((flag) => ({ ...flag, source: moved(flag.source) })),
    filled: content.filled.map((form) => ({
      ...form,
      boxes: form.boxes.map((box) => ({ ...box, source: moved(box.source) })),
    })),
    forms: content.forms.map((entry) => {
      const { box, page } = entry.word;
      return box === null ? entry : { ...entry, word: { ...entry.word, box: turnedBox(box, turnOf(page)) } };
    }),
  };
}

/** Where a box lies after its page was turned clockwise. */
export function turnedBox({ x, y, width, height }: Box, degrees: Turn): Box {
  switch (degrees) {
    case 0:
      return { x, y, width, height };
    case 90:
      return { x: 1 - y - height, y: x, width: height, height: width };
    case 180:
      return { x: 1 - x - width, y: 1 - y - height, width, height };
    case 270:
      return { x: y, y: 1 - x - width, width: height, height: width };
  }
}
