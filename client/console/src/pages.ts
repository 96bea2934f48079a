/** Pages of the console, and who is offered which: by what the API says that they may do. */
import {
  BarChartIcon,
  ChatBubbleIcon,
  CheckCircledIcon,
  HomeIcon,
  LayersIcon,
  ListBulletIcon,
} from '@radix-ui/react-icons';
import type { Permission, Session } from './api/types';

interface Page {
  to: string;
  name: string;
  icon: typeof HomeIcon;
  needs: Permission;
}

const PAGES: readonly Page[] = [
  { to: '/queue', name: 'nav.queue', icon: ListBulletIcon, needs: 'read-tasks' },
  { to: '/claims', name: 'nav.claims', icon: LayersIcon, needs: 'read-claims' },
  { to: '/messages', name: 'nav.messages', icon: ChatBubbleIcon, needs: 'read-messages' },
  { to: '/dashboard', name: 'nav.dashboard', icon: BarChartIcon, needs: 'read-figures' },
  { to: '/oversight', name: 'nav.oversight', icon: CheckCircledIcon, needs: 'read-ledger' },
  { to: '/my', name: 'nav.mine', icon: HomeIcon, needs: 'own-claims' },
];

export function pagesOf({ permissions }: Pick<Session, 'permissions'>): readonly Page[] {
  return PAGES.filter(({ needs }) => permissions.includes(needs));
}

/** Where somebody arrives who signs in. */
export function firstPageOf(session: Pick<Session, 'permissions'>): string {
  return pagesOf(session)[0]?.to ?? '/nothing';
}
