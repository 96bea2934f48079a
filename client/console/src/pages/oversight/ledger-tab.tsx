/** The ledger: what was recorded, by whom; and whether all of it is still as it was written. */
import {
  Alert,
  Anchor,
  Badge,
  Button,
  Center,
  Code,
  Group,
  Loader,
  Select,
  Table,
  Text,
  TextInput,
  Title,
} from '@mantine/core';
import { useDebouncedCallback } from '@mantine/hooks';
import { CheckCircledIcon, CrossCircledIcon } from '@radix-ui/react-icons';
import { useTranslation } from 'react-i18next';
import { Link, useSearchParams } from 'react-router';
import { type LedgerFilter, useLedger, useVerification } from '../../api/queries';
import type { LedgerRecord, Verification } from '../../api/types';
import { RECORD_KINDS } from '../../api/values';
import { instant } from '../../format';
import { Failure } from '../../parts/failure';
import { useMay } from '../../session';

const CLAIM = /^[A-Z0-9][A-Z0-9-]{2,39}$/;

export function LedgerTab() {
  const { t } = useTranslation();
  const [search, setSearch] = useSearchParams();
  const claimNumber = search.get('claim') ?? '';
  const filter: LedgerFilter = {
    kind: RECORD_KINDS.find((kind) => kind === search.get('kind')),
    claimNumber: CLAIM.test(claimNumber) ? claimNumber : undefined,
    actorType: search.get('people') === 'yes' ? 'human' : undefined,
    after: Number(search.get('after')) || undefined,
    limit: 50,
  };
  const ledger = useLedger(filter);
  const set = (name: string, value: string | null) => {
    const next = new URLSearchParams(search);
    if (name !== 'after') next.delete('after');
    if (value === null || value === '') next.delete(name);
    else next.set(name, value);
    setSearch(next, { replace: name === 'claim' });
  };
  const findClaim = useDebouncedCallback((value: string) => set('claim', value.trim().toUpperCase()), 300);
  const records = ledger.data?.records ?? [];
  const older = ledger.data?.next ?? null;
  return (
    <>
      <Verify />
      <Title order={2} size="h4" mt="lg" mb="xs">
        {t('oversight.records')}
      </Title>
      <Group mb="sm" gap="sm">
        <TextInput
          aria-label={t('oversight.claim')}
          placeholder={t('oversight.claim')}
          defaultValue={claimNumber}
          onChange={(event) => findClaim(event.currentTarget.value)}
        />
        <Select
          aria-label={t('oversight.kind')}
          placeholder={t('oversight.kind')}
          data={RECORD_KINDS.map((value) => ({ value, label: t(`oversight.kinds.${value}`) }))}
          value={filter.kind ?? null}
          onChange={(value) => set('kind', value)}
          clearable
          clearButtonProps={{ 'aria-label': t('queue.filter.clear') }}
        />
        <Select
          aria-label={t('oversight.who')}
          data={[
            { value: 'all', label: t('oversight.everybody') },
            { value: 'yes', label: t('oversight.people') },
          ]}
          value={filter.actorType === undefined ? 'all' : 'yes'}
          onChange={(value) => set('people', value === 'yes' ? 'yes' : null)}
          allowDeselect={false}
        />
        <Export claimNumber={filter.claimNumber} />
      </Group>
      {ledger.isPending && (
        <Center h={200}>
          <Loader />
        </Center>
      )}
      {ledger.isError && <Failure error={ledger.error} retry={() => void ledger.refetch()} />}
      {ledger.isSuccess && records.length === 0 && <Text c="dimmed">{t('oversight.empty')}</Text>}
      {records.length > 0 && (
        <Table.ScrollContainer minWidth={800} type="native">
          <Table verticalSpacing={4} aria-label={t('oversight.records')}>
            <Table.Thead>
              <Table.Tr>
                <Table.Th>{t('oversight.seq')}</Table.Th>
                <Table.Th>{t('oversight.at')}</Table.Th>
                <Table.Th>{t('claims.number')}</Table.Th>
                <Table.Th>{t('oversight.what')}</Table.Th>
                <Table.Th>{t('oversight.who')}</Table.Th>
                <Table.Th>{t('oversight.rules')}</Table.Th>
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {records.map((record) => (
                <Row key={record.seq} record={record} />
              ))}
            </Table.Tbody>
          </Table>
        </Table.ScrollContainer>
      )}
      {older !== null && (
        <Button mt="md" variant="default" onClick={() => set('after', String(older))}>
          {t('claims.older')}
        </Button>
      )}
    </>
  );
}

function Row({ record: { seq, claimNumber, record } }: { record: LedgerRecord }) {
  const { t } = useTranslation();
  const entry = record !== null && 'entry' in record ? record.entry : null;
  return (
    <Table.Tr>
      <Table.Td>{seq}</Table.Td>
      <Table.Td>{instant(entry?.occurredAt)}</Table.Td>
      <Table.Td>
        <Anchor component={Link} to={`/claims/${claimNumber}`} size="sm" c="var(--mantine-color-text)" td="underline">
          {claimNumber}
        </Anchor>
      </Table.Td>
      <Table.Td>
        {entry === null ? (
          t('oversight.unreadable')
        ) : (
          <>
            <Badge variant="default" tt="none" size="sm" mr={6}>
              {t(`oversight.kinds.${entry.kind}`)}
            </Badge>
            {entry.action}
            <Text size="xs" c="dimmed">
              {entry.reasons.map(({ text }) => text).join(' ')}
            </Text>
          </>
        )}
      </Table.Td>
      <Table.Td>
        {entry === null ? '' : `${entry.actor.id}${entry.actor.role === null ? '' : ` (${entry.actor.role})`}`}
      </Table.Td>
      <Table.Td>{entry?.rulesHash == null ? '' : <Code>{entry.rulesHash.slice(0, 10)}</Code>}</Table.Td>
    </Table.Tr>
  );
}

/** Everything that is recorded of one claim. That it was taken is recorded too. */
function Export({ claimNumber }: { claimNumber: string | undefined }) {
  const { t } = useTranslation();
  const mayExport = useMay('export-claims');
  if (claimNumber === undefined || !mayExport) return null;
  return (
    <Button component="a" variant="default" href={`/v1/claims/${claimNumber}/export`} download>
      {t('oversight.export')}
    </Button>
  );
}

function Verify() {
  const { t } = useTranslation();
  const verification = useVerification();
  return (
    <>
      <Button onClick={() => verification.mutate()} loading={verification.isPending}>
        {t('oversight.verify')}
      </Button>
      {verification.isError && <Failure error={verification.error} />}
      {verification.data !== undefined && <Outcome result={verification.data} />}
    </>
  );
}

function Outcome({ result }: { result: Verification }) {
  const { t } = useTranslation();
  return (
    <Alert
      mt="sm"
      role="status"
      color={result.ok ? 'teal' : 'red'}
      icon={result.ok ? <CheckCircledIcon /> : <CrossCircledIcon />}
      title={result.ok ? t('oversight.whole', { count: result.records }) : t('oversight.broken')}
    >
      {result.firstBroken !== null && (
        <Text size="sm">
          {t('oversight.firstBroken', { seq: result.firstBroken.seq })}: {result.firstBroken.detail}
        </Text>
      )}
      {result.anchoredSeq != null && <Text size="sm">{t('oversight.anchored', { seq: result.anchoredSeq })}</Text>}
      {result.notes?.map((note) => (
        <Text key={note} size="sm">
          {note}
        </Text>
      ))}
    </Alert>
  );
}
