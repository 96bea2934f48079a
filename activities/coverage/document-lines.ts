/** Taxes and discounts belong to a whole document and follow its other lines (clause 6.6 of both wordings). */
import type { Calculation, Given, WorkingLine } from './calculation';
import { shareOut, show } from './money';
import { question, reason } from './reasons';
import type { LineKind } from './words';

/**
 * First the discounts of a document are taken off its lines, covered or not, by amount. Then each tax is split, by what
 * is left of the lines, into the share of the covered lines, which is covered, and the rest, which is not. Left-over
 * cents go by largest remainder. Tax is not depreciated and counts towards no sublimit.
 */
export function followDocuments(
  calculation: Calculation,
  kinds: Map<WorkingLine, LineKind['kind']>,
  given: Given,
): void {
  const files = new Set(calculation.lines.map(({ item }) => item.source.fileId));
  for (const fileId of files) {
    const lines = calculation.lines.filter(({ item }) => item.source.fileId === fileId);
    const own = lines.filter((entry) => kinds.get(entry) === 'item' && entry.item.claimedMinor > 0);
    const following = (kind: 'tax' | 'discount') =>
      lines.filter(
        (entry) => kinds.get(entry) === kind && entry.line.outcome === 'covered' && entry.item.claimedMinor !== 0,
      );
    const net = shareDiscounts(calculation, own, following('discount'), given);
    for (const tax of following('tax')) splitTax(calculation, tax, own, net, given);
  }
}

/** @returns what is left of each line after discounts, in the order of `own` */
function shareDiscounts(
  calculation: Calculation,
  own: WorkingLine[],
  discounts: WorkingLine[],
  given: Given,
): number[] {
  const { currency } = given.policy;
  const clause = given.terms.clauses.tax;
  const gross = own.map(({ item }) => item.claimedMinor);
  const whole = discounts.reduce((total, { item }) => total - item.claimedMinor, 0);
  if (whole === 0) return gross;
  if (whole > gross.reduce((a, b) => a + b, 0)) {
    const text = 'The discounts of a document are more than its lines. What do they belong to?';
    const settle = 'The whole document, with all its lines.';
    calculation.questions.push(question('discount-unclear', text, [clause], settle));
    for (const { line } of discounts) {
      line.outcome = 'cannot-tell';
      line.reason = reason('discount-unclear', clause, text);
    }
    return gross;
  }
  const shares = shareOut(
    whole,
    own.map(({ item }) => ({ key: item.itemId, weight: item.claimedMinor })),
  );
  own.forEach((entry, index) => {
    const share = shares[index] ?? 0;
    if (entry.line.outcome !== 'covered' || share === 0) return;
    entry.leftMinor -= share;
    entry.line.discountMinor = share;
    const before = show(entry.item.claimedMinor, currency);
    const after = show(entry.leftMinor, currency);
    entry.line.working.push(
      `${before} less ${show(share, currency)} share of a discount (clause ${clause}) = ${after}`,
    );
  });
  for (const { item, line } of discounts) {
    line.outcome = outcomeOfFollower(own, true);
    line.working.push(`${show(item.claimedMinor, currency)} taken off the lines of the document (clause ${clause})`);
  }
  return gross.map((amount, index) => amount - (shares[index] ?? 0));
}

function splitTax(calculation: Calculation, tax: WorkingLine, own: WorkingLine[], net: number[], given: Given): void {
  const { currency } = given.policy;
  const clause = given.terms.clauses.tax;
  const all = net.reduce((total, amount) => total + amount, 0);
  if (all === 0) {
    const text = 'A document has tax but no lines that the tax could belong to. What was taxed?';
    calculation.questions.push(
      question('tax-without-lines', text, [clause], 'The whole document, with all its lines.'),
    );
    tax.line.outcome = 'cannot-tell';
    tax.line.reason = reason('tax-without-lines', clause, text);
    return;
  }
  const covered = net.reduce(
    (total, amount, index) => total + (own[index]?.line.outcome === 'covered' ? amount : 0),
    0,
  );
  const [share = 0] = shareOut(tax.item.claimedMinor, [
    { key: 'covered', weight: covered },
    { key: 'rest', weight: all - covered },
  ]);
  tax.leftMinor = share;
  tax.line.outcome = outcomeOfFollower(own, share > 0);
  const split = `${show(covered, currency)} covered of ${show(all, currency)}`;
  tax.line.working.push(
    `${show(tax.item.claimedMinor, currency)} tax x ${split} (clause ${clause}) = ${show(share, currency)}`,
  );
}

/** A line that follows others is covered as far as they are; undecided when all that could be covered is undecided. */
function outcomeOfFollower(own: WorkingLine[], hasShare: boolean): 'covered' | 'not-covered' | 'cannot-tell' {
  if (hasShare && own.some(({ line }) => line.outcome === 'covered')) return 'covered';
  return own.some(({ line }) => line.outcome === 'cannot-tell') ? 'cannot-tell' : 'not-covered';
}
