/** Reasons, each with its clause, which opens the wording there. */
import { Anchor, List, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { Reason } from '../../api/types';
import { useWording } from './wording';

export function ClauseLink({ clause }: { clause: string }) {
  const { t } = useTranslation();
  const { open } = useWording();
  return (
    <Anchor component="button" type="button" size="sm" onClick={() => open(clause)}>
      {t('clause.short', { clause })}
    </Anchor>
  );
}

export function Reasons({ reasons }: { reasons: Reason[] }) {
  return (
    <List spacing={4} size="sm">
      {reasons.map((reason) => (
        <List.Item key={`${reason.code}/${reason.clause}/${reason.text}`}>
          <Text span size="sm">
            {reason.text}{' '}
          </Text>
          {reason.clause !== null && <ClauseLink clause={reason.clause} />}
        </List.Item>
      ))}
    </List>
  );
}
