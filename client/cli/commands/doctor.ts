/** `adjutant doctor`: is everything there that claims need, and do lists show what processes say? Changes nothing unless told to. */
import type { Command } from 'commander';
import { type Configuration, loadConfiguration } from '../../../platform/config/configuration';
import { connectDatabase } from '../../../platform/database/client';
import { type AdjutantPlace, CannotConnectError, findAdjutant, openTemporal } from '../../sdk/connect';
import type { CliContext } from '../context';
import {
  checkDisk,
  checkHome,
  checkNode,
  checkPayloadKeys,
  checkPayloadsReadable,
  checkPostgres,
  checkSearchAttributes,
  checkTemporalBinary,
  checkTemporalServer,
  checkWorkers,
  type Finding,
  problem,
  skipped,
} from '../doctor-checks';
import { EXIT } from '../exit-codes';
import { plainText } from '../format';
import type { Output } from '../output';
import { answered } from '../workers';

export function addDoctor(program: Command, context: () => CliContext): void {
  program
    .command('doctor')
    .description('check Node, Temporal, PostgreSQL, search attributes, data folder, disk and workers')
    .option('--compare', 'compare the lists with every open claim instead')
    .option('--repair', 'the same, and put right what differs')
    .action((options: { compare?: boolean; repair?: boolean }) =>
      options.compare || options.repair ? compareLists(context(), options.repair === true) : doctor(context()),
    );
}

/** Exit code 1 when something differs and was not put right. */
async function compareLists(context: CliContext, repair: boolean): Promise<void> {
  const { output } = context;
  await context.withAdjutant(async (adjutant) => {
    const comparing = adjutant.client.upkeep.compareLists({ repair });
    const comparison = await answered(adjutant, output, comparing, 'Run it again then.');
    const { claims, skipped: moving, differences } = comparison;
    if (differences.some(({ repaired }) => !repaired)) context.exitCode = EXIT.failure;
    output.result(comparison, () =>
      [
        ...differences.map(({ claimNumber, detail, repaired }) => {
          const mark = repaired ? output.style('green', 'repaired') : output.style('red', 'differs ');
          return `${mark}  ${claimNumber}: ${plainText(detail)}`;
        }),
        `${claims} open claims compared, ${differences.length} differences${moving.length === 0 ? '' : `; ${moving.length} not compared, since they were on the move or did not answer`}.`,
        ...(differences.length > 0 && !repair ? ['`adjutant doctor --repair` puts them right.'] : []),
      ].join('\n'),
    );
  });
}

async function doctor(context: CliContext): Promise<void> {
  const { output, environment } = context;
  const configuration = loadConfiguration(environment);
  const { home } = configuration;
  const findings = [
    checkNode(),
    ...(await Promise.all([
      checkHome(home),
      checkDisk(home),
      checkPayloadKeys(configuration),
      checkTemporalBinary(configuration, environment),
    ])),
    ...(await findAdjutant(environment, configuration).then(
      (place) => checkServices(place, configuration),
      nothingRuns,
    )),
  ];
  const problems = findings.filter((finding) => finding.state === 'problem').length;
  if (problems > 0) context.exitCode = EXIT.failure;
  output.result({ ok: problems === 0, findings }, () =>
    [
      ...findings.map((finding) => findingText(output, finding)),
      '',
      problems === 0 ? output.style('green', 'All is well.') : output.style('red', `${problems} to put right.`),
    ].join('\n'),
  );
}

/** Temporal and PostgreSQL side by side; what hangs on Temporal is looked at when it answers. */
async function checkServices(place: AdjutantPlace, configuration: Configuration): Promise<Finding[]> {
  const connection = openTemporal(place);
  const database = connectDatabase(place.databaseUrl, 2);
  try {
    const temporalSide = async (): Promise<Finding[]> => {
      const server = await checkTemporalServer(connection, place);
      if (server.state !== 'ok') {
        const why = 'Temporal does not answer';
        return [server, skipped('Search attributes', why), skipped('Payloads', why), skipped('Workers', why)];
      }
      return [
        server,
        await checkSearchAttributes(connection, place),
        await checkPayloadsReadable(connection, place, configuration),
        ...(await checkWorkers(connection, place)),
      ];
    };
    const [temporal, postgres] = await Promise.all([temporalSide(), checkPostgres(database, place)]);
    return [...temporal, ...postgres];
  } finally {
    await Promise.allSettled([connection.close(), database.$client.end()]);
  }
}

function nothingRuns(error: unknown): Finding[] {
  if (!(error instanceof CannotConnectError)) throw error;
  const [detail = '', ...remedy] = error.message.split('\n');
  const why = 'nothing runs';
  return [
    problem('Installation', detail, remedy.join(' ')),
    skipped('Temporal', why),
    skipped('PostgreSQL', why),
    skipped('Workers', why),
  ];
}

function findingText(output: Output, { check, state, detail, remedy }: Finding): string {
  const marks = {
    ok: output.style('green', 'ok     '),
    problem: output.style('red', 'problem'),
    skipped: output.style('dim', 'skipped'),
  };
  const line = `${marks[state]}  ${check}: ${plainText(detail)}`;
  return remedy === null ? line : `${line}\n         ${remedy}`;
}
