/** What the notice and the documents say, value by value; each leads to the place where it was read. */
import { Badge, Group, Progress, Table, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { useDocuments } from '../../api/queries';
import type { ClaimDocument, Notice } from '../../api/types';
import { date, instant, money, percent } from '../../format';
import { Section } from './section';
import { SourceLink } from './source-link';

/** Below this the reader was not sure (config/triage.yaml asks for 0.6 to pay without a person). */
const UNSURE = 0.6;

interface Props {
  notice: Notice | null;
  claimNumber: string;
}

export function FactsTab({ notice, claimNumber }: Props) {
  const documents = useDocuments(claimNumber);
  return (
    <>
      {notice !== null && <NoticeSection notice={notice} />}
      {documents.data?.documents
        .filter(({ fields, lines }) => fields.length + lines.length > 0)
        .map((document) => (
          <DocumentFields key={document.fileId} document={document} />
        ))}
    </>
  );
}

function NoticeSection({ notice }: { notice: Notice }) {
  const { t } = useTranslation();
  const rows: [string, string][] = [
    ['notice.claimant', `${notice.claimant.name} (${t(`claimant.${notice.claimant.role}`)})`],
    ['notice.policy', notice.policyNumber],
    ['notice.lossDate', date(notice.lossDate)],
    ['notice.reported', instant(notice.reportedAt)],
    ['notice.cause', t(`peril.${notice.causeOfLoss}`)],
    ['notice.where', notice.lossLocation],
    ['notice.email', notice.claimant.email ?? '–'],
    ['notice.phone', notice.claimant.phone ?? '–'],
    ['notice.payee', notice.payee === undefined ? '–' : `${notice.payee.name}, ${notice.payee.iban}`],
  ];
  return (
    <Section title={t('notice.title')}>
      <Text size="sm" mb="xs" style={{ whiteSpace: 'pre-line' }}>
        {notice.description}
      </Text>
      <Table verticalSpacing={2}>
        <Table.Tbody>
          {rows.map(([name, value]) => (
            <Table.Tr key={name}>
              <Table.Th w="35%">{t(name)}</Table.Th>
              <Table.Td>{value}</Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Section>
  );
}

function DocumentFields({ document }: { document: ClaimDocument }) {
  const { t } = useTranslation();
  const currency = document.lines.find((line) => line.currency !== null)?.currency ?? null;
  return (
    <Section title={document.name} hint={t(`document.${document.type}`)}>
      <Table verticalSpacing={2} aria-label={document.name}>
        <Table.Tbody>
          {document.fields.map((field, index) => (
            <Table.Tr key={`${field.name}/${field.source.page}/${field.value}`}>
              <Table.Th w="35%">{t(`field.${field.name}`)}</Table.Th>
              <Table.Td>
                <SourceLink source={field.source} id={`field:${document.fileId}:${index}`}>
                  {field.value}
                </SourceLink>
                {field.alternatives.length > 0 && (
                  <Text size="xs" c="dimmed">
                    {t('field.alternatives', { values: field.alternatives.join(', ') })}
                  </Text>
                )}
              </Table.Td>
              <Table.Td w={110}>
                <Confidence value={field.confidence} method={field.method} />
              </Table.Td>
            </Table.Tr>
          ))}
          {document.lines.map((line, index) => (
            <Table.Tr key={`${line.description}/${line.source.page}/${line.amountMinor}`}>
              <Table.Th w="35%" fw={400}>
                <SourceLink source={line.source} id={`docline:${document.fileId}:${index}`}>
                  {line.description}
                </SourceLink>
              </Table.Th>
              <Table.Td>{money(line.amountMinor, line.currency ?? currency)}</Table.Td>
              <Table.Td w={110}>
                <Confidence value={line.confidence} method={line.method} />
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Section>
  );
}

function Confidence({ value, method }: { value: number; method: string }) {
  const { t } = useTranslation();
  const unsure = value < UNSURE;
  return (
    <Group gap={6} wrap="nowrap" title={t(`method.${method}`)}>
      <Progress
        value={value * 100}
        w={40}
        size="sm"
        color={unsure ? 'orange' : 'teal'}
        aria-label={t('field.confidence', { share: percent(value) })}
      />
      {unsure ? (
        <Badge size="xs" color="orange" variant="dot">
          {percent(value)}
        </Badge>
      ) : (
        <Text size="xs">{percent(value)}</Text>
      )}
    </Group>
  );
}
