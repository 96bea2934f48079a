/** Proposal and triage as an activity: load the evidence, apply the rules, keep the proposal. */
import type { Rules } from '../../platform/config/yaml-rules';
import type { Database } from '../../platform/database/client';
import { contentHash, getEvidence, putEvidence } from '../../platform/database/evidence';
import { CoverageAssessment } from '../coverage/contract';
import { ClaimFacts } from '../documents/contract';
import { FraudScreening } from '../fraud/contract';
import type { SwitchBoard, SwitchName } from '../switches/contract';
import type { EvidenceRef } from '../vocabulary';
import type { Proposal, TriageActivities } from './contract';
import { propose, wholeMinor } from './propose';
import { route } from './route';
import type { TriageRules } from './rules';
import type { TriageView } from './view';

export interface TriageParts {
  database: Database;
  rules: Rules<TriageRules>;
  switches: SwitchBoard;
}

export function createTriageActivities({ database, rules, switches }: TriageParts): TriageActivities {
  return {
    proposeAndTriage: async ({ claim, facts, coverage, fraud, alreadyAsked, investigationCleared }) => {
      const assessment = await getEvidence(database, claim, coverage, CoverageAssessment);
      const view: TriageView = {
        facts: await getEvidence(database, claim, facts, ClaimFacts),
        coverage: assessment,
        fraud: await getEvidence(database, claim, fraud, FraudScreening),
        basis: [facts, coverage, fraud],
        alreadyAsked,
        investigationCleared,
        switchedOff: await switches.off(claim.tenant, switchesOf(assessment)),
      };
      const proposal = propose(view, rules.rules);
      const directed = route(view, proposal, rules.rules);
      return {
        proposal: await putEvidence(database, claim, 'proposal', proposal),
        evidenceHash: evidenceHash(view.basis, proposal),
        action: proposal.action,
        amountMinor: proposal.amountMinor,
        claimedMinor: proposal.claimedMinor,
        wholeMinor: wholeMinor(view.coverage, proposal.action),
        currency: proposal.currency,
        route: directed.route,
        reasons: directed.reasons,
        missing: proposal.missing,
        rulesHash: rules.sha256,
      };
    },
  };
}

/** What may hold a claim of this line back from settlement without a person. */
function switchesOf({ line }: CoverageAssessment): SwitchName[] {
  return line === null ? ['straight-through'] : ['straight-through', `straight-through.${line}`];
}

/**
 * What a decision is bound to: SHA-256 over the canonical JSON of the sorted references and what is proposed on them. The
 * order in which evidence came has no influence; any other content has.
 */
export function evidenceHash(basis: EvidenceRef[], { action, amountMinor }: Proposal): string {
  return contentHash({ basis: basis.map((entry) => entry.ref).sort(), action, amountMinor });
}
