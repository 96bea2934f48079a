/** Everything that happened, in order: who, when, what and why. */
import { Anchor, Badge, Center, Group, Loader, Text, Timeline } from '@mantine/core';
import { GearIcon, MagicWandIcon, PersonIcon } from '@radix-ui/react-icons';
import { useTranslation } from 'react-i18next';
import { useTimeline } from '../../api/queries';
import type { ClaimDetails, TimelineEntry } from '../../api/types';
import { instant, money } from '../../format';
import { Failure } from '../../parts/failure';
import { Section } from './section';

const ACTOR = { person: PersonIcon, machine: GearIcon, model: MagicWandIcon } as const;

export function TimelineTab({ claim: { claim, history } }: { claim: ClaimDetails }) {
  const { t } = useTranslation();
  const timeline = useTimeline(claim.claim.claimNumber);
  if (timeline.isPending)
    return (
      <Center h={120}>
        <Loader />
      </Center>
    );
  if (timeline.isLoadingError) return <Failure error={timeline.error} retry={() => void timeline.refetch()} />;
  const { entries } = timeline.data;
  return (
    <Section title={t('claim.timeline')} hint={t('timeline.hint', { count: entries.length })}>
      {history.url !== null && (
        <Anchor href={history.url} target="_blank" rel="noreferrer" size="sm">
          {t('claim.history')}
        </Anchor>
      )}
      <Timeline bulletSize={24} lineWidth={2} mt="md" active={entries.length}>
        {entries.map((entry) => (
          <Entry key={`${entry.seq}/${entry.at}/${entry.action}`} entry={entry} />
        ))}
      </Timeline>
    </Section>
  );
}

function Entry({ entry }: { entry: TimelineEntry }) {
  const { t } = useTranslation();
  const Icon = ACTOR[entry.actor.type];
  return (
    <Timeline.Item
      color={entry.actor.type === 'person' ? 'blue.8' : 'gray.7'}
      bullet={<Icon width={14} height={14} aria-label={t(`timeline.${entry.actor.type}`)} />}
      title={
        <Text size="sm" fw={550} component="span">
          {entry.text}
        </Text>
      }
    >
      <Text size="xs" c="dimmed">
        {instant(entry.at)} · {entry.actor.type === 'machine' ? t('timeline.machine') : entry.actor.name}
        {entry.seq === null ? '' : ` · ${t('timeline.record', { seq: entry.seq })}`}
      </Text>
      {entry.amounts.length > 0 && (
        <Group gap={6} mt={2}>
          {entry.amounts.map((amount) => (
            <Badge key={amount.what} variant="default" tt="none" size="sm">
              {amount.what} {money(amount.minor, amount.currency)}
            </Badge>
          ))}
        </Group>
      )}
      {entry.reasons.map((reason) => (
        <Text key={reason.code + reason.text} size="xs">
          {reason.text}
          {reason.clause === null ? '' : ` (${t('clause.short', { clause: reason.clause })})`}
        </Text>
      ))}
    </Timeline.Item>
  );
}
