/** Being away: until when, and who stands in. */
import { Button, Group, Modal, Select, Stack, Text, TextInput } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useAbsence, useSetAbsence } from '../api/absence';
import { instant } from '../format';
import { Failure } from './failure';

export function Away({ opened, close }: { opened: boolean; close: () => void }) {
  const { t } = useTranslation();
  const shown = useAbsence(opened);
  const set = useSetAbsence();
  const [delegate, setDelegate] = useState<string | null>(null);
  const [until, setUntil] = useState('');
  const absence = shown.data?.absence ?? null;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    // As typed, in the zone of the browser.
    if (delegate !== null) set.mutate({ delegate, until: new Date(until).toISOString() }, { onSuccess: close });
  };
  return (
    <Modal opened={opened} onClose={close} title={t('away.title')} closeButtonProps={{ 'aria-label': t('close') }}>
      {shown.isError && <Failure error={shown.error} />}
      {absence !== null ? (
        <Stack>
          <Text size="sm">{t('away.now', { name: absence.delegate.name, until: instant(absence.until) })}</Text>
          {set.isError && <Failure error={set.error} />}
          <Button onClick={() => set.mutate(null, { onSuccess: close })} loading={set.isPending}>
            {t('away.back')}
          </Button>
        </Stack>
      ) : (
        <form onSubmit={submit}>
          <Stack>
            <Text size="sm">{t('away.hint')}</Text>
            <Select
              label={t('away.standIn')}
              data={
                shown.data?.standIns.map((one) => ({
                  value: one.userId,
                  label: `${one.name}, ${t(`role.${one.role}`)}`,
                })) ?? []
              }
              value={delegate}
              onChange={setDelegate}
              searchable
              required
            />
            <TextInput
              type="datetime-local"
              label={t('away.until')}
              value={until}
              onChange={(event) => setUntil(event.currentTarget.value)}
              required
            />
            {set.isError && <Failure error={set.error} />}
            <Group justify="flex-end">
              <Button type="submit" disabled={delegate === null || until === ''} loading={set.isPending}>
                {t('away.set')}
              </Button>
            </Group>
          </Stack>
        </form>
      )}
    </Modal>
  );
}
