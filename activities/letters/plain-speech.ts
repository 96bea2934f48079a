/** A letter informs and never accuses: which word of the list (config/letters, `neverSay`) stands in one. */

/**
 * @param said     what we say
 * @param stems    beginnings of words that may not stand in a letter
 * @param borrowed the claimant's own words that may be quoted inside ours, such as the description of an item
 * @returns the first such word with the sentence it stands in, or null
 */
export function accusation(said: string[], stems: string[], borrowed: string[]): { word: string; text: string } | null {
  const pattern = new RegExp(`(?<![\\p{L}])(?:${stems.map(literally).join('|')})[\\p{L}]*`, 'iu');
  for (const text of said) {
    let ours = text;
    for (const quote of borrowed) if (quote.length > 0) ours = ours.replaceAll(quote, ' ');
    const word = pattern.exec(ours)?.[0];
    if (word !== undefined) return { word, text };
  }
  return null;
}

function literally(text: string): string {
  return text.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&').replaceAll(/\s+/g, '\\s+');
}
