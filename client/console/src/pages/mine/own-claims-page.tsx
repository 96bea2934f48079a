/** A claimant's claims, and the way to report a new one. */
import { Badge, Box, Button, Center, Group, Loader, Paper, Stack, Text, Title } from '@mantine/core';
import { PlusIcon } from '@radix-ui/react-icons';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { useOwnClaims } from '../../api/mine';
import { date } from '../../format';
import { Failure } from '../../parts/failure';

export default function OwnClaimsPage() {
  const { t } = useTranslation();
  const claims = useOwnClaims();
  return (
    <Box p="md" maw={760} mx="auto">
      <Group justify="space-between" mb="md">
        <Title order={1} size="h3">
          {t('mine.title')}
        </Title>
        <Button component={Link} to="/my/report" leftSection={<PlusIcon width={16} height={16} aria-hidden />}>
          {t('mine.report')}
        </Button>
      </Group>
      {claims.isPending && (
        <Center h={160}>
          <Loader />
        </Center>
      )}
      {claims.isError && <Failure error={claims.error} retry={() => void claims.refetch()} />}
      {claims.data?.claims.length === 0 && <Text>{t('mine.none')}</Text>}
      <Stack>
        {claims.data?.claims.map((claim) => (
          <Paper key={claim.claimNumber} withBorder p="md">
            <Group justify="space-between" wrap="nowrap" align="flex-start">
              <Box>
                <Text
                  component={Link}
                  to={`/my/${claim.claimNumber}`}
                  fw={600}
                  c="var(--mantine-color-text)"
                  td="underline"
                >
                  {t(`peril.${claim.causeOfLoss}`)}, {date(claim.lossDate)}
                </Text>
                <Text size="sm">{claim.inWords}</Text>
                <Text size="xs" c="dimmed">
                  {claim.claimNumber} · {claim.policyNumber}
                </Text>
              </Box>
              <Badge
                variant="dot"
                tt="none"
                color={claim.stage === 'waiting-for-you' ? 'orange' : 'blue'}
                style={{ flexShrink: 0 }}
              >
                {t(`mine.stage.${claim.stage}`)}
              </Badge>
            </Group>
          </Paper>
        ))}
      </Stack>
    </Box>
  );
}
