/** Web and e-mail addresses say who runs a paper's office: their names, without the parts that say nothing. */

/** Where anybody has a mailbox. */
const PROVIDERS = new Set(
  'gmail googlemail yahoo hotmail outlook live msn icloud aol gmx web tonline orange wanadoo laposte libero ziggo kpn xs proton protonmail example'.split(
    ' ',
  ),
);
/** Second-level parts of country domains: `co.uk`, `com.my`. */
const GENERIC = new Set('co com org net gov edu ac or ne'.split(' '));
const LEAST = 4;

/** Names of the domains in a text, lower case, letters and figures only, most frequent first. */
export function domainsOf(text: string): string[] {
  const counts = new Map<string, number>();
  for (const [address] of text.matchAll(
    /(?<=@|www\.|https?:\/\/|\s|^)[\p{L}\d-]+(?:\.[\p{L}\d-]+)*\.(?:[a-z]{2,3}|info|shop|online)\b/giu,
  )) {
    const parts = address.toLowerCase().split('.').slice(0, -1);
    while (parts.length > 1 && GENERIC.has(parts.at(-1) ?? '')) parts.pop();
    const name = (parts.at(-1) ?? '').replace(/[^\p{L}\d]/gu, '');
    if (name.length >= LEAST && !PROVIDERS.has(name)) counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  return [...counts].sort((a, b) => b[1] - a[1]).map(([name]) => name);
}

/** Whether a domain's name is a firm's: the one holds the other, or the domain is made of the firm's first words. */
export function sameFirm(domain: string, name: string): boolean {
  const words = name
    .toLowerCase()
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .split(/[^\p{L}\d]+/u)
    .filter(Boolean);
  const whole = words.join('');
  if (whole.length < LEAST) return whole === domain;
  if (domain.includes(whole) || whole.startsWith(domain)) return true;
  const two = words.slice(0, 2).join('');
  return (words[0] ?? '').length >= 5 ? domain.startsWith(words[0] ?? '') : two.length >= 6 && domain.startsWith(two);
}
