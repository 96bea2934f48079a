/**
 * Total loss: a repair that would cost more than the vehicle was worth is not paid; the vehicle's value is. The value comes from a
 * paper, never from a table, and a person agrees it: what is worked out here is what that would come to.
 */
import type { Calculation, Given, WorkingLine } from './calculation';
import type { TotalLoss } from './contract';
import { show } from './money';
import { reason } from './reasons';
import type { LineKind } from './words';

/**
 * Part of step `eligibility`, before taxes and discounts follow their lines. Does nothing where the terms have no rule, or the papers
 * give no value of the vehicle, or more than one.
 */
export function settleTotalLoss(
  calculation: Calculation,
  kinds: ReadonlyMap<WorkingLine, LineKind['kind']>,
  given: Given,
): void {
  const rule = given.terms.totalLoss;
  if (rule === undefined || given.verdict !== null) return;
  const ofVehicle = calculation.lines.filter(({ line }) => line.category === rule.category);
  const [vehicle] = ofVehicle;
  if (vehicle === undefined || ofVehicle.length > 1 || vehicle.line.reason.code !== 'value-needs-person') return;
  const repair = calculation.lines.filter(
    ({ line }) => line.outcome === 'covered' && line.category !== null && !isBeside(line.category, rule),
  );
  const items = repair.filter((entry) => kinds.get(entry) === 'item');
  if (items.length === 0) return;
  const papers = new Set(items.map(({ item }) => item.source.fileId));
  const repairMinor = repair
    .filter((entry) => kinds.get(entry) === 'item' || papers.has(entry.item.source.fileId))
    .reduce((sum, { item }) => sum + item.claimedMinor, 0);
  const valueMinor = vehicle.item.claimedMinor;
  const { currency } = given.policy;
  const [repairText, valueText] = [show(repairMinor, currency), show(valueMinor, currency)];

  if (repairMinor <= valueMinor) {
    const text = `The repair of ${repairText} costs no more than the vehicle was worth (${valueText}): the repair is paid.`;
    vehicle.line.outcome = 'not-covered';
    vehicle.line.reason = reason('repair-pays', rule.clause, text);
    const ofValue = vehicle.line.description.slice(0, 80);
    calculation.questions = calculation.questions.filter(
      ({ code, text: asked }) => code !== 'value-needs-person' || !asked.includes(`"${ofValue}"`),
    );
    return;
  }
  const text = `The repair of ${repairText} would cost more than the vehicle was worth (${valueText}): its value is paid in place of a repair.`;
  for (const entry of items) {
    entry.line.outcome = 'not-covered';
    entry.line.reason = reason('total-loss', rule.clause, text);
    entry.leftMinor = 0;
  }
  // The question of its value stays open: a person agrees it.
  vehicle.line.outcome = 'covered';
  vehicle.leftMinor = valueMinor;
  vehicle.line.reason = reason('total-loss', rule.clause, text);
  calculation.reasons.push(reason('total-loss', rule.clause, text));
  calculation.totalLoss = { clause: rule.clause, repairMinor, valueMinor } satisfies TotalLoss;
}

function isBeside(category: string, rule: { category: string; besides: string[] }): boolean {
  return category === rule.category || rule.besides.includes(category);
}
