/** Claimants who wait for an answer, the longest wait first. */
import { Box, Center, Loader, Table, Text, Title } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { useUnanswered } from '../api/queries';
import { fromNow } from '../format';
import { Failure } from '../parts/failure';

export default function MessagesPage() {
  const { t } = useTranslation();
  const unanswered = useUnanswered();
  const rows = unanswered.data?.claims ?? [];
  return (
    <Box p="md">
      <Title order={1} size="h3" mb="sm">
        {t('unanswered.title')}
      </Title>
      {unanswered.isPending && (
        <Center h={200}>
          <Loader />
        </Center>
      )}
      {unanswered.isError && <Failure error={unanswered.error} retry={() => void unanswered.refetch()} />}
      {unanswered.isSuccess && rows.length === 0 && <Text c="dimmed">{t('unanswered.none')}</Text>}
      {rows.length > 0 && (
        <Table aria-label={t('unanswered.title')} maw={720}>
          <Table.Thead>
            <Table.Tr>
              <Table.Th>{t('claims.number')}</Table.Th>
              <Table.Th>{t('unanswered.since')}</Table.Th>
              <Table.Th ta="right">{t('unanswered.messages')}</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {rows.map(({ claimNumber, since, messages }) => (
              <Table.Tr key={claimNumber}>
                <Table.Td>
                  <Text
                    component={Link}
                    to={`/claims/${claimNumber}?tab=messages`}
                    size="sm"
                    fw={550}
                    c="inherit"
                    td="underline"
                  >
                    {claimNumber}
                  </Text>
                </Table.Td>
                <Table.Td>{fromNow(since)}</Table.Td>
                <Table.Td ta="right">{messages}</Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      )}
    </Box>
  );
}
