/** The documents of a claim, one at a time: what it is, its flags, and its pages with a box around every value. */
import { Alert, Badge, Center, Group, Loader, Select, Text } from '@mantine/core';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useDocuments } from '../../../api/queries';
import type { ClaimDetails, ClaimDocument } from '../../../api/types';
import { Failure } from '../../../parts/failure';
import classes from '../claim.module.css';
import { useSelection } from '../selection';
import { DocumentView } from './document-view';

export function DocumentsPane({ claim }: { claim: ClaimDetails }) {
  const { t } = useTranslation();
  const { claimNumber } = claim.claim.claim;
  const documents = useDocuments(claimNumber);
  const { chosen } = useSelection();
  const [fileId, setFileId] = useState<string | null>(null);
  // A value that was clicked brings up its document.
  useEffect(() => {
    if (chosen?.from === 'value') setFileId(chosen.source.fileId);
  }, [chosen]);
  const list = documents.data?.documents ?? [];
  const shown = list.find((document) => document.fileId === fileId) ?? firstToShow(list);
  return (
    <section className={classes.documents} aria-label={t('documents.title')}>
      <Group
        px="md"
        py={6}
        gap="sm"
        wrap="nowrap"
        style={{ borderBottom: '1px solid var(--mantine-color-default-border)' }}
      >
        <Select
          aria-label={t('documents.choose')}
          data={list.map((document) => ({ value: document.fileId, label: labelOf(document, t) }))}
          value={shown?.fileId ?? null}
          onChange={(value) => setFileId(value)}
          allowDeselect={false}
          size="sm"
          flex={1}
          comboboxProps={{ withinPortal: true }}
        />
        <Text size="sm" c="dimmed" style={{ whiteSpace: 'nowrap' }}>
          {t('documents.count', { count: list.length })}
        </Text>
      </Group>
      {(documents.data?.beingRead.length ?? 0) > 0 && (
        <Text size="sm" px="md" py={4} role="status">
          {t('documents.beingRead', { count: documents.data?.beingRead.length })}
        </Text>
      )}
      {documents.isPending && (
        <Center h={200}>
          <Loader />
        </Center>
      )}
      {documents.isError && <Failure error={documents.error} retry={() => void documents.refetch()} />}
      {documents.isSuccess && shown === undefined && (
        <Text p="md" c="dimmed">
          {t('documents.none')}
        </Text>
      )}
      {shown !== undefined && (
        <>
          <Flags document={shown} />
          <DocumentView key={shown.fileId} claimNumber={claimNumber} document={shown} />
        </>
      )}
    </section>
  );
}

/** First a paper with amounts, then any that can be shown. */
function firstToShow(list: ClaimDocument[]): ClaimDocument | undefined {
  const shown = list.filter(({ viewable }) => viewable);
  return (
    shown.find(({ lines }) => lines.length > 0) ?? shown.find(({ type }) => type !== 'photo') ?? shown[0] ?? list[0]
  );
}

function labelOf(document: ClaimDocument, t: (key: string) => string): string {
  const type = document.status === 'read' ? t(`document.${document.type}`) : t(`documents.${document.status}`);
  return `${document.parentFileId === null ? '' : '↳ '}${document.name} · ${type}`;
}

function Flags({ document }: { document: ClaimDocument }) {
  const { t } = useTranslation();
  const { choose } = useSelection();
  if (document.setAside !== null)
    return (
      <Alert color="orange" m="sm" title={t('documents.setAside')}>
        {document.setAside.reason}
      </Alert>
    );
  if (document.problem !== null)
    return (
      <Alert color="red" m="sm" title={t('documents.problem')}>
        {document.problem}
      </Alert>
    );
  if (document.flags.length === 0) return null;
  return (
    <Group px="md" py={6} gap={6}>
      {document.flags.map((flag, index) => (
        <Badge
          key={flag.code + flag.detail}
          component={flag.source === null ? 'span' : 'button'}
          color="orange"
          variant="dot"
          tt="none"
          title={flag.detail}
          style={{ cursor: flag.source === null ? 'help' : 'pointer' }}
          onClick={() => flag.source !== null && choose(flag.source, `flag:${document.fileId}:${index}`)}
        >
          {t(`flag.${flag.code}`)}
        </Badge>
      ))}
    </Group>
  );
}
