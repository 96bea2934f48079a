/** Proposal and triage as an activity. */
import type { Rules } from '../../platform/config/yaml-rules';
import type { Database } from '../../platform/database/client';
import { contentHash, getEvidence, putEvidence } from '../../platform/database/evidence';
import { CoverageAssessment } from '../coverage/contract';
import { ClaimFacts } from '../documents/contract';
import { FraudScreening } from '../fraud/contract';
import type { TriageActivities } from './contract';
import { propose, route } from './propose';
import type { TriageRules } from './rules';

export function createTriageActivities({
  database,
  rules,
}: {
  database: Database;
  rules: Rules<TriageRules>;
}): TriageActivities {
  return {
    proposeAndTriage: async ({ claim, facts, coverage, fraud, alreadyAsked, investigationCleared }) => {
      const view = {
        facts: await getEvidence(database, claim, facts, ClaimFacts),
        coverage: await getEvidence(database, claim, coverage, CoverageAssessment),
        fraud: await getEvidence(database, claim, fraud, FraudScreening),
        basis: [facts, coverage, fraud],
        alreadyAsked,
        investigationCleared,
      };
      const proposal = propose(view, rules.rules);
      const directed = route(view, proposal, rules.rules);
      return {
        proposal: await putEvidence(database, claim, 'proposal', proposal),
        evidenceHash: contentHash({
          basis: view.basis.map((reference) => reference.ref).sort(),
          action: proposal.action,
          amountMinor: proposal.amountMinor,
        }),
        action: proposal.action,
        amountMinor: proposal.amountMinor,
        claimedMinor: proposal.claimedMinor,
        currency: proposal.currency,
        route: directed.route,
        reasons: directed.reasons,
        missing: proposal.missing,
        rulesHash: rules.sha256,
      };
    },
  };
}
