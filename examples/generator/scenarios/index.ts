/** All example claims, in the order of their numbers. */
import type { Scenario } from '../scenario';
import { windscreenNoHands } from './01-windscreen-no-hands';
import { collisionApproved } from './02-collision-approved';
import { collisionRentalPartPaid } from './03-collision-rental-part-paid';
import { floodDenied } from './04-flood-denied';
import { theftPoliceReport } from './05-theft-police-report';
import { burglaryCleared } from './06-burglary-cleared';
import { windscreenAgain } from './07-windscreen-again';
import { hailCorruptFile } from './08-hail-corrupt-file';
import { stormHostileFile } from './09-storm-hostile-file';
import { thirdPartyFence } from './10-third-party-fence';
import { waterByEmail } from './11-water-by-email';
import { largeCollisionTwoPeople } from './12-large-collision-two-people';
import { laptopAggregate } from './13-laptop-aggregate';
import { burglaryReceiptsScanned } from './14-burglary-receipts-scanned';
import { collisionSupplement } from './15-collision-supplement';
import { floodAppeal } from './16-flood-appeal';
import { theftLateReport } from './17-theft-late-report';
import { fireWithdrawn } from './18-fire-withdrawn';
import { windscreenPaidLate } from './19-windscreen-paid-late';
import { collisionTotalLoss } from './20-collision-total-loss';

export const scenarios: readonly Scenario[] = [
  windscreenNoHands,
  collisionApproved,
  collisionRentalPartPaid,
  floodDenied,
  theftPoliceReport,
  burglaryCleared,
  windscreenAgain,
  hailCorruptFile,
  stormHostileFile,
  thirdPartyFence,
  waterByEmail,
  largeCollisionTwoPeople,
  laptopAggregate,
  burglaryReceiptsScanned,
  collisionSupplement,
  floodAppeal,
  theftLateReport,
  fireWithdrawn,
  windscreenPaidLate,
  collisionTotalLoss,
];

/** @throws Error when there is no such example */
export function scenarioNamed(name: string): Scenario {
  const found = scenarios.find((scenario) => scenario.name === name || scenario.name.startsWith(`${name}-`));
  if (found === undefined)
    throw new Error(
      `No example claim is named ${name}. There are: ${scenarios.map((scenario) => scenario.name).join(', ')}.`,
    );
  return found;
}
