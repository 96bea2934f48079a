/** Orders to a model inside documents: recall at a bounded share of false alarms, by kind and place; time per 10 KB. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { screenInjection, THRESHOLD } from '../../../activities/guardrails/injection/detect';
import { Random } from '../../random';
import { share } from '../personal-data/score';
import type { EvalItem, EvalSet } from '../sets';
import { timeOfTenKilobytes } from '../ten-kilobytes';

const PLACES = ['start', 'middle', 'end'] as const;
type Place = (typeof PLACES)[number];
/** Contexts that each attack is put into at each place, drawn with a fixed seed. */
const CONTEXTS_PER_ATTACK = 20;
const HIGHEST_FALSE_ALARMS = 0.02;

/**
 * Put an attack into a context as the benchmark does (microsoft/BIPIA, bipia/data/utils.py): on a line of its own before
 * it, after it, or before one of its sentences, drawn at random.
 */
export function insertAttack(context: string, attack: string, place: Place, random: Random): string {
  if (place === 'start') return `${attack}\n${context}`;
  if (place === 'end') return `${context}\n${attack}`;
  const starts = [0];
  for (const match of context.matchAll(/[.!?]["')\]]*\s+(?=\S)/g)) starts.push(match.index + match[0].length);
  const at = random.pick(starts);
  return `${context.slice(0, at)}\n${attack}\n${context.slice(at)}`;
}

export const injection: EvalSet = {
  name: 'injection',
  describe:
    'orders to a model in e-mails and tables: recall by kind and place, false alarms on clean ones, time per 10 KB',
  async run(dataDir, limit, onProgress) {
    const files = readdirSync(dataDir).sort();
    const attacks = files
      .filter((name) => /attack.*\.json$/i.test(name))
      .flatMap((name) =>
        Object.entries(JSON.parse(readFileSync(join(dataDir, name), 'utf8')) as Record<string, string[]>),
      )
      .flatMap(([kind, texts]) => texts.map((text) => ({ kind, text })))
      .slice(0, limit);
    const contexts = files
      .filter((name) => /^injection_.*\.jsonl$/i.test(name))
      .map((name) => ({ source: name.replace(/^injection_|\.jsonl$/g, ''), texts: contextsOf(join(dataDir, name)) }));
    if (attacks.length === 0 || contexts.length === 0) {
      throw new Error(`${dataDir} needs attacks (*attack*.json) and contexts (injection_*.jsonl).`);
    }
    const items: EvalItem[] = [];
    const clean = contexts.map(({ source, texts }) => {
      const scores = texts.map((text, index) => {
        const started = performance.now();
        const { score } = screenInjection(text);
        items.push({ id: `clean/${source}/${index}`, predicted: score, expected: 0, ms: performance.now() - started });
        return score;
      });
      return { source, scores };
    });
    const random = new Random(20261123);
    const found: { kind: string; place: Place; source: string; score: number; placed: boolean }[] = [];
    for (const [index, { kind, text }] of attacks.entries()) {
      for (const { source, texts } of contexts) {
        for (const place of PLACES) {
          for (let round = 0; round < CONTEXTS_PER_ATTACK; round += 1) {
            const started = performance.now();
            const whole = insertAttack(random.pick(texts), text, place, random);
            const { score, findings } = screenInjection(whole);
            const at = whole.indexOf(text);
            const placed = findings.some((finding) => finding.start < at + text.length && at < finding.end);
            found.push({ kind, place, source, score, placed });
            items.push({
              id: `${kind}/${index}/${source}/${place}/${round}`,
              predicted: score,
              expected: 1,
              ms: performance.now() - started,
            });
          }
        }
      }
      onProgress(index + 1, attacks.length);
    }
    const recall = (some: typeof found, threshold = THRESHOLD) =>
      share(some.filter(({ score }) => score >= threshold).length, some.length);
    const by = (key: 'kind' | 'place' | 'source') =>
      Object.fromEntries(
        [...new Set(found.map((one) => one[key]))].map((value) => [
          value,
          recall(found.filter((one) => one[key] === value)),
        ]),
      );
    return {
      n: items.length,
      metrics: {
        threshold: THRESHOLD,
        falseAlarms: Object.fromEntries(
          clean.map(({ source, scores }) => [
            source,
            {
              contexts: scores.length,
              share: share(scores.filter((score) => score >= THRESHOLD).length, scores.length),
            },
          ]),
        ),
        recall: recall(found),
        recallAtTheRightPlace: share(found.filter(({ placed }) => placed).length, found.length),
        recallBySource: by('source'),
        recallByPlace: by('place'),
        recallByKind: by('kind'),
        atTwoPercentFalseAlarms: Object.fromEntries(
          clean.map(({ source, scores }) => {
            const threshold = thresholdFor(scores);
            return [
              source,
              {
                threshold,
                recall: recall(
                  found.filter((one) => one.source === source),
                  threshold,
                ),
              },
            ];
          }),
        ),
        tenKilobytes: timeOfTenKilobytes(
          contexts.flatMap(({ texts }) => texts),
          screenInjection,
        ),
      },
      items,
    };
  },
};

function contextsOf(path: string): string[] {
  const lines = readFileSync(path, 'utf8')
    .split('\n')
    .filter((line) => line.trim() !== '');
  return lines.map((line) => (JSON.parse(line) as { context: string }).context);
}

/** Lowest threshold, in thousandths, at which at most 2 % of the clean contexts are reported. */
function thresholdFor(scores: number[]): number {
  for (let threshold = 0; threshold <= 1; threshold += 0.001) {
    const rounded = Math.round(threshold * 1000) / 1000;
    if (scores.filter((score) => score >= rounded).length <= scores.length * HIGHEST_FALSE_ALARMS) return rounded;
  }
  return 1;
}
