/** Evaluates the sums that are written out in `workedByHand`: + - x /, brackets, percentages, `min(a, b)`. */

const TOKEN = /\s*(min|\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?|[-+x/()%,])/y;

/** @throws Error when the text is not a sum */
export function evaluate(text: string): number {
  const tokens = tokensOf(text);
  let at = 0;
  const take = (wanted?: string): string => {
    const token = tokens[at];
    if (token === undefined || (wanted !== undefined && token !== wanted)) throw new Error(`Not a sum: ${text}`);
    at += 1;
    return token;
  };
  const sum = (): number => {
    let value = product();
    while (tokens[at] === '+' || tokens[at] === '-') value = take() === '+' ? value + product() : value - product();
    return value;
  };
  const product = (): number => {
    let value = factor();
    while (tokens[at] === 'x' || tokens[at] === '/') value = take() === 'x' ? value * factor() : value / factor();
    return value;
  };
  const factor = (): number => {
    let value: number;
    if (tokens[at] === '(') {
      take('(');
      value = sum();
      take(')');
    } else if (tokens[at] === 'min') {
      take('min');
      take('(');
      const first = sum();
      take(',');
      value = Math.min(first, sum());
      take(')');
    } else value = Number(take().replaceAll(',', ''));
    if (tokens[at] === '%') {
      take('%');
      value /= 100;
    }
    if (Number.isNaN(value)) throw new Error(`Not a sum: ${text}`);
    return value;
  };
  const result = sum();
  if (at !== tokens.length) throw new Error(`Not a sum: ${text}`);
  return result;
}

function tokensOf(text: string): string[] {
  const tokens: string[] = [];
  TOKEN.lastIndex = 0;
  while (TOKEN.lastIndex < text.trimEnd().length) {
    const match = TOKEN.exec(text);
    if (match?.[1] === undefined) throw new Error(`Not a sum: ${text}`);
    tokens.push(match[1]);
  }
  return tokens;
}

/** `what: left = right` in parts; the right side in minor units. */
export function stepOf(line: string): { left: string; rightMinor: number } {
  const match = /^(.+): ([^:=]+) = (\d{1,3}(?:,\d{3})*\.\d{2})$/.exec(line);
  if (match?.[2] === undefined || match[3] === undefined)
    throw new Error(`Not a step of the form "what: left = right": ${line}`);
  return { left: match[2], rightMinor: Math.round(Number(match[3].replaceAll(',', '')) * 100) };
}
