/** Checks of names: on the installation's list, and whether the account to pay to is the claimant's. */
import { comparableName, nameWords } from '../../../platform/identity';
import { type Check, foundBy, notApplicable, notChecked } from '../view';

/** The claimant or the payee is on the watchlist, by equal name. */
export const onWatchlist: Check = ({ facts, notice, watchlist }) => {
  if (watchlist === null) return notChecked('This installation has no watchlist.');
  if (watchlist.entries.size === 0) return notChecked('The watchlist of this installation is empty.');
  const people = [
    { who: 'claimant', name: notice.claimant.name },
    { who: 'payee', name: facts.payee?.name ?? '' },
    { who: 'payee of the notice', name: notice.payee?.name ?? '' },
  ];
  const seen = new Set<string>();
  return foundBy(
    people.flatMap(({ who, name }) => {
      const entry = watchlist.entries.get(comparableName(name));
      if (entry === undefined || seen.has(comparableName(name))) return [];
      seen.add(comparableName(name));
      return [
        {
          kind: 'watchlist',
          ref: `row ${entry.row}`,
          detail: `The name of the ${who} is listed: ${entry.reason}`.slice(0, 300),
        },
      ];
    }),
    'A name of this claim is on the watchlist of this installation.',
    'Proof of identity that shows another person.',
  );
};

/** The account is in a name that is not the claimant's. */
export const payeeNotClaimant: Check = ({ facts, notice }) => {
  if (facts.payee === null) return notApplicable('No account to pay to is known.');
  if (comparableName(facts.payee.name ?? '') === '')
    return notChecked('Nothing says in whose name the account to pay to is.');
  if (couldBeSamePerson(facts.payee.name ?? '', notice.claimant.name)) return { outcome: 'clear' };
  return foundBy(
    [{ kind: 'facts', ref: 'payee', detail: 'The holder of the account has another name than the claimant.' }],
    'The account to pay to is in another name than the claimant.',
    'A signed instruction of the claimant to pay this account, or proof of the right to be paid.',
  );
};

/**
 * Every word of the shorter name is in the longer one, or is the initial of a word there, and at least one whole word is
 * shared: `E. Marquez`, `Elena & Daniel Marquez` and `MARQUEZ ELENA` are accounts of Elena Marquez.
 */
export function couldBeSamePerson(one: string, other: string): boolean {
  const [shorter = [], longer = []] = [nameWords(one), nameWords(other)].sort((a, b) => a.length - b.length);
  const free = [...longer];
  let whole = 0;
  // Whole words first, so that an initial does not take the place of the word that another one needs.
  for (const word of [...shorter].sort((a, b) => b.length - a.length)) {
    const same = free.indexOf(word);
    const at = same >= 0 ? same : free.findIndex((candidate) => initialOf(word, candidate));
    if (at < 0) return false;
    if (same >= 0 && word.length > 1) whole += 1;
    free.splice(at, 1);
  }
  return whole > 0;
}

function initialOf(word: string, candidate: string): boolean {
  return (word.length === 1 && candidate.startsWith(word)) || (candidate.length === 1 && word.startsWith(candidate));
}
