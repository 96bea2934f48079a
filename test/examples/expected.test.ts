/** What each example must end in is worked out by hand; here it is checked that the working adds up and fits the papers. */
import { readFileSync } from 'node:fs';
import { parse } from 'csv-parse/sync';
import { type ClaimDocument, type Scenario, scenarios } from '../../examples/generator';
import { lineAmount, sumsOf } from '../../examples/generator/documents/workshop';
import { projectFile } from '../../platform/paths';
import { evaluate, stepOf } from './arithmetic';

const cases = scenarios.map((scenario) => [scenario.name, scenario] as const);
const policies = parse(readFileSync(projectFile('examples', 'policies.csv')), { columns: true }) as Record<
  string,
  string
>[];

/** All documents, those inside e-mails too; files that cannot be used count for nothing. */
function usable(documents: ClaimDocument[]): ClaimDocument[] {
  return documents.flatMap((document) => (document.kind === 'email' ? usable(document.attachments) : [document]));
}

/** What the papers claim, minor units: a schedule lists everything, else what workshops and tills ask for. */
function claimed({ documents }: Scenario): number {
  const all = usable(documents);
  const schedules = all.filter((document) => document.kind === 'loss-schedule');
  if (schedules.length > 0)
    return schedules.flatMap((schedule) => schedule.items).reduce((sum, item) => sum + item.costMinor, 0);
  return all.reduce((sum, document) => {
    if (document.kind === 'repair-invoice' || document.kind === 'repair-estimate')
      return sum + sumsOf(document).totalMinor;
    if (document.kind === 'purchase-receipt')
      return sum + document.lines.reduce((whole, line) => whole + lineAmount(line), 0);
    return sum;
  }, 0);
}

test('the evaluator knows its arithmetic', () => {
  expect(evaluate('1,000.50 + 2 x 3')).toBe(1006.5);
  expect(evaluate('10 - 2 - 3')).toBe(5);
  expect(evaluate('(100% - 40%) x 50')).toBe(30);
  expect(evaluate('min(3 x 2, 5) + 1')).toBe(6);
  for (const wrong of ['1 +', '(1', '1 1', 'one', '']) expect(() => evaluate(wrong)).toThrow('Not a sum');
});

test.each(cases)('%s: every step is right to the cent, and the last one is the amount', (_, scenario) => {
  const { workedByHand, amountMinor } = scenario.expected!;
  const steps = workedByHand.map(stepOf);
  for (const [index, step] of steps.entries())
    expect({ step: workedByHand[index], minor: Math.floor(evaluate(step.left) * 100 + 0.5 + 1e-6) }).toEqual({
      step: workedByHand[index],
      minor: step.rightMinor,
    });
  expect(steps.at(-1)!.rightMinor).toBe(amountMinor);
});

test.each(cases.filter(([, scenario]) => scenario.expected!.workedByHand.some((line) => line.startsWith('Claimed:'))))(
  '%s: what is claimed by hand is what the papers say',
  (_, scenario) => {
    const line = scenario.expected!.workedByHand.find((step) => step.startsWith('Claimed:'))!;
    expect(stepOf(line).rightMinor).toBe(claimed(scenario));
  },
);

test.each(cases)(
  '%s: the policy is a sample policy, in its currency, and the deductible is the one worked with',
  (_, scenario) => {
    const { facts, expected } = scenario;
    const rows = policies.filter(
      (row) =>
        row.policy_number === facts.policyNumber &&
        row.effective_from! <= facts.lossDate &&
        facts.lossDate < row.effective_to!,
    );
    expect(rows.length).toBeGreaterThan(0);
    const [row] = rows;
    expect(row!.currency).toBe(facts.currency);
    expect(expected!.currency).toBe(facts.currency);
    if (facts.vehicle !== null) expect(facts.vehicle.registration).toBe(row!.vehicle_registration);
    const insured = [row!.holder, ...row!.insured_persons!.split(';')];
    expect(insured.includes(facts.claimant.name)).toBe(facts.claimant.role !== 'third-party');
    const deductible = expected!.workedByHand.join('\n').match(/deductible \(6\.3\): [\d,.]+ - ([\d,.]+) =/)?.[1];
    if (deductible !== undefined)
      expect(rows.map((candidate) => candidate.deductible)).toContain(deductible.replaceAll(',', ''));
  },
);

test('nothing links claims that have nothing to do with each other', () => {
  const seen = new Map<string, string>();
  for (const { name, facts, documents } of scenarios.filter((scenario) => !scenario.name.startsWith('07-'))) {
    const marks = [facts.claimant.phone, facts.payee?.account, facts.claimant.email].filter(
      (mark) => mark !== undefined,
    );
    for (const document of usable(documents))
      if ('number' in document) marks.push(`${document.kind} ${document.number}`);
    for (const mark of marks) {
      expect({ mark, also: seen.get(mark) }).toEqual({ mark, also: undefined });
      seen.set(mark, name);
    }
  }
});

test('IBANs have the right check digits (ISO 7064, mod 97-10)', () => {
  const ibans = scenarios.flatMap(({ facts }) =>
    facts.country === 'IE' && facts.payee !== null ? [facts.payee.account] : [],
  );
  expect(ibans.length).toBeGreaterThan(3);
  for (const iban of ibans) {
    const plain = iban.replaceAll(' ', '');
    const digits = [...(plain.slice(4) + plain.slice(0, 4))].map((sign) => Number.parseInt(sign, 36)).join('');
    expect({ iban, remainder: BigInt(digits) % 97n }).toEqual({ iban, remainder: 1n });
  }
});

test('claims that wait for others wait for ones that exist and come before', () => {
  const names = scenarios.map((scenario) => scenario.name);
  for (const scenario of scenarios)
    for (const earlier of scenario.people?.after ?? [])
      expect(names.indexOf(earlier)).toBeLessThan(names.indexOf(scenario.name));
  expect(scenarios.flatMap((scenario) => scenario.people?.after ?? []).every((name) => names.includes(name))).toBe(
    true,
  );
});
