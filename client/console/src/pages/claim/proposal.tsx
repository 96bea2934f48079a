/** What is proposed, line by line, with the working of the amount. */
import { Badge, Group, Table, Text } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Coverage, Facts, Proposal, Source } from '../../api/types';
import { money } from '../../format';
import classes from './claim.module.css';
import { ClauseLink, Reasons } from './reasons';
import { Section } from './section';
import { SourceLink } from './source-link';

const TONE: Record<string, string> = {
  pay: 'teal.9',
  'pay-in-part': 'teal.9',
  deny: 'red.8',
  undetermined: 'gray.7',
};

interface Props {
  proposal: Proposal;
  coverage: Coverage | null;
  facts: Facts | null;
}

export function ProposalSection({ proposal, coverage, facts }: Props) {
  const { t } = useTranslation();
  const { currency } = proposal;
  const sources = new Map<string, Source>(facts?.items.map((item) => [item.itemId, item.source]));
  const workings = new Map(coverage?.lines.map((line) => [line.itemId, line.working]));
  const known = new Set(coverage?.reasons.map((reason) => reason.code));
  return (
    <Section title={t('proposal.title')} hint={t('proposal.hint')}>
      <Group mb="xs" gap="sm" align="baseline">
        <Badge color={TONE[proposal.action]} variant="filled" size="lg">
          {t(`proposal.action.${proposal.action}`)}
        </Badge>
        <Text fw={700} size="xl">
          {money(proposal.amountMinor, currency)}
        </Text>
        <Text size="sm" c="dimmed">
          {t('proposal.claimed', { amount: money(proposal.claimedMinor, currency) })}
        </Text>
      </Group>
      <Table.ScrollContainer minWidth={380}>
        <Table className={classes.lines} verticalSpacing={4} aria-label={t('proposal.lines')}>
          <Table.Thead>
            <Table.Tr>
              <Table.Th>{t('proposal.item')}</Table.Th>
              <Table.Th className={classes.number}>{t('proposal.claimedColumn')}</Table.Th>
              <Table.Th className={classes.number}>{t('proposal.counted')}</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {proposal.lines.map((line) => (
              <Table.Tr key={line.itemId}>
                <Table.Td>
                  <SourceLink source={sources.get(line.itemId) ?? null} id={`line:${line.itemId}`}>
                    {line.description}
                  </SourceLink>
                  <Text size="xs" c="dimmed">
                    <Text span size="xs" fw={600} c="var(--mantine-color-text)">
                      {t(`coverage.outcome.${line.outcome}`, { defaultValue: line.outcome })}
                    </Text>
                    {': '}
                    {line.reason.text} {line.reason.clause !== null && <ClauseLink clause={line.reason.clause} />}
                  </Text>
                  <Working steps={workings.get(line.itemId) ?? []} />
                </Table.Td>
                <Table.Td className={classes.number}>{money(line.claimedMinor, currency)}</Table.Td>
                <Table.Td className={classes.number}>{money(line.adjustedMinor, currency)}</Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </Table.ScrollContainer>
      {(coverage?.working ?? proposal.working).map((step) => (
        <Text key={step} size="sm" ff="monospace">
          {step}
        </Text>
      ))}
      <Reasons reasons={proposal.reasons.filter((reason) => !known.has(reason.code))} />
    </Section>
  );
}

function Working({ steps }: { steps: string[] }) {
  const { t } = useTranslation();
  const [open, setOpen] = useState(false);
  // A single step says nothing that the columns do not.
  if (steps.length < 2) return null;
  return (
    <details open={open} onToggle={(event) => setOpen(event.currentTarget.open)}>
      <Text component="summary" size="xs" style={{ cursor: 'pointer' }}>
        {t('proposal.working')}
      </Text>
      {open &&
        steps.map((step) => (
          <Text key={step} size="xs" ff="monospace">
            {step}
          </Text>
        ))}
    </details>
  );
}
