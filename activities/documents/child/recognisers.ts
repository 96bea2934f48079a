/**
 * The recognisers of print behind one interface, and in which order they are asked. With models at hand the network reads, once:
 * what the weaker recogniser of the npm package would add costs more fields than it brings (docs/quality.md). Without them the
 * latter reads by columns, and again by rows where that left a field missing, unsure or inconsistent (content.ts).
 */
import type { RecognitionModels } from '../models';
import type { Word } from '../words';
import type { Prepared } from './image';
import type { Fineness } from './neural/detect';
import { recogniseStrongly } from './neural/recognise';
import { type Layout, recognise } from './recognise';

export interface Recogniser {
  /** Words of a picture, with boxes as fractions of it and confidences from 0 to 1. */
  recognise(picture: Prepared, page: number): Promise<Word[]>;
}

export interface Recognisers {
  first: Recogniser;
  /** Adds to what the first read; null where nothing would be gained. */
  second: Recogniser | null;
}

/**
 * Short side of 736 pixels, as its publisher runs it. Looking for lines at 480 saves a quarter of the time and costs four points
 * of F1 on receipts (docs/quality.md).
 */
const FINENESS: Fineness = { shortest: 736, longest: 2000 };

/** @param models null where they could not be had */
export function recognisersOf(models: RecognitionModels | null): Recognisers {
  if (models === null) return { first: packaged('columns'), second: packaged('rows') };
  return { first: network(models), second: null };
}

function packaged(layout: Layout): Recogniser {
  return { recognise: (picture, page) => recognise(picture, page, layout) };
}

function network(models: RecognitionModels): Recogniser {
  return { recognise: (picture, page) => recogniseStrongly(models, picture, page, FINENESS) };
}
