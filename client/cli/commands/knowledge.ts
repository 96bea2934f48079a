/** `adjutant knowledge …`: policy wordings by edition, and finding what they say. */
import { readFile } from 'node:fs/promises';
import { extname } from 'node:path';
import type { Command } from 'commander';
import type { FoundClause, WordingFormat } from '../../../activities/knowledge/contract';
import { NotFoundError } from '../../sdk/errors';
import type { CliContext } from '../context';
import { EXIT, UsageError } from '../exit-codes';
import { plainText } from '../format';
import type { Output } from '../output';
import { answered } from '../workers';

const REPEAT = 'The work waits there; asking again changes nothing.';
const FORMATS: Readonly<Record<string, WordingFormat>> = {
  '.md': 'markdown',
  '.markdown': 'markdown',
  '.html': 'html',
  '.htm': 'html',
  '.docx': 'docx',
  '.pdf': 'pdf',
};

interface ImportOptions {
  product: string;
  edition: string;
  validFrom: string;
  validTo?: string;
}

export function addKnowledgeCommands(program: Command, context: () => CliContext): void {
  const knowledge = program.command('knowledge').description('policy wordings by edition: take in, find, quote, erase');

  knowledge
    .command('import')
    .description('take an edition of a wording in: numbered clauses as Markdown, HTML, Word (.docx) or PDF')
    .argument('<file>', 'the wording')
    .requiredOption('--product <name>', 'product that policies name, such as motor-private')
    .requiredOption('--edition <name>', 'edition that policies name, such as 2026-01')
    .requiredOption('--valid-from <day>', 'first day on which it applies, such as 2026-01-01')
    .option('--valid-to <day>', 'first day on which it no longer applies (default: no end)')
    .action((file: string, options: ImportOptions) => importWording(context(), file, options));

  knowledge
    .command('list')
    .description('editions and the days on which they apply')
    .action(() => list(context()));

  knowledge
    .command('search')
    .description('clauses that answer a question, with a passage word for word')
    .argument('<question>', 'in plain words')
    .option('--product <name>', 'only this product')
    .option('--on <day>', 'as of this day, the day of the loss (default: today)')
    .option('--count <n>', 'how many', '5')
    .action((question: string, options: { product?: string; on?: string; count: string }) =>
      search(context(), question, options),
    );

  knowledge
    .command('show')
    .description('a clause, or all clauses, of an edition')
    .argument('<product>')
    .argument('<edition>')
    .argument('[clause]', 'its number; all when absent')
    .action((product: string, edition: string, clause?: string) => show(context(), product, edition, clause));

  knowledge
    .command('erase')
    .description('erase an edition: it is found and quoted no more')
    .argument('<product>')
    .argument('<edition>')
    .action((product: string, edition: string) => erase(context(), product, edition));

  knowledge
    .command('reindex')
    .description('build the index anew from the database: after Qdrant lost it, or with another embedding model')
    .action(() => reindex(context()));
}

async function reindex(context: CliContext): Promise<void> {
  const { output } = context;
  await context.withAdjutant(async (adjutant) => {
    const editions = await answered(adjutant, output, adjutant.client.administration.reindexWordings(), REPEAT);
    output.result({ editions }, () => `${output.style('green', 'Done')}: ${editions} editions are in the new index.`);
  });
}

async function importWording(context: CliContext, path: string, options: ImportOptions): Promise<void> {
  const { output } = context;
  const format = FORMATS[extname(path).toLowerCase()];
  if (format === undefined)
    throw new UsageError(`${plainText(path)}: a wording is Markdown (.md), HTML (.html), Word (.docx) or PDF (.pdf).`);
  const content = await readFile(path).catch((error: unknown) => {
    throw new UsageError(`${plainText(path)} cannot be read (${(error as NodeJS.ErrnoException).code}).`);
  });
  const { product, edition, validFrom, validTo = null } = options;
  await context.withAdjutant(async (adjutant) => {
    const importing = adjutant.client.administration.importWording(
      { content, format },
      { product, edition },
      { from: validFrom, to: validTo },
    );
    const result = await answered(adjutant, output, importing, REPEAT);
    const { wording, superseded, problems } = result;
    if (wording === null) context.exitCode = EXIT.failure;
    output.result(result, () => {
      if (wording === null)
        return [
          `${output.style('red', 'Nothing was imported')}:`,
          ...problems.map((line) => `- ${plainText(line)}`),
        ].join('\n');
      const ended = superseded === null ? '' : ` Edition ${plainText(superseded)} applies up to that day.`;
      return (
        `${output.style('green', 'Imported')}: ${plainText(wording.title)}, ${wording.clauses} clauses, ` +
        `applies from ${wording.validFrom}${wording.validTo === null ? '' : ` to before ${wording.validTo}`}.${ended}`
      );
    });
  });
}

async function list(context: CliContext): Promise<void> {
  const { output } = context;
  await context.withAdjutant(async ({ client }) => {
    const wordings = await client.wordings.list();
    output.result(wordings, () =>
      wordings.length === 0
        ? `No wordings yet: ${output.command('knowledge import FILE --product … --edition … --valid-from …')}`
        : output.table(
            ['Product', 'Edition', 'Title', 'From', 'To before', 'Clauses'],
            wordings.map((wording) => [
              plainText(wording.product),
              plainText(wording.edition),
              plainText(wording.title),
              wording.validFrom,
              wording.validTo ?? '-',
              String(wording.clauses),
            ]),
            { right: [5], flexible: 2 },
          ),
    );
  });
}

async function search(
  context: CliContext,
  question: string,
  options: { product?: string; on?: string; count: string },
): Promise<void> {
  const { output } = context;
  const count = Number(options.count);
  if (!Number.isInteger(count)) throw new UsageError(`--count is a whole number, not ${plainText(options.count)}.`);
  const on = options.on ?? new Date().toISOString().slice(0, 10);
  const { product } = options;
  await context.withAdjutant(async (adjutant) => {
    const searching = adjutant.client.administration.searchClauses({
      question,
      on,
      count,
      ...(product === undefined ? {} : { product }),
    });
    const result = await answered(adjutant, output, searching, REPEAT);
    output.result(result, () =>
      [
        ...(result.found.length === 0 ? [`No wording that applies on ${on} says anything of this.`] : []),
        ...result.found.map((clause) => clauseText(output, clause)),
        ...(result.by === 'words'
          ? ['', 'Found by words alone: no embedding model is at hand (docs/knowledge.md).']
          : []),
      ].join('\n'),
    );
  });
}

function clauseText(output: Output, { product, edition, clause, heading, quote, terms }: FoundClause): string {
  return [
    `${output.heading(`${plainText(clause)} ${plainText(heading)}`)}  ${plainText(product)}, edition ${plainText(edition)}`,
    `  "${plainText(quote)}"`,
    ...terms
      .slice(0, 5)
      .map(({ term, clause: by, meaning }) => `  ${plainText(term)} (${plainText(by)}): ${plainText(meaning)}`),
    '',
  ].join('\n');
}

async function show(context: CliContext, product: string, edition: string, number?: string): Promise<void> {
  const { output } = context;
  await context.withAdjutant(async ({ client }) => {
    const clauses = await client.wordings.clauses(product, edition, number === undefined ? undefined : [number]);
    if (clauses.length === 0)
      throw number === undefined
        ? new NotFoundError('wording', `${product} ${edition}`)
        : new NotFoundError(`clause ${number} in`, `${product} ${edition}`);
    output.result(clauses, () =>
      clauses
        .map(({ number: printed, heading, text }) =>
          [
            output.heading(`${plainText(printed)} ${plainText(heading)}`),
            ...(text === '' ? [] : [`  ${plainText(text)}`]),
            '',
          ].join('\n'),
        )
        .join('\n'),
    );
  });
}

async function erase(context: CliContext, product: string, edition: string): Promise<void> {
  const { output } = context;
  await context.withAdjutant(async (adjutant) => {
    const erasing = adjutant.client.administration.eraseWording(product, edition);
    const erased = await answered(adjutant, output, erasing, REPEAT);
    if (!erased) throw new NotFoundError('wording', `${product} ${edition}`);
    output.result(
      { erased },
      () => `${output.style('green', 'Erased')}: ${plainText(product)}, edition ${plainText(edition)}.`,
    );
  });
}
