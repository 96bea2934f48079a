/** A letter put together and judged: what it would say, and why it may not go out. Nothing is kept or sent here. */
import type { Database } from '../../platform/database/client';
import { projectFile } from '../../platform/paths';
import { composeLetter } from './compose';
import type { LetterDrafts, LetterProblem, LetterRequest } from './contract';
import { type LetterDocument, ownWords } from './document';
import { gatherMaterial, type LetterMaterial } from './material';
import { accusation } from './plain-speech';
import type { LetterTemplate, LetterTemplates } from './templates';
import { letterText } from './text';

export interface DraftDependencies {
  database: Database;
  templates: LetterTemplates;
  /** Folder of the products' wordings; config/products by default. */
  products?: string;
}

export interface Draft {
  letter: LetterDocument;
  material: LetterMaterial;
  /** Empty for a letter that may be sent. */
  problems: LetterProblem[];
}

/** @throws non-retryable `claim-not-found`; an ordinary Error when evidence is missing or was altered */
export async function draftLetter(
  { database, templates, products }: DraftDependencies,
  request: LetterRequest,
): Promise<Draft> {
  const material = await gatherMaterial(database, products ?? projectFile('config', 'products'), request);
  const template = templates.forJurisdiction(material.jurisdiction);
  const letterhead = templates.letterhead(request.claim.tenant, material.jurisdiction);
  const { letter, missing } = composeLetter(material, template, letterhead);
  const problems: LetterProblem[] = [];
  if (missing.length > 0) {
    const lacks = missing.map(({ part, why }) => `${part} (${why})`).join('; ');
    problems.push({ code: 'letter-incomplete', text: `It lacks ${lacks}.`, parts: missing.map(({ part }) => part) });
  }
  const accuses = accusationIn(letter, template, material);
  if (accuses !== null) {
    const text = `It says "${accuses}". A letter gives reasons and clauses, never an accusation. Put the reason in other words, or decide on another ground.`;
    problems.push({ code: 'letter-accuses', text, parts: [] });
  }
  if (disclosesPolicy(letter, material)) {
    problems.push({
      code: 'letter-discloses-policy',
      text: 'It would tell a third party the policy number.',
      parts: [],
    });
  }
  return { letter, material, problems };
}

/** @see LetterDrafts */
export function createLetterDrafts(dependencies: DraftDependencies): LetterDrafts {
  return {
    async draft(request) {
      const { letter, problems } = await draftLetter(dependencies, request);
      return { kind: request.kind, text: letterText(letter), problems };
    },
  };
}

function accusationIn(letter: LetterDocument, template: LetterTemplate, material: LetterMaterial): string | null {
  const items = material.coverage?.lines.map((line) => line.description) ?? [];
  // Questions of an assessment quote the first 80 characters of an item.
  const borrowed = [...items, ...items.map((item) => item.slice(0, 80)), letter.recipient];
  return accusation(ownWords(letter), template.neverSay, borrowed)?.word ?? null;
}

/** The last line of defence: templates and reasons for third parties name nothing of the policy. */
function disclosesPolicy(letter: LetterDocument, material: LetterMaterial): boolean {
  if (!material.thirdParty) return false;
  const said = ownWords(letter).join('\n');
  const { policyNumber } = material.notice;
  return said.includes(policyNumber) || letter.references.flat().includes(policyNumber);
}
