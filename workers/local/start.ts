/** `npm start`: an installation that stays up until Ctrl-C. Data is kept between runs. */
import { readFile } from 'node:fs/promises';
import { pino } from 'pino';
import { ProcessPageImages } from '../../activities/documents/page-images';
import { createLetterDrafts } from '../../activities/letters/draft';
import { loadLetterTemplates } from '../../activities/letters/templates';
import { buildApi } from '../../client/api/server';
import { type Configuration, loadConfiguration } from '../../platform/config/configuration';
import { loadOrCreateSecret } from '../../platform/keys/secret';
import { WEBHOOK_KEY } from '../../platform/keys/webhook-secret';
import { credentialsFile } from '../../platform/local/credentials-file';
import { choosePort } from '../../platform/local/ports';
import { stopOnSignals } from '../../platform/local/signals';
import { projectFile } from '../../platform/paths';
import { dataFolders } from '../data-folders';
import { DecisionLetterPreviews } from '../letter-previews';
import { localPasswords } from './accounts';
import { type Installation, startInstallation } from './installation';
import { sendSampleClaims } from './sample-claims';

const log = { info: (text: string) => console.log(text), warn: (text: string) => console.warn(text) };

async function main(): Promise<void> {
  const configuration = loadConfiguration(process.env);
  // Temporal's web UI is told where the API will be, before either of them runs.
  const apiPort = await choosePort(configuration.ports.api, new Set());
  const apiOrigin = configuration.publicUrl ?? `http://127.0.0.1:${apiPort}`;
  const installation = await startInstallation({ configuration, log, codecEndpoint: `${apiOrigin}/v1/codec` });
  const { stack } = installation;
  // With an identity provider people have no passwords here; `adjutant users reset` makes one where it is wanted.
  const passwords = configuration.identityProvider
    ? []
    : Object.entries(await localPasswords(installation.database, configuration));
  const api = await startApi(installation, configuration, apiPort).catch(async (error: unknown) => {
    await installation.stop();
    throw error;
  });
  console.log(
    [
      '',
      'Adjutant is up.',
      `  Temporal        ${stack.temporalAddress} (namespace ${stack.namespace})`,
      stack.uiAddress === undefined || stack.uiAddress === null ? null : `  Temporal UI     ${stack.uiAddress}`,
      installation.metricsAddress === null ? null : `  Metrics         ${installation.metricsAddress}`,
      `  Console         ${api.address}`,
      `  API             ${api.address}/v1 (browsable: ${api.address}/docs)`,
      `  Data            ${configuration.home}`,
      `  Accounts        ${credentialsFile(configuration)} (passwords for the console; --as adjuster-1 on the command line)`,
      ...(passwords.length === 0
        ? []
        : [
            '',
            'Accounts to sign in with, shown this once (also in that file):',
            ...passwords.map(([user, password]) => `  ${user.padEnd(16)} ${password}`),
          ]),
      '',
      '  npx adjutant doctor            is everything well?',
      '  npx adjutant claims list       claims of this installation',
      '',
      'Ctrl-C stops it; data is kept.',
    ]
      .filter((line) => line !== null)
      .join('\n'),
  );
  stopOnSignals(async () => {
    await api.close();
    await installation.stop();
  }, log);
  if (configuration.samples) {
    await sendSampleClaims(installation.client, log).catch((error: unknown) =>
      log.warn(`The sample claims were not sent: ${error instanceof Error ? error.message : error}`),
    );
  }
  await installation.workersDone;
}

/** The HTTP API on this machine's own address: other machines cannot reach it. */
async function startApi(
  { client, database, blobs, stack, clockRules }: Installation,
  configuration: Configuration,
  port: number,
) {
  const { tenant, publicUrl, temporalUiOrigin } = configuration;
  const place = { tenant, namespace: stack.namespace, uiAddress: stack.uiAddress ?? undefined };
  // Level `warn` has refusals and failures.
  const logger = pino({ level: 'warn' }, pino.destination(2));
  const pageImages = new ProcessPageImages({ blobs });
  const templates = await loadLetterTemplates(projectFile('config', 'letters'));
  const letterPreviews = new DecisionLetterPreviews(database, createLetterDrafts({ database, templates }));
  const identityProvider = await providerSettings(configuration);
  const api = await buildApi({
    client,
    database,
    place,
    pageImages,
    letterPreviews,
    clockRules,
    publicUrl,
    identityProvider,
    temporalUiOrigins: [stack.uiAddress, temporalUiOrigin].filter((origin) => origin != null),
    webhookRules: {
      key: await loadOrCreateSecret(dataFolders(configuration.home).keys, WEBHOOK_KEY),
      inside: configuration.webhooksInside,
    },
    logger,
  });
  const address = await api.listen({ host: '127.0.0.1', port: await choosePort(port, new Set()) });
  return { address, close: () => api.close().finally(() => pageImages.close()) };
}

/** @throws Error when the file with the client secret cannot be read */
async function providerSettings({ identityProvider }: Configuration) {
  if (identityProvider === undefined) return undefined;
  const { issuer, clientId, clientSecretFile } = identityProvider;
  const clientSecret = clientSecretFile === undefined ? null : (await readFile(clientSecretFile, 'utf8')).trim();
  return { issuer, clientId, clientSecret };
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exit(1);
});
