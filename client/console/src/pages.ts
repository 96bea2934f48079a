/** Pages of the console, and who is offered which. What a role may see is judged by the API (config/authority.yaml, `access`). */
import { IconFolders, IconInbox, IconShieldCheck } from '@tabler/icons-react';
import type { Session } from './api/types';

type Role = Session['role'];

const READERS: readonly Role[] = ['handler', 'adjuster', 'supervisor', 'investigator', 'auditor'];

const PAGES = [
  { to: '/queue', name: 'nav.queue', icon: IconInbox, roles: READERS },
  { to: '/claims', name: 'nav.claims', icon: IconFolders, roles: READERS },
  {
    to: '/oversight',
    name: 'nav.oversight',
    icon: IconShieldCheck,
    roles: ['auditor', 'supervisor', 'administrator'] as readonly Role[],
  },
] as const;

export function pagesOf(role: Role) {
  return PAGES.filter(({ roles }) => roles.includes(role));
}

/** Where somebody arrives who signs in. */
export function firstPageOf(role: Role): string {
  return pagesOf(role)[0]?.to ?? '/nothing';
}
