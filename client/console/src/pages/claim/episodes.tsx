/** The episodes of a claim: why it was opened again and in whose words; and opening it again. */
import {
  Badge,
  Blockquote,
  Box,
  Button,
  FileInput,
  Group,
  Modal,
  Select,
  Stack,
  Table,
  Text,
  Textarea,
} from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type Reopening, useEpisodes, useReopen } from '../../api/queries';
import type { Episode } from '../../api/types';
import { instant, money } from '../../format';
import { Failure } from '../../parts/failure';
import { Section } from './section';

/** Nothing for a claim that is in its first episode and open. */
export function Episodes({ claimNumber }: { claimNumber: string }) {
  const { t } = useTranslation();
  const found = useEpisodes(claimNumber);
  if (found.isError) return <Failure error={found.error} retry={() => void found.refetch()} />;
  const { episodes = [], reopenFor = [] } = found.data ?? {};
  const latest = episodes.at(-1);
  if (episodes.length < 2 && reopenFor.length === 0) return null;
  return (
    <>
      {latest?.reopened != null && <Words episode={latest} />}
      {episodes.length > 1 && (
        <Section title={t('episodes.title')}>
          <EpisodeTable episodes={episodes} />
        </Section>
      )}
      {reopenFor.length > 0 && <OpenAgain claimNumber={claimNumber} kinds={reopenFor} />}
    </>
  );
}

/** What whoever had it opened says: the person who decides has to see it. */
function Words({ episode: { reopened } }: { episode: Episode }) {
  const { t } = useTranslation();
  if (reopened === null) return null;
  return (
    <Blockquote mb="md" p="sm" color="orange">
      <Group gap="xs" mb={4}>
        <Badge color="orange.9" variant="filled" tt="none">
          {t(`episodes.kind.${reopened.kind}`)}
        </Badge>
        <Text size="xs" c="dimmed">
          {t('episodes.words', { name: reopened.name, role: t(`role.${reopened.role}`), when: instant(reopened.at) })}
        </Text>
      </Group>
      <Text size="sm" style={{ whiteSpace: 'pre-line', overflowWrap: 'anywhere' }}>
        {reopened.reason ?? t('episodes.erased')}
      </Text>
    </Blockquote>
  );
}

function EpisodeTable({ episodes }: { episodes: Episode[] }) {
  const { t } = useTranslation();
  return (
    <Table.ScrollContainer minWidth={380} type="native">
      <Table verticalSpacing={4} aria-label={t('episodes.title')}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>{t('episodes.episode')}</Table.Th>
            <Table.Th>{t('episodes.why')}</Table.Th>
            <Table.Th>{t('episodes.ended')}</Table.Th>
            <Table.Th>{t('episodes.by')}</Table.Th>
            <Table.Th ta="right">{t('episodes.paid')}</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {episodes.map(({ episode, reopened, outcome, decidedBy, paidMinor, currency }) => (
            <Table.Tr key={episode}>
              <Table.Td>{episode}</Table.Td>
              <Table.Td>{t(reopened === null ? 'episodes.notice' : `episodes.kind.${reopened.kind}`)}</Table.Td>
              <Table.Td>{t(`outcome.${outcome ?? 'open'}`)}</Table.Td>
              <Table.Td>{decidedBy.join(', ')}</Table.Td>
              <Table.Td ta="right">{money(paidMinor, currency)}</Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Table.ScrollContainer>
  );
}

function OpenAgain({ claimNumber, kinds }: { claimNumber: string; kinds: Reopening['kind'][] }) {
  const { t } = useTranslation();
  const [open, setOpen] = useState(false);
  return (
    <Box mb="lg">
      <Button variant="default" onClick={() => setOpen(true)}>
        {t('episodes.reopen')}
      </Button>
      <Modal
        opened={open}
        onClose={() => setOpen(false)}
        title={t('episodes.reopen')}
        closeButtonProps={{ 'aria-label': t('close') }}
      >
        <ReopenForm claimNumber={claimNumber} kinds={kinds} />
      </Modal>
    </Box>
  );
}

function ReopenForm({ claimNumber, kinds }: { claimNumber: string; kinds: Reopening['kind'][] }) {
  const { t } = useTranslation();
  const [kind, setKind] = useState<Reopening['kind'] | null>(null);
  const [reason, setReason] = useState('');
  const [files, setFiles] = useState<File[]>([]);
  const [key] = useState(() => crypto.randomUUID());
  const reopen = useReopen(claimNumber);
  return (
    <Stack gap="sm">
      <Text size="sm">{t('episodes.reopenHint')}</Text>
      <Select
        label={t('episodes.why')}
        data={kinds.map((value) => ({ value, label: t(`episodes.kind.${value}`) }))}
        value={kind}
        onChange={(value) => setKind(kinds.find((one) => one === value) ?? null)}
        withAsterisk
      />
      <Textarea
        label={t('episodes.reason')}
        description={t('episodes.reasonHelp')}
        value={reason}
        onChange={(event) => setReason(event.currentTarget.value)}
        autosize
        minRows={3}
        maxLength={4000}
        withAsterisk
      />
      <FileInput
        label={t('episodes.files')}
        multiple
        clearable
        value={files}
        onChange={setFiles}
        clearButtonProps={{ 'aria-label': t('episodes.noFiles') }}
      />
      {reopen.isError && <Failure error={reopen.error} />}
      <Button
        disabled={kind === null || reason.trim().length < 3}
        loading={reopen.isPending}
        onClick={() => kind !== null && reopen.mutate({ reopening: { kind, reason: reason.trim() }, files, key })}
      >
        {t('episodes.reopen')}
      </Button>
    </Stack>
  );
}
