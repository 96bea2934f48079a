/** What the demo shows at its end: a table for people, the same as data. */
import Table from 'cli-table3';
import { z } from 'zod';
import { ClaimOutcome } from '../../activities/claimfile/contract';
import { CurrencyCode, MinorUnits } from '../../activities/vocabulary';

export const DemoClaim = z.object({
  id: z.string(),
  example: z.string(),
  outcome: ClaimOutcome,
  decidedBy: z.array(z.string()),
  amountMinor: MinorUnits,
  currency: CurrencyCode.nullable(),
  /** Paid on top of the amount because the payment was late. */
  interestMinor: MinorUnits,
  /** Codes, most telling first. */
  reasons: z.array(z.string()),
  /** File of the last letter. */
  letter: z.string().nullable(),
  workflowId: z.string(),
  durationMs: z.number(),
});
export type DemoClaim = z.infer<typeof DemoClaim>;

/** The table. @param asExpected null where a folder says nothing of how it should end */
export function renderTable(claims: { claim: DemoClaim; asExpected: boolean | null; setAside: string[] }[]): string {
  const width = Math.max(100, Math.min(process.stdout.columns ?? 160, 200));
  const table = new Table({
    head: ['Claim', 'Example', 'Outcome', 'Amount', 'Why', 'Decided by', 'Took'],
    colWidths: [17, 34, 18, 16, Math.max(24, width - 138), 26, 9],
    wordWrap: true,
    style: { head: [], border: [] },
  });
  for (const { claim, asExpected, setAside } of claims) {
    const mark = asExpected === null ? '' : asExpected ? ' ✓' : ' ✗';
    const interest =
      claim.interestMinor === 0 ? [] : [`late: interest of ${money(claim.interestMinor, claim.currency)} on top`];
    const why = [
      ...interest,
      ...claim.reasons.slice(0, 4 - interest.length),
      ...setAside.map((entry) => `set aside: ${entry}`),
    ];
    table.push([
      claim.id,
      claim.example,
      `${claim.outcome}${mark}`,
      { content: money(claim.amountMinor, claim.currency), hAlign: 'right' },
      why.join(', '),
      claim.decidedBy.join(' + '),
      { content: `${(claim.durationMs / 1000).toFixed(1)} s`, hAlign: 'right' },
    ]);
  }
  return table.toString();
}

function money(minor: number, currency: string | null): string {
  if (currency === null) return '-';
  return `${new Intl.NumberFormat('en', { minimumFractionDigits: 2 }).format(minor / 100)} ${currency}`;
}
