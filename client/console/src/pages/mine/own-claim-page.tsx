/** One claim as its claimant needs it: where it stands, what is asked, letters, the amount, and a person to write to. */
import {
  Alert,
  Anchor,
  Box,
  Button,
  Center,
  FileInput,
  Group,
  Loader,
  Paper,
  Stack,
  Stepper,
  Table,
  Text,
  Textarea,
  Title,
} from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useParams } from 'react-router';
import { useOwnClaim, useOwnLetter, useSendFiles, useWrite } from '../../api/mine';
import type { OwnClaim } from '../../api/types';
import { date, instant, money } from '../../format';
import { Failure } from '../../parts/failure';
import { OpenAgain } from './open-again';

const STEPS = ['received', 'being-checked', 'with-a-person', 'being-settled', 'closed'] as const;

export default function OwnClaimPage() {
  const { t } = useTranslation();
  const { claimNumber = '' } = useParams();
  const claim = useOwnClaim(claimNumber);
  if (claim.isPending)
    return (
      <Center h="60vh">
        <Loader />
      </Center>
    );
  if (claim.isLoadingError) return <Failure error={claim.error} retry={() => void claim.refetch()} />;
  return (
    <Box p="md" maw={760} mx="auto">
      {claim.isRefetchError && <Failure error={claim.error} retry={() => void claim.refetch()} />}
      <Anchor component={Link} to="/my" size="sm">
        {t('mine.back')}
      </Anchor>
      <Title order={1} size="h3" mt="xs">
        {t(`peril.${claim.data.causeOfLoss}`)}, {date(claim.data.lossDate)}
      </Title>
      <Text size="sm" c="dimmed" mb="md">
        {claim.data.claimNumber} · {claim.data.policyNumber}
      </Text>
      <Where claim={claim.data} />
      {claim.data.asked !== null && <Asked claim={claim.data} />}
      {claim.data.stage !== 'closed' && <SendMore claimNumber={claimNumber} />}
      {claim.data.working !== null && <Working claim={claim.data} />}
      <LettersOfClaim claim={claim.data} />
      {claim.data.reopenFor.length > 0 && <OpenAgain claimNumber={claimNumber} kinds={claim.data.reopenFor} />}
      <Messages claim={claim.data} />
    </Box>
  );
}

function Where({ claim }: { claim: OwnClaim }) {
  const { t } = useTranslation();
  const at = claim.stage === 'waiting-for-you' ? 1 : STEPS.indexOf(claim.stage as (typeof STEPS)[number]);
  return (
    <Paper withBorder p="md" mb="md">
      <Text fw={600} mb="sm" role="status">
        {claim.inWords}
      </Text>
      {claim.reopened !== null && claim.stage !== 'closed' && (
        <Text size="sm" c="dimmed" mb="sm">
          {t('mine.reopened', { why: t(`mine.reopen.kind.${claim.reopened}`) })}
        </Text>
      )}
      {claim.paid !== null && (
        <Text size="xl" fw={700} mb="sm">
          {money(claim.paid.amountMinor, claim.paid.currency)}
        </Text>
      )}
      <Stepper active={claim.stage === 'closed' ? STEPS.length : at} size="xs" orientation="vertical" iconSize={24}>
        {STEPS.map((step) => (
          <Stepper.Step key={step} label={t(`mine.stage.${step}`)} />
        ))}
      </Stepper>
    </Paper>
  );
}

function Asked({ claim }: { claim: OwnClaim }) {
  const { t } = useTranslation();
  return (
    <Alert color="orange" title={t('mine.weNeed')} mb="md">
      <ul>
        {claim.asked?.items.map((item) => (
          <li key={item}>{item}</li>
        ))}
      </ul>
      {claim.asked?.answerBy != null && <Text size="sm">{t('mine.by', { date: date(claim.asked.answerBy) })}</Text>}
    </Alert>
  );
}

function SendMore({ claimNumber }: { claimNumber: string }) {
  const { t } = useTranslation();
  return (
    <Paper withBorder p="md" mb="md">
      <Title order={2} size="h5" mb="xs">
        {t('mine.sendMore')}
      </Title>
      <SendFiles claimNumber={claimNumber} />
    </Paper>
  );
}

function SendFiles({ claimNumber }: { claimNumber: string }) {
  const { t } = useTranslation();
  const [files, setFiles] = useState<File[]>([]);
  const [key, setKey] = useState(() => crypto.randomUUID());
  const send = useSendFiles(claimNumber);
  return (
    <Stack gap="xs" mt="xs">
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
        disabled={files.length === 0}
        loading={send.isPending}
        onClick={() =>
          send.mutate(
            { files, key },
            {
              onSuccess: () => {
                setFiles([]);
                setKey(crypto.randomUUID());
              },
            },
          )
        }
        style={{ alignSelf: 'flex-start' }}
      >
        {t('mine.send')}
      </Button>
      {send.isSuccess && files.length === 0 && (
        <Text size="sm" role="status">
          {t('mine.sent')}
        </Text>
      )}
      {send.isError && <Failure error={send.error} />}
    </Stack>
  );
}

function Working({ claim: { working } }: { claim: OwnClaim }) {
  const { t } = useTranslation();
  if (working === null) return null;
  const { currency } = working;
  return (
    <Paper withBorder p="md" mb="md">
      <Title order={2} size="h5" mb="xs">
        {t('mine.working')}
      </Title>
      <Table.ScrollContainer minWidth={320} type="native">
        <Table verticalSpacing={4} aria-label={t('mine.working')}>
          <Table.Thead>
            <Table.Tr>
              <Table.Th>{t('proposal.item')}</Table.Th>
              <Table.Th ta="right">{t('proposal.claimedColumn')}</Table.Th>
              <Table.Th ta="right">{t('proposal.counted')}</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {working.lines.map((line) => (
              <Table.Tr key={line.description + line.claimedMinor}>
                <Table.Td>
                  <Text size="sm">{line.description}</Text>
                  <Text size="xs" c="dimmed">
                    {line.why} {line.clause === null ? '' : `(${t('clause.short', { clause: line.clause })})`}
                  </Text>
                  {line.working.length > 1 &&
                    line.working.map((step) => (
                      <Text key={step} size="xs">
                        {step}
                      </Text>
                    ))}
                </Table.Td>
                <Table.Td ta="right">{money(line.claimedMinor, currency)}</Table.Td>
                <Table.Td ta="right">{money(line.adjustedMinor, currency)}</Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </Table.ScrollContainer>
      {working.working.map((step) => (
        <Text key={step} size="sm">
          {step}
        </Text>
      ))}
    </Paper>
  );
}

function LettersOfClaim({ claim }: { claim: OwnClaim }) {
  const { t } = useTranslation();
  const [open, setOpen] = useState<string | null>(null);
  const letter = useOwnLetter(claim.claimNumber, open);
  if (claim.letters.length === 0) return null;
  return (
    <Paper withBorder p="md" mb="md">
      <Title order={2} size="h5" mb="xs">
        {t('letters.title')}
      </Title>
      {claim.letters.map(({ key, kind, date: day }) => (
        <Box key={key} mb="xs">
          <Group justify="space-between">
            <Anchor
              component="button"
              type="button"
              size="sm"
              aria-expanded={open === key}
              onClick={() => setOpen(open === key ? null : key)}
            >
              {t(`letter.${kind}`)}, {date(day)}
            </Anchor>
            <Anchor
              size="sm"
              href={`/v1/my/claims/${claim.claimNumber}/letters/${encodeURIComponent(key)}/pdf`}
              target="_blank"
              rel="noreferrer"
            >
              PDF
            </Anchor>
          </Group>
          {open === key && (
            <Text component="pre" size="sm" ff="inherit" style={{ whiteSpace: 'pre-wrap' }}>
              {letter.data?.text ?? '…'}
            </Text>
          )}
        </Box>
      ))}
    </Paper>
  );
}

function Messages({ claim }: { claim: OwnClaim }) {
  const { t } = useTranslation();
  const [text, setText] = useState('');
  const write = useWrite(claim.claimNumber);
  const send = () => write.mutate(text.trim(), { onSuccess: () => setText('') });
  return (
    <Paper withBorder p="md">
      <Title order={2} size="h5">
        {t('mine.write')}
      </Title>
      <Text size="sm" c="dimmed" mb="sm">
        {t('mine.writeHelp')}
      </Text>
      <Stack gap="xs">
        {claim.messages.map((message) => (
          <Paper
            key={message.messageId}
            p="xs"
            withBorder
            ml={message.sender === 'claimant' ? 'xl' : 0}
            mr={message.sender === 'claimant' ? 0 : 'xl'}
          >
            <Text size="xs" c="dimmed">
              {t(`mine.from.${message.sender}`)} · {instant(message.sentAt)}
            </Text>
            <Text size="sm" style={{ whiteSpace: 'pre-line' }}>
              {message.text}
            </Text>
          </Paper>
        ))}
        <Textarea
          label={t('mine.message')}
          value={text}
          onChange={(event) => setText(event.currentTarget.value)}
          autosize
          minRows={2}
          maxLength={4000}
        />
        {write.isError && <Failure error={write.error} />}
        <Group>
          <Button disabled={text.trim() === ''} loading={write.isPending} onClick={send}>
            {t('mine.sendMessage')}
          </Button>
        </Group>
      </Stack>
    </Paper>
  );
}
