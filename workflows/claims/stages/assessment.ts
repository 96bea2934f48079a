/** From files to a proposal: read in parallel, check coverage and fraud in parallel, propose, and see who deals with it. */
import type { DocumentResult } from '../../../activities/documents/contract';
import type { FileRef } from '../../../activities/vocabulary';
import { atMost } from '../../kit/at-most';
import type { Chronicle } from '../chronicle';
import { reserveAsAssessed, stillDue } from '../money';
import type { Assessment, ClaimState, Stage } from '../state';
import { documentReaders, steps } from '../steps';
import { seekOpinion } from './opinion';

/** Most files of one claim, attachments included: a limit against mail bombs. */
const MOST_DOCUMENTS = 500;

/** Files of one claim that are read at the same time. */
const READ_AT_ONCE = 16;

/** Read the files that have not been read, and the files found inside them. A bad file is set aside; the claim goes on. */
export async function readNewDocuments(chronicle: Chronicle): Promise<void> {
  const { state } = chronicle;
  const documents = documentReaders();
  while (state.unread.length > 0) {
    const files = state.unread;
    state.unread = [];
    const results = await atMost(READ_AT_ONCE, files, (file) =>
      documents.readDocument.executeWithOptions({ summary: file.name }, [{ claim: state.claim, file }]),
    );
    for (const result of results) {
      state.documents.push(result);
      noteReading(chronicle, result);
    }
    const known = new Set([
      ...state.documents.map((document) => document.file.fileId),
      ...state.unread.map((file) => file.fileId),
    ]);
    const inside = results.flatMap((result) => result.attachments).filter((file) => unseen(known, file));
    state.unread.push(...inside.slice(0, Math.max(0, MOST_DOCUMENTS - state.documents.length)));
  }
}

function unseen(known: Set<string>, file: FileRef): boolean {
  if (known.has(file.fileId)) return false;
  known.add(file.fileId);
  return true;
}

function noteReading(chronicle: Chronicle, result: DocumentResult): void {
  chronicle.note({
    kind: 'extract',
    action: result.status === 'read' ? 'document-read' : 'document-set-aside',
    about: `${result.file.fileId.slice(0, 16)}/${result.reading.ref.slice(0, 12)}`,
    inputs: [{ ref: result.file.fileId, kind: 'file' }],
    output: result.reading,
    reasons:
      result.setAsideCode === null
        ? []
        : [{ code: result.setAsideCode, clause: null, text: result.setAsideReason ?? '' }],
    facts: { type: result.type, bytes: result.file.bytes, flags: result.flags.join(',') },
  });
}

/** Assess the claim on all that is there now, and send it where triage says. */
export async function assess(chronicle: Chronicle): Promise<void> {
  const { state } = chronicle;
  await readNewDocuments(chronicle);
  chronicle.stand('assessing');

  const readings = state.documents.map((document) => document.reading);
  const facts = await steps.assembleFacts({ claim: state.claim, readings });
  const [coverage, fraud] = await Promise.all([
    steps.assessCoverage({ claim: state.claim, facts: facts.facts }),
    steps.screenFraud({ claim: state.claim, facts: facts.facts }),
  ]);
  const triage = await steps.proposeAndTriage({
    claim: state.claim,
    facts: facts.facts,
    coverage: coverage.coverage,
    fraud: fraud.screening,
    alreadyAsked: state.asked,
    investigationCleared: state.investigationCleared || state.investigationReported,
  });

  state.line = coverage.line ?? state.line;
  state.assessment = { facts, coverage, fraud, triage };
  state.opinion = null;
  // What there is to pay early is decided on what is there now.
  state.advance = null;
  noteAssessment(chronicle, state.assessment);
  const worst =
    triage.action === 'deny'
      ? 0
      : Math.max(triage.amountMinor, triage.action === 'undetermined' ? triage.claimedMinor : 0);
  reserveAsAssessed(chronicle, stillDue(state, worst));

  // More documents came while this was worked out: it is worked out again before anybody is asked.
  if (state.unread.length > 0) return;
  const stage = nextStage(state, state.assessment);
  // Papers that are still to come change what there is to say.
  if (coverage.opinionPossible === true && stage !== 'information') void seekOpinion(chronicle, state.assessment);
  direct(chronicle, stage);
}

/** Duplicates first, since paying one loss twice is the worst of the outcomes; then as triage says. */
function nextStage(state: ClaimState, { triage }: Assessment): Stage {
  if (state.suspectedDuplicates.length > 0 && !state.duplicateSettled) return 'duplicate';
  switch (triage.route) {
    case 'straight-through':
      // What a person or the rules have decided once is decided anew by a person only.
      return state.reopened?.decided || state.reopened?.kind === 'appeal' || state.paidMinor > 0 ? 'review' : 'settle';
    case 'information':
      return 'information';
    case 'investigation':
      return 'investigation';
    case 'review':
      return 'review';
  }
}

function direct(chronicle: Chronicle, stage: Stage): void {
  const { state } = chronicle;
  const triage = state.assessment?.triage;
  // A question that was open is asked again on the new evidence; a first decision made on the old evidence is void.
  if (state.task !== null) {
    chronicle.closeTask('withdrawn');
    state.firstDecision = null;
  }
  if (stage === 'settle' && triage !== undefined) {
    state.settlement = {
      action: 'pay',
      outcome: 'paid',
      amountMinor: triage.amountMinor,
      decidedBy: ['straight-through'],
      linkedClaim: null,
      said: null,
    };
    chronicle.note({
      kind: 'decide',
      action: 'settled-straight-through',
      about: triage.evidenceHash.slice(0, 16),
      inputs: [triage.proposal],
      rulesHash: triage.rulesHash,
      reasons: triage.reasons,
      facts: { amountMinor: triage.amountMinor, currency: triage.currency, evidenceHash: triage.evidenceHash },
    });
  }
  if (stage === 'information' && triage !== undefined)
    state.asking = triage.missing.filter((item) => !state.asked.includes(item.code));
  state.stage = stage;
}

function noteAssessment(chronicle: Chronicle, { facts, coverage, fraud, triage }: Assessment): void {
  chronicle.note({
    kind: 'extract',
    action: 'facts-assembled',
    about: facts.facts.ref.slice(0, 16),
    output: facts.facts,
    facts: {
      items: facts.itemCount,
      claimedMinor: facts.claimedMinor,
      findings: facts.findings.map((finding) => finding.code).join(','),
    },
  });
  chronicle.note({
    kind: 'check',
    action: 'coverage-assessed',
    about: `${facts.facts.ref.slice(0, 12)}/${coverage.coverage.ref.slice(0, 12)}`,
    inputs: [facts.facts],
    output: coverage.coverage,
    rulesHash: coverage.rulesHash,
    facts: { outcome: coverage.outcome, payableMinor: coverage.payableMinor, reasons: coverage.reasonCodes.join(',') },
  });
  chronicle.note({
    kind: 'score',
    action: 'fraud-screened',
    about: `${facts.facts.ref.slice(0, 12)}/${fraud.screening.ref.slice(0, 12)}`,
    inputs: [facts.facts],
    output: fraud.screening,
    rulesHash: fraud.rulesHash,
    facts: {
      score: fraud.score,
      referral: fraud.referral,
      indicators: fraud.indicatorCodes.join(','),
      notChecked: fraud.notChecked.join(','),
    },
  });
  chronicle.note({
    kind: 'recommend',
    action: 'proposal-made',
    about: `${triage.evidenceHash.slice(0, 16)}/${triage.route}`,
    inputs: [facts.facts, coverage.coverage, fraud.screening],
    output: triage.proposal,
    rulesHash: triage.rulesHash,
    reasons: triage.reasons,
    facts: {
      action: triage.action,
      amountMinor: triage.amountMinor,
      route: triage.route,
      evidenceHash: triage.evidenceHash,
    },
  });
}
