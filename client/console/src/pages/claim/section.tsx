import { Box, Text, Title } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { Shown } from '../../api/types';

export function Section({ title, hint, children }: { title: string; hint?: string; children: ReactNode }) {
  return (
    <Box component="section" mb="lg">
      <Title order={2} size="h5" mb={4}>
        {title}
      </Title>
      {hint !== undefined && (
        <Text size="xs" c="dimmed" mb={6}>
          {hint}
        </Text>
      )}
      {children}
    </Box>
  );
}

/** A piece of evidence; where it cannot be shown, why. Nothing where there is none. */
export function Evidence<T>({
  shown,
  title,
  children,
}: {
  shown: Shown<T>;
  title: string;
  children: (value: T) => ReactNode;
}) {
  const { t } = useTranslation();
  if (shown === null) return null;
  if ('problem' in shown)
    return (
      <Section title={title}>
        <Text size="sm" c="red">
          {t('evidence.problem', { problem: shown.problem })}
        </Text>
      </Section>
    );
  return children(shown.value);
}
