/** The particulars of one decision: reason, amount, what the claimant is told, a note; and how it differs from the proposal. */
import { Button, Group, Kbd, MultiSelect, NumberInput, Select, Stack, Table, Text, Textarea } from '@mantine/core';
import { getHotkeyHandler } from '@mantine/hooks';
import { type FormEvent, type KeyboardEvent, useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { present, type TaskDetails } from '../../api/types';
import { money } from '../../format';
import { type Draft, draftedMinor, obstacles, WITH_AMOUNT, WITH_LETTER, WITH_REASONS } from './decision-draft';
import { LetterPreview } from './letter-preview';
import { Tell } from './tell';

interface Props {
  draft: Draft;
  details: TaskDetails;
  change(part: Partial<Draft>): void;
  cancel(): void;
  send(): void;
  sending: boolean;
  disabled: boolean;
  /** Sections of the policy that something is reserved for. */
  exposures: string[];
}

export function DecisionForm({ draft, details, change, cancel, send, sending, disabled, exposures }: Props) {
  const { t } = useTranslation();
  const { task, options } = details;
  const option = options.actions.find(({ action }) => action === draft.action);
  const missing = obstacles(draft, task.currency);
  const form = useRef<HTMLFormElement>(null);
  useEffect(() => {
    form.current?.querySelector<HTMLElement>('input, textarea, button[type=submit]')?.focus();
  }, []);
  const submit = (event?: FormEvent) => {
    event?.preventDefault();
    if (missing.length === 0 && !disabled && !sending) send();
  };
  const keys = getHotkeyHandler([
    ['mod+Enter', () => submit()],
    // In an open list it closes the list, and no more.
    ['Escape', ({ target }) => (target as Element).getAttribute('aria-expanded') === 'true' || cancel()],
  ]);
  const onKey = (event: KeyboardEvent<HTMLElement>) => {
    // Keys pressed in the letter's window arrive here too, and mean that window.
    if (form.current?.contains(event.target as Node)) keys(event);
  };
  return (
    <form ref={form} onSubmit={submit} onKeyDown={onKey} aria-label={t(`action.${draft.action}`)}>
      <Stack gap="xs">
        <Text fw={650}>{t(`action.${draft.action}`)}</Text>
        <Difference draft={draft} details={details} />
        {WITH_AMOUNT.includes(draft.action) && (
          <NumberInput
            label={t(draft.action === 'set-reserve' ? 'decide.reserve' : 'decide.amount', { currency: task.currency })}
            value={draft.amount}
            onChange={(amount) => change({ amount })}
            min={0}
            decimalScale={2}
            thousandSeparator=" "
            w={220}
          />
        )}
        {draft.action === 'ask-for-information' && (
          <MultiSelect
            label={t('decide.items')}
            data={options.items.map(({ code, text }) => ({ value: code, label: text }))}
            value={draft.items}
            onChange={(items) => change({ items })}
          />
        )}
        {draft.action === 'set-reserve' && exposures.length > 1 && (
          <Select
            label={t('decide.exposure')}
            data={exposures.map((section) => ({ value: section, label: section.replaceAll('-', ' ') }))}
            value={draft.exposure}
            onChange={(exposure) => change({ exposure })}
            withAsterisk
          />
        )}
        {draft.action === 'merge-duplicate' && (
          <Select
            label={t('decide.duplicateOf')}
            data={task.suspectedDuplicates}
            value={draft.duplicateOf}
            onChange={(duplicateOf) => change({ duplicateOf })}
          />
        )}
        <Select
          label={t('decide.reason')}
          data={option?.reasonCodes.map(({ code, text }) => ({ value: code, label: text })) ?? []}
          value={draft.reasonCode === '' ? null : draft.reasonCode}
          onChange={(reasonCode) => change({ reasonCode: reasonCode ?? '' })}
          placeholder={t('decide.choose')}
          withAsterisk
        />
        {WITH_REASONS.includes(draft.action) && <Tell draft={draft} change={change} />}
        <Textarea
          label={t('decide.note')}
          description={t('decide.noteHelp')}
          value={draft.note}
          onChange={(event) => change({ note: event.currentTarget.value })}
          autosize
          minRows={1}
          maxRows={6}
          maxLength={4000}
        />
        {option?.needsSecondPerson && <Text size="sm">{t('decide.secondPerson')}</Text>}
        <Group>
          <Button
            type="submit"
            loading={sending}
            disabled={missing.length > 0 || disabled}
            rightSection={
              <Kbd size="xs" visibleFrom="sm">
                Ctrl ↵
              </Kbd>
            }
          >
            {t('decide.send', { action: t(`action.${draft.action}`) })}
          </Button>
          {WITH_LETTER.includes(draft.action) && (
            <LetterPreview task={task} draft={draft} change={change} disabled={missing.length > 0} />
          )}
          <Button variant="default" onClick={cancel} disabled={sending}>
            {t('cancel')}
          </Button>
          {missing.length > 0 && (
            <Text size="sm" c="dimmed" role="status">
              {missing.map((key) => t(key)).join(' ')}
            </Text>
          )}
        </Group>
      </Stack>
    </form>
  );
}

/** The machine's proposal against the person's decision. */
function Difference({ draft, details: { proposal: shown, task } }: Pick<Props, 'draft' | 'details'>) {
  const { t } = useTranslation();
  const proposal = present(shown);
  const minor = draftedMinor(draft, proposal, task);
  if (proposal === null || minor === null || minor === proposal.amountMinor) return null;
  const by = minor - proposal.amountMinor;
  return (
    <Table withTableBorder withColumnBorders aria-label={t('decide.difference')}>
      <Table.Tbody>
        <Table.Tr>
          <Table.Th>{t('decide.proposed')}</Table.Th>
          <Table.Th>{t('decide.yours')}</Table.Th>
          <Table.Th>{t('decide.difference')}</Table.Th>
        </Table.Tr>
        <Table.Tr>
          <Table.Td>
            <del>
              {t(`proposal.action.${proposal.action}`)} {money(proposal.amountMinor, task.currency)}
            </del>
          </Table.Td>
          <Table.Td>
            <ins>
              {t(`action.${draft.action}`)} {money(minor, task.currency)}
            </ins>
          </Table.Td>
          <Table.Td>
            {by > 0 ? '+' : ''}
            {money(by, task.currency)}
          </Table.Td>
        </Table.Tr>
      </Table.Tbody>
    </Table>
  );
}
