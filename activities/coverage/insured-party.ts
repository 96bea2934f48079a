/** The claimant and the vehicle: is it the insured one? */
import type { Policy } from './contract';
import type { Loss } from './loss';
import { compareNames } from './names';
import type { ProductTerms } from './product-terms';
import { ask, type Conclusion, ground, refuse } from './reasons';

/** Is the claimant somebody whose loss this section pays for? A name that is only close is for a person. */
export function checkParty(policy: Policy, terms: ProductTerms, loss: Loss, section: string): Conclusion[] {
  const rule = terms.sections[section];
  const clause = terms.clauses['insured-person'];
  const matches = [policy.holder, ...policy.insuredPersons].map((name) => compareNames(name, loss.claimantName));
  if (rule?.claimant === 'third-party') {
    if (loss.claimantRole === 'third-party' && !matches.includes('equal')) return [];
    const text = 'This section pays for the property of other people, not of those insured under the policy.';
    return [refuse('not-third-party', rule.clause, text)];
  }
  if (loss.claimantRole === 'third-party') {
    return [refuse('not-insured-party', clause, 'This section pays for losses of insured persons only.')];
  }
  if (matches.includes('equal')) return [ground('insured-party', clause, 'The claimant is an insured person.')];
  if (matches.includes('near')) {
    const text = "The claimant's name is close to that of an insured person, but not the same. Is it the same person?";
    return [ask('insured-party-near', text, [clause], 'Proof of identity, or a word from the policyholder.')];
  }
  const text = 'The claimant is neither the policyholder nor a person named in the schedule.';
  return [refuse('not-insured-party', clause, text)];
}

/**
 * Do the documents speak of the insured vehicle? A bill or estimate with another registration is always a question;
 * other papers, such as a police report, may name the other party's vehicle as long as some paper names the insured one.
 */
export function checkVehicle(policy: Policy, terms: ProductTerms, loss: Loss, section: string): Conclusion[] {
  const rule = terms.vehicleMustMatch;
  if (rule === undefined || !rule.sections.includes(section) || policy.vehicleRegistration === null) return [];
  const insured = plate(policy.vehicleRegistration);
  const others = loss.registrations.filter(({ value }) => plate(value) !== insured);
  if (others.length === 0) return [];
  const named = others.length < loss.registrations.length;
  const billed = others.some(
    ({ documentType }) => documentType === 'repair-estimate' || documentType === 'repair-invoice',
  );
  if (named && !billed) return [];
  const text = "A document shows a registration that is not the insured vehicle's. Which vehicle was damaged?";
  return [ask('vehicle-differs', text, [rule.clause], 'Photos with the registration, or a corrected document.')];
}

function plate(registration: string): string {
  return registration.toUpperCase().replace(/[^\p{L}\p{N}]/gu, '');
}
