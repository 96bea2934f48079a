/** Why the policy covers the loss or not, and what code could not tell. */
import { Blockquote, List, Paper, Stack, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { Coverage, Opinion } from '../../api/types';
import { ClauseLink, Reasons } from './reasons';
import { Section } from './section';

export function CoverageSection({ coverage }: { coverage: Coverage }) {
  const { t } = useTranslation();
  const { policy } = coverage;
  return (
    <Section
      title={t('coverage.title', { outcome: t(`coverage.outcome.${coverage.outcome}`) })}
      hint={
        policy === null
          ? t('coverage.noPolicy')
          : t('coverage.policy', {
              number: policy.policyNumber,
              product: policy.product,
              edition: policy.edition,
              holder: policy.holder,
            })
      }
    >
      <Reasons reasons={coverage.reasons} />
    </Section>
  );
}

export function QuestionSection({ coverage, opinion }: { coverage: Coverage; opinion: Opinion | null }) {
  const { t } = useTranslation();
  if (coverage.questions.length === 0) return null;
  return (
    <Section title={t('question.title')} hint={t('question.hint')}>
      <Stack gap="sm">
        {coverage.questions.map((question) => {
          const said = opinion?.questions.find(
            ({ code, text }) => code === question.code && text === question.text,
          )?.opinion;
          return (
            <Paper key={question.code + question.text} withBorder p="sm">
              <Text size="sm" fw={600}>
                {question.text}
              </Text>
              <Text size="sm">{t('question.settles', { what: question.wouldSettle })}</Text>
              {(['speaksFor', 'speaksAgainst'] as const).map((side) =>
                (question[side] ?? []).map((cited) => (
                  <Blockquote
                    key={side + cited.clause}
                    p="xs"
                    mt="xs"
                    color={side === 'speaksFor' ? 'green' : 'orange'}
                  >
                    <Text size="xs" fw={600}>
                      {t(`question.${side}`)}: <ClauseLink clause={cited.clause} /> {cited.heading}
                    </Text>
                    <Text size="xs">{cited.quote}</Text>
                  </Blockquote>
                )),
              )}
              {said !== undefined && (
                <Text size="sm" mt="xs">
                  {t(`opinion.${said.outcome}`, {
                    verdict: said.verdict === null ? '' : t(`coverage.outcome.${said.verdict}`),
                  })}
                </Text>
              )}
              {said?.answers.map((answer) => (
                <List key={answer.recordId} size="xs" mt={4}>
                  <List.Item>
                    {answer.model}: {t(`coverage.outcome.${answer.verdict}`)}. {answer.because}
                  </List.Item>
                </List>
              ))}
            </Paper>
          );
        })}
      </Stack>
    </Section>
  );
}
