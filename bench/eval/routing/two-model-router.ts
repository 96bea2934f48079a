/**
 * A router between a cheap and a dear model that learns while it runs (linear Thompson sampling under a budget: Agrawal
 * and Goyal, 2013). It sees the question; it learns from the outcome of the model that it chose, and of no other. Every
 * choice has its exact propensity, so that another policy can be judged on the same log.
 */
import { LinearBelief } from './linear-belief';

export interface RouterOptions {
  /** Length of the feature vectors. */
  features: number;
  /** Share of the questions that may go to the dear model, 0 to 1. */
  dearShare: number;
  /** Least probability of either model, so that the log can be judged and drift is seen; 0 to 0.5. */
  exploration: number;
}

export interface RoutedCall {
  dear: boolean;
  /** Probability with which this model was chosen. */
  propensity: number;
}

/** Questions whose expected gain the threshold is set by. */
const WINDOW = 400;
/** Questions before the threshold is set by their gains: until then the share itself decides. */
const FEWEST = 20;

export class TwoModelRouter {
  private readonly cheap: LinearBelief;
  private readonly dear: LinearBelief;
  private readonly recent: Float64Array[] = [];
  private asked = 0;
  private askedDear = 0;

  constructor(private readonly options: RouterOptions) {
    this.cheap = new LinearBelief(options.features, 0.6, 0.25, 0.22);
    // A dear model fails rarely, and what it fails at says less about the question.
    this.dear = new LinearBelief(options.features, 0.8, 0.12, 0.14);
  }

  /** @param random uniform in [0, 1) */
  route(features: Float64Array, random: () => number): RoutedCall {
    const { dearShare, exploration } = this.options;
    const likely =
      this.recent.length < FEWEST || dearShare <= 0 || dearShare >= 1 ? dearShare : this.chanceOfDear(features);
    const least = Math.min(exploration, dearShare, 1 - dearShare);
    const chance = Math.min(1 - least, Math.max(least, likely));
    const dear = random() < chance;
    this.recent.push(features);
    if (this.recent.length > WINDOW) this.recent.shift();
    this.asked += 1;
    if (dear) this.askedDear += 1;
    return { dear, propensity: dear ? chance : 1 - chance };
  }

  /** @param reward of the model that ran, 0 to 1 */
  learn(features: Float64Array, dear: boolean, reward: number): void {
    (dear ? this.dear : this.cheap).learn(features, reward);
  }

  /** Expected gain of the dear model over the cheap one. */
  gain(features: Float64Array): number {
    return this.dear.expect(features) - this.cheap.expect(features);
  }

  /** Probability that a draw of the gain lies above the gain of all but the budget's share of recent questions. */
  private chanceOfDear(features: Float64Array): number {
    const gains = this.recent.map((other) => this.gain(other)).sort((one, other) => other - one);
    // What was spent above or below the budget is made good over the next questions.
    const spent = this.askedDear - this.options.dearShare * this.asked;
    const share = Math.min(1, Math.max(0, this.options.dearShare - spent / 40));
    const threshold = gains[Math.min(gains.length - 1, Math.floor(share * gains.length))] ?? 0;
    const doubt = Math.sqrt(this.cheap.doubt(features) + this.dear.doubt(features)) * 0.5;
    return normalBelow((this.gain(features) - threshold) / Math.max(doubt, 1e-6));
  }
}

/** Normal distribution function (Abramowitz and Stegun 26.2.17; error below 1e-7). */
function normalBelow(value: number): number {
  const t = 1 / (1 + 0.2316419 * Math.abs(value));
  const tail =
    0.3989422804014327 *
    Math.exp((-value * value) / 2) *
    t *
    (0.31938153 + t * (-0.356563782 + t * (1.781477937 + t * (-1.821255978 + t * 1.330274429))));
  return value > 0 ? 1 - tail : tail;
}
