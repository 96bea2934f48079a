/** Sign-in with an access token of a local account. */
import { Alert, Button, Center, Group, Paper, PasswordInput, Stack, Text, Title } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Problem } from '../api/client';
import { useSignIn } from '../api/queries';

export function SignInPage() {
  const { t } = useTranslation();
  const [token, setToken] = useState('');
  const signIn = useSignIn();
  const submit = (event: FormEvent) => {
    event.preventDefault();
    signIn.mutate({ token: token.trim() });
  };
  return (
    <Center component="main" mih="100vh" p="md">
      <Paper withBorder shadow="sm" p="xl" w={420} maw="100%">
        <form onSubmit={submit}>
          <Stack>
            <Group gap="sm">
              <img src="/icon.svg" width={36} height={36} alt="" />
              <Title order={1} size="h3">
                {t('signIn.title')}
              </Title>
            </Group>
            <PasswordInput
              label={t('signIn.token')}
              description={t('signIn.tokenHelp')}
              value={token}
              onChange={(event) => setToken(event.currentTarget.value)}
              required
              autoFocus
              autoComplete="current-password"
            />
            {signIn.error && (
              <Alert color="red" role="alert">
                {t(signIn.error instanceof Problem && signIn.error.status === 401 ? 'signIn.refused' : 'signIn.failed')}
              </Alert>
            )}
            <Button type="submit" loading={signIn.isPending}>
              {t('signIn.submit')}
            </Button>
            <Text size="xs" c="dimmed">
              {t('signIn.where')}
            </Text>
          </Stack>
        </form>
      </Paper>
    </Center>
  );
}
