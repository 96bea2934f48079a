/** Paying: once per key, never above the reserve, and interest on what comes late. */
import { isCancellation, patched } from '@temporalio/workflow';
import { isPermanent } from '../../kit/local-first';
import type { Chronicle } from '../chronicle';
import { paidUnder, setReserve } from '../money';
import type { PaymentMade } from '../state';
import { outgoing, steps } from '../steps';

export type Paid = 'paid' | 'not-paid' | 'limit-reached';

/** So often a claim is assessed anew because others were quicker to the limit; then a person looks. */
const MOST_REASSESSMENTS = 3;

/** No clock of any jurisdiction ends on the day that it begins on: until then nothing can be late. Milliseconds. */
const NOTHING_IS_LATE_MS = 24 * 60 * 60 * 1000;

/** Pay what is due, and the interest where it is late. Not paid when the bank said no, or when there is nobody to pay. */
export async function pay(chronicle: Chronicle, dueMinor: number): Promise<Paid> {
  if (dueMinor > 0) {
    const paid = await instruct(chronicle, dueMinor, 'indemnity');
    if (paid.outcome !== 'paid') return paid.outcome;
    await workOutInterest(chronicle, dueMinor, paid.at ?? chronicle.now());
  }
  const owed = chronicle.state.interest?.owedMinor ?? 0;
  return owed === 0 ? 'paid' : (await instruct(chronicle, owed, 'interest')).outcome;
}

async function instruct(
  chronicle: Chronicle,
  amountMinor: number,
  purpose: PaymentMade['purpose'],
): Promise<{ outcome: Paid; at?: string | undefined }> {
  const { state } = chronicle;
  const { assessment } = state;
  if (assessment === null || assessment.triage.currency === null) return { outcome: 'not-paid' };
  const { currency } = assessment.triage;

  state.paymentAttempts += 1;
  const key = `payment/${state.claim.tenant}/${state.claim.claimNumber}/${state.claim.episode}/${state.paymentAttempts}`;
  begin(chronicle, key, amountMinor, purpose);
  try {
    const payment = await outgoing.instructPayment({
      claim: state.claim,
      key,
      currency,
      amountMinor,
      facts: assessment.facts.facts,
      coverage: assessment.coverage.coverage,
      ...(purpose === 'interest' ? { purpose } : {}),
    });
    stands(chronicle, key, payment.status);
    const reasons =
      payment.rejection === null ? [] : [{ code: 'payment-rejected', clause: null, text: payment.rejection }];
    const rejected = payment.status === 'rejected' ? 'payment-rejected' : 'payment-instructed';
    chronicle.note({
      kind: 'pay',
      // Interest does not pay what was accepted: no clock stops by it.
      action: purpose === 'interest' ? rejected.replace('payment', 'interest') : rejected,
      about: key,
      reasons,
      facts: { key, amountMinor, currency, status: payment.status, bankReference: payment.bankReference },
    });
    if (payment.limitReached === true) {
      const times = (state.limitReached ?? 0) + 1;
      state.limitReached = times;
      if (times <= MOST_REASSESSMENTS) return { outcome: 'limit-reached' };
    }
    if (payment.status !== 'accepted' && payment.status !== 'released') return { outcome: 'not-paid' };
    if (purpose === 'interest') interestPaid(chronicle, amountMinor);
    else paidUnder(chronicle, amountMinor);
    return { outcome: 'paid', at: payment.instructedAt };
  } catch (error) {
    if (isCancellation(error) || !isPermanent(error)) throw error;
    stands(chronicle, key, 'rejected');
    const reason = {
      code: 'payment-not-possible',
      clause: null,
      text: 'The payment could not be instructed; see the failed activity.',
    };
    chronicle.note({ kind: 'pay', action: 'payment-not-possible', about: key, reasons: [reason], facts: { key } });
    return { outcome: 'not-paid' };
  }
}

function begin({ state }: Chronicle, key: string, amountMinor: number, purpose: PaymentMade['purpose']): void {
  state.payment = { key, status: 'instructing' };
  state.payments ??= [];
  state.payments.push({ key, amountMinor, purpose, status: 'instructing' });
}

/** What has become of a payment. */
export function stands({ state }: Chronicle, key: string, status: string): void {
  if (state.payment?.key === key) state.payment = { key, status };
  const made = state.payments?.find((payment) => payment.key === key);
  if (made !== undefined) made.status = status;
}

/** Interest by the law of the place on what has just been paid; owed and reserved from now on. */
async function workOutInterest(chronicle: Chronicle, paidMinor: number, paidAt: string): Promise<void> {
  const { state } = chronicle;
  const currency = state.assessment?.triage.currency ?? null;
  if (currency === null || Date.now() - Date.parse(state.noticeReceivedAt ?? state.openedAt) < NOTHING_IS_LATE_MS)
    return;
  // Claims that were paid before interest was will not be asked about it when they are replayed.
  if (!patched('late-interest')) return;
  const owed = await steps.interestOwed({
    claim: state.claim,
    jurisdiction: state.jurisdiction,
    line: state.line,
    amountMinor: paidMinor,
    currency,
    paidAt,
    steps: state.unsaved.map(({ action, occurredAt, facts }) => ({ action, at: occurredAt, facts })),
  });
  if (owed === null || owed.interestMinor === 0) return;
  const before = state.interest ?? { owedMinor: 0, paidMinor: 0, working: [] };
  state.interest = {
    ...before,
    owedMinor: before.owedMinor + owed.interestMinor,
    working: [...before.working, owed.working],
  };
  chronicle.note({
    kind: 'record',
    action: 'interest-owed',
    about: state.payment?.key ?? '',
    reasons: [{ code: 'late-payment', clause: null, text: owed.working.slice(0, 500) }],
    facts: {
      interestMinor: owed.interestMinor,
      days: owed.days,
      clock: owed.clock,
      dueAt: owed.dueAt,
      source: owed.source.citation,
    },
  });
  setReserve(chronicle, (state.reserveMinor ?? 0) + owed.interestMinor);
  await chronicle.save();
}

function interestPaid(chronicle: Chronicle, amountMinor: number): void {
  const { state } = chronicle;
  if (state.interest === undefined) return;
  state.interest.owedMinor -= amountMinor;
  state.interest.paidMinor += amountMinor;
  setReserve(chronicle, Math.max(0, (state.reserveMinor ?? 0) - amountMinor));
}
