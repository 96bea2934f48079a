/** How the work goes: inflow, stages, clocks, times, rates, people, models. Every figure is defined in docs/dashboard.md. */
import '@mantine/charts/styles.css';
import { BarChart, LineChart } from '@mantine/charts';
import { Anchor, Box, Center, Group, Loader, Paper, Select, SimpleGrid, Table, Text, Title } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useSearchParams } from 'react-router';
import { type FigureFilter, useFigures } from '../../api/queries';
import type { Figures } from '../../api/types';
import { date, duration, money, nanoMoney, percent } from '../../format';
import { Failure } from '../../parts/failure';

const LINES = ['motor', 'contents'] as const;
const PERIODS = [7, 30, 90, 365] as const;
const DAY_MS = 86_400_000;

export default function DashboardPage() {
  const { t } = useTranslation();
  const [search, setSearch] = useSearchParams();
  const days = PERIODS.find((one) => String(one) === search.get('days')) ?? 30;
  const today = new Date().toISOString().slice(0, 10);
  const filter: FigureFilter = {
    from: new Date(Date.parse(today) - (days - 1) * DAY_MS).toISOString().slice(0, 10),
    to: today,
    line: LINES.find((one) => one === search.get('line')),
  };
  const figures = useFigures(filter);
  const set = (name: string, value: string | null) => {
    const next = new URLSearchParams(search);
    if (value === null) next.delete(name);
    else next.set(name, value);
    setSearch(next, { replace: true });
  };
  const csv = new URLSearchParams(
    Object.entries(filter).flatMap(([name, value]) => (value === undefined ? [] : [[name, String(value)]])),
  );
  return (
    <Box p="md">
      <Group justify="space-between" mb="md">
        <Title order={1} size="h3">
          {t('dashboard.title')}
        </Title>
        <Group gap="sm">
          <Select
            aria-label={t('dashboard.period')}
            data={PERIODS.map((one) => ({ value: String(one), label: t('dashboard.days', { count: one }) }))}
            value={String(days)}
            onChange={(value) => set('days', value)}
            allowDeselect={false}
            w={150}
          />
          <Select
            aria-label={t('queue.filter.line')}
            placeholder={t('dashboard.everyLine')}
            data={LINES.map((one) => ({ value: one, label: t(`line.${one}`) }))}
            value={filter.line ?? null}
            onChange={(value) => set('line', value)}
            clearable
            clearButtonProps={{ 'aria-label': t('queue.filter.clear') }}
            w={150}
          />
          <Anchor href={`/v1/figures/export.csv?${csv}`} download size="sm">
            {t('dashboard.export')}
          </Anchor>
        </Group>
      </Group>
      {figures.isPending && (
        <Center h={200}>
          <Loader />
        </Center>
      )}
      {figures.isError && <Failure error={figures.error} retry={() => void figures.refetch()} />}
      {figures.data !== undefined && <Panels figures={figures.data} />}
    </Box>
  );
}

function Panels({ figures: { claims, automation, work } }: { figures: Figures }) {
  const { t } = useTranslation();
  const { clocks, cycleTime } = claims;
  const { straightThrough } = automation;
  return (
    <>
      <SimpleGrid cols={{ base: 2, sm: 3, lg: 6 }} mb="md">
        <Figure name={t('dashboard.reported')} value={String(claims.inflow.reported)} />
        <Figure
          name={t('dashboard.overdue')}
          value={String(clocks.overdue)}
          alarming={clocks.overdue > 0}
          hint={t('dashboard.soon', { count: clocks.within24Hours })}
        />
        <Figure
          name={t('dashboard.cycleTime')}
          value={duration(cycleTime.medianSeconds)}
          hint={t('dashboard.p90', { time: duration(cycleTime.p90Seconds) })}
        />
        <Share name={t('dashboard.routine')} share={automation.routineWithin4Hours} />
        <Figure
          name={t('dashboard.paid')}
          value={claims.paid.map(({ minor, currency }) => money(minor, currency)).join(' · ') || '–'}
        />
        <Figure
          name={t('dashboard.reserved')}
          value={claims.reserved.map(({ minor, currency }) => money(minor, currency)).join(' · ') || '–'}
        />
      </SimpleGrid>
      <SimpleGrid cols={{ base: 1, md: 2 }} mb="md">
        <Panel title={t('dashboard.inflow')}>
          <BarChart
            barProps={{ maxBarSize: 44 }}
            h={220}
            data={claims.inflow.perDay.map(({ day, reported }) => ({
              day: date(day),
              [t('dashboard.reported')]: reported,
            }))}
            dataKey="day"
            series={[{ name: t('dashboard.reported'), color: 'blue.6' }]}
          />
        </Panel>
        <Panel title={t('dashboard.stages')}>
          <BarChart
            barProps={{ maxBarSize: 44 }}
            h={220}
            orientation="vertical"
            yAxisProps={{ width: 170 }}
            data={claims.openByStage.map(({ status, open }) => ({
              stage: t(`status.${status}`),
              [t('dashboard.open')]: open,
            }))}
            dataKey="stage"
            series={[{ name: t('dashboard.open'), color: 'teal.7' }]}
          />
        </Panel>
        <Panel title={t('dashboard.times')}>
          <LineChart
            h={220}
            connectNulls
            data={cycleTime.perDay.map(({ day, medianSeconds, p90Seconds }) => ({
              day: date(day),
              [t('dashboard.median')]: hours(medianSeconds),
              [t('dashboard.ninetieth')]: hours(p90Seconds),
            }))}
            dataKey="day"
            unit=" h"
            series={[
              { name: t('dashboard.median'), color: 'blue.6' },
              { name: t('dashboard.ninetieth'), color: 'orange.7' },
            ]}
            withLegend
          />
        </Panel>
        <Panel title={t('dashboard.outcomes')}>
          <BarChart
            barProps={{ maxBarSize: 44 }}
            h={220}
            orientation="vertical"
            yAxisProps={{ width: 170 }}
            data={claims.outcomes.map(({ outcome, closed }) => ({
              outcome: t(`outcome.${outcome}`),
              [t('dashboard.closed')]: closed,
            }))}
            dataKey="outcome"
            series={[{ name: t('dashboard.closed'), color: 'grape.6' }]}
          />
        </Panel>
      </SimpleGrid>
      <Panel title={t('dashboard.straightThrough')} hint={t('dashboard.straightThroughHint')}>
        <SimpleGrid cols={{ base: 1, sm: 3 }}>
          <Share name={t('dashboard.ofAllClosed')} share={straightThrough.ofAllClosed} />
          <Share name={t('dashboard.ofEligible')} share={straightThrough.ofEligible} />
          <Share name={t('dashboard.ofPaidUntouched')} share={straightThrough.ofPaidUntouched} />
        </SimpleGrid>
      </Panel>
      <SimpleGrid cols={{ base: 1, md: 2 }} mt="md">
        <Panel title={t('dashboard.overrides')} hint={shareInWords(automation.overrides, t)}>
          <Rows
            label={t('dashboard.overrides')}
            head={[t('dashboard.decision'), t('decide.reason'), t('dashboard.count')]}
            rows={automation.overrides.byReason.map(({ action, reasonCode, count }) => [
              t(`action.${action}`),
              reasonCode,
              String(count),
            ])}
          />
        </Panel>
        <Panel title={t('dashboard.referrals')}>
          <Rows
            label={t('dashboard.referrals')}
            head={[t('dashboard.referral'), t('dashboard.count')]}
            rows={[
              [t('dashboard.referred'), String(automation.referrals.referred)],
              [t('dashboard.cleared'), String(automation.referrals.cleared)],
              [t('dashboard.findingsReported'), String(automation.referrals.findingsReported)],
              [t('dashboard.underInvestigation'), String(automation.referrals.underInvestigation)],
              ...automation.referrals.byOutcome.map(({ outcome, claims: count }) => [
                t('dashboard.endedAs', { outcome: t(`outcome.${outcome}`, { defaultValue: outcome }) }),
                String(count),
              ]),
            ]}
          />
        </Panel>
        <Panel title={t('dashboard.reviewers')} hint={t('dashboard.reviewersHint')}>
          <Rows
            label={t('dashboard.reviewers')}
            head={[t('dashboard.person'), t('dashboard.decisions'), t('dashboard.median'), t('dashboard.quick')]}
            rows={work.reviewers.map((one) => [
              one.name,
              String(one.decisions),
              duration(one.medianSeconds),
              one.quickApprovals.share === null
                ? '–'
                : `${percent(one.quickApprovals.share)} (${one.quickApprovals.count}/${one.quickApprovals.of})`,
            ])}
          />
        </Panel>
        <Panel title={t('dashboard.models')}>
          <Rows
            label={t('dashboard.models')}
            head={[
              t('dashboard.modelTask'),
              t('dashboard.model'),
              t('dashboard.requests'),
              t('dashboard.cost'),
              t('dashboard.p95'),
            ]}
            rows={work.models.map((one) => [
              one.task,
              one.model,
              `${one.answered}/${one.requests}`,
              nanoMoney(one.costNano, one.currency),
              one.p95Ms === null ? '–' : `${Math.round(one.p95Ms)} ms`,
            ])}
          />
        </Panel>
      </SimpleGrid>
    </>
  );
}

function hours(seconds: number | null): number | null {
  return seconds === null ? null : Math.round(seconds / 36) / 100;
}

interface Part {
  of: number;
  count: number;
  share: number | null;
}

function shareInWords({ of, count, share }: Part, t: ReturnType<typeof useTranslation>['t']): string {
  return t('dashboard.share', { count, of, share: share === null ? '–' : percent(share) });
}

function Share({ name, share }: { name: string; share: Part }) {
  const { t } = useTranslation();
  return (
    <Figure
      name={name}
      value={share.share === null ? '–' : percent(share.share)}
      hint={t('dashboard.countOf', { count: share.count, of: share.of })}
    />
  );
}

function Figure({
  name,
  value,
  hint,
  alarming = false,
}: {
  name: string;
  value: string;
  hint?: string;
  alarming?: boolean;
}) {
  return (
    <Paper withBorder p="sm">
      <Text size="xs" c="dimmed">
        {name}
      </Text>
      <Text
        fw={700}
        size="lg"
        c={alarming ? 'light-dark(var(--mantine-color-red-9), var(--mantine-color-red-4))' : undefined}
      >
        {value}
      </Text>
      {hint !== undefined && (
        <Text size="xs" c="dimmed">
          {hint}
        </Text>
      )}
    </Paper>
  );
}

function Panel({ title, hint, children }: { title: string; hint?: string; children: ReactNode }) {
  return (
    <Paper component="section" withBorder p="md">
      <Title order={2} size="h5">
        {title}
      </Title>
      {hint !== undefined && (
        <Text size="xs" c="dimmed" mb="xs">
          {hint}
        </Text>
      )}
      {children}
    </Paper>
  );
}

function Rows({ label, head, rows }: { label: string; head: string[]; rows: string[][] }) {
  const { t } = useTranslation();
  if (rows.length === 0) return <Text size="sm">{t('dashboard.nothing')}</Text>;
  return (
    <Table.ScrollContainer minWidth={300} type="native">
      <Table verticalSpacing={4} aria-label={label}>
        <Table.Thead>
          <Table.Tr>
            {head.map((cell) => (
              <Table.Th key={cell}>{cell}</Table.Th>
            ))}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {rows.map((cells) => (
            <Table.Tr key={cells.join('/')}>
              {cells.map((cell, at) => (
                <Table.Td key={head[at]}>{cell}</Table.Td>
              ))}
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Table.ScrollContainer>
  );
}
