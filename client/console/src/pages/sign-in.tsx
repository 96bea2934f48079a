/** Sign-in with user and password, or with an access token. */
import {
  Alert,
  Anchor,
  Button,
  Center,
  Group,
  Paper,
  PasswordInput,
  Stack,
  Text,
  TextInput,
  Title,
} from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useLocation, useSearchParams } from 'react-router';
import { Problem } from '../api/client';
import { useSignIn, useSignInMethods } from '../api/queries';

export function SignInPage() {
  const { t } = useTranslation();
  const [withToken, setWithToken] = useState(false);
  const [userId, setUserId] = useState('');
  const [secret, setSecret] = useState('');
  const signIn = useSignIn();
  const methods = useSignInMethods();
  const [search] = useSearchParams();
  const { pathname } = useLocation();
  const problem = search.get('signInProblem');
  const submit = (event: FormEvent) => {
    event.preventDefault();
    signIn.mutate(withToken ? { token: secret.trim() } : { userId: userId.trim(), password: secret });
  };
  return (
    <Center component="main" mih="100dvh" p="md">
      <Paper withBorder shadow="sm" p="xl" w={420} maw="100%">
        <form onSubmit={submit}>
          <Stack>
            <Group gap="sm">
              <img src="/icon.svg" width={36} height={36} alt="" />
              <Title order={1} size="h3">
                {t('signIn.title')}
              </Title>
            </Group>
            {problem !== null && (
              <Alert color="red" role="alert" title={t('signIn.provider')}>
                {/* What stands in an address can come from anybody: only our own words are shown. */}
                {t(`signIn.problem.${problem}`, { defaultValue: '' })}
              </Alert>
            )}
            {methods.data?.identityProvider === true && (
              <Button component="a" href={`/v1/session/oidc/start?returnTo=${encodeURIComponent(pathname)}`}>
                {t('signIn.withProvider')}
              </Button>
            )}
            {!withToken && (
              <TextInput
                label={t('signIn.user')}
                value={userId}
                onChange={(event) => setUserId(event.currentTarget.value)}
                required
                autoFocus
                autoComplete="username"
                autoCapitalize="none"
                spellCheck={false}
              />
            )}
            <PasswordInput
              label={t(withToken ? 'signIn.token' : 'signIn.password')}
              description={withToken ? t('signIn.tokenHelp') : undefined}
              value={secret}
              onChange={(event) => setSecret(event.currentTarget.value)}
              required
              autoComplete="current-password"
              visibilityToggleButtonProps={{ 'aria-label': t('signIn.show') }}
            />
            {signIn.error && <Refusal error={signIn.error} />}
            <Button type="submit" loading={signIn.isPending}>
              {t('signIn.submit')}
            </Button>
            <Anchor
              component="button"
              type="button"
              size="sm"
              onClick={() => {
                setWithToken(!withToken);
                setSecret('');
              }}
            >
              {t(withToken ? 'signIn.withPassword' : 'signIn.withToken')}
            </Anchor>
            {methods.data?.identityProvider === false && (
              <Text size="xs" c="dimmed">
                {t('signIn.where')}
              </Text>
            )}
          </Stack>
        </form>
      </Paper>
    </Center>
  );
}

function Refusal({ error }: { error: Error }) {
  const { t } = useTranslation();
  const problem = error instanceof Problem ? error : null;
  const known =
    problem?.status === 401 ? 'signIn.refused' : problem?.status === 429 ? 'signIn.locked' : 'signIn.failed';
  return (
    <Alert color="red" role="alert" title={t(known)}>
      {problem?.status === 429 ? problem.detail : null}
    </Alert>
  );
}
