/**
 * Where to begin a cascade, learned from outcomes: the cheapest rung whose answers are good enough, by Thompson sampling over
 * Beta posteriors. Every choice comes with the probability it had, so that another policy can be judged on the same
 * records (inverse propensity). Pure; randomness comes in.
 */

/** What is known of a model at a task, already discounted by age. */
export interface Arm {
  model: string;
  /** Sum of rewards, 0 to 1 each. */
  reward: number;
  /** Number of rewards, discounted in the same way. */
  count: number;
}

export interface Choice {
  /** Index of the arm to begin with. */
  start: number;
  /** Probability that exactly this start was chosen. */
  propensity: number;
}

/** Before anything is known: a good answer is likelier than not, worth two observations. */
const PRIOR = { good: 1.5, bad: 0.5 };
const DRAWS = 100;

/**
 * @param arms cheap first, the last one is where the cascade ends
 * @param floor reward that an arm must promise to be begun with
 * @param exploration most probability of all arms together but the likeliest; 0 never tries
 * @param random uniform in [0, 1)
 */
export function chooseStart(arms: Arm[], floor: number, exploration: number, random: () => number): Choice {
  if (arms.length < 2) return { start: 0, propensity: 1 };
  const wins = arms.map(() => 0);
  for (let draw = 0; draw < DRAWS; draw += 1) {
    const sampled = arms.map(({ reward, count }) => beta(PRIOR.good + reward, PRIOR.bad + count - reward, random));
    const cheapest = sampled.findIndex((quality) => quality >= floor);
    const winner = cheapest >= 0 ? cheapest : sampled.indexOf(Math.max(...sampled));
    wins[winner] = (wins[winner] ?? 0) + 1;
  }
  const best = wins.indexOf(Math.max(...wins));
  const others = 1 - (wins[best] ?? 0) / DRAWS;
  const share = others === 0 ? 0 : Math.min(others, exploration) / others;
  const chances = wins.map((count, index) => (index === best ? 1 - others * share : (count / DRAWS) * share));
  let rest = random();
  for (const [index, chance] of chances.entries()) {
    if (rest < chance) return { start: index, propensity: chance };
    rest -= chance;
  }
  return { start: best, propensity: chances[best] ?? 1 };
}

/** A draw from Beta(a, b) by two Gamma draws. */
export function beta(a: number, b: number, random: () => number): number {
  const x = gamma(a, random);
  const y = gamma(b, random);
  return x + y === 0 ? 0.5 : x / (x + y);
}

/** Marsaglia and Tsang, 2000; for a shape under 1 by the usual boost. */
function gamma(shape: number, random: () => number): number {
  if (shape < 1) return gamma(shape + 1, random) * (1 - random()) ** (1 / shape);
  const d = shape - 1 / 3;
  const c = 1 / Math.sqrt(9 * d);
  for (;;) {
    const x = normalDraw(random);
    const v = (1 + c * x) ** 3;
    if (v > 0 && Math.log(1 - random()) < 0.5 * x * x + d - d * v + d * Math.log(v)) return d * v;
  }
}

function normalDraw(random: () => number): number {
  return Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
}

/**
 * What another policy would have earned on the same calls: self-normalised inverse propensity scoring.
 * @param logged choices with their propensity and reward
 * @param wouldChoose probability with which the other policy makes the logged choice
 * @returns null when the other policy never does what was done
 */
export function offPolicyValue<T extends { propensity: number; reward: number }>(
  logged: T[],
  wouldChoose: (choice: T) => number,
): number | null {
  let weights = 0;
  let sum = 0;
  for (const choice of logged) {
    const weight = wouldChoose(choice) / choice.propensity;
    weights += weight;
    sum += weight * choice.reward;
  }
  return weights === 0 ? null : sum / weights;
}
