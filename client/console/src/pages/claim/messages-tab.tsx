/** What the claimant wrote, and the answer. It leaves the house, unlike a note. */
import { Button, Paper, Stack, Text, Textarea } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useAnswer, useMessages } from '../../api/queries';
import { instant } from '../../format';
import { Failure } from '../../parts/failure';
import { useMay } from '../../session';
import { Section } from './section';

export function MessagesTab({ claimNumber }: { claimNumber: string }) {
  const { t } = useTranslation();
  const mayWrite = useMay('write-messages');
  const messages = useMessages(claimNumber);
  const answer = useAnswer(claimNumber);
  const [text, setText] = useState('');
  return (
    <Section title={t('messages.title')} hint={t('messages.hint')}>
      {messages.isError && <Failure error={messages.error} retry={() => void messages.refetch()} />}
      {messages.data?.messages.length === 0 && <Text size="sm">{t('messages.none')}</Text>}
      <Stack gap="xs">
        {messages.data?.messages.map((message) => (
          <Paper key={message.messageId} withBorder p="sm">
            <Text size="xs" c="dimmed">
              {t(`messages.from.${message.sender}`)} {message.sender === 'team' ? message.userId : ''} ·{' '}
              {instant(message.sentAt)}
            </Text>
            <Text size="sm" style={{ whiteSpace: 'pre-line' }}>
              {message.text}
            </Text>
          </Paper>
        ))}
        {mayWrite && (
          <>
            <Textarea
              label={t('messages.answer')}
              value={text}
              onChange={(event) => setText(event.currentTarget.value)}
              autosize
              minRows={2}
              maxLength={4000}
            />
            {answer.isError && <Failure error={answer.error} />}
            <Button
              disabled={text.trim() === ''}
              loading={answer.isPending}
              onClick={() => answer.mutate(text.trim(), { onSuccess: () => setText('') })}
              style={{ alignSelf: 'flex-start' }}
            >
              {t('messages.send')}
            </Button>
          </>
        )}
      </Stack>
    </Section>
  );
}
