/**
 * Which known form a page is, and where its boxes lie on it: the words printed on the blank are looked for among the words that were
 * read, and the map from the blank to the page is the one that brings most of them to their places.
 */
import type { Box } from '../../contract';
import type { FormTemplate, TemplateBox } from '../../form-templates';
import type { Word } from '../../words';
import {
  affineFit,
  distance,
  mapped,
  type Pair,
  type PlaneMap,
  type Point,
  perspectiveFit,
  residual,
  similarity,
} from './plane';

export interface Placement {
  template: FormTemplate;
  /** From points of the blank to fractions of the page. */
  toPage(x: number, y: number): Point;
  /** Share of the printed words that were found where they should be. */
  found: number;
  /** Middle distance between a printed word and its place, in widths of the page. */
  residual: number;
}

/** A form is recognised by at least so many of its printed words in their places, and so large a share of them (a third is read first). */
const LEAST_MARKS = 16;
const LEAST_SHARE = 0.12;
/** How far, in widths of the page, a word may be from its place: at first, and once the map is fitted. */
const NEAR = 0.012;
const CLOSE = 0.005;
/** Trials of two words each; among so many, two right ones are all but certain where a third of the words is. */
const TRIALS = 600;
/** A word that stands on the form more often than this says little of where it is. */
const MOST_TWINS = 4;
/** A page fills a good part of its picture, and lines up with it but for a slight turn. */
const SCALE: [least: number, most: number] = [0.4, 1.4];
const MOST_TURN = 0.35;

/** The form and its place on the page; null when the words are of none of the known forms. */
export function placeForm(templates: FormTemplate[], words: Word[], aspect: number): Placement | null {
  const placed = templates.flatMap((template) => placeOne(template, words, aspect) ?? []);
  return placed.sort((a, b) => b.found - a.found)[0] ?? null;
}

/** A printed word and a word that was read with the same letters. */
interface Candidate extends Pair {
  mark: number;
}

function placeOne(template: FormTemplate, words: Word[], aspect: number): Placement | null {
  const { width } = template.page;
  const candidates = candidatesOf(template, words, aspect);
  const marks = template.marks.length;
  const enough = Math.max(LEAST_MARKS, marks * LEAST_SHARE);
  if (new Set(candidates.map(({ mark }) => mark)).size < enough) return null;
  let best: Candidate[] = [];
  for (const [one, other] of trials(candidates)) {
    const map = similarity(one, other);
    const scale = Math.hypot(map[0], map[3]);
    if (scale < SCALE[0] || scale > SCALE[1] || Math.abs(Math.atan2(map[3], map[0])) > MOST_TURN) continue;
    const agreeing = agree(map, candidates, NEAR);
    if (agreeing.length > best.length) best = agreeing;
  }
  let map: PlaneMap | null = null;
  for (const tolerance of [NEAR, CLOSE, CLOSE]) {
    map = affineFit(best);
    if (map === null || best.length < enough) return null;
    // A photographed page keeps its lines straight, not parallel; a scanned one must not be bent by chance.
    const bent = best.length >= 24 ? perspectiveFit(best) : null;
    if (bent !== null && residual(bent, best) < residual(map, best) * 0.7) map = bent;
    best = agree(map, candidates, tolerance);
  }
  if (map === null || best.length < enough) return null;
  const final = map;
  return {
    template,
    toPage: (x, y) => {
      const [across, down] = mapped(final, [x / width, y / width]);
      return [across, down / aspect];
    },
    found: best.length / marks,
    residual: residual(final, best),
  };
}

/** In widths of the page on both sides, so that turning does not stretch. */
function candidatesOf(template: FormTemplate, words: Word[], aspect: number): Candidate[] {
  const { width } = template.page;
  const read = new Map<string, Point[]>();
  for (const { text, box } of words) {
    if (box === null) continue;
    const places = read.get(lettersOf(text)) ?? [];
    places.push([box.x + box.width / 2, (box.y + box.height / 2) * aspect]);
    read.set(lettersOf(text), places);
  }
  return template.marks.flatMap(([text, x, y], mark) => {
    const places = read.get(lettersOf(text)) ?? [];
    if (places.length > MOST_TWINS) return [];
    return places.map((to): Candidate => ({ mark, from: [x / width, y / width], to }));
  });
}

function lettersOf(text: string): string {
  return text.toUpperCase().replace(/[^\p{L}\p{N}]/gu, '');
}

/** Pairs far apart on the page, the same ones every time. */
function* trials(candidates: Candidate[]): Generator<[Candidate, Candidate]> {
  const count = candidates.length;
  for (let trial = 0, tried = 0; trial < TRIALS * 5 && tried < TRIALS; trial += 1) {
    const one = candidates[(trial * 7919) % count];
    const other = candidates[(trial * 104_729 + Math.floor(trial / count) * 31 + 17) % count];
    if (one === undefined || other === undefined || distance(one.from, other.from) < 0.3) continue;
    tried += 1;
    yield [one, other];
  }
}

/** Candidates that a map brings near their words, the nearest of each printed word. */
function agree(map: PlaneMap, candidates: Candidate[], tolerance: number): Candidate[] {
  const nearest = new Map<number, { candidate: Candidate; off: number }>();
  for (const candidate of candidates) {
    const off = distance(mapped(map, candidate.from), candidate.to);
    if (off <= tolerance && off < (nearest.get(candidate.mark)?.off ?? Number.POSITIVE_INFINITY))
      nearest.set(candidate.mark, { candidate, off });
  }
  return [...nearest.values()].map(({ candidate }) => candidate);
}

/** The upright box around a turned one, as fractions of the page. */
export function boundsOf({ rect: [x, y, w, h] }: TemplateBox, { toPage }: Placement): Box {
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
