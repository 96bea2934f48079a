/** Forms: every field of a PDF form with what it shows; known forms printed to PDF, and scanned. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';
import type { DocumentReading, FilledForm } from '../../activities/documents/contract';
import { type FormTemplate, formTemplates } from '../../activities/documents/form-templates';
import { DEFAULT_LIMITS } from '../../activities/documents/limits';
import { RECOGNITION_ARTIFACT, recognitionModels } from '../../activities/documents/models';
import { ReaderPool } from '../../activities/documents/reader-pool';
import type { FileKind } from '../../activities/documents/sniff';
import { cacheFolder } from '../../platform/paths';
import { claimForm, drawn, pageWith, pdf, put, stream } from './fixtures';
import { type DocumentRoom, documentRoom } from './support';

let room: DocumentRoom;
beforeAll(async () => {
  room = await documentRoom();
});
afterAll(() => room.close());

function boxesOf(reading: DocumentReading) {
  return reading.forms.flatMap(({ boxes }) => boxes);
}

test('every field of a PDF form is given, empty ones too, with its place', async () => {
  const { reading } = await room.read('form.pdf', await claimForm({ 'Policy number': 'MP-204-881', Remarks: '' }));
  expect(boxesOf(reading).map(({ name, value }) => [name, value])).toEqual([
    ['policy_number', 'MP-204-881'],
    ['remarks', null],
  ]);
  const [first] = boxesOf(reading);
  expect(first).toMatchObject({ kind: 'text', shown: true, method: 'form-field', source: { page: 1 } });
  expect(first?.source.box?.x).toBeCloseTo(220 / 595, 2);
  expect(reading.fields.find((field) => field.name === 'policy-number')?.normalised).toBe('MP-204-881');
});

/** A form whose amount is formatted by the script that form editors write for it. */
function withAmount(): Promise<Buffer> {
  return pdf((document) => {
    put(document, 50, 50, 'Motor claim form', 18);
    document.font('Helvetica').initForm();
    put(document, 50, 104, 'Total');
    document.formText('total', 220, 100, 260, 20, {
      value: '1234.50',
      format: { type: 'number', nDec: 2, sepComma: true, negStyle: 'MinusBlack', currency: '$', currencyPrepend: true },
    });
  });
}

test('a script that formats what is typed is a finding with its place, and the form is read', async () => {
  const { result, reading } = await room.read('form.pdf', await withAmount());
  expect(result.status).toBe('read');
  expect(boxesOf(reading)[0]?.value).toBe('1234.50');
  const flag = reading.flags.find(({ code }) => code === 'active-content');
  expect(flag?.detail).toContain('none was run');
  expect(flag?.source).toMatchObject({ page: 1, box: expect.anything() });
});

test('a script of a field that does anything else sets the file aside', async () => {
  const form = (await withAmount()).toString('latin1');
  expect(form).toContain('AFNumber_Format');
  const other = Buffer.from(form.replaceAll('AFNumber_Format', 'app.alertNumber'), 'latin1');
  const { result } = await room.read('form.pdf', other);
  expect(result).toMatchObject({ status: 'set-aside', setAsideCode: 'hostile' });
});

/** A claim form with one field `total` that holds `value` and draws `shown`. */
function drawnField(value: string, shown: string, flags = 4): Buffer {
  const title = 'BT /F1 18 Tf 50 780 Td (Motor claim form) Tj ET BT /F1 11 Tf 50 705 Td (Total:) Tj ET';
  const look = `/Tx BMC q BT /F1 11 Tf 2 5 Td (${shown}) Tj ET Q EMC`;
  return pageWith(title, {
    catalog: '/AcroForm << /Fields [6 0 R] /DA (/F1 11 Tf 0 g) /DR << /Font << /F1 5 0 R >> >> >>',
    page: '<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Annots [6 0 R] /Resources << /Font << /F1 5 0 R >> >> >>',
    more: [
      `<< /Type /Annot /Subtype /Widget /FT /Tx /T (total) /V (${value}) /DA (/F1 11 Tf 0 g) /F ${flags} /P 3 0 R /Rect [220 700 420 720] /AP << /N 7 0 R >> >>`,
      stream(
        Buffer.from(look),
        '/Type /XObject /Subtype /Form /BBox [0 0 200 20] /Resources << /Font << /F1 5 0 R >> >>',
      ),
    ],
  });
}

test.each([
  ['shows another amount than it holds', drawnField('9,800.00', '98.00')],
  ['shows nothing of what it holds', drawnField('9,800.00', '')],
  ['is hidden', drawnField('9,800.00', '9,800.00', 2)],
])('a field that %s gives no field of the claim', async (_how, file) => {
  const { result, reading } = await room.read('form.pdf', file);
  expect(result.flags).toContain('hidden-text');
  expect(boxesOf(reading)).toMatchObject([{ name: 'total', value: '9,800.00', shown: false }]);
  expect(reading.fields.map(({ name }) => name)).not.toContain('total');
  const flag = reading.flags.find(({ code }) => code === 'hidden-text');
  expect(flag?.source).toMatchObject({ page: 1, quote: '9,800.00', box: expect.anything() });
});

test('a field that shows its amount with the separators of its format is believed', async () => {
  const { result, reading } = await room.read('form.pdf', drawnField('9800', '9,800.00'));
  expect(result.flags).toEqual([]);
  expect(reading.fields.find(({ name }) => name === 'total')?.normalised).toBe(980_000);
});

/** The printed words of a known form, and entries in its boxes, by what the project knows of both. */
function typed(template: FormTemplate, entries: Record<string, string>, ground?: Buffer): Promise<Buffer> {
  return pdf(
    (document) => {
      if (ground !== undefined) document.image(ground, 0, 0, { width: template.page.width });
      for (const [word, x, y] of template.marks) {
        document.fontSize(6);
        put(document, x - document.widthOfString(word) / 2, y - 3, word, 6);
      }
      for (const { name, rect, option } of template.boxes) {
        const value = entries[option === null ? name : `${name}/${option}`];
        if (value !== undefined) put(document, rect[0] + 2, rect[1] + rect[3] / 2 - 4, value, 8);
      }
    },
    { size: [template.page.width, template.page.height] },
  );
}

function known(id: string): FormTemplate {
  const template = formTemplates().find((candidate) => candidate.id === id);
  if (template === undefined) throw new Error(`config/forms has no ${id}`);
  return template;
}

const ENTRIES = {
  pt_name: 'EXAMPLE ANN',
  'insurance_type/Group': 'X',
  'sex/F': 'X',
  insurance_id: 'H4471902',
  t_charge: '412.50',
  doc_name: 'HARBOR CLINIC',
};

test('a known form that was printed to PDF is read box by box', async () => {
  const { reading } = await room.read('medical.pdf', await typed(known('cms-1500-02-12'), ENTRIES));
  expect(reading.type).toBe('claim-form');
  expect(reading.forms.map(({ template }) => template)).toEqual(['cms-1500-02-12']);
  const filled = boxesOf(reading).filter(({ value }) => value !== null);
  expect(filled.map(({ name, number, value }) => [number, name, value]).sort()).toEqual(
    [
      ['1', 'insurance_type', 'Group'],
      ['1a', 'insurance_id', 'H4471902'],
      ['2', 'pt_name', 'EXAMPLE ANN'],
      ['28', 't_charge', '412.50'],
      ['3', 'sex', 'F'],
      ['33', 'doc_name', 'HARBOR CLINIC'],
    ].sort(),
  );
  const value = (name: string) => reading.fields.find((field) => field.name === name)?.normalised;
  expect([value('claimant-name'), value('total'), value('issuer')]).toEqual(['EXAMPLE ANN', 41_250, 'HARBOR CLINIC']);
});

test('a letter that mentions a few words of a form is no form', async () => {
  const { reading } = await room.read(
    'letter.txt',
    Buffer.from('Dear claims team, PATIENT NAME and INSURED ADDRESS are on the HEALTH INSURANCE CLAIM FORM.'),
  );
  expect(reading.forms).toEqual([]);
});

const models = RECOGNITION_ARTIFACT.files.every(({ name }) =>
  existsSync(join(cacheFolder(), RECOGNITION_ARTIFACT.name, RECOGNITION_ARTIFACT.version, name)),
);
if (!models) console.warn('The recognition models are not in the cache: scanned forms are not tested');

async function readStrongly(name: string, kind: FileKind, content: Buffer): Promise<FilledForm | undefined> {
  const { fileId } = await room.file(name, content);
  const pool = new ReaderPool({ size: 1 });
  const limits = { ...DEFAULT_LIMITS, milliseconds: 60_000 };
  const found = await recognitionModels(cacheFolder());
  const outcome = await pool
    .read({ path: room.blobs.path(fileId), fileId, name, kind, limits, models: found }, new AbortController().signal)
    .finally(() => pool.close());
  return outcome.status === 'read' ? outcome.understood.forms[0] : undefined;
}

const READ = {
  pt_name: 'EXAMPLE ANN',
  insurance_type: 'Group',
  sex: 'F',
  insurance_id: 'H4471902',
  t_charge: '412.50',
  doc_name: 'HARBOR CLINIC',
};

(models ? describe : describe.skip)('with the recognition network', () => {
  test('a known form that was scanned askew is read box by box, and empty boxes stay empty', async () => {
    const paper = await drawn(await typed(known('cms-1500-02-12'), ENTRIES), 200);
    const scan = await sharp(paper).rotate(2, { background: '#ffffff' }).greyscale().jpeg({ quality: 85 }).toBuffer();
    const form = await readStrongly('scan.jpg', 'image', scan);
    expect(form?.template).toBe('cms-1500-02-12');
    const filled = form?.boxes.filter(({ value }) => value !== null) ?? [];
    expect(Object.fromEntries(filled.map(({ name, value }) => [name, value]))).toEqual(READ);
    const place = filled.find(({ name }) => name === 'pt_name')?.source;
    expect(place).toMatchObject({ page: 1, quote: 'EXAMPLE ANN' });
    expect(place?.box?.y).toBeGreaterThan(0.15);
    expect(place?.box?.y).toBeLessThan(0.22);
  });

  test('text typed over the picture of a blank form is read as it stands in the boxes', async () => {
    const template = known('cms-1500-02-12');
    const blank = await drawn(await typed(template, {}), 200);
    const remarks = Object.fromEntries(
      template.boxes.filter(({ name }) => /^sv[12]_/.test(name)).map(({ name }) => [name, '07']),
    );
    const file = await typed({ ...template, marks: [] }, { ...ENTRIES, ...remarks }, blank);
    const form = await readStrongly('printed.pdf', 'pdf', file);
    const filled = form?.boxes.filter(({ value }) => value !== null) ?? [];
    expect(Object.fromEntries(filled.map(({ name, value }) => [name, value]))).toEqual({ ...READ, ...remarks });
    expect(filled.find(({ name }) => name === 'pt_name')?.method).toBe('text-layer');
  });
});
