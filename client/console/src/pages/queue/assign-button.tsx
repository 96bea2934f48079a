/** Take a task, or give it back. */
import { Button, Text } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useTranslation } from 'react-i18next';
import { Problem } from '../../api/client';
import { useAssign } from '../../api/queries';
import type { QueueRow } from '../../api/types';
import { useSignedIn } from '../../session';

export function AssignButton({ row: { task, assignee } }: { row: QueueRow }) {
  const { t } = useTranslation();
  const { userId } = useSignedIn();
  const assign = useAssign();
  const run = (take: boolean) =>
    assign.mutate(
      { taskId: task.taskId, take },
      {
        onError: (error) =>
          notifications.show({
            color: 'red',
            title: t('queue.notAssigned'),
            message: error instanceof Problem ? error.detail : error.message,
          }),
      },
    );
  if (assignee !== null && assignee.userId !== userId) return <Text size="sm">{assignee.name}</Text>;
  return (
    <Button size="compact-xs" variant="default" loading={assign.isPending} onClick={() => run(assignee === null)}>
      {t(assignee === null ? 'queue.take' : 'queue.release')}
    </Button>
  );
}
