/** The dashboard's panels. */
import '@mantine/charts/styles.css';
import { BarChart, LineChart } from '@mantine/charts';
import { SimpleGrid } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { Figures } from '../../api/types';
import { date, duration, money, nanoMoney, percent } from '../../format';
import { ChartPanel, Figure, Panel, Rows, Share, shareInWords } from './parts';

export function Panels({ figures: { claims, automation, work } }: { figures: Figures }) {
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
        <ChartPanel
          title={t('dashboard.inflow')}
          head={[t('dashboard.day'), t('dashboard.reported')]}
          rows={claims.inflow.perDay.map(({ day, reported }) => [date(day), String(reported)])}
        >
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
        </ChartPanel>
        <ChartPanel
          title={t('dashboard.stages')}
          head={[t('claims.status'), t('dashboard.open')]}
          rows={claims.openByStage.map(({ status, open }) => [t(`status.${status}`), String(open)])}
        >
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
        </ChartPanel>
        <ChartPanel
          title={t('dashboard.times')}
          head={[t('dashboard.day'), t('dashboard.median'), t('dashboard.ninetieth')]}
          rows={cycleTime.perDay.map(({ day, medianSeconds, p90Seconds }) => [
            date(day),
            duration(medianSeconds),
            duration(p90Seconds),
          ])}
        >
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
        </ChartPanel>
        <ChartPanel
          title={t('dashboard.outcomes')}
          head={[t('claims.outcome'), t('dashboard.closed')]}
          rows={claims.outcomes.map(({ outcome, closed }) => [t(`outcome.${outcome}`), String(closed)])}
        >
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
        </ChartPanel>
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
