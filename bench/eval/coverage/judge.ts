/** Judging a clause in free words. */
import { missedBound } from './stated-figures';

export type Judgement = 'covered' | 'not covered' | 'a person decides';

/** @param number of the row, for names */
export type Judge = (clause: string, situation: string, number: number) => Promise<Judgement>;

/** Code alone: decides only where a stated figure misses a bound that the clause states. */
export const judgeByFigures: Judge = async (clause, situation) =>
  missedBound(clause, situation) === null ? 'a person decides' : 'not covered';
