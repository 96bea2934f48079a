/** The letters of a claim as they went out. */
import { Anchor, Badge, Center, Group, Loader, Paper, Text, UnstyledButton } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useLetters, useLetterText } from '../../api/queries';
import { instant } from '../../format';
import { Failure } from '../../parts/failure';
import classes from './claim.module.css';
import { Section } from './section';

export function LettersTab({ claimNumber }: { claimNumber: string }) {
  const { t } = useTranslation();
  const letters = useLetters(claimNumber);
  const [open, setOpen] = useState<string | null>(null);
  const text = useLetterText(claimNumber, open);
  if (letters.isPending)
    return (
      <Center h={120}>
        <Loader />
      </Center>
    );
  if (letters.isLoadingError) return <Failure error={letters.error} retry={() => void letters.refetch()} />;
  return (
    <Section title={t('letters.title')}>
      {letters.data.letters.length === 0 && <Text size="sm">{t('letters.none')}</Text>}
      {letters.data.letters.map((letter) => (
        <Paper key={letter.key} withBorder p="sm" mb="xs">
          <Group justify="space-between">
            <UnstyledButton
              aria-expanded={open === letter.key}
              onClick={() => setOpen(open === letter.key ? null : letter.key)}
            >
              <Text size="sm" fw={600} td="underline">
                {t(`letter.${letter.kind}`)}
              </Text>
            </UnstyledButton>
            <Group gap="sm">
              <Badge variant="dot" color={letter.status === 'delivered' ? 'teal' : 'gray'} tt="none">
                {letter.deliveredAt === null ? t('letters.waiting') : instant(letter.deliveredAt)}
              </Badge>
              <Anchor
                size="sm"
                href={`/v1/claims/${claimNumber}/letters/${encodeURIComponent(letter.key)}`}
                target="_blank"
                rel="noreferrer"
              >
                PDF
              </Anchor>
            </Group>
          </Group>
          {open === letter.key && (
            <Text component="pre" className={classes.plain} ff="inherit" mt="sm">
              {text.data?.text ?? '…'}
            </Text>
          )}
        </Paper>
      ))}
    </Section>
  );
}
