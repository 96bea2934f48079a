import { Badge } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { Claim } from '../api/types';

const TONE: Record<string, string> = {
  'in-review': 'blue',
  'awaiting-second-approval': 'grape',
  'under-investigation': 'orange',
  'awaiting-information': 'yellow',
  paid: 'green',
  'paid-in-part': 'teal',
  denied: 'red',
};

export function StatusBadge({ status, outcome }: Pick<Claim, 'status' | 'outcome'>) {
  const { t } = useTranslation();
  return (
    <Badge variant="filled" color={TONE[outcome ?? status] ?? 'gray'} tt="none">
      {outcome === null ? t(`status.${status}`) : t(`outcome.${outcome}`)}
    </Badge>
  );
}
