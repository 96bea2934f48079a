/** Step `sublimit`: limits for kinds of items, first for each item, then for the occurrence. */
import { type Calculation, type Given, printStep, totalLeft, type WorkingLine } from './calculation';
import { shareOut, show } from './money';
import { reason } from './reasons';

/** Apply each sublimit to the covered lines of its category; a cut for the occurrence is shared out by amount. */
export function applySublimits(calculation: Calculation, { terms, policy }: Given): void {
  const { currency } = policy;
  for (const rule of terms.sublimits) {
    const concerned = calculation.lines.filter(
      ({ line }) => line.outcome === 'covered' && line.category === rule.category,
    );
    const before = totalLeft(calculation);
    const perItem = rule.perItemMinor;
    if (perItem !== undefined) {
      for (const entry of concerned) {
        const pieces = Math.max(1, Math.floor(entry.item.quantity));
        const most = perItem * pieces;
        const each = pieces === 1 ? 'for one item' : `for each of ${pieces} items`;
        if (entry.leftMinor > most)
          bringDown(entry, most, `at most ${show(perItem, currency)} ${each} (clause ${rule.clause})`, currency);
      }
    }
    const total = concerned.reduce((sum, { leftMinor }) => sum + leftMinor, 0);
    const most = rule.perOccurrenceMinor;
    if (most !== undefined && total > most) {
      const shares = shareOut(
        most,
        concerned.map(({ item, leftMinor }) => ({ key: item.itemId, weight: leftMinor })),
      );
      concerned.forEach((entry, index) => {
        const share = `its share of at most ${show(most, currency)} for ${rule.category} (clause ${rule.clause})`;
        bringDown(entry, shares[index] ?? 0, share, currency);
      });
    }
    const off = before - totalLeft(calculation);
    if (off === 0) continue;
    printStep(calculation, before, `above the limit for ${rule.category} (clause ${rule.clause})`, currency);
    const text = `The limit for ${rule.category} takes off ${show(off, currency)}.`;
    calculation.reasons.push(reason('sublimit-applied', rule.clause, text));
  }
}

function bringDown(entry: WorkingLine, to: number, why: string, currency: string): void {
  const off = entry.leftMinor - to;
  entry.line.working.push(`${show(entry.leftMinor, currency)}, ${why} = ${show(to, currency)}`);
  entry.line.sublimitReductionMinor += off;
  entry.line.adjustedMinor -= off;
  entry.leftMinor = to;
}
