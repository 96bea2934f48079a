/** What speaks for a closer look: indicators, findings in the documents, what is missing and what was not checked. */
import { Badge, Group, List, Paper, Stack, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { Facts, Proposal, Screening } from '../../api/types';
import { Section } from './section';
import { SourceLink } from './source-link';

export function MissingSection({ missing }: { missing: Proposal['missing'] }) {
  const { t } = useTranslation();
  if (missing.length === 0) return null;
  return (
    <Section title={t('missing.title')}>
      <List size="sm">
        {missing.map((item) => (
          <List.Item key={item.code}>{item.text}</List.Item>
        ))}
      </List>
    </Section>
  );
}

export function IndicatorSection({ screening }: { screening: Screening }) {
  const { t } = useTranslation();
  const { indicators, notChecked } = screening;
  return (
    <Section title={t('indicator.title', { count: indicators.length })} hint={t('indicator.hint')}>
      {indicators.length === 0 && <Text size="sm">{t('indicator.none', { count: screening.checked.length })}</Text>}
      <Stack gap="xs">
        {indicators.map((indicator) => (
          <Paper key={indicator.code} withBorder p="xs">
            <Group justify="space-between" wrap="nowrap" align="flex-start">
              <Text size="sm" fw={600}>
                {indicator.text}
              </Text>
              <Badge variant="dot" color={indicator.weight >= 4 ? 'red' : 'gray'} style={{ flexShrink: 0 }}>
                {t('indicator.weight', { weight: indicator.weight })}
              </Badge>
            </Group>
            {indicator.evidence.map((item) => (
              <Text key={item.ref + item.detail} size="xs">
                {item.detail}
              </Text>
            ))}
            <Text size="xs" c="dimmed">
              {t('indicator.clearedBy', { what: indicator.clearedBy })}
            </Text>
          </Paper>
        ))}
      </Stack>
      {notChecked.length > 0 && (
        <Text size="sm" mt="xs">
          {t('indicator.notChecked', { checks: notChecked.map(({ check, why }) => `${check} (${why})`).join('; ') })}
        </Text>
      )}
    </Section>
  );
}

export function FindingSection({ facts }: { facts: Facts }) {
  const { t } = useTranslation();
  if (facts.findings.length === 0) return null;
  return (
    <Section title={t('finding.title', { count: facts.findings.length })}>
      <Stack gap={6}>
        {facts.findings.map((finding, index) => (
          <Group key={finding.code + finding.detail} gap="xs" wrap="nowrap" align="flex-start">
            <Badge
              color={finding.severity === 'blocking' ? 'red' : 'gray'}
              variant="dot"
              size="sm"
              style={{ flexShrink: 0 }}
            >
              {t(`finding.${finding.severity}`)}
            </Badge>
            <Text size="sm" component="div">
              {finding.detail}{' '}
              {finding.sources.map((source, at) => (
                <SourceLink
                  key={`${source.fileId}/${source.page}/${source.quote}`}
                  source={source}
                  id={`finding:${index}:${at}`}
                >
                  {source.page === null ? t('source.show') : t('source.showPage', { page: source.page })}
                </SourceLink>
              ))}
            </Text>
          </Group>
        ))}
      </Stack>
    </Section>
  );
}
