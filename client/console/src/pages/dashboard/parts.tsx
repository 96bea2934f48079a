/** Parts that the dashboard is made of: one figure, a share with what it is a share of, a panel, a table. */
import { Box, Button, Group, Paper, Table, Text, Title } from '@mantine/core';
import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { percent } from '../../format';

export interface Part {
  of: number;
  count: number;
  share: number | null;
}

export function shareInWords({ of, count, share }: Part, t: ReturnType<typeof useTranslation>['t']): string {
  return t('dashboard.share', { count, of, share: share === null ? '–' : percent(share) });
}

export function Share({ name, share }: { name: string; share: Part }) {
  const { t } = useTranslation();
  return (
    <Figure
      name={name}
      value={share.share === null ? '–' : percent(share.share)}
      hint={t('dashboard.countOf', { count: share.count, of: share.of })}
    />
  );
}

export function Figure({
  name,
  value,
  hint,
  alarming = false,
}: {
  name: string;
  value: string;
  hint?: string;
  alarming?: boolean;
}) {
  return (
    <Paper withBorder p="sm">
      <Text size="xs" c="dimmed">
        {name}
      </Text>
      <Text
        fw={700}
        size="lg"
        c={alarming ? 'light-dark(var(--mantine-color-red-9), var(--mantine-color-red-4))' : undefined}
      >
        {value}
      </Text>
      {hint !== undefined && (
        <Text size="xs" c="dimmed">
          {hint}
        </Text>
      )}
    </Paper>
  );
}

export function Panel({ title, hint, children }: { title: string; hint?: string; children: ReactNode }) {
  return (
    <Paper component="section" withBorder p="md">
      <Title order={2} size="h5">
        {title}
      </Title>
      {hint !== undefined && (
        <Text size="xs" c="dimmed" mb="xs">
          {hint}
        </Text>
      )}
      {children}
    </Paper>
  );
}

/** A chart, and the same as a table for who does not see it, or wants the figures. */
export function ChartPanel({
  title,
  head,
  rows,
  children,
}: {
  title: string;
  head: string[];
  rows: string[][];
  children: ReactNode;
}) {
  const { t } = useTranslation();
  const [asTable, setAsTable] = useState(false);
  return (
    <Paper component="section" withBorder p="md">
      <Group justify="space-between" mb="xs">
        <Title order={2} size="h5">
          {title}
        </Title>
        <Button
          size="compact-xs"
          variant="default"
          aria-pressed={asTable}
          aria-label={t('dashboard.tableOf', { title })}
          onClick={() => setAsTable(!asTable)}
        >
          {t(asTable ? 'dashboard.asChart' : 'dashboard.asTable')}
        </Button>
      </Group>
      {asTable ? (
        <Box mah={220} style={{ overflow: 'auto' }}>
          <Rows label={title} head={head} rows={rows} />
        </Box>
      ) : (
        children
      )}
    </Paper>
  );
}

export function Rows({ label, head, rows }: { label: string; head: string[]; rows: string[][] }) {
  const { t } = useTranslation();
  if (rows.length === 0) return <Text size="sm">{t('dashboard.nothing')}</Text>;
  return (
    <Table.ScrollContainer minWidth={300} type="native">
      <Table verticalSpacing={4} aria-label={label}>
        <Table.Thead>
          <Table.Tr>
            {head.map((cell) => (
              <Table.Th key={cell}>{cell}</Table.Th>
            ))}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {rows.map((cells) => (
            <Table.Tr key={cells.join('/')}>
              {cells.map((cell, at) => (
                <Table.Td key={head[at]}>{cell}</Table.Td>
              ))}
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Table.ScrollContainer>
  );
}
