/** Bayesian linear regression, updated one observation at a time: what a model's answers to such a question are worth. */

export class LinearBelief {
  private readonly mean: Float64Array;
  /** Covariance of the weights, row by row. */
  private readonly covariance: Float64Array;

  /**
   * @param size      length of a feature vector; its first entry is 1
   * @param expected  reward before anything is known
   * @param spread    standard deviation of each weight before anything is known
   * @param noise     variance of a reward about its mean
   */
  constructor(
    private readonly size: number,
    expected: number,
    spread: number,
    private readonly noise: number,
  ) {
    this.mean = new Float64Array(size);
    this.mean[0] = expected;
    this.covariance = new Float64Array(size * size);
    for (let row = 0; row < size; row += 1) this.covariance[row * size + row] = spread * spread;
  }

  /** Expected reward. */
  expect(features: Float64Array): number {
    let sum = 0;
    for (let place = 0; place < this.size; place += 1)
      sum += (this.mean[place] as number) * (features[place] as number);
    return sum;
  }

  /** Variance of the expected reward: how little is known of such questions. */
  doubt(features: Float64Array): number {
    const gain = this.times(features);
    let sum = 0;
    for (let place = 0; place < this.size; place += 1) sum += (gain[place] as number) * (features[place] as number);
    return Math.max(0, sum);
  }

  /** @param weight of the observation; above 1 it counts for more */
  learn(features: Float64Array, reward: number, weight = 1): void {
    const gain = this.times(features);
    let spread = this.noise / weight;
    for (let place = 0; place < this.size; place += 1) spread += (gain[place] as number) * (features[place] as number);
    const error = reward - this.expect(features);
    for (let row = 0; row < this.size; row += 1) {
      const share = (gain[row] as number) / spread;
      this.mean[row] = (this.mean[row] as number) + share * error;
      for (let column = 0; column < this.size; column += 1) {
        const at = row * this.size + column;
        this.covariance[at] = (this.covariance[at] as number) - share * (gain[column] as number);
      }
    }
  }

  private times(features: Float64Array): Float64Array {
    const product = new Float64Array(this.size);
    for (let row = 0; row < this.size; row += 1) {
      let sum = 0;
      for (let column = 0; column < this.size; column += 1) {
        sum += (this.covariance[row * this.size + column] as number) * (features[column] as number);
      }
      product[row] = sum;
    }
    return product;
  }
}
