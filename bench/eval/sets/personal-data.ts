/** Personal data in texts: precision and recall over all and by type, and time per 10 KB. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { detectPersonalData } from '../../../activities/guardrails/personal-data/detect';
import { loadModel } from '../../../activities/guardrails/personal-data/model-file';
import { projectFile } from '../../../platform/paths';
import { PersonalDataScore, precisionAndRecall, share } from '../personal-data/score';
import type { EvalItem, EvalSet } from '../sets';
import { timeOfTenKilobytes } from '../ten-kilobytes';

interface Row {
  full_text: string;
  spans: { entity_type: string; start_position: number; end_position: number }[];
}

export const personalData: EvalSet = {
  name: 'pii',
  describe: 'personal data in texts: precision and recall by token over all types and by type, by span, time per 10 KB',
  async run(dataDir, limit, onProgress) {
    const files = readdirSync(dataDir)
      .filter((name) => /pii.*\.json$/i.test(name))
      .sort();
    if (files.length === 0) throw new Error(`${dataDir} has no file named like *pii*.json with texts and spans.`);
    const rows = files
      .flatMap((name) => JSON.parse(readFileSync(join(dataDir, name), 'utf8')) as Row[])
      .slice(0, limit);
    const model = loadModel(projectFile('config', 'guardrails', 'personal-data.model'));
    const score = new PersonalDataScore();
    const items: EvalItem[] = [];
    let milliseconds = 0;
    for (const [index, row] of rows.entries()) {
      // The truth may list a token twice; the first span of a place counts.
      const truth = row.spans.map((span) => ({
        entityType: span.entity_type,
        start: span.start_position,
        end: span.end_position,
      }));
      const started = performance.now();
      const found = detectPersonalData(row.full_text, model).map((span) =>
        // These sets know no other dates.
        span.entityType === 'DATE_OF_BIRTH' ? { ...span, entityType: 'DATE_TIME' as const } : span,
      );
      const ms = performance.now() - started;
      milliseconds += ms;
      score.add(row.full_text, truth, found);
      const plain = (spans: typeof truth) => spans.map(({ entityType, start, end }) => ({ entityType, start, end }));
      items.push({ id: String(index), predicted: plain(found), expected: plain(truth), ms });
      onProgress(index + 1, rows.length);
    }
    const { spans } = score;
    return {
      n: rows.length,
      metrics: {
        anyType: precisionAndRecall(score.tokens),
        rightType: precisionAndRecall(score.typed),
        spanOverlap: { precision: share(spans.rightFound, spans.found), recall: share(spans.right, spans.truth) },
        byType: Object.fromEntries(
          [...score.byType]
            .sort(([, one], [, other]) => other.truth - one.truth)
            .map(([type, counts]) => [type, { tokens: counts.truth, ...precisionAndRecall(counts) }]),
        ),
        shortTexts: { meanMs: Math.round((1000 * milliseconds) / Math.max(1, rows.length)) / 1000 },
        tenKilobytes: timeOfTenKilobytes(
          rows.map((row) => row.full_text),
          (text) => detectPersonalData(text, model),
        ),
      },
      items,
    };
  },
};
