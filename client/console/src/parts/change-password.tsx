/** Change one's own password. */
import { Alert, Button, Modal, PasswordInput, Stack } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Problem } from '../api/client';
import { useChangePassword } from '../api/queries';

export function ChangePassword({ opened, close }: { opened: boolean; close: () => void }) {
  const { t } = useTranslation();
  const [password, setPassword] = useState('');
  const [newPassword, setNewPassword] = useState('');
  const change = useChangePassword();
  const submit = (event: FormEvent) => {
    event.preventDefault();
    change.mutate(
      { password, newPassword },
      {
        onSuccess: () => {
          setPassword('');
          setNewPassword('');
          close();
          notifications.show({ color: 'teal', message: t('password.changed') });
        },
      },
    );
  };
  const show = { 'aria-label': t('signIn.show') };
  return (
    <Modal opened={opened} onClose={close} title={t('password.title')} closeButtonProps={{ 'aria-label': t('close') }}>
      <form onSubmit={submit}>
        <Stack>
          <PasswordInput
            label={t('password.present')}
            value={password}
            onChange={(event) => setPassword(event.currentTarget.value)}
            autoComplete="current-password"
            visibilityToggleButtonProps={show}
            required
          />
          <PasswordInput
            label={t('password.new')}
            description={t('password.rule')}
            value={newPassword}
            onChange={(event) => setNewPassword(event.currentTarget.value)}
            autoComplete="new-password"
            visibilityToggleButtonProps={show}
            required
          />
          {change.error !== null && (
            <Alert color="red" role="alert">
              {change.error instanceof Problem ? change.error.detail : change.error.message}
            </Alert>
          )}
          <Button type="submit" loading={change.isPending}>
            {t('password.title')}
          </Button>
        </Stack>
      </form>
    </Modal>
  );
}
