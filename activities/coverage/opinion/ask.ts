/**
 * An opinion on one question: several answers, of two models where two may be asked, each with the clauses in another order,
 * since models lean to what they read first. Answers that misquote do not count; fewer than two leave nothing.
 */
import type { KnownPersonalData, ModelGateway, ModelRequest, ModelTask, Receipt } from '../../models/contract';
import type { ClaimKey } from '../../vocabulary';
import { OpinionAnswer, type WeighedOpinion } from '../contract';
import { type OpinionMaterial, OpinionWire, problemsOf } from './verify';

/** The tasks that are asked, in `config/models.yaml`; the second only where it has a model. */
export const OPINION_TASK: ModelTask = 'coverage-opinion';
const SECOND_OPINION_TASK: ModelTask = 'coverage-second-opinion';
/** Fewer verified answers than this are no opinion. */
const LEAST_ANSWERS = 2;
const DEADLINE_MS = 150_000;

export interface OpinionCaller {
  gateway: ModelGateway;
  claim: ClaimKey;
  process: ModelRequest['process'];
  dataClass: ModelRequest['dataClass'];
  known: KnownPersonalData[];
  signal?: AbortSignal;
}

/**
 * Ask. Three answers, one after the other of the same model or two of one and one of another.
 * @throws what the gateway throws: retryable where providers are away
 */
export async function askForOpinion(material: OpinionMaterial, caller: OpinionCaller): Promise<WeighedOpinion> {
  const second = caller.gateway.available(SECOND_OPINION_TASK) ? SECOND_OPINION_TASK : OPINION_TASK;
  const asked = await Promise.all(
    [OPINION_TASK, OPINION_TASK, second].map((task, index) => answerOf(material, caller, task, index)),
  );
  return weigh(asked);
}

type Asked = WeighedOpinion['answers'][number] | { why: string };

/** What the answers come to together. */
export function weigh(asked: Asked[]): WeighedOpinion {
  const answers = asked.flatMap((one) => ('why' in one ? [] : [one]));
  const rejected = asked.flatMap((one) => ('why' in one ? [one.why] : []));
  const verdicts = new Set(answers.map(({ verdict }) => verdict));
  const [verdict] = verdicts;
  if (answers.length < LEAST_ANSWERS || verdict === undefined)
    return { outcome: 'unverified', verdict: null, answers, rejected };
  if (verdicts.size > 1) return { outcome: 'split', verdict: null, answers, rejected };
  return { outcome: 'agreed', verdict, answers, rejected };
}

async function answerOf(
  material: OpinionMaterial,
  { gateway, claim, process, dataClass, known, signal }: OpinionCaller,
  task: ModelTask,
  index: number,
): Promise<Asked> {
  const { question, facts } = material;
  const clauses = index % 2 === 0 ? material.clauses : material.clauses.toReversed();
  const result = await gateway.run<OpinionAnswer>(
    {
      task,
      claim,
      process,
      risk: 'high',
      dataClass,
      known,
      deadline: new Date(Date.now() + DEADLINE_MS).toISOString(),
      again: `answer-${index + 1}`,
      input: [
        { type: 'text', label: 'question', text: question, trust: 'trusted' },
        ...clauses.map(({ clause, heading, text }) => ({
          type: 'text' as const,
          label: `clause ${clause}`,
          text: `${heading}. ${text}`,
          trust: 'trusted' as const,
        })),
        ...facts.map(({ fact, text, trusted }) => ({
          type: 'text' as const,
          label: `fact ${fact}`,
          text,
          trust: trusted ? ('trusted' as const) : ('untrusted' as const),
        })),
      ],
      evidence: [
        ...clauses.map(({ clause, text }) => ({ document: `clause ${clause}`, pages: [text] })),
        ...facts.map(({ fact, text }) => ({ document: `fact ${fact}`, pages: [text] })),
      ],
    },
    {
      schema: { name: 'coverage_opinion', wire: OpinionWire, domain: OpinionAnswer },
      checks: [
        {
          name: 'verbatim-quotes',
          check: (output) => {
            const answer = OpinionAnswer.safeParse(output);
            return answer.success ? problemsOf(answer.data, material) : ['the answer is not in its form'];
          },
        },
      ],
      ...(signal === undefined ? {} : { signal }),
    },
  );
  if (result.outcome === 'ask-person') return { why: result.reason };
  // A stored answer was checked when it was given; it is looked at again, since nothing is believed unread.
  if (problemsOf(result.output, material).length > 0) return { why: 'not-verified' };
  return { ...result.output, model: modelOf(result.receipt), recordId: result.receipt.recordId };
}

function modelOf({ route, source }: Receipt): string {
  return route.findLast(({ outcome }) => outcome === 'answered')?.model ?? source;
}
