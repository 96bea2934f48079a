/** Both guards over the texts of one call, in the calling thread. `thread/` does the same beside it. */
import type { Guardrails, InjectionScreening, Inspected, Inspection, KnownValue, PersonalDataSpan } from './contract';
import { screenInjection } from './injection/detect';
import { detectPersonalData } from './personal-data/detect';
import { maskSpans, restoreTokens } from './personal-data/mask';
import type { PersonalDataModel } from './personal-data/model-file';

/** Milliseconds of a text of 10 KB, see docs/quality-guardrails.md: for tests and tools; workers use `GuardThread`. */
export function createGuardrails(model: PersonalDataModel): Guardrails {
  const inspector = new Inspector(model);
  return { inspect: async (inspection) => inspector.inspect(inspection), restore: restoreTokens };
}

interface Finding {
  spans: PersonalDataSpan[];
  screening: InjectionScreening | null;
}

/** Characters of texts whose findings are kept: some hundred letters. */
const MOST_KEPT = 2_000_000;

/**
 * Several tasks of a claim are asked about the same documents, and a retry asks again: what was found in a text is kept for a
 * while, in memory alone.
 */
export class Inspector {
  /** By what the case knows and the text, the longest unused first. */
  private readonly kept = new Map<string, Finding>();
  private characters = 0;

  constructor(private readonly model: PersonalDataModel) {}

  /** Never throws: any text is allowed. */
  inspect({ texts, known, mask, vault }: Inspection): Inspected {
    const types = new Set<string>(mask);
    const inspected: Inspected = {
      texts: [],
      vault,
      personalData: {},
      injection: {},
      personalDataMs: 0,
      injectionMs: 0,
    };
    const knownText = JSON.stringify(known);
    for (const { text, screen } of texts) {
      const began = performance.now();
      const finding = this.findingOf(text, known, knownText);
      const spans = finding.spans.filter(({ entityType }) => types.has(entityType));
      const masked = maskSpans(text, spans, inspected.vault);
      inspected.texts.push(masked.text);
      inspected.vault = masked.vault;
      for (const { entityType } of spans) count(inspected.personalData, entityType);
      const between = performance.now();
      inspected.personalDataMs += between - began;
      if (!screen) continue;
      finding.screening ??= screenInjection(text);
      for (const { reasons } of finding.screening.findings)
        for (const reason of reasons) count(inspected.injection, reason);
      inspected.injectionMs += performance.now() - between;
    }
    return inspected;
  }

  private findingOf(text: string, known: KnownValue[], knownText: string): Finding {
    const name = `${knownText}\n${text}`;
    let finding = this.kept.get(name);
    if (finding === undefined) {
      finding = { spans: detectPersonalData(text, this.model, known), screening: null };
      this.characters += name.length;
    } else this.kept.delete(name);
    this.kept.set(name, finding);
    for (const [oldest] of this.kept) {
      if (this.characters <= MOST_KEPT) break;
      this.kept.delete(oldest);
      this.characters -= oldest.length;
    }
    return finding;
  }
}

function count(counts: Record<string, number>, name: string): void {
  counts[name] = (counts[name] ?? 0) + 1;
}
