/** Line by line: what each item is, whether it is covered, and what is left of it after depreciation and sublimits. */
import type { LossItem } from '../documents/contract';
import type { Reason } from '../vocabulary';
import { monthsBetween } from './calendar';
import type { CoverageLine } from './contract';
import type { Question } from './loss';
import { percentOf, shareOut, show } from './money';
import type { ProductTerms } from './terms';

const TAX = /^(sales tax|vat|tax|gst|iva|mwst|value added tax)\b/i;

/** Category of a description by the terms' words: whole words, the longest match wins; null when none matches. */
export function categoryOf(terms: ProductTerms, description: string): string | null {
  const text = ` ${description.toLowerCase().replace(/[^\p{L}\p{N}]+/gu, ' ').trim()} `;
  let best: { category: string; length: number } | null = null;
  for (const [category, words] of Object.entries(terms.categories)) {
    for (const word of words) {
      const wanted = word.toLowerCase().replace(/[^\p{L}\p{N}]+/gu, ' ').trim();
      const found = text.includes(` ${wanted} `) || text.includes(` ${wanted}s `);
      if (found && wanted.length > (best?.length ?? 0)) best = { category, length: wanted.length };
    }
  }
  return best?.category ?? null;
}

/** Decide each line on its own, before sums are looked at. */
export function judgeLines(terms: ProductTerms, section: string, items: LossItem[], currency: string): { lines: CoverageLine[]; questions: Question[] } {
  const questions: Question[] = [];
  const lines = items.map((item): CoverageLine => {
    if (TAX.test(item.description)) return line(item, 'tax', section, 'covered', { code: 'tax-pro-rata', clause: terms.taxClause, text: 'Tax follows the covered lines of its document.' });
    const category = categoryOf(terms, item.description);
    const excluded = terms.excludedCategories.find((entry) => entry.category === category);
    if (excluded !== undefined) return line(item, category, null, 'not-covered', { code: 'item-excluded', clause: excluded.clause, text: excluded.text });
    if (item.currency !== null && item.currency !== currency) {
      questions.push({ code: 'currency-mismatch', text: `A line is in ${item.currency}, the policy in ${currency}.`, clauses: [], wouldSettle: 'The amount in the policy currency.' });
      return line(item, category, section, 'cannot-tell', { code: 'currency-mismatch', clause: null, text: `In ${item.currency}; the policy is in ${currency}.` });
    }
    if (category === null) {
      questions.push({ code: 'category-unknown', text: `What is "${item.description.slice(0, 80)}"?`, clauses: [terms.sections[section]?.clause ?? ''], wouldSettle: 'A person says what kind of item it is.' });
      return line(item, null, section, 'cannot-tell', { code: 'category-unknown', clause: null, text: 'The terms have no word for this item.' });
    }
    if (!terms.sections[section]?.categories.includes(category)) {
      questions.push({ code: 'category-outside-section', text: `Does "${item.description.slice(0, 80)}" belong to this loss?`, clauses: [terms.sections[section]?.clause ?? ''], wouldSettle: 'How this item was damaged by the event.' });
      return line(item, category, section, 'cannot-tell', { code: 'category-outside-section', clause: terms.sections[section]?.clause ?? null, text: 'Items of this kind are not named in the section.' });
    }
    const rule = terms.depreciation.find((entry) => entry.category === category);
    if (rule !== undefined && item.purchasedOn === null) {
      questions.push({ code: 'age-unknown', text: `How old was "${item.description.slice(0, 80)}"?`, clauses: [rule.clause], wouldSettle: 'A receipt, or the date of purchase.' });
      return line(item, category, section, 'cannot-tell', { code: 'age-unknown', clause: rule.clause, text: 'Depreciation needs the date of purchase.' });
    }
    return line(item, category, section, 'covered', { code: 'covered', clause: terms.sections[section]?.clause ?? null, text: 'Covered.' });
  });
  return { lines, questions };
}

function line(item: LossItem, category: string | null, section: string | null, outcome: CoverageLine['outcome'], reason: Reason): CoverageLine {
  return {
    itemId: item.itemId,
    description: item.description,
    category,
    section,
    outcome,
    reason,
    claimedMinor: item.claimedMinor,
    depreciationMinor: 0,
    sublimitReductionMinor: 0,
    adjustedMinor: outcome === 'covered' ? item.claimedMinor : 0,
    working: [],
  };
}

/** Tax is paid in the proportion of the covered lines of its document, before depreciation and sublimits. */
export function prorateTax(lines: CoverageLine[], items: LossItem[], currency: string): void {
  for (const [index, tax] of lines.entries()) {
    if (tax.category !== 'tax') continue;
    const fileId = items[index]?.source.fileId;
    const siblings = lines.filter((other, at) => other.category !== 'tax' && items[at]?.source.fileId === fileId);
    const all = siblings.reduce((sum, other) => sum + other.claimedMinor, 0);
    const covered = siblings.filter((other) => other.outcome === 'covered').reduce((sum, other) => sum + other.claimedMinor, 0);
    const [share = 0] = shareOut(tax.claimedMinor, [covered, all - covered]);
    tax.adjustedMinor = share;
    if (siblings.some((other) => other.outcome === 'cannot-tell') && covered === 0) tax.outcome = 'cannot-tell';
    else if (share === 0 && tax.claimedMinor > 0) tax.outcome = 'not-covered';
    if (share !== tax.claimedMinor) {
      tax.working.push(`${show(tax.claimedMinor, currency)} tax x ${show(covered, currency)} covered / ${show(all, currency)} = ${show(share, currency)} (clause ${tax.reason.clause})`);
    }
  }
}

/** Depreciation by completed years of age. Rounded half up to the minor unit, line by line. */
export function depreciate(terms: ProductTerms, lines: CoverageLine[], items: LossItem[], lossDate: string, currency: string): void {
  for (const [index, entry] of lines.entries()) {
    const rule = terms.depreciation.find((candidate) => candidate.category === entry.category);
    const bought = items[index]?.purchasedOn;
    if (entry.outcome !== 'covered' || rule === undefined || bought === null || bought === undefined) continue;
    const months = Math.max(0, monthsBetween(bought, lossDate));
    const years = months < (rule.newForOldMonths ?? 0) ? 0 : Math.floor(months / 12);
    const percent = Math.min(rule.maximumPercent, years * rule.percentPerYear);
    if (percent === 0) continue;
    entry.depreciationMinor = percentOf(entry.adjustedMinor, percent);
    const left = entry.adjustedMinor - entry.depreciationMinor;
    entry.working.push(`${show(entry.adjustedMinor, currency)} less ${percent} % for ${years} year${years === 1 ? '' : 's'} of age (clause ${rule.clause}) = ${show(left, currency)}`);
    entry.adjustedMinor = left;
  }
}

/** Sublimits by item and by occurrence; a cut for the occurrence is shared out over its lines by amount. */
export function applySublimits(terms: ProductTerms, lines: CoverageLine[], items: LossItem[], currency: string): Reason[] {
  const reasons: Reason[] = [];
  for (const rule of terms.sublimits) {
    const concerned = lines.map((entry, index) => ({ entry, item: items[index] })).filter(({ entry }) => entry.outcome === 'covered' && entry.category === rule.category);
    let cut = 0;
    if (rule.perItemMinor !== undefined) {
      for (const { entry, item } of concerned) {
        const most = rule.perItemMinor * (item?.quantity ?? 1);
        if (entry.adjustedMinor > most) cut += reduce(entry, most, `at most ${show(most, currency)} for each item (clause ${rule.clause})`, currency);
      }
    }
    const total = concerned.reduce((sum, { entry }) => sum + entry.adjustedMinor, 0);
    if (rule.perOccurrenceMinor !== undefined && total > rule.perOccurrenceMinor) {
      const shares = shareOut(rule.perOccurrenceMinor, concerned.map(({ entry }) => entry.adjustedMinor));
      concerned.forEach(({ entry }, index) => {
        cut += reduce(entry, shares[index] ?? 0, `its share of at most ${show(rule.perOccurrenceMinor ?? 0, currency)} for ${rule.category} (clause ${rule.clause})`, currency);
      });
    }
    if (cut > 0) reasons.push({ code: 'sublimit-applied', clause: rule.clause, text: `The limit for ${rule.category} takes off ${show(cut, currency)}.` });
  }
  return reasons;
}

function reduce(entry: CoverageLine, to: number, why: string, currency: string): number {
  const cut = entry.adjustedMinor - to;
  entry.working.push(`${show(entry.adjustedMinor, currency)}, ${why} = ${show(to, currency)}`);
  entry.sublimitReductionMinor += cut;
  entry.adjustedMinor = to;
  return cut;
}
