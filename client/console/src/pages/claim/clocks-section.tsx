/** What is owed on the claim by when, by the rules of its jurisdiction; each with its source. */
import { Anchor, Badge, Group, Paper, Stack, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { Problem } from '../../api/client';
import { useClocks } from '../../api/queries';
import type { Clock } from '../../api/types';
import { date } from '../../format';
import { Failure } from '../../parts/failure';
import { Section } from './section';

export function ClocksSection({ claimNumber }: { claimNumber: string }) {
  const { t } = useTranslation();
  const clocks = useClocks(claimNumber);
  if (clocks.isError) {
    // An installation may do without them.
    if (clocks.error instanceof Problem && clocks.error.status === 404) return null;
    return <Failure error={clocks.error} retry={() => void clocks.refetch()} />;
  }
  if (clocks.data === undefined) return null;
  const { jurisdiction, note } = clocks.data;
  const open = clocks.data.clocks.filter(isOpen).sort((a, b) => (a.daysLeft ?? 9999) - (b.daysLeft ?? 9999));
  return (
    <Section
      title={t('clock.title')}
      hint={t('clock.hint', { name: jurisdiction.name, timeZone: jurisdiction.timeZone.replaceAll('_', ' ') })}
    >
      {note !== null && (
        <Text size="xs" mb={4}>
          {note}
        </Text>
      )}
      {open.length === 0 && <Text size="sm">{t('clock.none')}</Text>}
      <Stack gap={4}>
        {open.map((clock) => (
          <ClockRow key={clock.id} clock={clock} />
        ))}
      </Stack>
    </Section>
  );
}

/** Still owed. What was missed for good, because the claim was closed, has no days left. */
function isOpen({ status, daysLeft }: Clock): boolean {
  return status === 'running' || status === 'paused' || (status === 'missed' && daysLeft !== null);
}

function ClockRow({ clock }: { clock: Clock }) {
  const { t } = useTranslation();
  const { source } = clock;
  return (
    <Paper withBorder px="xs" py={4}>
      <Group justify="space-between" wrap="nowrap" align="flex-start" gap="xs">
        <Text size="sm">{clock.title}</Text>
        <Badge variant="dot" color={toneOf(clock)} tt="none" style={{ flexShrink: 0 }}>
          {left(clock, t)}
        </Badge>
      </Group>
      <details>
        <Text component="summary" size="xs" style={{ cursor: 'pointer' }}>
          {clock.dueOn === null ? t('clock.source') : t('clock.dueOn', { date: date(clock.dueOn) })}
          {!clock.verified && ` · ${t('clock.unverified')}`}
        </Text>
        <Text size="xs">
          {source.url === null ? (
            source.citation
          ) : (
            <Anchor href={source.url} target="_blank" rel="noreferrer" size="xs">
              {source.citation}
            </Anchor>
          )}
          {source.quote !== null && ` “${source.quote}”`}
        </Text>
        {clock.note !== null && <Text size="xs">{clock.note}</Text>}
        {!clock.verified && <Text size="xs">{t('clock.lawyer')}</Text>}
      </details>
    </Paper>
  );
}

function toneOf({ status, daysLeft, escalateAt }: Clock): string {
  if (status === 'missed' || (daysLeft ?? 1) < 0) return 'red';
  return escalateAt !== null && Date.parse(escalateAt) < Date.now() ? 'orange' : 'gray';
}

function left({ status, daysLeft }: Clock, t: ReturnType<typeof useTranslation>['t']): string {
  if (status === 'paused' || daysLeft === null) return t('clock.paused');
  if (daysLeft === 0) return t('clock.today');
  return daysLeft < 0 ? t('clock.over', { count: -daysLeft }) : t('clock.left', { count: daysLeft });
}
