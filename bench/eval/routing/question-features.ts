/** What can be seen of a question before any model has run: length, numbers, and words of quantity and relation. */

const GROUPS: RegExp[] = [
  /\b(?:half|third|thirds|quarter|quarters|fifth|tenth|\d+\/\d+)\b/gi,
  /\b(?:twice|double|triple|times)\b/gi,
  /%|\bpercent(?:age)?\b/gi,
  /[$€£]|\b(?:dollars?|cents?|euros?)\b/gi,
  /\b(?:each|every|per|apiece)\b/gi,
  /\b(?:more|less|fewer|older|younger|longer|shorter|taller|faster|as many|as much) (?:\w+ )?than\b|\bas (?:many|much|old|long|fast|tall) as\b/gi,
  /\b(?:left|remaining|remains?|rest|over)\b/gi,
  /\b(?:if|when|unless|until|after|before|then)\b/gi,
  /\b(?:hours?|minutes?|seconds?|days?|weeks?|months?|years?)\b/gi,
  /\b(?:total|altogether|combined|sum|all)\b/gi,
  /\b(?:average|mean|ratio|rate|speed|probability|interest|area|volume|perimeter)\b/gi,
  /\b(?:first|second|third|fourth|last|next)\b/gi,
  /\b(?:because|but|however|instead|except|only|already|other)\b/gi,
  /\b(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|dozen|hundred)\b/gi,
];

/** Length of a feature vector. */
export const QUESTION_FEATURES = GROUPS.length + 12;

/** Each feature lies about between 0 and 2; the first is 1. */
export function questionFeatures(text: string): Float64Array {
  const words = text.match(/[\p{L}'’]+/gu) ?? [];
  const sentences = text.split(/[.!?]+\s/).length;
  const numbers = text.match(/\d+(?:[.,]\d+)*/g) ?? [];
  const values = numbers.map((number) => Number(number.replace(/,/g, '')));
  const names = new Set(words.slice(1).filter((word) => /^\p{Lu}\p{Ll}/u.test(word)));
  const count = (expression: RegExp) => (text.match(expression) ?? []).length;
  return Float64Array.from([
    1,
    Math.log(1 + words.length) / 4,
    words.length / 60,
    sentences / 4,
    words.length / sentences / 20,
    numbers.length / 5,
    Math.log(1 + numbers.length),
    new Set(values).size / 5,
    Math.log10(1 + Math.max(0, ...values)) / 3,
    values.some((value) => !Number.isInteger(value)) ? 1 : 0,
    names.size / 3,
    words.reduce((sum, word) => sum + word.length, 0) / Math.max(1, words.length) / 5,
    ...GROUPS.map((group) => Math.min(2, Math.log(1 + count(group)))),
  ]);
}
