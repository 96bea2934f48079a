/** Is the answer right, as far as code can tell? Parsing, the task's verifiers, the caller's checks, the guards of the output. */
import type { Call, Journal, Prepared } from './call';
import type { GuardVerdict } from './contract';
import { ungrounded } from './guards/grounding';
import { outputOffences } from './guards/output-policy';
import { checkArithmetic } from './output/arithmetic';
import { parseOutput } from './output/parse';
import { checkQuotes } from './output/quotes';
import type { GuardAction } from './policy';

export type Verdict =
  | { right: true; output: unknown }
  /** `failed`: names of what failed, for records; `problems`: sentences for the model that mends it. */
  | { right: false; failed: string[]; problems: string[]; partial: unknown; askAtOnce: boolean };

export function judgeAnswer(call: Call, prepared: Prepared, journal: Journal, text: string): Verdict {
  if (call.task.kind === 'embed') return judgeVectors(prepared, text);
  const parsed = parseOutput(text, call.options.schema, (value) => prepared.mask.reveal(value));
  journal.repairs.push(...parsed.repairs);
  if (!parsed.ok)
    return { right: false, failed: ['schema'], problems: parsed.problems, partial: parsed.partial, askAtOnce: false };
  const { output } = parsed;
  const failed: string[] = [];
  const problems: string[] = [];
  const note = (name: string, found: string[]) => {
    if (found.length === 0) return;
    failed.push(name);
    problems.push(...found.slice(0, 12));
  };
  for (const verifier of call.task.verifiers) {
    if (verifier === 'quotes') note('quotes', checkQuotes(output, call.request.evidence));
    if (verifier === 'arithmetic') note('arithmetic', checkArithmetic(output));
  }
  for (const { name, check } of call.options.checks ?? []) note(name, check(output));
  const guarded = guardOutput(call, prepared, output);
  journal.guards.push(...guarded.map(({ verdict }) => verdict));
  for (const { verdict, problems: found } of guarded)
    if (verdict.action === 'block' || verdict.action === 'ask') note(verdict.guard, found);
  if (failed.length === 0) return { right: true, output };
  const askAtOnce = guarded.some(({ verdict }) => verdict.action === 'ask');
  return { right: false, failed, problems, partial: output, askAtOnce };
}

/** A vector for each text, all of one length. */
function judgeVectors(prepared: Prepared, text: string): Verdict {
  const vectors = JSON.parse(text) as number[][];
  const [first = []] = vectors;
  const right =
    vectors.length === prepared.texts.length &&
    first.length > 0 &&
    vectors.every((vector) => vector.length === first.length);
  if (right) return { right, output: vectors };
  const problems = ['a text has no vector, or one of another length'];
  return { right, failed: ['vectors'], problems, partial: null, askAtOnce: false };
}

/** Guards over the texts of the output; off where the task names no action. */
function guardOutput(call: Call, prepared: Prepared, output: unknown): { verdict: GuardVerdict; problems: string[] }[] {
  const { grounding, outputPolicy } = call.task.guards;
  const text = grounding === undefined && outputPolicy === undefined ? '' : textsOf(output).join('\n');
  return [
    ...(grounding === undefined
      ? []
      : [
          guard('grounding', grounding, () =>
            ungrounded(text, prepared.material).map(({ kind, text: said }) => ({
              kind,
              problem: `the material does not say "${said.slice(0, 80)}" (${kind})`,
            })),
          ),
        ]),
    ...(outputPolicy === undefined
      ? []
      : [
          guard('output-policy', outputPolicy, () =>
            outputOffences(text).map((kind) => ({ kind, problem: `the text may not contain this: ${kind}` })),
          ),
        ]),
  ];
}

function guard(
  name: GuardVerdict['guard'],
  action: GuardAction,
  look: () => { kind: string; problem: string }[],
): { verdict: GuardVerdict; problems: string[] } {
  const began = performance.now();
  const found = look();
  const counts: Record<string, number> = {};
  for (const { kind } of found) counts[kind] = (counts[kind] ?? 0) + 1;
  return {
    verdict: {
      guard: name,
      stage: 'output',
      verdict: found.length === 0 ? 'clear' : 'found',
      action: found.length === 0 ? 'none' : action,
      counts,
      ms: performance.now() - began,
    },
    problems: found.map(({ problem }) => problem),
  };
}

function textsOf(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  if (Array.isArray(value)) return value.flatMap(textsOf);
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(textsOf) : [];
}
