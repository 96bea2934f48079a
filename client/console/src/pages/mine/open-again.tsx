/** For a closed claim: more to claim, an appeal, or what was missing, in the claimant's own words. */
import { Button, FileInput, Paper, Radio, Stack, Text, Textarea, Title } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useReopenMine } from '../../api/mine';
import type { Reopening } from '../../api/queries';
import { Failure } from '../../parts/failure';

export function OpenAgain({ claimNumber, kinds }: { claimNumber: string; kinds: Reopening['kind'][] }) {
  const { t } = useTranslation();
  const [kind, setKind] = useState<Reopening['kind'] | null>(null);
  const [reason, setReason] = useState('');
  const [files, setFiles] = useState<File[]>([]);
  const [key] = useState(() => crypto.randomUUID());
  const reopen = useReopenMine(claimNumber);
  return (
    <Paper withBorder p="md" mb="md">
      <Title order={2} size="h5" mb="xs">
        {t('mine.reopen.title')}
      </Title>
      <Stack gap="sm">
        <Radio.Group
          label={t('mine.reopen.what')}
          value={kind}
          onChange={(value) => setKind(kinds.find((one) => one === value) ?? null)}
        >
          <Stack gap={6} mt={4}>
            {kinds.map((value) => (
              <Radio key={value} value={value} label={t(`mine.reopen.kind.${value}`)} />
            ))}
          </Stack>
        </Radio.Group>
        {kind !== null && (
          <>
            <Textarea
              label={t('mine.reopen.reason')}
              value={reason}
              onChange={(event) => setReason(event.currentTarget.value)}
              autosize
              minRows={3}
              maxLength={4000}
            />
            <FileInput
              label={t('mine.files')}
              description={t('mine.filesHelp')}
              multiple
              clearable
              value={files}
              onChange={setFiles}
              clearButtonProps={{ 'aria-label': t('mine.noFiles') }}
            />
            <Button
              disabled={reason.trim().length < 3}
              loading={reopen.isPending}
              onClick={() => reopen.mutate({ reopening: { kind, reason: reason.trim() }, files, key })}
              style={{ alignSelf: 'flex-start' }}
            >
              {t('mine.reopen.send')}
            </Button>
          </>
        )}
        {reopen.isSuccess && (
          <Text size="sm" role="status">
            {t('mine.reopen.done')}
          </Text>
        )}
        {reopen.isError && <Failure error={reopen.error} />}
      </Stack>
    </Paper>
  );
}
