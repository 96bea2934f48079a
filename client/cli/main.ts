/**
 * `adjutant`: the command line. Commander reads the arguments, commands/* do the work; here it is put together, and whatever is thrown
 * becomes a message and an exit code.
 */
import { readFileSync } from 'node:fs';
import type { Command, CommanderError } from 'commander';
import { projectFile } from '../../platform/paths';
import { addClaimCommands } from './commands/claims';
import { addDoctor } from './commands/doctor';
import { addImportCommands } from './commands/import';
import { addKeyCommands } from './commands/keys';
import { addKnowledgeCommands } from './commands/knowledge';
import { addLedgerCommands } from './commands/ledger';
import { addModelCommands } from './commands/models';
import { addReviewCommands } from './commands/review';
import { addSearchAttributeCommands } from './commands/search-attributes';
import { addSwitchCommands } from './commands/switches';
import { addUserCommands } from './commands/users';
import { addWebhookCommands } from './commands/webhooks';
import { CliContext } from './context';
import { EXIT, EXIT_CODE_HELP, type ExitCode, explain } from './exit-codes';
import { Output } from './output';

const ENVIRONMENT_HELP = `Environment:
  ADJUTANT_HOME      data folder of the local installation (default: .adjutant in the project)
  TEMPORAL_ADDRESS   host:port of Temporal, with TEMPORAL_NAMESPACE, TEMPORAL_API_KEY and TEMPORAL_TLS_* where needed
  DATABASE_URL       postgres://user:password@host:port/database
  ADJUTANT_TOKEN     access token for decisions, where --as USER is not used
  ADJUTANT_TENANT    the insurer on this installation (default: default)
  NO_COLOR           no colours`;

const AFTER_INTERRUPT = 130;
/** Connections that do not close are not waited for longer than this. */
const LINGER_MS = 2_000;

/** Everything that can be typed. Each command does its work through `context`. */
export function buildProgram(program: Command, context: () => CliContext): Command {
  const { version } = JSON.parse(readFileSync(projectFile('package.json'), 'utf8')) as { version: string };
  program
    .name('adjutant')
    .description('Insurance claims as durable processes: machines do the paperwork, people keep the decisions.')
    .version(version, '-V, --version')
    .option('--json', 'print results and errors as JSON (amounts in minor units)')
    .configureHelp({ showGlobalOptions: true })
    .showHelpAfterError('(--help shows what this command takes)')
    .addHelpText('after', `\n${ENVIRONMENT_HELP}\n\n${EXIT_CODE_HELP}`);
  addClaimCommands(program, context);
  addReviewCommands(program, context);
  addLedgerCommands(program, context);
  addModelCommands(program, context);
  addImportCommands(program, context);
  addKnowledgeCommands(program, context);
  addUserCommands(program, context);
  addSwitchCommands(program, context);
  addWebhookCommands(program, context);
  addKeyCommands(program, context);
  addSearchAttributeCommands(program, context);
  addDoctor(program, context);
  return program;
}

async function main(words: string[]): Promise<ExitCode | typeof AFTER_INTERRUPT> {
  const output = new Output({
    json: words.includes('--json'),
    stdout: process.stdout,
    stderr: process.stderr,
    environment: process.env,
  });
  const interrupt = new AbortController();
  process.once('SIGINT', () => {
    interrupt.abort();
    setTimeout(() => process.exit(AFTER_INTERRUPT), LINGER_MS).unref();
  });
  const context = new CliContext(output, process.env, interrupt.signal);
  // Commander is an ES module: imported so that every supported Node can load it.
  const { Command } = await import('commander');
  const program = buildProgram(new Command().exitOverride(), () => context);
  let complaint = '';
  for (const command of [program, ...program.commands.flatMap((group) => [group, ...group.commands])]) {
    command.exitOverride().configureOutput({
      writeErr: (text) => {
        complaint += text;
      },
    });
  }
  try {
    await program.parseAsync(words, { from: 'user' });
    return interrupt.signal.aborted ? AFTER_INTERRUPT : context.exitCode;
  } catch (error) {
    if (isCommanderError(error)) {
      if (error.exitCode === 0) return EXIT.ok;
      if (output.json || error.code !== 'commander.help') {
        const message = (complaint || error.message).trim().replace(/^error: /, '');
        output.trouble({ exitCode: EXIT.usage, code: 'wrong-usage', message, details: {} });
      } else output.note(complaint.trimEnd());
      return EXIT.usage;
    }
    const trouble = explain(error);
    output.trouble(trouble);
    if (process.env.ADJUTANT_DEBUG && error instanceof Error) output.note(error.stack ?? '');
    return trouble.exitCode;
  }
}

function isCommanderError(error: unknown): error is CommanderError {
  return error instanceof Error && /^commander\./.test(String((error as { code?: unknown }).code));
}

/** `adjutant claims list | head` closes our output early: that is no failure. */
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit(EXIT.ok);
  throw error;
});

main(process.argv.slice(2)).then(
  (exitCode) => {
    process.exitCode = exitCode;
    setTimeout(() => process.exit(exitCode), LINGER_MS).unref();
  },
  (error: unknown) => {
    process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`);
    process.exitCode = EXIT.failure;
  },
);
