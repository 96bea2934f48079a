/** `npm run train -- fraud --data DIR`: what is learned from data, learned anew. The results are committed. */
import { parseArgs } from 'node:util';
import { trainFraudModel } from './fraud/train';

const USAGE = `npm run train -- fraud --data DIR

  fraud      the fraud model, from the table of vehicle claims in DIR`;

function main(words: string[]): void {
  const { values, positionals } = parseArgs({
    args: words,
    allowPositionals: true,
    options: { data: { type: 'string' }, help: { type: 'boolean', short: 'h' } },
  });
  if (values.help || positionals.length === 0) {
    console.log(USAGE);
    return;
  }
  if (positionals[0] !== 'fraud' || positionals.length > 1) throw new Error(`There is no such model.\n\n${USAGE}`);
  if (values.data === undefined) throw new Error('--data is missing: the folder with the table of vehicle claims.');
  trainFraudModel(values.data, new Date().toISOString().slice(0, 10), console.log);
}

try {
  main(process.argv.slice(2));
} catch (error) {
  console.error(`\nTraining stopped: ${error instanceof Error ? error.message : String(error)}`);
  process.exit(1);
}
