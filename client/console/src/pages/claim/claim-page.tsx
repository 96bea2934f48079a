/** One claim on one screen: its documents on the left, what was worked out from them and the decision on the right. */
import { Anchor, Badge, Box, Center, Group, Loader, Tabs, Text, Title } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useParams, useSearchParams } from 'react-router';
import { useClaim, useTask } from '../../api/queries';
import { type ClaimDetails, present, type TaskDetails } from '../../api/types';
import { date, fromNow, money } from '../../format';
import { Failure } from '../../parts/failure';
import { StatusBadge } from '../../parts/status';
import { Assessment } from './assessment';
import classes from './claim.module.css';
import { ClocksSection } from './clocks-section';
import { DecisionPanel } from './decision-panel';
import { DocumentsPane } from './documents/documents-pane';
import { FactsTab } from './facts-tab';
import { LettersTab } from './letters-tab';
import { MessagesTab } from './messages-tab';
import { MoneySection } from './money-section';
import { SelectionProvider } from './selection';
import { TimelineTab } from './timeline-tab';
import { WordingProvider } from './wording';

export default function ClaimPage() {
  const { claimNumber = '' } = useParams();
  const [search] = useSearchParams();
  const claim = useClaim(claimNumber);
  const open = claim.data?.tasks ?? [];
  const wanted = search.get('task');
  const taskId = (open.find((task) => task.taskId === wanted) ?? open[0])?.taskId ?? null;
  const task = useTask(taskId);
  if (claim.isPending)
    return (
      <Center h="60vh">
        <Loader />
      </Center>
    );
  if (claim.isLoadingError) return <Failure error={claim.error} retry={() => void claim.refetch()} />;
  const live = taskId === null ? null : (task.data ?? null);
  return (
    <SelectionProvider key={claimNumber}>
      {claim.isRefetchError && <Failure error={claim.error} retry={() => void claim.refetch()} />}
      <ClaimScreen claim={claim.data} live={live} />
    </SelectionProvider>
  );
}

/** One of them can stand in the address, as `tab`. */
const TABS = ['assessment', 'facts', 'letters', 'messages', 'timeline'] as const;

/**
 * The decision is bound to what is on the screen. So the screen keeps the evidence that it showed first; when it changes, that
 * is said, and the person asks for the new one.
 */
function ClaimScreen({ claim, live }: { claim: ClaimDetails; live: TaskDetails | null }) {
  const { t } = useTranslation();
  const [search] = useSearchParams();
  const [kept, setKept] = useState<TaskDetails | null>(null);
  /** Decided here: what is shown then is what comes after. */
  const [done, setDone] = useState<string | null>(null);
  const next = live !== null && live.task.taskId !== done && live.task.status === 'open' ? live : null;
  if (kept === null && next !== null) setKept(next);
  const shown = kept ?? next;
  const outdated =
    shown !== null && (next?.task.taskId !== shown.task.taskId || next.task.evidenceHash !== shown.task.evidenceHash);
  const showNew = () => setKept(next);
  const decided = (taskId: string) => {
    setDone(taskId);
    setKept(null);
  };
  const on = shown ?? claim;
  const coverage = present(on.coverage);
  return (
    <WordingProvider clauses={on.clauses} policy={coverage?.policy ?? null}>
      <div className={classes.page}>
        <Header claim={claim} />
        <div className={classes.panes}>
          <section className={classes.assessment} style={{ order: 2 }} aria-label={t('claim.assessment')}>
            <Tabs
              defaultValue={TABS.find((one) => one === search.get('tab')) ?? 'assessment'}
              className={classes.scroll}
              keepMounted={false}
            >
              <Tabs.List
                px="md"
                style={{ position: 'sticky', top: 0, zIndex: 3, background: 'var(--mantine-color-body)' }}
              >
                <Tabs.Tab value="assessment">{t('claim.assessment')}</Tabs.Tab>
                <Tabs.Tab value="facts">{t('claim.facts')}</Tabs.Tab>
                <Tabs.Tab value="letters">{t('letters.title')}</Tabs.Tab>
                <Tabs.Tab value="messages">{t('messages.title')}</Tabs.Tab>
                <Tabs.Tab value="timeline">{t('claim.timeline')}</Tabs.Tab>
              </Tabs.List>
              <Box p="md">
                <Tabs.Panel value="assessment">
                  <Assessment claim={claim} task={shown} />
                  <MoneySection claim={claim.claim} />
                  <ClocksSection claimNumber={claim.claim.claim.claimNumber} />
                </Tabs.Panel>
                <Tabs.Panel value="facts">
                  <FactsTab notice={claim.notice} claimNumber={claim.claim.claim.claimNumber} />
                </Tabs.Panel>
                <Tabs.Panel value="letters">
                  <LettersTab claimNumber={claim.claim.claim.claimNumber} />
                </Tabs.Panel>
                <Tabs.Panel value="messages">
                  <MessagesTab claimNumber={claim.claim.claim.claimNumber} />
                </Tabs.Panel>
                <Tabs.Panel value="timeline">
                  <TimelineTab claim={claim} />
                </Tabs.Panel>
              </Box>
            </Tabs>
            {shown !== null && (
              <DecisionPanel
                key={`${shown.task.taskId}/${shown.task.evidenceHash}`}
                details={shown}
                assignee={(live?.task.taskId === shown.task.taskId ? live : shown).assignment?.assignee ?? null}
                outdated={outdated}
                showNew={showNew}
                decided={decided}
                exposures={(claim.claim.exposures ?? []).map(({ section }) => section)}
              />
            )}
          </section>
          <DocumentsPane claim={claim} />
        </div>
      </div>
    </WordingProvider>
  );
}

function Header({ claim: { claim, notice, history } }: { claim: ClaimDetails }) {
  const { t } = useTranslation();
  return (
    <Group
      component="header"
      justify="space-between"
      px="md"
      py={8}
      gap="xs"
      style={{ borderBottom: '1px solid var(--mantine-color-default-border)' }}
    >
      <Box>
        <Group gap="sm">
          <Title order={1} size="h4">
            {claim.claim.claimNumber}
          </Title>
          <StatusBadge status={claim.status} outcome={claim.outcome} />
          {claim.dueAt !== null && (
            <Badge variant="dot" color={Date.parse(claim.dueAt) < Date.now() ? 'red' : 'gray'}>
              {t('claim.due', { when: fromNow(claim.dueAt) })}
            </Badge>
          )}
        </Group>
        <Text size="sm" c="dimmed">
          {notice === null
            ? claim.policyNumber
            : t('claim.subtitle', {
                name: notice.claimant.name,
                cause: t(`peril.${notice.causeOfLoss}`),
                date: date(notice.lossDate),
                policy: claim.policyNumber,
              })}
        </Text>
      </Box>
      <Group gap="lg">
        <Figure name={t('claim.claimed')} value={money(claim.claimedMinor, claim.currency)} />
        <Figure name={t('claim.reserve')} value={money(claim.reserveMinor, claim.currency)} />
        <Figure name={t('claim.paid')} value={money(claim.paidMinor, claim.currency)} />
        {history.url !== null && (
          <Anchor href={history.url} target="_blank" rel="noreferrer" size="sm">
            {t('claim.history')}
          </Anchor>
        )}
      </Group>
    </Group>
  );
}

function Figure({ name, value }: { name: string; value: string }) {
  return (
    <Box>
      <Text size="xs" c="dimmed">
        {name}
      </Text>
      <Text size="sm" fw={600}>
        {value}
      </Text>
    </Box>
  );
}
