/** Who works on a task: taken and given back by oneself, given to others by who may. */
import { Button, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { useAssign } from '../../api/queries';
import type { QueueRow, Task } from '../../api/types';
import { useMay, useSignedIn } from '../../session';
import { GiveMenu, useRefusal } from './give-menu';

interface Props {
  task: Pick<Task, 'taskId' | 'kind'>;
  assignee: QueueRow['assignee'];
}

export function AssignButton({ task, assignee }: Props) {
  const { t } = useTranslation();
  const mayGive = useMay('assign-tasks');
  const mayTake = useMay('take-tasks');
  if (mayGive) return <GiveMenu tasks={[task]} name={assignee?.name ?? t('queue.give')} toNobody={assignee !== null} />;
  if (mayTake) return <Take task={task} assignee={assignee} />;
  return <Text size="sm">{assignee?.name ?? '–'}</Text>;
}

function Take({ task, assignee }: Props) {
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
