/** Which tasks of the queue are shown, and in which order: it stands in the address. */
import { Group, SegmentedControl, Select } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { type TaskFilter, useTaskCounts } from '../../api/queries';
import { LINES, TASK_KINDS } from '../../api/values';

const VIEWS = ['team', 'mine', 'unassigned', 'all'] as const;
const SORTS = ['due', 'severity', 'amount'] as const;
const DUES = ['overdue', 'today', 'week'] as const;

/** What of the address is a filter; anything else in it is left out. */
export type QueueFilter = TaskFilter & { view: (typeof VIEWS)[number]; sort: (typeof SORTS)[number] };
export function filterOf(search: URLSearchParams): QueueFilter {
  const oneOf = <T extends string>(name: string, values: readonly T[]) =>
    values.find((value) => value === search.get(name));
  return {
    view: oneOf('view', VIEWS) ?? 'team',
    sort: oneOf('sort', SORTS) ?? 'due',
    kind: oneOf('kind', TASK_KINDS),
    due: oneOf('due', DUES),
    line: oneOf('line', LINES),
    after: search.get('after') ?? undefined,
    limit: 50,
  };
}

interface Props {
  filter: QueueFilter;
  set(name: string, value: string | null): void;
}

export function QueueFilters({ filter, set }: Props) {
  const { t } = useTranslation();
  const counts = useTaskCounts();
  return (
    <Group mb="sm" gap="sm">
      <SegmentedControl
        aria-label={t('queue.view')}
        size="xs"
        value={filter.view}
        onChange={(view) => set('view', view)}
        data={VIEWS.map((view) => ({
          value: view,
          label:
            counts.data === undefined
              ? t(`queue.views.${view}`)
              : `${t(`queue.views.${view}`)} ${counts.data[view]?.open ?? 0}`,
        }))}
      />
      <Filter name="kind" values={TASK_KINDS} value={filter.kind} set={set} />
      <Filter name="line" values={LINES} value={filter.line} set={set} />
      <Filter name="due" values={DUES} value={filter.due} set={set} />
      <Select
        aria-label={t('queue.sort')}
        data={SORTS.map((sort) => ({ value: sort, label: t(`queue.sorts.${sort}`) }))}
        value={filter.sort}
        onChange={(sort) => set('sort', sort)}
        allowDeselect={false}
        w={190}
      />
    </Group>
  );
}

interface FilterProps {
  name: 'kind' | 'line' | 'due';
  values: readonly string[];
  value: string | undefined;
  set(name: string, value: string | null): void;
}

function Filter({ name, values, value, set }: FilterProps) {
  const { t } = useTranslation();
  return (
    <Select
      aria-label={t(`queue.filter.${name}`)}
      placeholder={t(`queue.filter.${name}`)}
      data={values.map((one) => ({ value: one, label: t(name === 'kind' ? `task.kind.${one}` : `${name}.${one}`) }))}
      value={value ?? null}
      onChange={(next) => set(name, next)}
      clearable
      clearButtonProps={{ 'aria-label': t('queue.filter.clear') }}
      w={170}
    />
  );
}
