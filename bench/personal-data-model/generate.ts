/** One training text: a sentence or letter with its slots filled, and the label of every token. */
import { findPatterns } from '../../activities/guardrails/personal-data/patterns';
import { LABELS } from '../../activities/guardrails/personal-data/tagger';
import { type Token, tokenize } from '../../activities/guardrails/personal-data/tokens';
import type { Random } from '../random';
import type { Fillers, Piece } from './fillers';
import { TEMPLATES } from './templates';

export interface Sample {
  text: string;
  tokens: Token[];
  /** Label of each token, by its place in LABELS. */
  labels: Uint8Array;
}

const TOTAL = TEMPLATES.reduce((sum, { weight }) => sum + weight, 0);

export function generateSample(fillers: Fillers, random: Random): Sample {
  let pieces = piecesOf(template(random), fillers, random);
  // Texts of several sentences, since a document is more than one.
  for (let more = 0; more < 3 && random.chance(0.25); more += 1) {
    pieces = [
      ...pieces,
      { text: random.pick([' ', '\n', '. ', ' ']), label: null },
      ...piecesOf(template(random), fillers, random),
    ];
  }
  const casing = random.next();
  if (casing < 0.1) pieces = pieces.map((piece) => ({ ...piece, text: piece.text.toLowerCase() }));
  else if (casing < 0.13) pieces = pieces.map((piece) => ({ ...piece, text: piece.text.toUpperCase() }));
  else if (casing < 0.2)
    pieces = pieces.map((piece) => ({ ...piece, text: piece.text.normalize('NFD').replace(/\p{M}/gu, '') }));
  return label(pieces);
}

function template(random: Random): string {
  let at = random.next() * TOTAL;
  for (const { weight, sentences } of TEMPLATES) {
    at -= weight;
    if (at < 0) return random.pick(sentences);
  }
  return '{Ws}.';
}

function piecesOf(sentence: string, fillers: Fillers, random: Random): Piece[] {
  const chosen = sentence.replace(/\[([^\]]*)\]/g, (_, choices: string) => random.pick(choices.split('|')));
  const pieces: Piece[] = [];
  for (const part of chosen.split(/(\{\w+\})/)) {
    if (part === '') continue;
    if (/^\{\w+\}$/.test(part)) pieces.push(...fillers.fill(part.slice(1, -1)));
    else pieces.push({ text: part, label: null });
  }
  return pieces;
}

function label(pieces: Piece[]): Sample {
  const text = pieces.map((piece) => piece.text).join('');
  const tokens = tokenize(
    text,
    findPatterns(text).map(({ start, end, entityType }) => ({ start, end, name: `<${entityType}>` })),
  );
  const labels = new Uint8Array(tokens.length);
  let place = 0;
  let end = 0;
  let at = 0;
  for (const piece of pieces) {
    end = at + piece.text.length;
    while (place < tokens.length && (tokens[place]?.start ?? 0) < end) {
      labels[place] = LABELS.indexOf(piece.label);
      place += 1;
    }
    at = end;
  }
  return { text, tokens, labels };
}
