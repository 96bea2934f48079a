/**
 * Claims that go straight through: a broken windscreen, a small invoice with a text layer, the account in the notice. Every
 * claim has a policy, a registration, an account and an invoice of its own, so that none looks like another.
 */
import type { NoticeOfLoss } from '../../activities/claimfile/contract';
import { drawWorkshopPaper } from '../../examples/generator/documents/workshop';
import type { Facts, WorkshopPaper } from '../../examples/generator/scenario';
import { clearviewGlass } from '../../examples/generator/scenarios/companies';

export interface RoutineClaim {
  notice: NoticeOfLoss;
  invoice: { name: string; content: Buffer };
}

const HOLDER = 'Elena Marquez';
const LOSS_DATE = '2026-03-14';

const policyNumber = (serial: number) => `MP-2026-${100_000 + serial}`;
const registration = (serial: number) => `8K${String(10_000 + serial)}`;
/** The last digit keeps it from the endings that the simulated bank rejects. */
const account = (serial: number) => `991042882 ${44_000_000 + serial}7`;

/** Policies 1 to `count` as the importer takes them. */
export function policiesCsv(count: number): Buffer {
  const header =
    'policy_number,product,edition,line,jurisdiction,currency,holder,insured_persons,effective_from,effective_to,inception_date,cancelled_on,vehicle_registration,risk_address,section,limit,deductible,aggregate_limit,limit_increased_on';
  const rows = Array.from({ length: count }, (_, index) => {
    const serial = index + 1;
    const policy = `${policyNumber(serial)},motor-private,2026-01,motor,US-CA,USD,${HOLDER},,2026-01-01,2027-01-01,2021-01-01,,${registration(serial)},"2210 Juniper Street, San Diego, CA 92104"`;
    return [`${policy},own-damage,40000.00,500.00,,`, `${policy},glass,2500.00,100.00,,`].join('\n');
  });
  return Buffer.from(`${[header, ...rows].join('\n')}\n`);
}

/** A history to compare with: without one, checks of other claims count as not made, and nothing goes straight through. */
export function historyCsv(): Buffer {
  return Buffer.from(
    'reference,policy_number,section,loss_date,peril,currency,claimed,paid,claimant_name,account,phone,invoice_issuer,invoice_number\n' +
      'CLM-2025-H0001,MP-2025-000001,glass,2025-02-11,glass-breakage,USD,640.00,540.00,Robert Kim,,,Orchard Glass,OG-1001\n',
  );
}

/**
 * The claim under policy `serial` (from 1). The PDF is the same for the same serial.
 * @param forPerson true for an amount that does not go through without one
 */
export async function routineClaim(serial: number, forPerson = false): Promise<RoutineClaim> {
  const number = `CV-${30_000 + serial}`;
  const facts: Facts = {
    country: 'US',
    currency: 'USD',
    policyNumber: policyNumber(serial),
    lossDate: LOSS_DATE,
    reportedAt: '2026-03-19T16:20:00Z',
    causeOfLoss: 'glass-breakage',
    description: 'A stone hit the windscreen on the freeway and a crack ran to the edge. No other damage.',
    lossLocation: 'US-CA',
    claimant: {
      name: HOLDER,
      role: 'policyholder',
      email: '',
      phone: '',
      address: ['2210 Juniper Street', 'San Diego, CA 92104'],
    },
    payee: { name: HOLDER, account: account(serial), withNotice: true },
    vehicle: {
      model: '2021 Subaru Outback',
      registration: registration(serial),
      vin: `4S4BTACC7M3${100_000 + serial}`,
      odometer: '48,210 mi',
    },
  };
  const paper: WorkshopPaper = {
    kind: 'repair-invoice',
    file: `clearview-invoice-${number}.pdf`,
    title: 'Invoice',
    // A phone of its own too: should a reader take it for the claimant's, it is in no other claim.
    company: { ...clearviewGlass, phone: `(619) 555-${String(serial).padStart(4, '0')}` },
    number,
    date: '2026-03-18',
    lines: [
      { description: 'Windscreen, laminated, acoustic', quantity: 1, unitMinor: 48_600 },
      { description: 'Windscreen moulding set', quantity: 1, unitMinor: 3_850 },
      { description: 'Labor, removal and installation (hours)', quantity: 2, unitMinor: 9_500, taxed: false },
      ...(forPerson
        ? [{ description: 'Camera calibration, all systems', quantity: 1, unitMinor: 120_000, taxed: false }]
        : []),
    ],
    tax: { label: 'Sales tax', basisPoints: 775 },
    note: 'Sales tax is charged on parts only.',
  };
  return {
    notice: {
      policyNumber: facts.policyNumber,
      lossDate: facts.lossDate,
      reportedAt: facts.reportedAt,
      causeOfLoss: facts.causeOfLoss,
      description: facts.description,
      lossLocation: facts.lossLocation,
      claimant: { name: HOLDER, role: 'policyholder' },
      payee: { name: HOLDER, iban: account(serial) },
    },
    invoice: { name: paper.file, content: await drawWorkshopPaper(facts, paper) },
  };
}
