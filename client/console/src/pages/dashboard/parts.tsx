/** Parts that the dashboard is made of: one figure, a share with what it is a share of, a panel, a table. */
import { Paper, Table, Text, Title } from '@mantine/core';
import type { ReactNode } from 'react';
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
