/** The letter that the drafted decision would lead to, checked again with every look. */
import { Alert, Button, Modal, Text } from '@mantine/core';
import { EnvelopeClosedIcon } from '@radix-ui/react-icons';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useLetterPreview } from '../../api/queries';
import type { DecisionBody } from '../../api/types';
import { Failure } from '../../parts/failure';
import classes from './claim.module.css';

export function LetterPreview({ taskId, body, disabled }: { taskId: string; body: DecisionBody; disabled: boolean }) {
  const { t } = useTranslation();
  const [open, setOpen] = useState(false);
  const preview = useLetterPreview();
  const { data } = preview;
  return (
    <>
      <Button
        variant="default"
        leftSection={<EnvelopeClosedIcon width={16} height={16} aria-hidden />}
        disabled={disabled}
        loading={preview.isPending}
        onClick={() => {
          setOpen(true);
          preview.mutate({ taskId, body });
        }}
      >
        {t('preview.show')}
      </Button>
      <Modal
        opened={open && !preview.isPending}
        onClose={() => setOpen(false)}
        size="xl"
        title={data?.kind == null ? t('preview.none') : t('preview.title', { kind: t(`letter.${data.kind}`) })}
        closeButtonProps={{ 'aria-label': t('close') }}
      >
        {preview.error !== null && <Failure error={preview.error} />}
        {data?.problems.map((problem) => (
          <Alert key={problem.code + problem.text} color="red" mb="sm" title={t('preview.problem')}>
            {problem.text}
          </Alert>
        ))}
        {data !== undefined && data.text !== '' && (
          <Text component="pre" className={classes.plain} ff="inherit">
            {data.text}
          </Text>
        )}
      </Modal>
    </>
  );
}
