/** The policy's wording, opened at a clause. */
import { Button, Drawer, Paper, ScrollArea, Stack, Text, Title } from '@mantine/core';
import { createContext, type ReactNode, useContext, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useWordingText } from '../../api/queries';
import type { Clause, Coverage } from '../../api/types';

const WordingContext = createContext<{ open(clause: string): void }>({ open: () => {} });
export const useWording = () => useContext(WordingContext);

interface Props {
  /** Clauses that the assessment rests on. */
  clauses: Clause[];
  policy: Coverage['policy'];
  children: ReactNode;
}

export function WordingProvider({ clauses, policy, children }: Props) {
  const { t } = useTranslation();
  const [at, setAt] = useState<string | null>(null);
  const [whole, setWhole] = useState(false);
  const text = useWordingText(policy?.product ?? '', policy?.edition ?? '', whole && policy !== null);
  const value = useMemo(() => ({ open: setAt }), []);
  const shown = whole && text.data !== undefined ? text.data.clauses : clauses;
  return (
    <WordingContext.Provider value={value}>
      {children}
      <Drawer
        opened={at !== null}
        onClose={() => setAt(null)}
        position="right"
        size="lg"
        title={
          policy === null
            ? t('clause.wording')
            : t('clause.edition', { product: policy.product, edition: policy.edition })
        }
        closeButtonProps={{ 'aria-label': t('close') }}
        scrollAreaComponent={ScrollArea.Autosize}
      >
        <Stack>
          {clauses.length === 0 && <Text c="dimmed">{t('clause.none')}</Text>}
          {policy !== null && !whole && (
            <Button variant="default" size="xs" onClick={() => setWhole(true)}>
              {t('clause.whole')}
            </Button>
          )}
          {shown.map((clause) => (
            <ClausePaper key={clause.number} clause={clause} chosen={clause.number === at} />
          ))}
        </Stack>
      </Drawer>
    </WordingContext.Provider>
  );
}

function ClausePaper({ clause, chosen }: { clause: Clause; chosen: boolean }) {
  return (
    <Paper
      withBorder
      p="sm"
      bg={chosen ? 'var(--mark)' : undefined}
      ref={(element) => {
        if (chosen) element?.scrollIntoView({ block: 'center' });
      }}
    >
      <Text size="xs" c="dimmed">
        {clause.path.join(' › ')}
      </Text>
      <Title order={3} size="h6">
        {clause.number} {clause.heading}
      </Title>
      <Text size="sm" style={{ whiteSpace: 'pre-line' }}>
        {clause.text}
      </Text>
    </Paper>
  );
}
