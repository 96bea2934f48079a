/** Reporting a loss, step by step: what happened, who claims, the files; then a look at everything before it is sent. */
import {
  Box,
  Button,
  FileInput,
  Group,
  Paper,
  Select,
  Stack,
  Stepper,
  Table,
  Text,
  Textarea,
  TextInput,
  Title,
} from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';
import { useReport } from '../../api/mine';
import { CAUSES, CLAIMANT_ROLES } from '../../api/values';
import { date } from '../../format';
import { Failure } from '../../parts/failure';
import { useSignedIn } from '../../session';

const STEP_NAMES = ['report.what', 'report.who', 'report.files', 'report.look'];
const PLACE = /^[A-Z]{2}(-[A-Z0-9]{1,3})?$/;

interface Form {
  causeOfLoss: string;
  lossDate: string;
  lossLocation: string;
  description: string;
  policyNumber: string;
  name: string;
  role: string;
  email: string;
  phone: string;
  payee: string;
  iban: string;
}

/** What is wrong or missing in a step, by field. */
function problemsOf(step: number, form: Form): Partial<Record<keyof Form, string>> {
  const missing = (...names: (keyof Form)[]) =>
    Object.fromEntries(names.flatMap((name) => (form[name].trim() === '' ? [[name, 'report.missing']] : [])));
  if (step === 0)
    return {
      ...missing('causeOfLoss', 'lossDate', 'description', 'lossLocation'),
      ...(form.lossLocation !== '' && !PLACE.test(form.lossLocation.trim().toUpperCase())
        ? { lossLocation: 'report.place' }
        : {}),
      ...(form.lossDate > new Date().toISOString().slice(0, 10) ? { lossDate: 'report.future' } : {}),
    };
  if (step === 1)
    return {
      ...missing('policyNumber', 'name', 'role'),
      ...((form.payee === '') !== (form.iban === '') ? { iban: 'report.both' } : {}),
    };
  return {};
}

export default function ReportPage() {
  const { t } = useTranslation();
  const { name } = useSignedIn();
  const navigate = useNavigate();
  const [step, setStep] = useState(0);
  const [tried, setTried] = useState(false);
  const [files, setFiles] = useState<File[]>([]);
  // One key for one report: sent again after a lost answer, it is the same claim.
  const [key] = useState(() => crypto.randomUUID());
  const [form, setForm] = useState<Form>({
    causeOfLoss: '',
    lossDate: '',
    lossLocation: '',
    description: '',
    policyNumber: '',
    name,
    role: 'policyholder',
    email: '',
    phone: '',
    payee: '',
    iban: '',
  });
  const report = useReport();
  const problems = problemsOf(step, form);
  const field = (at: keyof Form) => ({
    label: t(`report.${at}`),
    value: form[at],
    onChange: (event: { currentTarget: { value: string } }) => setForm({ ...form, [at]: event.currentTarget.value }),
    error: tried && problems[at] !== undefined ? t(problems[at]) : undefined,
  });
  const go = (to: number) => {
    if (to > step && Object.keys(problems).length > 0) return setTried(true);
    setTried(false);
    setStep(to);
  };
  const send = () =>
    report.mutate(
      { notice: noticeOf(form), files, key },
      { onSuccess: ({ claimNumber }) => void navigate(`/my/${claimNumber}`) },
    );
  return (
    <Box p="md" maw={640} mx="auto">
      <Title order={1} size="h3" mb="md">
        {t('mine.report')}
      </Title>
      <Text size="sm" mb="sm" hiddenFrom="sm">
        {t('report.step', { step: step + 1, name: t(STEP_NAMES[step] ?? '') })}
      </Text>
      <Stepper
        visibleFrom="sm"
        active={step}
        size="xs"
        mb="md"
        allowNextStepsSelect={false}
        onStepClick={go}
        wrap={false}
      >
        {STEP_NAMES.map((name) => (
          <Stepper.Step key={name} aria-label={t(name)} label={t(name)} />
        ))}
      </Stepper>
      <Stack>
        {step === 0 && (
          <>
            <Select
              {...field('causeOfLoss')}
              data={CAUSES.map((value) => ({ value, label: t(`peril.${value}`) }))}
              value={form.causeOfLoss || null}
              onChange={(value) => setForm({ ...form, causeOfLoss: value ?? '' })}
              searchable
            />
            <TextInput {...field('lossDate')} type="date" />
            <TextInput {...field('lossLocation')} description={t('report.lossLocationHelp')} />
            <Textarea {...field('description')} autosize minRows={3} maxLength={4000} />
          </>
        )}
        {step === 1 && (
          <>
            <TextInput {...field('policyNumber')} description={t('report.policyNumberHelp')} />
            <TextInput {...field('name')} autoComplete="name" />
            <Select
              {...field('role')}
              data={CLAIMANT_ROLES.map((value) => ({ value, label: t(`claimant.${value}`) }))}
              onChange={(value) => setForm({ ...form, role: value ?? '' })}
            />
            <TextInput {...field('email')} type="email" autoComplete="email" />
            <TextInput {...field('phone')} type="tel" autoComplete="tel" />
            <TextInput {...field('payee')} />
            <TextInput {...field('iban')} description={t('report.ibanHelp')} />
          </>
        )}
        {step === 2 && (
          <FileInput
            label={t('mine.files')}
            description={t('mine.filesHelp')}
            multiple
            clearable
            value={files}
            onChange={setFiles}
            clearButtonProps={{ 'aria-label': t('mine.noFiles') }}
          />
        )}
        {step === 3 && <Look form={form} files={files} />}
        {report.isError && <Failure error={report.error} retry={send} />}
        <Group justify="space-between">
          <Button variant="default" onClick={() => go(step - 1)} disabled={step === 0 || report.isPending}>
            {t('report.back')}
          </Button>
          {step < 3 ? (
            <Button onClick={() => go(step + 1)}>{t('report.next')}</Button>
          ) : (
            <Button onClick={send} loading={report.isPending}>
              {t('report.send')}
            </Button>
          )}
        </Group>
      </Stack>
    </Box>
  );
}

function Look({ form, files }: { form: Form; files: File[] }) {
  const { t } = useTranslation();
  const rows: [keyof Form, string][] = [
    ['causeOfLoss', t(`peril.${form.causeOfLoss}`)],
    ['lossDate', date(form.lossDate)],
    ['lossLocation', form.lossLocation.toUpperCase()],
    ['description', form.description],
    ['policyNumber', form.policyNumber],
    ['name', form.name],
    ['role', t(`claimant.${form.role}`)],
    ['email', form.email],
    ['phone', form.phone],
    ['payee', form.payee],
    ['iban', form.iban],
  ];
  return (
    <Paper withBorder p="md">
      <Table verticalSpacing={4}>
        <Table.Tbody>
          {rows
            .filter(([, value]) => value !== '')
            .map(([name, value]) => (
              <Table.Tr key={name}>
                <Table.Th>{t(`report.${name}`)}</Table.Th>
                <Table.Td style={{ overflowWrap: 'anywhere' }}>{value}</Table.Td>
              </Table.Tr>
            ))}
          <Table.Tr>
            <Table.Th>{t('report.files')}</Table.Th>
            <Table.Td>{files.length === 0 ? t('report.none') : files.map((file) => file.name).join(', ')}</Table.Td>
          </Table.Tr>
        </Table.Tbody>
      </Table>
      <Text size="xs" c="dimmed" mt="sm">
        {t('report.truth')}
      </Text>
    </Paper>
  );
}

function noticeOf(form: Form): unknown {
  const optional = (name: string, value: string) => (value.trim() === '' ? {} : { [name]: value.trim() });
  return {
    policyNumber: form.policyNumber.trim(),
    lossDate: form.lossDate,
    causeOfLoss: form.causeOfLoss,
    description: form.description.trim(),
    lossLocation: form.lossLocation.trim().toUpperCase(),
    claimant: {
      name: form.name.trim(),
      role: form.role,
      ...optional('email', form.email),
      ...optional('phone', form.phone),
    },
    ...(form.iban.trim() === '' ? {} : { payee: { name: form.payee.trim(), iban: form.iban.replaceAll(' ', '') } }),
  };
}
