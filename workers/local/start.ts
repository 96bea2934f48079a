/** `npm start`: an installation that stays up until Ctrl-C. Data is kept between runs. */
import { loadConfiguration } from '../../platform/config/configuration';
import { stopOnSignals } from '../../platform/local/signals';
import { startInstallation } from './installation';

const log = { info: (text: string) => console.log(text), warn: (text: string) => console.warn(text) };

async function main(): Promise<void> {
  const configuration = loadConfiguration(process.env);
  const installation = await startInstallation({ configuration, log });
  const { stack } = installation;
  console.log(
    [
      '',
      'Adjutant is up.',
      `  Temporal        ${stack.temporalAddress} (namespace ${stack.namespace})`,
      stack.uiAddress === undefined || stack.uiAddress === null ? null : `  Temporal UI     ${stack.uiAddress}`,
      installation.metricsAddress === null ? null : `  Metrics         ${installation.metricsAddress}`,
      `  Data            ${configuration.home}`,
      `  Accounts        ${configuration.home}/credentials.json (use --as adjuster-1, supervisor-1, …)`,
      '',
      '  npx adjutant doctor            is everything well?',
      '  npx adjutant claims list       claims of this installation',
      '',
      'Ctrl-C stops it; data is kept.',
    ]
      .filter((line) => line !== null)
      .join('\n'),
  );
  stopOnSignals(() => installation.stop(), log);
  await installation.workersDone;
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exit(1);
});
