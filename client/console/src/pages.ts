/** Pages of the console, and who is offered which. What a role may see is judged by the API (config/authority.yaml, `access`). */
import { BarChartIcon, CheckCircledIcon, HomeIcon, LayersIcon, ListBulletIcon } from '@radix-ui/react-icons';
import type { Session } from './api/types';

type Role = Session['role'];

const READERS: readonly Role[] = ['handler', 'adjuster', 'supervisor', 'investigator', 'auditor'];

const OVERSEERS: readonly Role[] = ['supervisor', 'auditor', 'administrator'];
const CLAIMANTS: readonly Role[] = ['claimant'];

const PAGES = [
  { to: '/queue', name: 'nav.queue', icon: ListBulletIcon, roles: READERS },
  { to: '/claims', name: 'nav.claims', icon: LayersIcon, roles: READERS },
  { to: '/dashboard', name: 'nav.dashboard', icon: BarChartIcon, roles: OVERSEERS },
  {
    to: '/oversight',
    name: 'nav.oversight',
    icon: CheckCircledIcon,
    roles: OVERSEERS,
  },
  { to: '/my', name: 'nav.mine', icon: HomeIcon, roles: CLAIMANTS },
] as const;

export function pagesOf(role: Role) {
  return PAGES.filter(({ roles }) => roles.includes(role));
}

/** Where somebody arrives who signs in. */
export function firstPageOf(role: Role): string {
  return pagesOf(role)[0]?.to ?? '/nothing';
}
