/** How the work goes: inflow, stages, clocks, times, rates, people, models. Every figure is defined in docs/dashboard.md. */
import { Anchor, Box, Center, Group, Loader, Select, Title } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { useSearchParams } from 'react-router';
import { type FigureFilter, useFigures } from '../../api/queries';
import { LINES } from '../../api/values';
import { Failure } from '../../parts/failure';
import { ClocksPanel } from './clocks-panel';
import { Panels } from './panels';

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
      <Box mt="md">
        <ClocksPanel />
      </Box>
    </Box>
  );
}
