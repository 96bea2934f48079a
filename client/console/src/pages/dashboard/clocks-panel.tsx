/** Clocks of open claims that are overdue or should be looked at now. */
import { Anchor, Badge, Table, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { Problem } from '../../api/client';
import { useClocksAtRisk } from '../../api/queries';
import { date } from '../../format';
import { Failure } from '../../parts/failure';
import { useMay } from '../../session';
import { Panel } from './parts';

export function ClocksPanel() {
  const { t } = useTranslation();
  // Who looks after the installation sees figures and no claims.
  const mayRead = useMay('read-claims');
  const risk = useClocksAtRisk(mayRead);
  if (risk.isError) {
    // An installation may do without them.
    if (risk.error instanceof Problem && risk.error.status === 404) return null;
    return <Failure error={risk.error} retry={() => void risk.refetch()} />;
  }
  if (risk.data === undefined) return null;
  const { overdue, escalated, clocks } = risk.data;
  return (
    <Panel title={t('dashboard.clocks')} hint={t('dashboard.clocksHint', { overdue, escalated })}>
      {clocks.length === 0 && <Text size="sm">{t('dashboard.nothing')}</Text>}
      {clocks.length > 0 && (
        <Table.ScrollContainer minWidth={300} type="native">
          <Table verticalSpacing={4} aria-label={t('dashboard.clocks')}>
            <Table.Thead>
              <Table.Tr>
                <Table.Th>{t('dashboard.claim')}</Table.Th>
                <Table.Th>{t('dashboard.owed')}</Table.Th>
                <Table.Th>{t('dashboard.dueOn')}</Table.Th>
                <Table.Th>{t('dashboard.jurisdiction')}</Table.Th>
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {clocks.map((clock) => (
                <Table.Tr key={`${clock.claimNumber}/${clock.clock}`}>
                  <Table.Td>
                    <Anchor component={Link} to={`/claims/${clock.claimNumber}`} size="sm">
                      {clock.claimNumber}
                    </Anchor>
                  </Table.Td>
                  <Table.Td>{clock.title}</Table.Td>
                  <Table.Td>
                    <Badge variant="dot" color={clock.status === 'missed' ? 'red' : 'orange'} tt="none">
                      {date(clock.dueOn)}
                    </Badge>
                  </Table.Td>
                  <Table.Td>
                    {clock.jurisdiction}
                    {!clock.verified && ` · ${t('clock.unverified')}`}
                  </Table.Td>
                </Table.Tr>
              ))}
            </Table.Tbody>
          </Table>
        </Table.ScrollContainer>
      )}
    </Panel>
  );
}
