/** The pages of one document, with zoom; or its text where it has no pages to show. */
import { ActionIcon, Anchor, Group, Text } from '@mantine/core';
import { MinusIcon, PlusIcon } from '@radix-ui/react-icons';
import { useEffect, useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useDocumentText } from '../../../api/queries';
import type { ClaimDocument } from '../../../api/types';
import classes from '../claim.module.css';
import { useSelection } from '../selection';
import { marksOf } from './marks';
import { PageSheet } from './page-sheet';

const ZOOMS = [0.5, 0.75, 1, 1.5, 2, 3];

export function DocumentView({ claimNumber, document }: { claimNumber: string; document: ClaimDocument }) {
  const { t } = useTranslation();
  const [zoom, setZoom] = useState(1);
  const marks = useMemo(() => marksOf(document), [document]);
  const at = ZOOMS.indexOf(zoom);
  const pages = document.viewable ? Array.from({ length: document.pages }, (_, index) => index + 1) : [];
  return (
    <>
      <Group px="md" py={4} gap="xs" justify="space-between">
        <Text size="xs" c="dimmed">
          {document.viewable ? t('documents.pages', { count: document.pages }) : t('documents.text')}
        </Text>
        <Group gap={4}>
          {document.viewable && (
            <>
              <ActionIcon
                variant="default"
                size="sm"
                aria-label={t('documents.smaller')}
                disabled={at <= 0}
                onClick={() => setZoom(ZOOMS[at - 1] ?? zoom)}
              >
                <MinusIcon width={14} height={14} />
              </ActionIcon>
              <Text size="xs" w={42} ta="center" aria-live="polite">
                {Math.round(zoom * 100)} %
              </Text>
              <ActionIcon
                variant="default"
                size="sm"
                aria-label={t('documents.larger')}
                disabled={at >= ZOOMS.length - 1}
                onClick={() => setZoom(ZOOMS[at + 1] ?? zoom)}
              >
                <PlusIcon width={14} height={14} />
              </ActionIcon>
            </>
          )}
          <Anchor size="xs" ml="sm" href={`/v1/claims/${claimNumber}/documents/${document.fileId}/original`} download>
            {t('documents.original')}
          </Anchor>
        </Group>
      </Group>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard */}
      <section className={classes.scroll} tabIndex={0} aria-label={document.name}>
        {pages.map((page) => (
          <PageSheet
            key={page}
            claimNumber={claimNumber}
            fileId={document.fileId}
            page={page}
            zoom={zoom}
            marks={marks.filter((mark) => mark.source.page === page)}
          />
        ))}
        {!document.viewable && document.hasText && <PlainText claimNumber={claimNumber} document={document} />}
      </section>
    </>
  );
}

/** The text, with the words that a value was read from marked. */
function PlainText({ claimNumber, document }: { claimNumber: string; document: ClaimDocument }) {
  const { chosen } = useSelection();
  const text = useDocumentText(claimNumber, document.fileId).data?.text ?? '';
  const here = useRef<HTMLElement>(null);
  const isHere = chosen?.source.fileId === document.fileId;
  const quote = isHere ? chosen.source.quote : '';
  const from = quote === '' ? -1 : text.indexOf(quote);
  useEffect(() => {
    if (isHere) here.current?.scrollIntoView({ block: 'center' });
  }, [isHere]);
  const pieces = from < 0 ? [text, '', ''] : [text.slice(0, from), quote, text.slice(from + quote.length)];
  return (
    <Text component="pre" className={classes.plain} p="md" ff="inherit">
      {pieces[0]}
      {pieces[1] !== '' && (
        <mark ref={here} style={{ background: 'var(--mark-chosen)', color: 'inherit' }}>
          {pieces[1]}
        </mark>
      )}
      {pieces[2]}
    </Text>
  );
}
