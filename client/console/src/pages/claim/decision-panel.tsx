/** Where a person decides: actions of their role, the reason, and what changes against the proposal. One key to each action. */
import { Alert, Button, Group, Kbd, Paper, Stack, Text, Title } from '@mantine/core';
import { useHotkeys } from '@mantine/hooks';
import { notifications } from '@mantine/notifications';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Problem } from '../../api/client';
import { useDecide } from '../../api/queries';
import { type DecisionAction, present, type QueueRow, type TaskDetails } from '../../api/types';
import { money, toMajor } from '../../format';
import { useSignedIn } from '../../session';
import { AssignButton } from '../queue/assign-button';
import classes from './claim.module.css';
import { BESIDE, type Draft, emptyDraft, toBody } from './decision-draft';
import { DecisionForm } from './decision-form';

/** One key for each action, where it is offered. */
const KEYS: Partial<Record<DecisionAction, string>> = {
  approve: 'a',
  'approve-with-changes': 'c',
  'approve-in-part': 'p',
  deny: 'd',
  'ask-for-information': 'i',
  'refer-to-investigation': 'r',
  'clear-investigation': 'a',
  'report-findings': 'f',
  'merge-duplicate': 'm',
  'keep-both': 'b',
  'reject-first-decision': 'x',
  'close-no-answer': 'e',
  'continue-without-answer': 'g',
  'retry-payment': 'a',
  'retry-letter': 'a',
  'pay-undisputed': 'u',
  'set-reserve': 's',
  'reserve-rights': 'v',
};
const TONE: Partial<Record<DecisionAction, string>> = {
  approve: 'teal.9',
  'clear-investigation': 'teal.9',
  'retry-letter': 'teal.9',
};

interface Props {
  /** As it is on the screen. */
  details: TaskDetails;
  /** Who works on it now. */
  assignee: QueueRow['assignee'];
  /** The evidence has changed since, or somebody has decided. */
  outdated: boolean;
  showNew: () => void;
  decided: (taskId: string) => void;
  /** Sections of the policy that something is reserved for. */
  exposures: string[];
}

export function DecisionPanel({ details, assignee, outdated, showNew, decided, exposures }: Props) {
  const { t } = useTranslation();
  const { userId } = useSignedIn();
  const { task, options } = details;
  const proposal = present(details.proposal);
  const [draft, setDraft] = useState<Draft | null>(null);
  // One key for one act of deciding: sending again after a lost answer gets the first answer.
  const [key, setKey] = useState(() => crypto.randomUUID());
  const decide = useDecide();

  const begin = (action: DecisionAction) => {
    const first = task.firstDecision?.amountMinor ?? proposal?.amountMinor ?? null;
    decide.reset();
    setKey(crypto.randomUUID());
    setDraft(
      emptyDraft(action, details, first === null || task.currency === null ? '' : toMajor(first, task.currency)),
    );
  };
  useHotkeys(
    options.actions.flatMap(({ action }) => {
      const shortcut = KEYS[action];
      return shortcut === undefined || draft !== null ? [] : [[shortcut, () => begin(action)] as [string, () => void]];
    }),
  );
  const send = () => {
    if (draft === null) return;
    decide.mutate(
      { taskId: task.taskId, evidenceHash: task.evidenceHash, key, body: toBody(draft, task.currency) },
      {
        onSuccess: (answer) => {
          // What is done beside the question leaves it open.
          if (BESIDE.includes(draft.action)) setDraft(null);
          else decided(task.taskId);
          notifications.show({ color: 'green', message: t(`decide.effect.${answer.effect}`) });
        },
      },
    );
  };

  return (
    <Paper component="section" aria-label={t('decide.title')} className={classes.decide} p="md" radius={0}>
      <Stack gap="xs">
        <Group justify="space-between">
          <Title order={2} size="h5">
            {t(`task.asks.${task.kind}`)}
          </Title>
          <Group gap="sm">
            {options.limitMinor !== null && options.actions.length > 0 && (
              <Text size="xs" c="dimmed">
                {t('decide.limit', { amount: money(options.limitMinor, task.currency) })}
              </Text>
            )}
            <Text size="xs" c="dimmed">
              {t(
                assignee === null
                  ? 'decide.withNobody'
                  : assignee.userId === userId
                    ? 'decide.withYou'
                    : 'queue.assignee',
              )}
            </Text>
            <AssignButton task={task} assignee={assignee} />
          </Group>
        </Group>
        {task.firstDecision !== null && (
          <Text size="sm">
            {t('decide.first', {
              who: task.firstDecision.userId,
              action: t(`action.${task.firstDecision.action}`),
              amount:
                task.firstDecision.amountMinor === null ? '' : money(task.firstDecision.amountMinor, task.currency),
            })}
          </Text>
        )}
        {outdated && (
          <Alert color="orange" role="alert" title={t('decide.outdated')}>
            <Button size="xs" variant="default" onClick={showNew}>
              {t('decide.showNew')}
            </Button>
          </Alert>
        )}
        {decide.error !== null && <Refusal error={decide.error} again={send} showNew={showNew} />}
        {options.actions.length === 0 ? (
          <Text size="sm" c="dimmed">
            {t('decide.notYours', { role: t(`role.${task.role}`, { defaultValue: task.role }) })}
          </Text>
        ) : draft === null ? (
          <Group gap="xs">
            {options.actions.map(({ action }) => (
              <Button
                key={action}
                size="sm"
                variant={TONE[action] === undefined ? 'default' : 'filled'}
                color={TONE[action]}
                disabled={outdated}
                onClick={() => begin(action)}
                rightSection={KEYS[action] && <Kbd size="xs">{KEYS[action]}</Kbd>}
              >
                {t(`action.${action}`)}
              </Button>
            ))}
          </Group>
        ) : (
          <DecisionForm
            draft={draft}
            details={details}
            change={(part) => setDraft({ ...draft, ...part })}
            cancel={() => setDraft(null)}
            send={send}
            sending={decide.isPending}
            disabled={outdated}
            exposures={exposures}
          />
        )}
      </Stack>
    </Paper>
  );
}

/** Why it does not count, in words; and what to do. */
function Refusal({ error, again, showNew }: { error: Error; again: () => void; showNew: () => void }) {
  const { t } = useTranslation();
  const problem = error instanceof Problem ? error : null;
  const code = problem?.code ?? 'unexpected';
  const unsure = code === 'unreachable' || code === 'no-answer-yet';
  const moved = problem?.status === 409 || problem?.status === 412;
  return (
    <Alert color="red" role="alert" title={t(`refusal.${code}`, { defaultValue: t('refusal.other') })}>
      <Stack gap="xs">
        <Text size="sm">{problem?.detail ?? error.message}</Text>
        <Group>
          {unsure && (
            <Button size="xs" variant="default" onClick={again}>
              {t('refusal.askAgain')}
            </Button>
          )}
          {moved && (
            <Button size="xs" variant="default" onClick={showNew}>
              {t('decide.showNew')}
            </Button>
          )}
        </Group>
      </Stack>
    </Alert>
  );
}
