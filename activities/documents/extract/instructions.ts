/** Text that speaks to whoever reads the document by machine. It is data: nothing follows it, and a person is told. */

import type { Word } from '../words';

const PATTERNS: RegExp[] = [
  /\b(?:ignore|disregard|forget|override|bypass)\b.{0,40}\b(?:previous|prior|above|all|earlier|preceding|any|your)\b.{0,30}\b(?:instructions?|rules?|prompts?|guidelines?|polic(?:y|ies) (?:checks?|rules?)|checks?|directions?)\b/i,
  /\b(?:system|developer|hidden)\s+(?:prompt|message|instructions?)\b/i,
  /\b(?:you are|act as|as|pretend to be|attention|dear|note to|instructions? (?:to|for)|message (?:to|for)) (?:now )?(?:an? |any |the )?(?:ai|a\.i\.|llm|artificial intelligence|language model|large language model|chat ?bot|assistant|claims? (?:bot|agent|model|system)|automated (?:system|reader|agent|reviewer)|(?:ai )?model|machine reader|document reader|parser)\b/i,
  // Who "accepts the amount paid as payment in full" gives no order.
  /\b(?:approve|settle|pay|accept(?! the amount paid)|authori[sz]e)\b.{0,30}\b(?:this|the|my)\s+(?:claim|invoice|payment|request|amount)\b.{0,60}\b(?:immediately|automatically|in full|without|straight|now|at once|no (?:review|questions))\b/i,
  /\b(?:mark|classify|treat|rate|score|flag|set)\b.{0,30}\b(?:this|the)\s+(?:claim|document|invoice|file)\b.{0,30}\bas\b.{0,30}\b(?:approved|verified|valid|genuine|low[- ]risk|not fraud\w*|covered|payable|trusted)\b/i,
  /\bdo not\b.{0,30}\b(?:flag|report|refer|escalate|mention|reveal|review|show)\b.{0,50}\b(?:this|claim|human|person|adjuster|reviewer|instruction|message|text|fraud|suspicious)\b/i,
  /<\|?(?:im_start|im_end|system|assistant|endoftext)\|?>|\[\/?INST\]|###\s*(?:system|instruction)/i,
  /\b(?:skip|disable|turn off)\b.{0,30}\b(?:fraud|manual|human|coverage)\b.{0,20}\b(?:checks?|reviews?|screening|detection)\b/i,
];

/** Marks that are not seen: they would hide an order from the patterns. */
const UNSEEN = /[\u200b-\u200f\u2060\ufeff\u00ad]/g;

/** The first words that give orders to their reader, with the order; null when there are none. */
export function instructionIn(words: Word[]): { text: string; words: Word[] } | null {
  let flat = '';
  const ends = words.map((word) => {
    flat += `${flat === '' ? '' : ' '}${word.text.replace(UNSEEN, '')}`;
    return flat.length;
  });
  const text = findInstruction(flat);
  if (text === null) return null;
  const from = flat.indexOf(text);
  return {
    text,
    words: words.filter((_, index) => (ends[index] ?? 0) > from && (ends[index - 1] ?? 0) < from + text.length),
  };
}

/** The first piece of a text that gives orders to its reader; null when there is none. Line breaks do not hide it. */
export function findInstruction(text: string): string | null {
  const flat = text.replace(UNSEEN, '').replace(/\s+/g, ' ');
  for (const pattern of PATTERNS) {
    const match = pattern.exec(flat);
    if (match !== null) return match[0];
  }
  return null;
}
