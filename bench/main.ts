/** Measurements of this project: `npm run bench -- <what> [options]`. */
import { API_USAGE, apiBench } from './api/command';
import { GATEWAY_USAGE, gatewayBench } from './gateway/command';
import { OVERHEAD_USAGE, overhead } from './overhead/command';
import { PAYLOADS_USAGE, payloadsBench } from './payloads/command';
import { RECOVERY_USAGE, recovery } from './recovery/command';

const USAGE = `npm run bench -- <what> [options]

${OVERHEAD_USAGE}

${GATEWAY_USAGE}

${API_USAGE}

${RECOVERY_USAGE}

${PAYLOADS_USAGE}`;

async function main([what, ...words]: string[]): Promise<void> {
  if (what === 'overhead') return overhead(words);
  if (what === 'gateway') return gatewayBench(words);
  if (what === 'api') return apiBench(words);
  if (what === 'recovery') return recovery(words);
  if (what === 'payloads') return payloadsBench(words);
  if (what === undefined || what === '--help' || what === '-h') return console.log(USAGE);
  throw new Error(`There is no measurement "${what}".\n\n${USAGE}`);
}

main(process.argv.slice(2)).catch((error: unknown) => {
  console.error(`\nThe measurement stopped: ${error instanceof Error ? error.message : String(error)}`);
  process.exit(1);
});
