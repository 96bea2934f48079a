/** What was worked out: why a person is asked, the proposal, cover, open questions, checks. */
import { Alert, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { type ClaimDetails, present, type TaskDetails } from '../../api/types';
import { FindingSection, IndicatorSection, MissingSection } from './checks';
import { CoverageSection, QuestionSection } from './coverage';
import { Episodes } from './episodes';
import { ProposalSection } from './proposal';
import { Reasons } from './reasons';
import { Evidence, Section } from './section';

export function Assessment({ claim, task }: { claim: ClaimDetails; task: TaskDetails | null }) {
  const { t } = useTranslation();
  const on = task ?? claim;
  const coverage = present(on.coverage);
  const facts = present(on.facts);
  const { waitingFor } = claim.claim;
  return (
    <>
      <Episodes claimNumber={claim.claim.claim.claimNumber} />
      {task !== null && task.task.why.length > 0 && (
        <Section title={t('task.why')}>
          <Reasons reasons={task.task.why} />
        </Section>
      )}
      {task === null && waitingFor !== null && (
        <Alert mb="md" variant="light">
          {t('claim.waitingFor', { what: waitingFor })}
        </Alert>
      )}
      {task === null && claim.claim.status === 'closed' && (
        <Section title={t('claim.why')}>
          <Reasons reasons={claim.claim.reasons} />
        </Section>
      )}
      {on.proposal === null && <Text c="dimmed">{t('claim.notAssessed')}</Text>}
      <Evidence shown={on.proposal} title={t('proposal.title')}>
        {(proposal) => <ProposalSection proposal={proposal} coverage={coverage} facts={facts} />}
      </Evidence>
      {coverage !== null && (
        <QuestionSection coverage={coverage} opinion={task === null ? null : present(task.opinion)} />
      )}
      <Evidence shown={on.coverage} title={t('coverage.short')}>
        {(value) => <CoverageSection coverage={value} />}
      </Evidence>
      <MissingSection missing={present(on.proposal)?.missing ?? []} />
      <Evidence shown={on.facts} title={t('finding.short')}>
        {(value) => <FindingSection facts={value} />}
      </Evidence>
      <Evidence shown={on.screening} title={t('indicator.short')}>
        {(value) => <IndicatorSection screening={value} />}
      </Evidence>
    </>
  );
}
