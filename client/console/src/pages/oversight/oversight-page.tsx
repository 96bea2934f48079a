/** Control of the machine by people: what was recorded and whether it is whole, and what is switched off. */
import { Box, Tabs, Title } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { useSearchParams } from 'react-router';
import { useMay } from '../../session';
import { LedgerTab } from './ledger-tab';
import { SwitchesTab } from './switches-tab';

const TABS = ['ledger', 'switches'] as const;

export default function OversightPage() {
  const { t } = useTranslation();
  const [search, setSearch] = useSearchParams();
  const maySeeSwitches = useMay('read-switches');
  const tabs = TABS.filter((tab) => tab !== 'switches' || maySeeSwitches);
  return (
    <Box p="md">
      <Title order={1} size="h3" mb="sm">
        {t('oversight.title')}
      </Title>
      <Tabs
        value={tabs.find((tab) => tab === search.get('tab')) ?? 'ledger'}
        onChange={(tab) => setSearch(tab === 'ledger' || tab === null ? {} : { tab })}
        keepMounted={false}
      >
        <Tabs.List mb="md">
          {tabs.map((tab) => (
            <Tabs.Tab key={tab} value={tab}>
              {t(`oversight.tabs.${tab}`)}
            </Tabs.Tab>
          ))}
        </Tabs.List>
        <Tabs.Panel value="ledger">
          <LedgerTab />
        </Tabs.Panel>
        <Tabs.Panel value="switches">
          <SwitchesTab />
        </Tabs.Panel>
      </Tabs>
    </Box>
  );
}
