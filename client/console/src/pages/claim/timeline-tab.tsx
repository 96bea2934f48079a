/** What happened, newest last. */
import { Anchor, List, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { ClaimDetails } from '../../api/types';
import { instant } from '../../format';
import { Section } from './section';

export function TimelineTab({ claim: { claim, history } }: { claim: ClaimDetails }) {
  const { t } = useTranslation();
  return (
    <Section title={t('claim.timeline')}>
      <Text size="sm">{t('timeline.opened', { at: instant(claim.openedAt) })}</Text>
      <List size="sm">
        {claim.letters.map((letter) => (
          <List.Item key={letter.key}>{t('timeline.letter', { kind: t(`letter.${letter.kind}`) })}</List.Item>
        ))}
      </List>
      {claim.closedAt !== null && <Text size="sm">{t('timeline.closed', { at: instant(claim.closedAt) })}</Text>}
      {history.url !== null && (
        <Anchor href={history.url} target="_blank" rel="noreferrer" size="sm">
          {t('claim.history')}
        </Anchor>
      )}
    </Section>
  );
}
