/** Logistic regression with an L2 penalty, by Newton's method: the baseline, and the calibration of scores. */

export interface Logistic {
  intercept: number;
  weights: Float64Array;
}

/** @param rows without missing values; the intercept is not penalised */
export function fitLogistic(rows: readonly Float64Array[], labels: readonly number[], penalty: number): Logistic {
  const size = (rows[0] as Float64Array).length + 1;
  const beta = new Float64Array(size);
  for (let round = 0; round < 25; round += 1) {
    const gradient = new Float64Array(size);
    const hessian = Array.from({ length: size }, () => new Float64Array(size));
    rows.forEach((row, r) => {
      const x = Float64Array.from([1, ...row]);
      const p = logistic(x.reduce((sum, value, i) => sum + value * (beta[i] as number), 0));
      const weight = p * (1 - p);
      for (let i = 0; i < size; i += 1) {
        const xi = x[i] as number;
        if (xi === 0) continue;
        gradient[i] = (gradient[i] as number) + xi * (p - (labels[r] as number));
        const line = hessian[i] as Float64Array;
        for (let j = 0; j <= i; j += 1) line[j] = (line[j] as number) + weight * xi * (x[j] as number);
      }
    });
    for (let i = 0; i < size; i += 1) {
      if (i > 0) gradient[i] = (gradient[i] as number) + penalty * (beta[i] as number);
      const line = hessian[i] as Float64Array;
      line[i] = (line[i] as number) + (i > 0 ? penalty : 1e-9);
    }
    const step = solve(hessian, gradient);
    let largest = 0;
    for (let i = 0; i < size; i += 1) {
      beta[i] = (beta[i] as number) - (step[i] as number);
      largest = Math.max(largest, Math.abs(step[i] as number));
    }
    if (largest < 1e-7) break;
  }
  return { intercept: beta[0] as number, weights: beta.slice(1) };
}

export function logOddsOf({ intercept, weights }: Logistic, row: Float64Array): number {
  return row.reduce((sum, value, i) => sum + value * (weights[i] as number), intercept);
}

function logistic(z: number): number {
  return 1 / (1 + Math.exp(-z));
}

/** Symmetric positive definite system by Cholesky; only the lower triangle of `matrix` is read. */
function solve(matrix: readonly Float64Array[], right: Float64Array): Float64Array {
  const size = right.length;
  const lower = Array.from({ length: size }, () => new Float64Array(size));
  const at = (lines: readonly Float64Array[], i: number, j: number) => (lines[i] as Float64Array)[j] as number;
  for (let i = 0; i < size; i += 1) {
    for (let j = 0; j <= i; j += 1) {
      let sum = at(matrix, i, j);
      for (let k = 0; k < j; k += 1) sum -= at(lower, i, k) * at(lower, j, k);
      (lower[i] as Float64Array)[j] = i === j ? Math.sqrt(Math.max(sum, 1e-12)) : sum / at(lower, j, j);
    }
  }
  const y = new Float64Array(size);
  for (let i = 0; i < size; i += 1) {
    let sum = right[i] as number;
    for (let k = 0; k < i; k += 1) sum -= at(lower, i, k) * (y[k] as number);
    y[i] = sum / at(lower, i, i);
  }
  const x = new Float64Array(size);
  for (let i = size - 1; i >= 0; i -= 1) {
    let sum = y[i] as number;
    for (let k = i + 1; k < size; k += 1) sum -= at(lower, k, i) * (x[k] as number);
    x[i] = sum / at(lower, i, i);
  }
  return x;
}
