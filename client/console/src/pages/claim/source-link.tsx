/** A value that shows where it was read; or says that no source was found. */
import { Text, Tooltip, UnstyledButton } from '@mantine/core';
import { type ReactNode, useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import type { Source } from '../../api/types';
import classes from './claim.module.css';
import { useSelection } from './selection';

export function SourceLink({ source, id, children }: { source: Source | null; id: string; children: ReactNode }) {
  const { t } = useTranslation();
  const { chosen, choose } = useSelection();
  const here = useRef<HTMLButtonElement>(null);
  const isChosen = chosen?.id === id;
  useEffect(() => {
    if (isChosen && chosen?.from === 'page') here.current?.scrollIntoView({ block: 'center', behavior: 'smooth' });
  }, [isChosen, chosen]);
  if (source === null)
    return (
      <span>
        {children}{' '}
        <Text span size="xs" c="dimmed">
          ({t('source.none')})
        </Text>
      </span>
    );
  return (
    <Tooltip
      label={
        source.page === null
          ? t('source.text', { quote: source.quote })
          : t('source.page', { page: source.page, quote: source.quote })
      }
      multiline
      maw={360}
      openDelay={400}
    >
      <UnstyledButton
        fz="sm"
        ref={here}
        className={classes.source}
        data-chosen={isChosen || undefined}
        aria-pressed={isChosen}
        onClick={() => choose(source, id)}
      >
        {children}
      </UnstyledButton>
    </Tooltip>
  );
}
