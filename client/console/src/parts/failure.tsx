/** What went wrong, in words, with a way to go on. */
import { Alert, Button, Group, Text } from '@mantine/core';
import { ExclamationTriangleIcon } from '@radix-ui/react-icons';
import { useTranslation } from 'react-i18next';
import { Problem } from '../api/client';

export function Failure({ error, retry }: { error: unknown; retry?: () => void }) {
  const { t } = useTranslation();
  const problem = error instanceof Problem ? error : null;
  const known = t(`problem.${problem?.code ?? 'unexpected'}`, { defaultValue: '' });
  return (
    <Alert
      color="red"
      variant="light"
      icon={<ExclamationTriangleIcon />}
      title={known || t('problem.unexpected')}
      role="alert"
      m="md"
    >
      <Group justify="space-between">
        <Text size="sm">{problem?.detail ?? String(error)}</Text>
        {retry && (
          <Button variant="default" size="xs" onClick={retry}>
            {t('problem.again')}
          </Button>
        )}
      </Group>
    </Alert>
  );
}
