/** Money of the claim by exposure: what is reserved for which section of the policy, who set it, and what was paid. */
import { Table, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { Claim } from '../../api/types';
import { money } from '../../format';
import { Section } from './section';

export function MoneySection({ claim }: { claim: Claim }) {
  const { t } = useTranslation();
  const { exposures = [], interestPaidMinor = 0, currency } = claim;
  if (exposures.length === 0) return null;
  return (
    <Section title={t('money.title')} hint={t('money.hint')}>
      <Table aria-label={t('money.title')}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>{t('money.exposure')}</Table.Th>
            <Table.Th ta="right">{t('money.reserve')}</Table.Th>
            <Table.Th>{t('money.setBy')}</Table.Th>
            <Table.Th ta="right">{t('money.paid')}</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {exposures.map(({ section, reserveMinor, setBy, paidMinor }) => (
            <Table.Tr key={section}>
              <Table.Td>{section.replaceAll('-', ' ')}</Table.Td>
              <Table.Td ta="right">{money(reserveMinor, currency)}</Table.Td>
              <Table.Td>{setBy ?? t('money.assessed')}</Table.Td>
              <Table.Td ta="right">{money(paidMinor, currency)}</Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
      {interestPaidMinor > 0 && (
        <Text size="sm" mt={4}>
          {t('money.interest', { amount: money(interestPaidMinor, currency) })}
        </Text>
      )}
    </Section>
  );
}
