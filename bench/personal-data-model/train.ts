/**
 * Train the sequence model that finds names, places and companies: averaged structured perceptron (Collins, 2002) over
 * sentences that this folder writes itself. `npm run train:personal-data` writes the model file.
 */
import { writeFileSync } from 'node:fs';
import { FEATURES, viewTokens, writeFeatures } from '../../activities/guardrails/personal-data/features';
import { Lexicon } from '../../activities/guardrails/personal-data/lexicon';
import { type FileWeights, packModel } from '../../activities/guardrails/personal-data/model-file';
import {
  bestLabels,
  FEATURE_WEIGHTS,
  LABEL_COUNT,
  LABELS,
  TRANSITIONS,
} from '../../activities/guardrails/personal-data/tagger';
import { projectFile } from '../../platform/paths';
import { Random } from '../random';
import { buildDictionary } from './dictionary';
import { Fillers } from './fillers';
import { generateSample, type Sample } from './generate';
import { loadSources } from './sources';

/** Labels of names, which training shows without dictionary or word now and then. */
const NAMES = new Set<number>(
  ['PERSON', 'GPE', 'ORGANIZATION', 'STREET_ADDRESS'].map((name) => LABELS.indexOf(name as (typeof LABELS)[number])),
);

class Perceptron {
  private step = 1;
  private readonly features = new Float32Array(FEATURE_WEIGHTS);
  private readonly featureSums = new Float32Array(FEATURE_WEIGHTS);
  private readonly transitions = new Float32Array(TRANSITIONS);
  private readonly transitionSums = new Float32Array(TRANSITIONS);
  private readonly buckets = new Int32Array(FEATURES);

  constructor(
    private readonly lexicon: Lexicon,
    private readonly random: Random,
  ) {}

  /** @returns how many tokens were wrong before the update */
  learn({ tokens, labels }: Sample): number {
    const share = this.random.pick([0, 0, 0.3, 0.6]);
    const hide = tokens.map((_, index) => {
      const isName = NAMES.has(labels[index] ?? 0);
      return (isName && this.random.chance(share) ? 1 : 0) | (this.random.chance(isName ? 0.7 : 0.3) ? 2 : 0);
    });
    const views = viewTokens(tokens, this.lexicon, (index) => hide[index] ?? 0);
    const guess = bestLabels(views, { features: this.features, transitions: this.transitions, scale: 1 });
    // A name with ordinary small words in it cannot be guessed: nothing would be learned but noise.
    if (views.some((view, index) => view.ordinary && NAMES.has(labels[index] ?? 0))) return 0;
    let wrong = 0;
    for (let index = 0; index < tokens.length; index += 1) {
      const right = labels[index] ?? 0;
      const guessed = guess[index] ?? 0;
      if (right !== guessed) {
        wrong += 1;
        writeFeatures(views, index, this.buckets, 0);
        for (const bucket of this.buckets) {
          this.change(this.features, this.featureSums, bucket * LABEL_COUNT + right, 1);
          this.change(this.features, this.featureSums, bucket * LABEL_COUNT + guessed, -1);
        }
      }
      const rightBefore = index === 0 ? LABEL_COUNT : (labels[index - 1] ?? 0);
      const guessedBefore = index === 0 ? LABEL_COUNT : (guess[index - 1] ?? 0);
      if (right !== guessed || rightBefore !== guessedBefore) {
        this.change(this.transitions, this.transitionSums, rightBefore * LABEL_COUNT + right, 1);
        this.change(this.transitions, this.transitionSums, guessedBefore * LABEL_COUNT + guessed, -1);
      }
    }
    this.step += 1;
    return wrong;
  }

  private change(weights: Float32Array, sums: Float32Array, place: number, by: number): void {
    weights[place] = (weights[place] ?? 0) + by;
    sums[place] = (sums[place] ?? 0) + by * this.step;
  }

  /** Mean of the weights over all steps. */
  averaged(): { features: Float32Array; transitions: Float32Array } {
    const mean = (weights: Float32Array, sums: Float32Array) =>
      weights.map((weight, place) => weight - (sums[place] ?? 0) / this.step);
    return {
      features: mean(this.features, this.featureSums),
      transitions: mean(this.transitions, this.transitionSums),
    };
  }
}

/** Mean of several models: they differ by what they happened to read, and agree in what holds. */
function together(models: ReturnType<Perceptron['averaged']>[]): FileWeights {
  const mean = (one: (model: ReturnType<Perceptron['averaged']>) => Float32Array) => {
    const sums = new Float32Array(models[0] === undefined ? 0 : one(models[0]).length);
    for (const model of models)
      one(model).forEach((weight, place) => {
        sums[place] = (sums[place] ?? 0) + weight / models.length;
      });
    return sums;
  };
  const exact = mean((model) => model.features);
  const most = exact.reduce((so, weight) => Math.max(so, Math.abs(weight)), 0);
  // Few weights are large: they are cut so that the small ones keep their grain.
  const scale = Math.min(most, 16) / 127;
  const features = Int8Array.from(exact, (weight) => Math.max(-127, Math.min(127, Math.round(weight / scale))));
  return { features, transitions: mean((model) => model.transitions), scale };
}

async function main([
  samples = '14000',
  rounds = '2',
  models = '4',
  path = projectFile('config', 'guardrails', 'personal-data.model'),
]: string[]): Promise<void> {
  const sources = await loadSources();
  const { hashes, flags } = buildDictionary(sources);
  const lexicon = new Lexicon(hashes, flags);
  console.log(`${hashes.length} words in the dictionary`);
  const trained = Array.from({ length: Number(models) }, (_, seed) => {
    const random = new Random(20261123 + seed);
    const fillers = new Fillers(sources, random);
    const perceptron = new Perceptron(lexicon, random);
    const texts = Array.from({ length: Number(samples) }, () => generateSample(fillers, random));
    const tokens = texts.reduce((sum, sample) => sum + sample.tokens.length, 0);
    for (let round = 1; round <= Number(rounds); round += 1) {
      let wrong = 0;
      for (const text of random.shuffle(texts)) wrong += perceptron.learn(text);
      console.log(
        `model ${seed + 1}, round ${round}: ${((100 * wrong) / tokens).toFixed(2)} % of ${tokens} tokens wrong`,
      );
    }
    return perceptron.averaged();
  });
  const packed = packModel(hashes, flags, together(trained), 0);
  writeFileSync(path, packed);
  console.log(`${path}: ${packed.length} bytes`);
}

main(process.argv.slice(2)).catch((error: unknown) => {
  console.error(error);
  process.exit(1);
});
