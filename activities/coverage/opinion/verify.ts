/** Is an opinion believable? Only what it quotes, letter by letter, from the clause or the fact that it names. */
import { z } from 'zod';
import { type OpinionAnswer, Verdict } from '../contract';

/** What an opinion may rest on. */
export interface OpinionMaterial {
  question: string;
  clauses: { clause: string; heading: string; text: string }[];
  /** `trusted`: made by code; else the words of somebody outside. */
  facts: { fact: string; text: string; trusted: boolean }[];
}

/** Shorter quotes prove nothing. */
const SHORTEST_QUOTE = 12;

/** What the model is told to answer. */
export const OpinionWire = z.object({
  verdict: Verdict,
  because: z.string().max(1_000),
  against: z.string().max(1_000),
  clauses: z.array(z.object({ clause: z.string().max(20), quote: z.string().max(2_000) })).max(12),
  facts: z.array(z.object({ fact: z.string().max(40), quote: z.string().max(2_000) })).max(12),
  wouldSettle: z.string().max(500),
});

/**
 * What is wrong with an answer, one sentence each; none when every quote stands and a verdict rests on a clause and a fact.
 * Only runs of white space may differ between a quote and its source.
 */
export function problemsOf(answer: OpinionAnswer, material: OpinionMaterial): string[] {
  const clauses = new Map(material.clauses.map(({ clause, text }) => [clause, text]));
  const facts = new Map(material.facts.map(({ fact, text }) => [fact, text]));
  const problems = [
    ...answer.clauses.flatMap(({ clause, quote }) => misquoted(`clause ${clause}`, quote, clauses.get(clause))),
    ...answer.facts.flatMap(({ fact, quote }) => misquoted(`fact ${fact}`, quote, facts.get(fact))),
  ];
  if (answer.verdict !== 'cannot-tell') {
    if (answer.clauses.length === 0) problems.push('a verdict needs the quote of a clause');
    if (answer.facts.length === 0) problems.push('a verdict needs the quote of a fact');
  }
  return problems;
}

function misquoted(name: string, quote: string, source: string | undefined): string[] {
  if (source === undefined) return [`${name} was not given`];
  const wanted = spaced(quote);
  if (wanted.length < SHORTEST_QUOTE && wanted !== spaced(source)) return [`the quote of ${name} is too short`];
  return spaced(source).includes(wanted) ? [] : [`the quote is not in ${name}`];
}

function spaced(text: string): string {
  return text.replaceAll(/\s+/g, ' ').trim();
}
