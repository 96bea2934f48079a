/** Every client and worker of the product is given the data converter; one that goes without would write in clear. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { projectFile } from '../../platform/paths';

const FOLDERS = ['client', 'examples', 'platform', 'workers'];
const sources = FOLDERS.flatMap((folder) =>
  readdirSync(projectFile(folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts') && !name.includes('node_modules'))
    .map((name) => ({ name: join(folder, name), text: readFileSync(projectFile(folder, name), 'utf8') })),
);

/** Each call with its arguments, up to the bracket that ends it. */
function callsOf(call: string, pack: string): { name: string; text: string }[] {
  return sources
    .filter(({ text }) => text.includes(`from '${pack}'`))
    .flatMap(({ name, text }) =>
      text
        .split(call)
        .slice(1)
        .map((rest) => ({ name, text: rest.slice(0, rest.indexOf('})')) })),
    );
}

test.each([
  ['new Client({', '@temporalio/client', 2],
  ['Worker.create({', '@temporalio/worker', 2],
  ['bundleWorkflowCode({', '@temporalio/worker', 1],
])('%s…}) of %s has it', (call, pack, least) => {
  const calls = callsOf(call, pack);
  expect(calls.length).toBeGreaterThanOrEqual(least);
  const wanted = call.startsWith('bundle') ? 'failureConverterPath' : 'dataConverter';
  expect(calls.filter(({ text }) => !text.includes(wanted))).toEqual([]);
});

test('no other kind of client is made', () => {
  const others = /new (Workflow|Schedule|AsyncCompletion)Client\(/;
  expect(sources.filter(({ text }) => others.test(text)).map(({ name }) => name)).toEqual([]);
});
