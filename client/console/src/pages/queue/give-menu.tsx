/** Give tasks to a colleague who may decide all of them, or to nobody. */
import { Button, Menu, Text } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Problem } from '../../api/client';
import { useColleagues, useGiveTasks } from '../../api/queries';
import type { Task } from '../../api/types';

interface Props {
  tasks: readonly Pick<Task, 'taskId' | 'kind'>[];
  name: string;
  /** Somebody has one of them, so that it can be taken away. */
  toNobody: boolean;
  done?: () => void;
}

export function GiveMenu({ tasks, name, toNobody, done }: Props) {
  const { t } = useTranslation();
  const [open, setOpen] = useState(false);
  const colleagues = useColleagues(open);
  const give = useGiveTasks();
  const tell = useRefusal();
  const to = (userId: string | null) =>
    give.mutate(
      { taskIds: tasks.map(({ taskId }) => taskId), assignee: userId },
      {
        onError: tell,
        onSuccess: ({ results }) => {
          for (const result of results)
            if (!result.ok) notifications.show({ color: 'red', title: t('queue.notAssigned'), message: result.detail });
          done?.();
        },
      },
    );
  const able = colleagues.data?.users.filter(({ decides }) => tasks.every(({ kind }) => decides.includes(kind))) ?? [];
  return (
    <Menu opened={open} onChange={setOpen} position="bottom-end">
      <Menu.Target>
        <Button size="compact-xs" variant="default" loading={give.isPending}>
          {name}
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        {colleagues.isSuccess && able.length === 0 && (
          <Text size="sm" p="xs">
            {t('queue.nobodyMay')}
          </Text>
        )}
        {able.map((one) => (
          <Menu.Item key={one.userId} onClick={() => to(one.userId)}>
            {t('queue.colleague', { name: one.name, role: t(`role.${one.role}`), count: one.openTasks })}
          </Menu.Item>
        ))}
        {toNobody && <Menu.Item onClick={() => to(null)}>{t('queue.nobody')}</Menu.Item>}
      </Menu.Dropdown>
    </Menu>
  );
}

/** Tells why a task was not assigned. */
export function useRefusal() {
  const { t } = useTranslation();
  return (error: Error) =>
    notifications.show({
      color: 'red',
      title: t('queue.notAssigned'),
      message: error instanceof Problem ? error.detail : error.message,
    });
}
