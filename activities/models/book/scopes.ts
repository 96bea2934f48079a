/** Which budgets a call counts against, and the names of their rows. Pure. */
import { nanoFromDecimal } from '../money';
import type { BudgetPolicy } from '../policy';

/** A budget's row, and how much may be reserved and spent on it. */
export interface Scope {
  /** `kind|of whom|period|when`. */
  name: string;
  limitNano: bigint;
}

/**
 * The budgets of a call, tenant to task.
 * @param day `YYYY-MM-DD`, UTC: decides the period; a call that ends in the next one stays in this one
 */
export function scopesOf(
  budgets: BudgetPolicy[],
  call: { tenant: string; processType: string; claimNumber: string; task: string },
  day: string,
): Scope[] {
  const whose = { tenant: call.tenant, process: call.processType, claim: call.claimNumber, task: call.task };
  const periods = { day, month: day.slice(0, 7), ever: '' };
  const scopes = new Map<string, Scope>();
  // A budget for one by name replaces the one for all of its kind and period.
  for (const budget of [...budgets].sort((a, b) => Number(a.only !== undefined) - Number(b.only !== undefined))) {
    const owner = whose[budget.scope];
    if (budget.only !== undefined && budget.only !== owner) continue;
    const name = `${budget.scope}|${owner}|${budget.per}|${periods[budget.per]}`;
    scopes.set(name, { name, limitNano: nanoFromDecimal(budget.limit) });
  }
  return [...scopes.values()];
}
