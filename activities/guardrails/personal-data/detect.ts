/** Personal data in a text: what the case knows, what patterns find, what the sequence model finds; the surer first. */
import type { EntityType, KnownValue, PersonalDataSpan } from '../contract';
import { viewTokens } from './features';
import { findKnown } from './known';
import type { PersonalDataModel } from './model-file';
import { findPatterns } from './patterns';
import { bestLabels, LABELS } from './tagger';
import { type Token, tokenize } from './tokens';

/** A line break ends these: two of them stand below each other in a block of an address. */
const ONE_LINE: ReadonlySet<string> = new Set([
  'PERSON',
  'ORGANIZATION',
  'TITLE',
  'NRP',
  'AGE',
  'GPE',
  'PHONE_NUMBER',
  'ZIP_CODE',
]);
/** No order of certainty is known for the model's finds: its errors on public texts are about one in nine. */
const MODEL_CONFIDENCE = 0.85;

/** Spans in order of their place, without overlap. Any text is allowed; never throws. */
export function detectPersonalData(
  text: string,
  model: PersonalDataModel,
  known: KnownValue[] = [],
): PersonalDataSpan[] {
  const found = findKnown(text, known);
  const inFound = (span: PersonalDataSpan) => found.some((other) => overlaps(span, other) && !contains(span, other));
  const patterns = findPatterns(text).filter((span) => !inFound(span));
  // A name inside an e-mail address: the whole address goes, not the name alone.
  const sure = found.filter((span) => !patterns.some((other) => contains(other, span)));
  const fixed = [...sure, ...patterns].sort((one, other) => one.start - other.start);
  const tokens = tokenize(
    text,
    fixed.map(({ start, end, entityType }) => ({ start, end, name: `<${entityType}>` })),
  );
  const labels = bestLabels(viewTokens(tokens, model.lexicon), model.weights, model.caution);
  return [...fixed, ...spansOf(text, tokens, labels)].sort((one, other) => one.start - other.start);
}

const overlaps = (one: { start: number; end: number }, other: { start: number; end: number }) =>
  one.start < other.end && other.start < one.end;

const contains = (one: { start: number; end: number }, other: { start: number; end: number }) =>
  one.start <= other.start && other.end <= one.end && one.end - one.start > other.end - other.start;

/** Neighbouring tokens of one label are one span. */
function spansOf(text: string, tokens: Token[], labels: Uint8Array): PersonalDataSpan[] {
  const spans: PersonalDataSpan[] = [];
  let first = 0;
  const close = (end: number) => {
    const label = LABELS[labels[first] ?? 0] ?? null;
    if (label !== null) add(label, first, end);
    first = end;
  };
  const add = (entityType: EntityType, from: number, to: number) => {
    let start = from;
    let end = to;
    while (start < end && isLoose(tokens[start])) start += 1;
    while (end > start && isLoose(tokens[end - 1]) && !isAbbreviation(tokens, end)) end -= 1;
    const [head, tail] = [tokens[start], tokens[end - 1]];
    if (start >= end || head === undefined || tail === undefined) return;
    const value = text.slice(head.start, tail.end);
    spans.push({ entityType, start: head.start, end: tail.end, value, confidence: MODEL_CONFIDENCE, source: 'model' });
  };
  tokens.forEach((token, index) => {
    const label = labels[index] ?? 0;
    const differs = label !== (labels[first] ?? 0) || token.kind === 'fixed' || tokens[index - 1]?.kind === 'fixed';
    if (index > first && (differs || (token.lineStart && ONE_LINE.has(LABELS[label] ?? '')))) close(index);
  });
  close(tokens.length);
  return spans;
}

/** A mark at the edge of a span is no part of it. */
function isLoose(token: Token | undefined): boolean {
  return token?.kind === 'mark' || token?.kind === 'fixed';
}

/** The full stop of "Dr." and "Inc." belongs to it. */
function isAbbreviation(tokens: Token[], end: number): boolean {
  const [word, mark] = [tokens[end - 2], tokens[end - 1]];
  return mark?.text === '.' && word?.kind === 'word' && word.end === mark.start && word.text.length <= 4;
}
