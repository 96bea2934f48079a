/**
 * How finds of personal data are judged, in two ways:
 *
 * - by token, as the published figures of the field's tuned tool are (presidio-research, TokenEvaluator): every word,
 *   number and mark of the text is a token. Over all, a token counts as found when it is personal data and was found as
 *   personal data of whatever type; of one type, when the type is right too.
 * - by span: one of the truth is found when a find overlaps it; a find is right when it overlaps one of the truth.
 */
export interface Truth {
  entityType: string;
  start: number;
  end: number;
}

export interface Counts {
  truth: number;
  found: number;
  right: number;
}

const TOKEN = /\p{L}[\p{L}\p{M}]*|\p{N}+|[^\s\p{L}\p{N}]/gu;

const none = (): Counts => ({ truth: 0, found: 0, right: 0 });

export class PersonalDataScore {
  /** Tokens, personal data or not. */
  readonly tokens = none();
  /** Tokens with the right type. */
  readonly typed = none();
  readonly byType = new Map<string, Counts>();
  /** Spans: `right` of the truth for recall, `rightFound` of the finds for precision. */
  readonly spans = { truth: 0, found: 0, right: 0, rightFound: 0 };

  add(text: string, truth: Truth[], found: Truth[]): void {
    for (const match of text.matchAll(TOKEN)) {
      const expected = at(truth, match.index);
      const predicted = at(found, match.index);
      count(this.tokens, expected !== null, predicted !== null, expected !== null && predicted !== null);
      count(this.typed, expected !== null, predicted !== null, expected !== null && predicted === expected);
      if (expected !== null) count(this.of(expected), true, false, predicted === expected);
      if (predicted !== null) count(this.of(predicted), false, true, false);
    }
    const overlaps = (one: Truth, other: Truth) => one.start < other.end && other.start < one.end;
    this.spans.truth += truth.length;
    this.spans.found += found.length;
    this.spans.right += truth.filter((one) => found.some((other) => overlaps(one, other))).length;
    this.spans.rightFound += found.filter((one) => truth.some((other) => overlaps(one, other))).length;
  }

  private of(entityType: string): Counts {
    const counts = this.byType.get(entityType) ?? none();
    this.byType.set(entityType, counts);
    return counts;
  }
}

function count(counts: Counts, truth: boolean, found: boolean, right: boolean): void {
  if (truth) counts.truth += 1;
  if (found) counts.found += 1;
  if (right) counts.right += 1;
}

function at(spans: Truth[], place: number): string | null {
  return spans.find((span) => span.start <= place && place < span.end)?.entityType ?? null;
}

/** Share, to three places; null of nothing. */
export function share(part: number, whole: number): number | null {
  return whole === 0 ? null : Math.round((1000 * part) / whole) / 1000;
}

export function precisionAndRecall({ truth, found, right }: Counts): {
  precision: number | null;
  recall: number | null;
  f1: number | null;
} {
  const f1 = truth + found === 0 ? null : share(2 * right, truth + found);
  return { precision: share(right, found), recall: share(right, truth), f1 };
}
