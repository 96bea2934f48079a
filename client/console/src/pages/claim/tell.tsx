/** What the claimant is told as reasons, in the reviewer's words: it leaves the house, unlike the note. */
import { ActionIcon, Button, Group, Stack, Textarea, TextInput } from '@mantine/core';
import { PlusIcon, TrashIcon } from '@radix-ui/react-icons';
import { useTranslation } from 'react-i18next';
import type { Draft } from './decision-draft';

interface Props {
  draft: Draft;
  change(part: Partial<Draft>): void;
}

export function Tell({ draft, change }: Props) {
  const { t } = useTranslation();
  const set = (at: number, part: Partial<Draft['tell'][number]>) =>
    change({ tell: draft.tell.map((one, index) => (index === at ? { ...one, ...part } : one)) });
  return (
    <Stack gap={6}>
      {draft.tell.map((one, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: entries have nothing else to be told apart by
        <Group key={index} align="flex-end" wrap="nowrap">
          <Textarea
            label={t('decide.tell')}
            value={one.text}
            onChange={(event) => set(index, { text: event.currentTarget.value })}
            autosize
            flex={1}
            maxLength={500}
          />
          <TextInput
            label={t('decide.clause')}
            value={one.clause}
            onChange={(event) => set(index, { clause: event.currentTarget.value })}
            w={90}
          />
          <ActionIcon
            variant="default"
            size="lg"
            aria-label={t('decide.removeTell')}
            onClick={() => change({ tell: draft.tell.filter((_, at) => at !== index) })}
          >
            <TrashIcon width={16} height={16} />
          </ActionIcon>
        </Group>
      ))}
      <Button
        variant="default"
        size="xs"
        leftSection={<PlusIcon width={14} height={14} />}
        onClick={() => change({ tell: [...draft.tell, { text: '', clause: '' }] })}
        style={{ alignSelf: 'flex-start' }}
      >
        {t('decide.addTell')}
      </Button>
    </Stack>
  );
}
