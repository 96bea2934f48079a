/** Every claim, newest first, by status, outcome and policy. */
import { Box, Button, Center, Group, Loader, Select, Table, Text, TextInput, Title } from '@mantine/core';
import { useDebouncedCallback } from '@mantine/hooks';
import { useTranslation } from 'react-i18next';
import { Link, useSearchParams } from 'react-router';
import { type ClaimFilter, useClaims } from '../api/queries';
import { OUTCOMES, STATUSES } from '../api/values';
import { instant, money } from '../format';
import { Failure } from '../parts/failure';
import { StatusBadge } from '../parts/status';

export default function ClaimsPage() {
  const { t } = useTranslation();
  const [search, setSearch] = useSearchParams();
  const filter: ClaimFilter = {
    status: STATUSES.find((value) => value === search.get('status')),
    outcome: OUTCOMES.find((value) => value === search.get('outcome')),
    policyNumber: search.get('policy') || undefined,
    after: search.get('after') || undefined,
    limit: 50,
  };
  const claims = useClaims(filter);
  const set = (name: string, value: string | null) => {
    const next = new URLSearchParams(search);
    next.delete('after');
    if (value === null || value === '') next.delete(name);
    else next.set(name, value);
    setSearch(next, { replace: name === 'policy' });
  };
  const searchPolicy = useDebouncedCallback((value: string) => set('policy', value.trim()), 300);
  const rows = claims.data?.claims ?? [];
  const next = claims.data?.next ?? null;
  return (
    <Box p="md">
      <Title order={1} size="h3" mb="sm">
        {t('claims.title')}
      </Title>
      <Group mb="sm" gap="sm">
        <Select
          aria-label={t('claims.status')}
          placeholder={t('claims.status')}
          data={STATUSES.map((value) => ({ value, label: t(`status.${value}`) }))}
          value={filter.status ?? null}
          onChange={(value) => set('status', value)}
          clearable
          clearButtonProps={{ 'aria-label': t('queue.filter.clear') }}
        />
        <Select
          aria-label={t('claims.outcome')}
          placeholder={t('claims.outcome')}
          data={OUTCOMES.map((value) => ({ value, label: t(`outcome.${value}`) }))}
          value={filter.outcome ?? null}
          onChange={(value) => set('outcome', value)}
          clearable
          clearButtonProps={{ 'aria-label': t('queue.filter.clear') }}
        />
        <TextInput
          aria-label={t('claims.policy')}
          placeholder={t('claims.policy')}
          defaultValue={filter.policyNumber ?? ''}
          onChange={(event) => searchPolicy(event.currentTarget.value)}
        />
      </Group>
      {claims.isPending && (
        <Center h={200}>
          <Loader />
        </Center>
      )}
      {claims.isError && <Failure error={claims.error} retry={() => void claims.refetch()} />}
      {claims.isSuccess && rows.length === 0 && <Text c="dimmed">{t('claims.empty')}</Text>}
      {rows.length > 0 && (
        <Table.ScrollContainer minWidth={720} type="native">
          <Table highlightOnHover aria-label={t('claims.title')}>
            <Table.Thead>
              <Table.Tr>
                <Table.Th>{t('claims.number')}</Table.Th>
                <Table.Th>{t('claims.status')}</Table.Th>
                <Table.Th>{t('claims.policy')}</Table.Th>
                <Table.Th>{t('claims.waitsFor')}</Table.Th>
                <Table.Th ta="right">{t('claim.claimed')}</Table.Th>
                <Table.Th ta="right">{t('claim.paid')}</Table.Th>
                <Table.Th>{t('claims.updated')}</Table.Th>
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {rows.map((claim) => (
                <Table.Tr key={`${claim.claim.claimNumber}/${claim.claim.episode}`}>
                  <Table.Td>
                    <Text
                      component={Link}
                      to={`/claims/${claim.claim.claimNumber}`}
                      size="sm"
                      fw={550}
                      c="inherit"
                      td="underline"
                    >
                      {claim.claim.claimNumber}
                    </Text>
                  </Table.Td>
                  <Table.Td>
                    <StatusBadge status={claim.status} outcome={claim.outcome} />
                  </Table.Td>
                  <Table.Td>{claim.policyNumber}</Table.Td>
                  <Table.Td>
                    <Text size="sm">{claim.waitingFor ?? ''}</Text>
                  </Table.Td>
                  <Table.Td ta="right">{money(claim.claimedMinor, claim.currency)}</Table.Td>
                  <Table.Td ta="right">{money(claim.paidMinor, claim.currency)}</Table.Td>
                  <Table.Td>{instant(claim.updatedAt)}</Table.Td>
                </Table.Tr>
              ))}
            </Table.Tbody>
          </Table>
        </Table.ScrollContainer>
      )}
      <Group mt="md">
        {filter.after !== undefined && (
          <Button variant="default" onClick={() => set('after', null)}>
            {t('claims.newest')}
          </Button>
        )}
        {next !== null && (
          <Button
            variant="default"
            onClick={() => {
              const further = new URLSearchParams(search);
              further.set('after', next);
              setSearch(further);
            }}
          >
            {t('claims.older')}
          </Button>
        )}
      </Group>
    </Box>
  );
}
