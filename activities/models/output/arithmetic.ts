/** Sums that must be right: amounts of `lines` and their `totalMinor`, in minor units. */
import { walk } from './quotes';

/**
 * Every object with `lines` (each with `amountMinor`) and `totalMinor` must add up; with `quantity` and `unitMinor` a line
 * must be their product.
 * @returns what is wrong, with the path
 */
export function checkArithmetic(output: unknown): string[] {
  const problems: string[] = [];
  walk(output, '', (node, path) => {
    const { quantity, unitMinor, amountMinor, lines, totalMinor } = node;
    if (isWhole(quantity) && isWhole(unitMinor) && isWhole(amountMinor) && quantity * unitMinor !== amountMinor)
      problems.push(`${path}: ${quantity} × ${unitMinor} is not ${amountMinor}`);
    if (!Array.isArray(lines) || !isWhole(totalMinor)) return;
    const amounts = lines.map((line: { amountMinor?: unknown } | null) => line?.amountMinor);
    if (!amounts.every(isWhole)) return;
    const sum = amounts.reduce((a, b) => a + b, 0);
    if (sum !== totalMinor) problems.push(`${path}: the lines add up to ${sum}, not to ${totalMinor}`);
  });
  return problems;
}

function isWhole(value: unknown): value is number {
  return Number.isSafeInteger(value);
}
