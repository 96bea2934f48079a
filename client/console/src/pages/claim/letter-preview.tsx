/** The letter that the drafted decision would lead to: its reasons can be edited beside it, and every change is checked again. */
import { Alert, Button, Grid, Modal, Text } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { EnvelopeClosedIcon } from '@radix-ui/react-icons';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useLetterPreview } from '../../api/queries';
import type { Task } from '../../api/types';
import { Failure } from '../../parts/failure';
import classes from './claim.module.css';
import { type Draft, obstacles, toBody, WITH_REASONS } from './decision-draft';
import { Tell } from './tell';

/** Somebody who types is let finish a word. Milliseconds. */
const TYPING_MS = 400;

interface Props {
  task: Task;
  draft: Draft;
  change(part: Partial<Draft>): void;
  disabled: boolean;
}

export function LetterPreview({ task, draft, change, disabled }: Props) {
  const { t } = useTranslation();
  const [open, setOpen] = useState(false);
  const [typed] = useDebouncedValue(draft, TYPING_MS);
  const complete = obstacles(typed, task.currency).length === 0;
  const preview = useLetterPreview(task.taskId, open && complete ? toBody(typed, task.currency) : null);
  const { data } = preview;
  const editable = WITH_REASONS.includes(draft.action);
  return (
    <>
      <Button
        variant="default"
        leftSection={<EnvelopeClosedIcon width={16} height={16} aria-hidden />}
        disabled={disabled}
        onClick={() => setOpen(true)}
      >
        {t('preview.show')}
      </Button>
      <Modal
        opened={open}
        onClose={() => setOpen(false)}
        size={editable ? '80rem' : 'xl'}
        title={
          data === undefined
            ? t('preview.wait')
            : data.kind === null
              ? t('preview.none')
              : t('preview.title', { kind: t(`letter.${data.kind}`) })
        }
        closeButtonProps={{ 'aria-label': t('close') }}
      >
        <Grid>
          {editable && (
            <Grid.Col span={{ base: 12, md: 5 }}>
              <Text size="sm" mb="xs">
                {t('preview.edit')}
              </Text>
              <Tell draft={draft} change={change} />
            </Grid.Col>
          )}
          <Grid.Col span={{ base: 12, md: editable ? 7 : 12 }}>
            {preview.error !== null && <Failure error={preview.error} />}
            {!complete && <Text size="sm">{t('preview.incomplete')}</Text>}
            {data?.problems.map((problem) => (
              <Alert key={problem.code + problem.text} color="red" mb="sm" role="alert" title={t('preview.problem')}>
                {problem.text}
              </Alert>
            ))}
            {data !== undefined && data.text !== '' && (
              <Text
                component="pre"
                className={classes.plain}
                ff="inherit"
                aria-busy={preview.isPlaceholderData || typed !== draft}
              >
                {data.text}
              </Text>
            )}
          </Grid.Col>
        </Grid>
      </Modal>
    </>
  );
}
