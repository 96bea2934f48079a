/** Quality on public or private data: `npm run eval -- <set> --data DIR [--out FILE.json] [--limit N]`. */
import { stat, writeFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { renderMetrics } from './render';
import type { EvalSet } from './sets';
import { EVAL_SETS } from './table';

const USAGE = `npm run eval -- <set> --data DIR [--out FILE.json] [--limit N]

${EVAL_SETS.map(({ name, describe }) => `  ${name.padEnd(12)} ${describe}`).join('\n')}

  --data DIR    the folder of the set
  --out FILE    write figures and every single prediction as JSON
  --limit N     only the first N
  --model FILE  let models answer too, by this policy file such as config/models.yaml (${EVAL_SETS.filter(
    ({ takesModel }) => takesModel,
  )
    .map(({ name }) => name)
    .join(', ')})`;

interface Options {
  set: EvalSet;
  data: string;
  out: string | undefined;
  limit: number | undefined;
  model: string | undefined;
}

async function main(words: string[]): Promise<void> {
  if (words.length === 0 || words.includes('--help') || words.includes('-h')) return console.log(USAGE);
  const { set, data, out, limit, model } = await readOptions(words);
  const begun = performance.now();
  const result = await set.run(data, limit, progress(process.stderr), model);
  const seconds = Math.round((performance.now() - begun) / 10) / 100;
  const { n, metrics, items } = result;
  console.log(`\n${set.name}: ${n} evaluated in ${seconds} s\n${renderMetrics(metrics)}`);
  if (out !== undefined) {
    await writeFile(out, `${JSON.stringify({ set: set.name, n, metrics, seconds, items }, null, 1)}\n`);
    console.log(`The same with every prediction: ${out}`);
  }
}

async function readOptions(words: string[]): Promise<Options> {
  const { values, positionals } = parseArgs({
    args: words,
    allowPositionals: true,
    options: {
      data: { type: 'string' },
      out: { type: 'string' },
      limit: { type: 'string' },
      model: { type: 'string' },
    },
  });
  const [name, ...rest] = positionals;
  const set = EVAL_SETS.find((candidate) => candidate.name === name);
  if (set === undefined) throw new Error(`There is no set "${name ?? ''}".\n\n${USAGE}`);
  if (rest.length > 0) throw new Error(`One set at a time: what is "${rest.join(' ')}"?\n\n${USAGE}`);
  if (values.data === undefined) throw new Error(`--data is missing: the folder with the files of "${set.name}".`);
  const data = resolve(values.data);
  if (!(await isFolder(data))) throw new Error(`--data ${values.data}: there is no such folder.`);
  if (values.out !== undefined && !(await isFolder(dirname(resolve(values.out)))))
    throw new Error(`--out ${values.out}: its folder does not exist.`);
  const limit = values.limit === undefined ? undefined : Number(values.limit);
  if (limit !== undefined && (!Number.isInteger(limit) || limit < 1))
    throw new Error(`--limit is a whole number from 1, not ${values.limit}.`);
  if (values.model !== undefined && set.takesModel !== true)
    throw new Error(`--model: the set "${set.name}" asks no model.`);
  return { set, data, out: values.out, limit, model: values.model };
}

async function isFolder(path: string): Promise<boolean> {
  return (await stat(path).catch(() => null))?.isDirectory() === true;
}

/** A line that counts on a terminal; every tenth elsewhere. */
function progress(stream: NodeJS.WriteStream): (done: number, total: number) => void {
  let shown = 0;
  return (done, total) => {
    if (stream.isTTY) stream.write(`\r${done} of ${total}${done === total ? '\n' : ''}`);
    else if (done === total || done - shown >= total / 10) {
      shown = done;
      stream.write(`${done} of ${total}\n`);
    }
  };
}

main(process.argv.slice(2)).then(
  () => process.exit(0),
  (error: unknown) => {
    console.error(`\nThe evaluation stopped: ${error instanceof Error ? error.message : String(error)}`);
    process.exit(1);
  },
);
