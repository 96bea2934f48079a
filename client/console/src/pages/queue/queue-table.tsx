/** Rows of the queue: what each task is about, why it stands where it stands, and who works on it. */
import { Badge, Checkbox, Table, Text } from '@mantine/core';
import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { QueueRow } from '../../api/types';
import { date, fromNow, money } from '../../format';
import { AssignButton } from './assign-button';
import classes from './queue.module.css';

/** Tasks that are marked to be given to somebody together; null where one may not give tasks. */
export interface Marking {
  marked: ReadonlySet<string>;
  mark(taskIds: readonly string[], on: boolean): void;
}

interface Props {
  rows: readonly QueueRow[];
  /** Place of the row on which keys act. */
  chosen: number;
  marking: Marking | null;
}

export function QueueTable({ rows, chosen, marking }: Props) {
  const { t } = useTranslation();
  const table = useRef<HTMLTableSectionElement>(null);
  useEffect(() => {
    table.current?.children[chosen]?.scrollIntoView({ block: 'nearest' });
  }, [chosen]);
  const ids = rows.map(({ task }) => task.taskId);
  const markedHere = ids.filter((id) => marking?.marked.has(id)).length;
  return (
    <Table.ScrollContainer minWidth={760} type="native">
      <Table highlightOnHover verticalSpacing={6} aria-label={t('queue.title')}>
        <Table.Thead>
          <Table.Tr>
            {marking !== null && (
              <Table.Th w={36}>
                <Checkbox
                  aria-label={t('queue.markAll')}
                  checked={markedHere === ids.length}
                  indeterminate={markedHere > 0 && markedHere < ids.length}
                  onChange={(event) => marking.mark(ids, event.currentTarget.checked)}
                />
              </Table.Th>
            )}
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
            <Row key={row.task.taskId} row={row} chosen={index === chosen} marking={marking} />
          ))}
        </Table.Tbody>
      </Table>
    </Table.ScrollContainer>
  );
}

export function addressOf({ task }: QueueRow): string {
  return `/claims/${task.claim.claimNumber}?task=${encodeURIComponent(task.taskId)}`;
}

function Row({ row, chosen, marking }: { row: QueueRow; chosen: boolean; marking: Marking | null }) {
  const { t } = useTranslation();
  const { task, claim, severity, severityReason } = row;
  const overdue = task.dueAt !== null && Date.parse(task.dueAt) < Date.now();
  return (
    <Table.Tr data-chosen={chosen || undefined} className={classes.row} aria-current={chosen || undefined}>
      {marking !== null && (
        <Table.Td>
          <Checkbox
            aria-label={t('queue.mark', { claim: task.claim.claimNumber })}
            checked={marking.marked.has(task.taskId)}
            onChange={(event) => marking.mark([task.taskId], event.currentTarget.checked)}
          />
        </Table.Td>
      )}
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
        <AssignButton task={task} assignee={row.assignee} />
      </Table.Td>
    </Table.Tr>
  );
}
