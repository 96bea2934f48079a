/** Ten claims under ten policies: five small ones for straight through, five that an adjuster approves. */
import type { SubmitInput } from '../../client/sdk';
import { invoice } from '../documents/fixtures';

export interface ChaosClaim {
  submit: SubmitInput & { idempotencyKey: string };
  account: string;
  amountMinor: number;
  reviewed: boolean;
}

const COUNT = 10;
/** Deductibles in minor units; they stand in the policies below. */
const DEDUCTIBLE = { glass: 100_00, 'own-damage': 500_00 } as const;

/** A policy for each claim, as the importer reads it. */
export function policiesCsv(): Buffer {
  const header =
    'policy_number,product,edition,line,jurisdiction,currency,holder,insured_persons,effective_from,effective_to,inception_date,cancelled_on,vehicle_registration,risk_address,section,limit,deductible,aggregate_limit,limit_increased_on';
  const rows = Array.from({ length: COUNT }, (_, index) =>
    (
      [
        ['glass', '2500.00'],
        ['own-damage', '40000.00'],
      ] as const
    ).map(([section, limit]) => {
      const deductible = (DEDUCTIBLE[section] / 100).toFixed(2);
      return `${policyNumber(index)},motor-private,2026-01,motor,US-CA,USD,${holder(index)},,2026-01-01,2027-01-01,2021-01-01,,${registration(index)},"${10 + index} Chaos Street, San Diego, CA 92104",${section},${limit},${deductible},,`;
    }),
  );
  return Buffer.from(`${[header, ...rows.flat()].join('\n')}\n`);
}

export function tenClaims(): Promise<ChaosClaim[]> {
  return Promise.all(Array.from({ length: COUNT }, (_, index) => chaosClaim(index)));
}

async function chaosClaim(index: number): Promise<ChaosClaim> {
  const reviewed = index % 2 === 1;
  // Every amount is another one: paying the right claim with the sum of a neighbour would be seen.
  const lines: [description: string, minor: number][] = reviewed
    ? [
        ['Front bumper cover', 2612_40 + index * 11_00],
        ['Labor bumper refit', 285_00],
      ]
    : [
        ['Windscreen, laminated', 612_40 + index * 11_00],
        ['Labor, windscreen installation', 190_00],
      ];
  const total = lines.reduce((sum, [, minor]) => sum + minor, 0);
  const document = await invoice({
    issuer: reviewed ? 'Bayline Collision Center' : 'Clearview Auto Glass',
    number: `CHAOS-${20_400 + index}`,
    date: 'March 18, 2026',
    registration: registration(index),
    lines: lines.map(([description, minor]) => [description, '1', dollars(minor)]),
    sums: [['Total due', dollars(total)]],
  });
  const account = `99104288244177382${String(index).padStart(2, '0')}`;
  return {
    account,
    amountMinor: total - DEDUCTIBLE[reviewed ? 'own-damage' : 'glass'],
    reviewed,
    submit: {
      idempotencyKey: `chaos-claim-${index}`,
      notice: {
        policyNumber: policyNumber(index),
        lossDate: '2026-03-14',
        reportedAt: '2026-03-19T16:20:00Z',
        causeOfLoss: reviewed ? 'collision' : 'glass-breakage',
        description: reviewed
          ? 'I hit a bollard when I parked. The front bumper is broken.'
          : 'A stone from a truck hit the windscreen, which cracked to the edge.',
        lossLocation: 'US-CA',
        claimant: { name: holder(index), role: 'policyholder', email: `holder-${index}@example.com` },
        payee: { name: holder(index), iban: account },
      },
      files: [{ name: `invoice-${index}.pdf`, content: document }],
    },
  };
}

function policyNumber(index: number): string {
  return `MP-2026-${String(900 + index).padStart(6, '0')}`;
}

function holder(index: number): string {
  const names = ['Ada', 'Ben', 'Cleo', 'Dan', 'Eve', 'Finn', 'Gwen', 'Hal', 'Ines', 'Jon'];
  return `${names[index]} Holder`;
}

function registration(index: number): string {
  return `9CHS${String(100 + index)}`;
}

function dollars(minor: number): string {
  return `$ ${(minor / 100).toLocaleString('en-US', { minimumFractionDigits: 2 })}`;
}
