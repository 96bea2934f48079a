/** What models said to open questions of cover: advice for the person who decides, with the quotes that were found true. */
import type { CoverageOpinion, WeighedOpinion } from '../../activities/coverage/contract';
import type { Shown } from '../sdk/shown-evidence';
import { plainText, words } from './format';
import type { Output } from './output';
import { opened, section } from './page-parts';

export function opinionSection(output: Output, shown: Shown<CoverageOpinion>): string[] {
  const title = 'Opinions of models (advice; nothing is decided by them)';
  const { value, lines } = opened(output, title, shown);
  if (value === undefined) return lines;
  return section(
    output,
    title,
    value.questions.map(({ code, text, opinion }) =>
      [
        `- ${plainText(text)} [${code}]`,
        `    ${comesTo(opinion)}`,
        ...opinion.answers.flatMap((answer) => [
          `    ${plainText(answer.model)}: ${words(answer.verdict)}. ${plainText(answer.because)}`,
          ...answer.clauses.map(({ clause, quote }) => `      clause ${plainText(clause)}: "${plainText(quote)}"`),
          ...answer.facts.map(({ fact, quote }) => `      ${plainText(fact)}: "${plainText(quote)}"`),
          ...(answer.against === '' ? [] : [`      but: ${plainText(answer.against)}`]),
          ...(answer.wouldSettle === '' ? [] : [`      would settle it: ${plainText(answer.wouldSettle)}`]),
        ]),
      ].join('\n'),
    ),
  );
}

function comesTo({ outcome, verdict, answers, rejected }: WeighedOpinion): string {
  const left = rejected.length === 0 ? '' : ` ${rejected.length} not counted (${rejected.map(plainText).join(', ')}).`;
  switch (outcome) {
    case 'agreed':
      return `${answers.length} answers agree: ${words(verdict ?? '')}.${left}`;
    case 'split':
      return `The answers differ: it is yours to judge.${left}`;
    case 'unverified':
      return `Too few answers could be verified: it is yours to judge.${left}`;
  }
}
