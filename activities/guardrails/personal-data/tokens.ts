/** Words, numbers and marks of a text, each with its place. */

export interface Token {
  text: string;
  /** Lower case, without accents: what dictionaries are asked. */
  folded: string;
  start: number;
  end: number;
  /** `fixed`: a span that a pattern has already found; it stands as one token. */
  kind: 'word' | 'number' | 'mark' | 'fixed';
  /** First token of its line. */
  lineStart: boolean;
}

/** A hyphen or an apostrophe joins letters; `'s`, `'ve` and the like are tokens of their own. */
const TOKEN =
  /['’](?:s|ve|re|ll|d|m|t)\b|\p{L}[\p{L}\p{M}]*(?:[-'’](?!(?:s|ve|re|ll|d|m|t)\b)\p{L}[\p{L}\p{M}]*)*|\p{N}+|[^\s\p{L}\p{N}]/gu;
const ASCII = /^[\0-\x7f]*$/;

/** Lower case, without accents. */
export function fold(text: string): string {
  const lower = text.toLowerCase();
  return ASCII.test(lower) ? lower : lower.normalize('NFD').replace(/\p{M}/gu, '');
}

/**
 * @param fixed spans that stand as one token each, in order of their place, without overlap; `name` is what the token
 *              is called as a word
 */
export function tokenize(text: string, fixed: { start: number; end: number; name: string }[] = []): Token[] {
  const tokens: Token[] = [];
  let at = 0;
  const plain = (until: number) => {
    TOKEN.lastIndex = at;
    for (let match = TOKEN.exec(text); match !== null && match.index < until; match = TOKEN.exec(text)) {
      const word = match[0].length > until - match.index ? match[0].slice(0, until - match.index) : match[0];
      const kind = /^\p{L}/u.test(word) ? 'word' : /^\p{N}/u.test(word) ? 'number' : 'mark';
      tokens.push(token(word, match.index, kind, word));
    }
    at = until;
  };
  const token = (word: string, start: number, kind: Token['kind'], name: string): Token => {
    const last = tokens.at(-1);
    const lineStart = last === undefined || hasLineBreak(text, last.end, start);
    return { text: word, folded: fold(name), start, end: start + word.length, kind, lineStart };
  };
  for (const span of fixed) {
    plain(span.start);
    tokens.push(token(text.slice(span.start, span.end), span.start, 'fixed', span.name));
    at = span.end;
  }
  plain(text.length);
  return tokens;
}

function hasLineBreak(text: string, from: number, to: number): boolean {
  for (let at = from; at < to; at += 1) if (text.charCodeAt(at) === 10) return true;
  return false;
}
