/**
 * What a recognised receipt comes to. Every labelled amount is a candidate; what it is called counts, and so does what
 * agrees with it: cash less change, a payment, lines, and subtotal with tax, service and rounding.
 */
import type { DocumentLine, Field } from '../contract';
import type { Row } from '../words';
import { toField } from './fields';
import { type MoneyKind, type MoneyRow, moneyRows } from './money-rows';

const BY_NAME: Partial<Record<MoneyKind, number>> = {
  payable: 5,
  total: 4,
  sales: 3.4,
  subtotal: 1.2,
  paid: 1.5,
  cash: 0.6,
};

interface Candidate {
  minor: number;
  score: number;
  /** Kinds of agreement that speak for it. */
  proofs: number;
  best: MoneyRow;
}

/** @returns null where no row names a sum */
export function recognisedTotal(rows: Row[], lines: DocumentLine[], fileId: string): Field | null {
  const money = moneyRows(rows, true);
  const candidates = candidatesOf(money, lines).sort((a, b) => b.score - a.score);
  const [best, second] = candidates;
  if (best === undefined) return null;
  const field = toField(
    'total',
    { value: written(best), normalised: best.minor, alternatives: [] },
    best.best.words,
    fileId,
  );
  return {
    ...field,
    confidence: confidence(best, second, field.confidence),
    alternatives: second === undefined || best.proofs > 1 ? [] : [String(second.minor)],
  };
}

function written({ best }: Candidate): string {
  return best.words.map(({ text }) => text).join(' ');
}

function candidatesOf(money: MoneyRow[], lines: DocumentLine[]): Candidate[] {
  const byValue = new Map<number, MoneyRow[]>();
  for (const entry of money) {
    if (BY_NAME[entry.kind] === undefined || entry.minor <= 0) continue;
    byValue.set(entry.minor, [...(byValue.get(entry.minor) ?? []), entry]);
  }
  const handed = money.filter(({ kind }) => kind === 'cash').map(({ minor }) => minor);
  const change = money.filter(({ kind }) => kind === 'change').map(({ minor }) => minor);
  const paid = money.filter(({ kind }) => kind === 'paid').map(({ minor }) => minor);
  const sum = lines.reduce((total, line) => total + line.amountMinor, 0);
  // Cash less change is what was paid, even where every row that names a total was misread.
  for (const cash of handed) {
    for (const back of change) {
      const value = cash - back;
      const row = money.find((entry) => entry.kind === 'other' && entry.minor === value);
      if (value > 0 && !byValue.has(value) && row !== undefined) byValue.set(value, [row]);
    }
  }
  return [...byValue].map(([minor, entries]): Candidate => {
    const named = Math.max(...entries.map(({ kind }) => BY_NAME[kind] ?? 0.4));
    const proofs = [
      handed.some((cash) => change.some((back) => cash - back === minor)),
      paid.includes(minor) || (handed.includes(minor) && (change.length === 0 || change.includes(0))),
      lines.length > 0 && sum === minor,
      built(money, minor),
    ].filter(Boolean).length;
    const again = Math.min(2, entries.length - 1) * 0.5;
    const repaired = entries.every((entry) => entry.repaired) ? -1.5 : 0;
    const best = [...entries].sort((a, b) => (BY_NAME[b.kind] ?? 0) - (BY_NAME[a.kind] ?? 0))[0] as MoneyRow;
    return { minor, score: named + proofs * 1.6 + again + repaired, proofs, best };
  });
}

/** A subtotal with what stands between it and the total comes to it. */
function built(money: MoneyRow[], total: number): boolean {
  const of = (kind: MoneyKind) => money.filter((entry) => entry.kind === kind).map(({ minor }) => minor);
  const extras = [
    [0, ...of('tax')],
    [0, ...of('service')],
    [0, ...of('rounding')],
    [0, ...of('discount').map((minor) => -Math.abs(minor))],
  ];
  return [...of('subtotal'), ...of('sales'), ...of('total')].some(
    (base) => base !== total && reaches(total - base, extras),
  );
}

function reaches(rest: number, extras: number[][]): boolean {
  const [first, ...others] = extras;
  if (first === undefined) return rest === 0;
  return first.some((value) => reaches(rest - value, others));
}

function confidence(best: Candidate, second: Candidate | undefined, letters: number): number {
  const margin = best.score - (second?.score ?? 0);
  const base = best.proofs >= 2 ? 0.97 : best.proofs === 1 ? 0.92 : margin >= 2 ? 0.6 : 0.5;
  const doubted = best.best.repaired && best.proofs === 0 ? 0.4 : base;
  return Math.round(Math.min(doubted, Math.max(letters, best.proofs > 0 ? 0.9 : 0)) * 100) / 100;
}
