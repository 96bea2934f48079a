/** What stands in the way of people who use a keyboard or a screen reader, or see little (WCAG 2.2 AA, as far as axe can tell). */
import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from 'playwright-core';

/** Boxes on a page are as large as the words; what they do, the list of values does too (WCAG 2.5.8, exception "equivalent"). */
const isBox = (rule: string, place: string) => rule === 'target-size' && place.includes('button[aria-label');

/** Serious and critical barriers of the page as it stands, with their places. */
export async function barriersOf(page: Page): Promise<{ id: string; places: string[] }[]> {
  const { violations } = await new AxeBuilder({ page })
    .withTags(['wcag2a', 'wcag2aa', 'wcag21aa', 'wcag22aa'])
    .analyze();
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(({ id, nodes }) => ({
      id,
      places: nodes.map(({ target }) => target.join(' ')).filter((place) => !isBox(id, place)),
    }))
    .filter(({ places }) => places.length > 0);
}
