/** One page as a picture, with boxes over it. A box chooses its value; a chosen value scrolls to its box. */
import { Center, Loader, Text } from '@mantine/core';
import { useInViewport, useMergedRef } from '@mantine/hooks';
import { type CSSProperties, useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Box } from '../../../api/types';
import classes from '../claim.module.css';
import { useSelection } from '../selection';
import type { Mark } from './marks';

/** Pixels of a picture at zoom 1; twice that for a zoomed page or a fine screen. */
const WIDTHS = [1000, 2000] as const;
/** Height of a page that has not come yet, as a share of its width: that of A4. */
const A4 = Math.SQRT2;

interface Props {
  claimNumber: string;
  fileId: string;
  page: number;
  zoom: number;
  marks: Mark[];
}

export function PageSheet({ claimNumber, fileId, page, zoom, marks }: Props) {
  const { t } = useTranslation();
  const { chosen, choose } = useSelection();
  const { ref: watched, inViewport } = useInViewport<HTMLDivElement>();
  const sheet = useRef<HTMLDivElement>(null);
  const whole = useMergedRef(watched, sheet);
  const [wanted, setWanted] = useState(page === 1);
  const [state, setState] = useState<'coming' | 'there' | 'failed'>('coming');
  const isHere = chosen !== null && chosen.source.fileId === fileId && chosen.source.page === page;
  if ((inViewport || isHere) && !wanted) setWanted(true);
  useEffect(() => {
    if (!isHere || chosen.from !== 'value') return;
    // Until the picture is there the place is not, and the page stands for it.
    const place = state === 'there' ? sheet.current?.querySelector('[data-chosen]') : null;
    (place ?? sheet.current)?.scrollIntoView({ block: 'center', behavior: 'smooth' });
  }, [isHere, chosen, state]);
  const width = zoom > 1 || window.devicePixelRatio > 1 ? WIDTHS[1] : WIDTHS[0];
  const known = marks.some((mark) => mark.id === chosen?.id);
  return (
    <div
      ref={whole}
      className={classes.sheet}
      style={{
        width: `min(${zoom * 100}%, ${zoom * 900}px)`,
        aspectRatio: state === 'there' ? undefined : `1 / ${A4}`,
      }}
    >
      {wanted && state !== 'failed' && (
        <img
          src={`/v1/claims/${claimNumber}/documents/${fileId}/pages/${page}?width=${width}`}
          alt={t('documents.page', { page })}
          onLoad={() => setState('there')}
          onError={() => setState('failed')}
        />
      )}
      {state === 'coming' && (
        <Center pos="absolute" inset={0}>
          <Loader size="sm" />
        </Center>
      )}
      {state === 'failed' && (
        <Text p="md" c="dark" role="alert">
          {t('documents.notDrawn')}
        </Text>
      )}
      {state === 'there' &&
        marks.map((mark) => (
          <button
            type="button"
            key={mark.id}
            className={classes.box}
            style={placed(mark.box)}
            data-marked
            data-chosen={mark.id === chosen?.id || undefined}
            aria-label={mark.label}
            title={mark.label}
            onClick={() => choose(mark.source, mark.id, 'page')}
          />
        ))}
      {/* A place that is no value of its own: the source of a claimed item, or of a finding. */}
      {state === 'there' && isHere && !known && chosen.source.box !== null && (
        <div className={classes.box} style={placed(chosen.source.box)} data-chosen />
      )}
    </div>
  );
}

function placed({ x, y, width, height }: Box): CSSProperties {
  // A hair of room, so that the line does not cover the words.
  const room = 0.003;
  return {
    left: `${(x - room) * 100}%`,
    top: `${(y - room) * 100}%`,
    width: `${(width + 2 * room) * 100}%`,
    height: `${(height + 2 * room) * 100}%`,
  };
}
