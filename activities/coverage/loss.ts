/** What is known of a loss, as coverage needs it. */
import type { NoticeOfLoss } from '../claimfile/contract';
import type { ClaimFacts, DocumentType } from '../documents/contract';
import type { Peril } from '../vocabulary';

export interface Loss {
  /** ISO date. */
  date: string;
  /** ISO date on which the insurer was told, UTC. */
  reportedOn: string;
  peril: Peril;
  /** The claimant's account. */
  description: string;
  /** ISO 3166-1 alpha-2, with region where given: `US-CA`. */
  location: string;
  claimantName: string;
  claimantRole: 'policyholder' | 'insured' | 'third-party';
  /** Registrations that documents show, and in what kind of document. */
  registrations: { value: string; documentType: DocumentType }[];
  /** True when a police report, or its number, is among the documents. */
  policeReport: boolean;
}

/**
 * The loss from the notice and the documents.
 * @param registeredAt when the claim was registered: counts as the time of notice where the notice has none
 */
export function lossOf(notice: NoticeOfLoss, registeredAt: string, facts: ClaimFacts): Loss {
  const typeOf = new Map(facts.documents.map((document) => [document.fileId, document.type]));
  return {
    date: notice.lossDate,
    reportedOn: new Date(notice.reportedAt ?? registeredAt).toISOString().slice(0, 10),
    peril: notice.causeOfLoss,
    description: notice.description,
    location: notice.lossLocation,
    claimantName: notice.claimant.name,
    claimantRole: notice.claimant.role,
    registrations: facts.registrations.map(({ value, source }) => ({
      value,
      documentType: typeOf.get(source.fileId) ?? 'unknown',
    })),
    policeReport: facts.policeReport !== null,
  };
}
