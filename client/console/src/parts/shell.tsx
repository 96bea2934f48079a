/** What every page has around it: where one can go, who is signed in, light or dark. */
import {
  ActionIcon,
  AppShell,
  Avatar,
  Burger,
  Button,
  Group,
  Menu,
  NavLink as MenuLink,
  Text,
  Title,
  useComputedColorScheme,
  useMantineColorScheme,
} from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { CalendarIcon, ExitIcon, LockClosedIcon, MoonIcon, SunIcon } from '@radix-ui/react-icons';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { NavLink, useLocation } from 'react-router';
import { useLive } from '../api/live';
import { useSignInMethods, useSignOut } from '../api/queries';
import { pagesOf } from '../pages';
import { useMay, useSignedIn } from '../session';
import { Away } from './away';
import { ChangePassword } from './change-password';

export function Shell({ children }: { children: ReactNode }) {
  const { t } = useTranslation();
  const [open, { toggle, close }] = useDisclosure(false);
  const { pathname } = useLocation();
  const pages = pagesOf(useSignedIn());
  useLive(useMay('read-tasks'));
  return (
    <AppShell
      header={{ height: 52 }}
      navbar={{ width: 240, breakpoint: 'sm', collapsed: { mobile: !open, desktop: true } }}
      padding={0}
    >
      <a className="skip-link" href="#content">
        {t('nav.skip')}
      </a>
      <AppShell.Header px="md">
        <Group h="100%" justify="space-between" wrap="nowrap">
          <Group gap="sm" wrap="nowrap">
            <Burger opened={open} onClick={toggle} hiddenFrom="sm" size="sm" aria-label={t('nav.menu')} />
            <img src="/icon.svg" width={26} height={26} alt="" />
            <Title order={1} size="h4">
              {t('product')}
            </Title>
            <Group component="nav" aria-label={t('nav.label')} gap={4} ml="md" visibleFrom="sm">
              {pages.map(({ to, name, icon: Icon }) => (
                <Button
                  key={to}
                  component={NavLink}
                  to={to}
                  variant={pathname.startsWith(to) ? 'light' : 'subtle'}
                  color={pathname.startsWith(to) ? undefined : 'gray'}
                  c={pathname.startsWith(to) ? undefined : 'var(--mantine-color-text)'}
                  size="compact-md"
                  leftSection={<Icon width={16} height={16} aria-hidden />}
                >
                  {t(name)}
                </Button>
              ))}
            </Group>
          </Group>
          <Group gap="xs" wrap="nowrap">
            <ColourScheme />
            <Account />
          </Group>
        </Group>
      </AppShell.Header>
      <AppShell.Navbar p="sm" hiddenFrom="sm" aria-label={t('nav.label')}>
        {pages.map(({ to, name, icon: Icon }) => (
          <MenuLink
            key={to}
            component={NavLink}
            to={to}
            label={t(name)}
            onClick={close}
            leftSection={<Icon width={18} height={18} aria-hidden />}
          />
        ))}
      </AppShell.Navbar>
      <AppShell.Main id="content" tabIndex={-1}>
        {children}
      </AppShell.Main>
    </AppShell>
  );
}

function ColourScheme() {
  const { t } = useTranslation();
  const { setColorScheme } = useMantineColorScheme();
  const dark = useComputedColorScheme('light') === 'dark';
  return (
    <ActionIcon
      variant="subtle"
      color="gray"
      aria-label={t(dark ? 'nav.light' : 'nav.dark')}
      onClick={() => setColorScheme(dark ? 'light' : 'dark')}
    >
      {dark ? <SunIcon width={18} height={18} /> : <MoonIcon width={18} height={18} />}
    </ActionIcon>
  );
}

function Account() {
  const { t } = useTranslation();
  const { name, role, userId } = useSignedIn();
  const signOut = useSignOut();
  const methods = useSignInMethods();
  const [changing, changingPassword] = useDisclosure(false);
  const [leaving, leave] = useDisclosure(false);
  const mayBeAway = useMay('take-tasks');
  return (
    <>
      <Away opened={leaving} close={leave.close} />
      <ChangePassword opened={changing} close={changingPassword.close} />
      <Menu position="bottom-end">
        <Menu.Target>
          <Button
            variant="subtle"
            color="gray"
            c="var(--mantine-color-text)"
            px={6}
            aria-label={t('nav.account', { name })}
          >
            <Avatar size={26} name={name} color="blue" variant="filled" aria-hidden />
            <Text ml={8} size="sm" visibleFrom="sm">
              {name}
            </Text>
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Label>
            {userId} · {t(`role.${role}`)}
          </Menu.Label>
          {mayBeAway && (
            <Menu.Item leftSection={<CalendarIcon width={16} height={16} />} onClick={leave.open}>
              {t('away.title')}
            </Menu.Item>
          )}
          {methods.data?.password === true && (
            <Menu.Item leftSection={<LockClosedIcon width={16} height={16} />} onClick={changingPassword.open}>
              {t('password.title')}
            </Menu.Item>
          )}
          <Menu.Item
            leftSection={<ExitIcon width={16} height={16} />}
            onClick={() => signOut.mutate(methods.data?.identityProvider === true)}
          >
            {t('nav.signOut')}
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
    </>
  );
}
