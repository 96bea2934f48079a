/**
 * A process that runs a stack, for tests that kill it. Prints one line of JSON when the stack is up, then `stopped` when a signal has
 * stopped it. The home is ADJUTANT_HOME.
 */
import { loadConfiguration } from '../../platform/config/configuration';
import { consoleLog } from '../../platform/config/log';
import { stopOnSignals } from '../../platform/local/signals';
import { startLocalStack } from '../../platform/local/stack';

async function run(): Promise<void> {
  const started = Date.now();
  const stack = await startLocalStack({ configuration: loadConfiguration(), log: consoleLog });
  stopOnSignals(async () => {
    await stack.stop();
    process.stdout.write('stopped\n');
  }, consoleLog);
  process.stdout.write(`${JSON.stringify({ ...stack, pid: process.pid, milliseconds: Date.now() - started })}\n`);
}

run().catch((problem: unknown) => {
  process.stderr.write(`${problem instanceof Error ? problem.message : String(problem)}\n`);
  process.exitCode = 1;
});
