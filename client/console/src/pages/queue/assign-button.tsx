/** Who works on a task: taken and given back by oneself, given to others by a supervisor. */
import { Button, Menu, Text } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Problem } from '../../api/client';
import { useAssign, useColleagues, useGiveTasks } from '../../api/queries';
import type { QueueRow } from '../../api/types';
import { useMay, useSignedIn } from '../../session';

export function AssignButton({ row }: { row: QueueRow }) {
  const mayGive = useMay('assign-tasks');
  const mayTake = useMay('take-tasks');
  if (mayGive) return <Give row={row} />;
  if (mayTake) return <Take row={row} />;
  return <Text size="sm">{row.assignee?.name ?? '–'}</Text>;
}

function Take({ row: { task, assignee } }: { row: QueueRow }) {
  const { t } = useTranslation();
  const { userId } = useSignedIn();
  const assign = useAssign();
  const tell = useRefusal();
  if (assignee !== null && assignee.userId !== userId) return <Text size="sm">{assignee.name}</Text>;
  return (
    <Button
      size="compact-xs"
      variant="default"
      loading={assign.isPending}
      onClick={() => assign.mutate({ taskId: task.taskId, take: assignee === null }, { onError: tell })}
    >
      {t(assignee === null ? 'queue.take' : 'queue.release')}
    </Button>
  );
}

function Give({ row: { task, assignee } }: { row: QueueRow }) {
  const { t } = useTranslation();
  const [open, setOpen] = useState(false);
  const colleagues = useColleagues(open);
  const give = useGiveTasks();
  const tell = useRefusal();
  const to = (userId: string | null) =>
    give.mutate(
      { taskIds: [task.taskId], assignee: userId },
      {
        onError: tell,
        onSuccess: ({ results }) => {
          for (const result of results)
            if (!result.ok) notifications.show({ color: 'red', title: t('queue.notAssigned'), message: result.detail });
        },
      },
    );
  const able = colleagues.data?.users.filter(({ decides }) => decides.includes(task.kind)) ?? [];
  return (
    <Menu opened={open} onChange={setOpen} position="bottom-end">
      <Menu.Target>
        <Button size="compact-xs" variant="default" loading={give.isPending}>
          {assignee?.name ?? t('queue.give')}
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        {able.map((one) => (
          <Menu.Item key={one.userId} onClick={() => to(one.userId)}>
            {t('queue.colleague', { name: one.name, role: t(`role.${one.role}`), count: one.openTasks })}
          </Menu.Item>
        ))}
        {assignee !== null && <Menu.Item onClick={() => to(null)}>{t('queue.nobody')}</Menu.Item>}
      </Menu.Dropdown>
    </Menu>
  );
}

function useRefusal() {
  const { t } = useTranslation();
  return (error: Error) =>
    notifications.show({
      color: 'red',
      title: t('queue.notAssigned'),
      message: error instanceof Problem ? error.detail : error.message,
    });
}
