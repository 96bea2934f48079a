/** The queue: tasks that wait for a person, with the reason for their order. Keys lead from row to decision. */
import { Box, Button, Center, Group, Kbd, Loader, Paper, Text, Title } from '@mantine/core';
import { useHotkeys } from '@mantine/hooks';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useNavigate, useSearchParams } from 'react-router';
import { useTasks } from '../../api/queries';
import type { QueueRow } from '../../api/types';
import { Failure } from '../../parts/failure';
import { useMay } from '../../session';
import { GiveMenu } from './give-menu';
import { filterOf, QueueFilters } from './queue-filters';
import { addressOf, QueueTable } from './queue-table';

export default function QueuePage() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const [search, setSearch] = useSearchParams();
  const filter = filterOf(search);
  const tasks = useTasks(filter);
  const rows = tasks.data?.tasks ?? [];
  const next = tasks.data?.next ?? null;
  const [at, setAt] = useState(0);
  const mayGive = useMay('assign-tasks');
  const [marked, setMarked] = useState<ReadonlySet<string>>(new Set());
  // What has left the page is not given away unseen.
  const given = rows.filter(({ task }) => marked.has(task.taskId)).map(({ task }) => task);
  const mark = (taskIds: readonly string[], on: boolean) => {
    const changed = new Set(marked);
    for (const taskId of taskIds) {
      if (on) changed.add(taskId);
      else changed.delete(taskId);
    }
    setMarked(changed);
  };
  const set = (name: string, value: string | null) => {
    const changed = new URLSearchParams(search);
    // Another filter begins at its first page.
    changed.delete('after');
    if (value === null) changed.delete(name);
    else changed.set(name, value);
    setAt(0);
    setSearch(changed, { replace: name !== 'after' });
  };
  const chosen = Math.min(at, Math.max(0, rows.length - 1));
  const open = (row: QueueRow | undefined) => row !== undefined && void navigate(addressOf(row));
  useHotkeys([
    ['j', () => setAt(Math.min(chosen + 1, rows.length - 1))],
    ['k', () => setAt(Math.max(chosen - 1, 0))],
    ['Enter', () => document.activeElement === document.body && open(rows[chosen])],
    ['o', () => open(rows[chosen])],
  ]);

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
      <QueueFilters filter={filter} set={set} />
      {given.length > 0 && (
        <Paper withBorder p="xs" mb="sm" role="status">
          <Group gap="sm">
            <Text size="sm">{t('queue.marked', { count: given.length })}</Text>
            <GiveMenu tasks={given} name={t('queue.give')} toNobody done={() => setMarked(new Set())} />
            <Button size="compact-xs" variant="subtle" onClick={() => setMarked(new Set())}>
              {t('queue.unmark')}
            </Button>
          </Group>
        </Paper>
      )}
      {tasks.isPending && (
        <Center h={200}>
          <Loader />
        </Center>
      )}
      {tasks.isError && <Failure error={tasks.error} retry={() => void tasks.refetch()} />}
      {tasks.isSuccess && rows.length === 0 && <Text c="dimmed">{t('queue.empty')}</Text>}
      {rows.length > 0 && <QueueTable rows={rows} chosen={chosen} marking={mayGive ? { marked, mark } : null} />}
      <Group mt="md">
        {filter.after !== undefined && (
          <Button variant="default" onClick={() => set('after', null)}>
            {t('queue.first')}
          </Button>
        )}
        {next !== null && (
          <Button variant="default" onClick={() => set('after', next)}>
            {t('queue.further')}
          </Button>
        )}
      </Group>
    </Box>
  );
}
