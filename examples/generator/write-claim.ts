/** From a scenario to a folder with real files. */
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { NoticeOfLoss } from '../../activities/claimfile/contract';
import { drawClaimForm } from './documents/claim-form';
import { writeEmail } from './documents/email';
import { writeLetter } from './documents/letter';
import { takePhoto } from './documents/photo';
import { drawPoliceReport } from './documents/police-report';
import { drawTillReceipt } from './documents/receipt';
import { drawLossSchedule } from './documents/schedule';
import { cutOff, drawHostile } from './documents/spoiled';
import { drawWorkshopPaper } from './documents/workshop';
import { Expected, PeoplesActions } from './layout';
import { scanned } from './scan';
import type { ClaimDocument, Facts, Scenario } from './scenario';

/**
 * Write a claim: `notice.json`, `documents/`, and where the scenario has them `answers/`, `again/`, `people.json`, `expected.json`.
 * What an earlier run left in the folder is removed. The same scenario gives the same bytes.
 *
 * @throws ZodError when the facts do not make a notice of loss
 */
export async function writeClaim(scenario: Scenario, folder: string): Promise<void> {
  const { facts } = scenario;
  const files: [string[], ClaimDocument][] = scenario.documents.map((document) => [['documents'], document]);
  for (const [code, documents] of Object.entries(scenario.answers))
    files.push(...documents.map((document): [string[], ClaimDocument] => [['answers', code], document]));

  for (const document of scenario.again ?? []) files.push([['again'], document]);

  const notice = noticeOf(facts);
  for (const part of ['documents', 'answers', 'again', 'people.json', 'expected.json'])
    await rm(join(folder, part), { recursive: true, force: true });
  await mkdir(join(folder, 'documents'), { recursive: true });
  await writeJson(join(folder, 'notice.json'), notice);
  if (scenario.people !== null) {
    PeoplesActions.parse(scenario.people);
    await writeJson(join(folder, 'people.json'), scenario.people);
  }
  if (scenario.expected !== null) await writeJson(join(folder, 'expected.json'), Expected.parse(scenario.expected));
  for (const [where, document] of files) {
    await mkdir(join(folder, ...where), { recursive: true });
    await writeFile(join(folder, ...where, document.file), await makeDocument(facts, document));
  }
}

/** The notice of loss that the facts make. */
export function noticeOf(facts: Facts): NoticeOfLoss {
  const { claimant, payee } = facts;
  return NoticeOfLoss.parse({
    policyNumber: facts.policyNumber,
    lossDate: facts.lossDate,
    reportedAt: facts.reportedAt,
    ...(facts.noticeReceivedAt === undefined ? {} : { noticeReceivedAt: facts.noticeReceivedAt }),
    causeOfLoss: facts.causeOfLoss,
    description: facts.description,
    lossLocation: facts.lossLocation,
    claimant: { name: claimant.name, role: claimant.role, email: claimant.email, phone: claimant.phone },
    ...(payee?.withNotice === true ? { payee: { name: payee.name, iban: payee.account } } : {}),
  });
}

/** The bytes of one document. */
export async function makeDocument(facts: Facts, document: ClaimDocument): Promise<Buffer> {
  switch (document.kind) {
    case 'photo':
      return takePhoto(document);
    case 'letter':
      return writeLetter(facts, document);
    case 'cut-off':
      return cutOff(await makeDocument(facts, document.of), document.keep);
    case 'hostile':
      return drawHostile(facts, document);
    case 'email': {
      const attachments = [];
      for (const attached of document.attachments)
        attachments.push({ name: attached.file, content: await makeDocument(facts, attached) });
      return writeEmail(facts, document, attachments);
    }
    default: {
      const pdf = await drawPaper(facts, document);
      const medium = document.medium ?? 'pdf';
      if (medium === 'pdf') return pdf;
      const paper = document.kind === 'purchase-receipt' ? 'receipt' : 'page';
      return scanned(pdf, medium, paper, `${facts.policyNumber}/${document.file}`);
    }
  }
}

type PaperDocument = Exclude<ClaimDocument, { kind: 'photo' | 'letter' | 'cut-off' | 'hostile' | 'email' }>;

function drawPaper(facts: Facts, document: PaperDocument): Promise<Buffer> {
  switch (document.kind) {
    case 'repair-estimate':
    case 'repair-invoice':
      return drawWorkshopPaper(facts, document);
    case 'purchase-receipt':
      return drawTillReceipt(facts, document);
    case 'loss-schedule':
      return drawLossSchedule(facts, document);
    case 'police-report':
      return drawPoliceReport(facts, document);
    case 'claim-form':
      return drawClaimForm(facts, document);
  }
}

function writeJson(path: string, value: unknown): Promise<void> {
  return writeFile(path, `${JSON.stringify(value, null, 2)}\n`);
}
