/** The queue: tasks that wait for a person, with the reason for their order. Filters stand in the address; keys lead from row to decision. */
import { Badge, Box, Center, Group, Kbd, Loader, SegmentedControl, Select, Table, Text, Title } from '@mantine/core';
import { useHotkeys } from '@mantine/hooks';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useNavigate, useSearchParams } from 'react-router';
import { type TaskFilter, useTaskCounts, useTasks } from '../../api/queries';
import type { QueueRow } from '../../api/types';
import { LINES, TASK_KINDS } from '../../api/values';
import { date, fromNow, money } from '../../format';
import { Failure } from '../../parts/failure';
import { AssignButton } from './assign-button';
import classes from './queue.module.css';

const VIEWS = ['team', 'mine', 'unassigned', 'all'] as const;
const SORTS = ['due', 'severity', 'amount'] as const;
const DUES = ['overdue', 'today', 'week'] as const;

/** What of the address is a filter; anything else in it is left out. */
function filterOf(
  search: URLSearchParams,
): TaskFilter & { view: (typeof VIEWS)[number]; sort: (typeof SORTS)[number] } {
  const oneOf = <T extends string>(name: string, values: readonly T[]) =>
    values.find((value) => value === search.get(name));
  return {
    view: oneOf('view', VIEWS) ?? 'team',
    sort: oneOf('sort', SORTS) ?? 'due',
    kind: oneOf('kind', TASK_KINDS),
    due: oneOf('due', DUES),
    line: oneOf('line', LINES),
    limit: 100,
  };
}

export default function QueuePage() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const [search, setSearch] = useSearchParams();
  const filter = filterOf(search);
  const tasks = useTasks(filter);
  const counts = useTaskCounts();
  const rows = tasks.data?.tasks ?? [];
  const [at, setAt] = useState(0);
  const table = useRef<HTMLTableSectionElement>(null);
  const set = (name: string, value: string | null) => {
    const next = new URLSearchParams(search);
    if (value === null) next.delete(name);
    else next.set(name, value);
    setSearch(next, { replace: true });
  };
  const chosen = Math.min(at, Math.max(0, rows.length - 1));
  const open = (row: QueueRow | undefined) => row !== undefined && void navigate(addressOf(row));
  useHotkeys([
    ['j', () => setAt(Math.min(chosen + 1, rows.length - 1))],
    ['k', () => setAt(Math.max(chosen - 1, 0))],
    ['Enter', () => document.activeElement === document.body && open(rows[chosen])],
    ['o', () => open(rows[chosen])],
  ]);
  useEffect(() => {
    table.current?.children[chosen]?.scrollIntoView({ block: 'nearest' });
  }, [chosen]);

  return (
    <Box p="md">
      <Group justify="space-between" mb="sm">
        <Title order={1} size="h3">
          {t('queue.title')}
        </Title>
        <Text size="sm" c="dimmed" visibleFrom="sm">
          <Kbd size="xs">j</Kbd> <Kbd size="xs">k</Kbd> {t('queue.move')} · <Kbd size="xs">o</Kbd> {t('queue.open')}
        </Text>
      </Group>
      <Group mb="sm" gap="sm">
        <SegmentedControl
          aria-label={t('queue.view')}
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
      {tasks.isPending && (
        <Center h={200}>
          <Loader />
        </Center>
      )}
      {tasks.isError && <Failure error={tasks.error} retry={() => void tasks.refetch()} />}
      {tasks.isSuccess && rows.length === 0 && <Text c="dimmed">{t('queue.empty')}</Text>}
      {rows.length > 0 && (
        <Table.ScrollContainer minWidth={760} type="native">
          <Table highlightOnHover verticalSpacing={6} aria-label={t('queue.title')}>
            <Table.Thead>
              <Table.Tr>
                <Table.Th>{t('queue.due')}</Table.Th>
                <Table.Th>{t('queue.task')}</Table.Th>
                <Table.Th>{t('queue.claim')}</Table.Th>
                <Table.Th>{t('queue.loss')}</Table.Th>
                <Table.Th className={classes.number}>{t('queue.proposed')}</Table.Th>
                <Table.Th>{t('queue.severity')}</Table.Th>
                <Table.Th>{t('queue.assignee')}</Table.Th>
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody ref={table}>
              {rows.map((row, index) => (
                <Row key={row.task.taskId} row={row} chosen={index === chosen} />
              ))}
            </Table.Tbody>
          </Table>
        </Table.ScrollContainer>
      )}
    </Box>
  );
}

function addressOf({ task }: QueueRow): string {
  return `/claims/${task.claim.claimNumber}?task=${encodeURIComponent(task.taskId)}`;
}

function Row({ row, chosen }: { row: QueueRow; chosen: boolean }) {
  const { t } = useTranslation();
  const { task, claim, severity, severityReason } = row;
  const overdue = task.dueAt !== null && Date.parse(task.dueAt) < Date.now();
  return (
    <Table.Tr data-chosen={chosen || undefined} className={classes.row} aria-current={chosen || undefined}>
      <Table.Td>
        <Text size="sm" c={overdue ? 'red' : undefined} fw={overdue ? 600 : undefined}>
          {fromNow(task.dueAt)}
        </Text>
      </Table.Td>
      <Table.Td>
        <Text size="sm" fw={550} component={Link} to={addressOf(row)} className={classes.link}>
          {t(`task.kind.${task.kind}`)}
        </Text>
        <Text size="xs" c="dimmed" lineClamp={1} maw={300}>
          {task.why[0]?.text}
        </Text>
      </Table.Td>
      <Table.Td>
        <Text size="sm">{task.claim.claimNumber}</Text>
        <Text size="xs" c="dimmed">
          {claim.claimantName}
        </Text>
      </Table.Td>
      <Table.Td>
        <Text size="sm">{t(`peril.${claim.causeOfLoss}`)}</Text>
        <Text size="xs" c="dimmed">
          {date(claim.lossDate)}
        </Text>
      </Table.Td>
      <Table.Td className={classes.number}>
        <Text size="sm">{money(task.amountMinor, task.currency)}</Text>
        <Text size="xs" c="dimmed">
          {t('queue.of', { amount: money(claim.claimedMinor, claim.currency) })}
        </Text>
      </Table.Td>
      <Table.Td>
        <Badge variant="dot" color={severity >= 60 ? 'red' : severity >= 30 ? 'orange' : 'gray'} aria-hidden>
          {severity}
        </Badge>
        <Text size="xs" c="dimmed" lineClamp={2} maw={220}>
          {severityReason}
        </Text>
      </Table.Td>
      <Table.Td>
        <AssignButton row={row} />
      </Table.Td>
    </Table.Tr>
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
