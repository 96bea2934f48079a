/** `adjutant switches`: what people have switched off, and setting it. */
import { Argument, type Command } from 'commander';
import { SwitchName, SwitchState } from '../../../activities/switches/contract';
import type { CliContext } from '../context';
import { EXIT } from '../exit-codes';
import { plainText } from '../format';
import { answered } from '../workers';

export function addSwitchCommands(program: Command, context: () => CliContext): void {
  const switches = program.command('switches').description('kill switches: settlement without a person, and models');
  switches
    .command('list')
    .description('what is on and off, who set it last, and why')
    .action(() => list(context()));
  switches
    .command('set')
    .description('switch something off or on, from the next step of every claim; recorded in the ledger')
    .addArgument(new Argument('<switch>', 'what').choices(SwitchName.options))
    .addArgument(new Argument('<state>', 'on or off').choices(SwitchState.options))
    .requiredOption('--reason <text>', 'why, in words, without names of claimants')
    .option('--as <user>', 'local account to act as, such as supervisor-1')
    .action((name: SwitchName, state: SwitchState, options: { reason: string; as?: string }) =>
      set(context(), name, state, options),
    );
}

async function list(context: CliContext): Promise<void> {
  await context.withAdjutant(async ({ client }) => {
    const all = await client.switches.list();
    context.output.result(all, () =>
      all
        .map(({ name, state, set: last }) => {
          const since = last === null ? '' : `  ${plainText(last.by)}, ${last.at}: ${plainText(last.reason ?? '')}`;
          return `${name.padEnd(28)} ${state.padEnd(4)}${since}`;
        })
        .join('\n'),
    );
  });
}

/** A refusal must be seen to be one. */
async function set(
  context: CliContext,
  name: SwitchName,
  state: SwitchState,
  options: { reason: string; as?: string },
): Promise<void> {
  const { output } = context;
  const token = options.as === undefined ? undefined : await context.localToken(options.as);
  await context.withAdjutant(
    async (adjutant) => {
      const setting = adjutant.client.switches.set(name, state, options.reason);
      const result = await answered(adjutant, output, setting, 'It is set when a worker comes.');
      if (!result.accepted) context.exitCode = EXIT.refused;
      output.result(result, () => {
        if (!result.accepted) return `${output.style('red', 'Refused')}: ${result.reason} [${result.code}]`;
        return result.changed ? `${name} is ${state}.` : `${name} was ${state} before.`;
      });
    },
    { token },
  );
}
