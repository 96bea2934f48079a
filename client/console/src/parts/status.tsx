import { Badge } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { Claim } from '../api/types';

const TONE: Record<string, string> = {
  'in-review': 'blue.8',
  'awaiting-second-approval': 'grape.8',
  'under-investigation': 'orange.9',
  'awaiting-information': 'yellow.4',
  paid: 'teal.9',
  'paid-in-part': 'teal.9',
  denied: 'red.8',
};

export function StatusBadge({ status, outcome }: Pick<Claim, 'status' | 'outcome'>) {
  const { t } = useTranslation();
  return (
    <Badge variant="filled" color={TONE[outcome ?? status] ?? 'gray.7'} tt="none" miw="max-content">
      {outcome === null ? t(`status.${status}`) : t(`outcome.${outcome}`)}
    </Badge>
  );
}
