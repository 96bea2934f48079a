/** Kill switches: what is off, who did it and why; and setting them, with a reason. */
import { Badge, Button, Group, Modal, Stack, Table, Text, Textarea } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useSetSwitch, useSwitches } from '../../api/oversight';
import type { Switch } from '../../api/types';
import { instant } from '../../format';
import { Failure } from '../../parts/failure';
import { useMay } from '../../session';

/** As the API asks for it. */
const SHORTEST_REASON = 3;

export function SwitchesTab() {
  const { t } = useTranslation();
  const switches = useSwitches();
  const maySet = useMay('set-switches');
  return (
    <>
      <Text size="sm" mb="sm" maw={720}>
        {t('switches.hint')}
      </Text>
      {switches.isError && <Failure error={switches.error} retry={() => void switches.refetch()} />}
      <Table aria-label={t('oversight.tabs.switches')} maw={760}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>{t('switches.name')}</Table.Th>
            <Table.Th>{t('switches.state')}</Table.Th>
            {maySet && <Table.Th aria-label={t('switches.change')} />}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {switches.data?.switches.map((one) => (
            <Table.Tr key={one.name}>
              <Table.Td>
                {t(`switches.names.${one.name.replace('.', '-')}`)}
                {one.set !== null && (
                  <Text size="xs" c="dimmed">
                    {one.set.name}, {instant(one.set.at)}: {one.set.reason ?? '–'}
                  </Text>
                )}
              </Table.Td>
              <Table.Td>
                <Badge color={one.state === 'on' ? 'teal.9' : 'red.8'} variant="filled" tt="none" miw="max-content">
                  {t(`switches.${one.state}`)}
                </Badge>
              </Table.Td>
              {maySet && (
                <Table.Td ta="right">
                  <SetSwitch one={one} />
                </Table.Td>
              )}
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </>
  );
}

function SetSwitch({ one: { name, state } }: { one: Switch }) {
  const { t } = useTranslation();
  const [opened, { open, close }] = useDisclosure(false);
  const [reason, setReason] = useState('');
  const set = useSetSwitch();
  const to = state === 'on' ? 'off' : 'on';
  const short = reason.trim().length < SHORTEST_REASON;
  const title = t(`switches.switch.${to}`, { name: t(`switches.names.${name.replace('.', '-')}`) });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    set.mutate({ name, state: to, reason: reason.trim() }, { onSuccess: close });
  };
  return (
    <>
      <Button
        size="compact-sm"
        variant="default"
        aria-label={title}
        onClick={() => {
          setReason('');
          set.reset();
          open();
        }}
      >
        {t(`switches.to.${to}`)}
      </Button>
      <Modal opened={opened} onClose={close} title={title} closeButtonProps={{ 'aria-label': t('close') }}>
        <form onSubmit={submit}>
          <Stack>
            <Text size="sm">{t(`switches.effect.${to}`)}</Text>
            <Textarea
              label={t('switches.why')}
              description={t('switches.whyHelp')}
              value={reason}
              onChange={(event) => setReason(event.currentTarget.value)}
              maxLength={500}
              autosize
              minRows={2}
              required
              data-autofocus
            />
            {set.isError && <Failure error={set.error} />}
            <Group justify="flex-end">
              <Button type="submit" color={to === 'off' ? 'red.8' : undefined} disabled={short} loading={set.isPending}>
                {t(`switches.to.${to}`)}
              </Button>
            </Group>
          </Stack>
        </form>
      </Modal>
    </>
  );
}
