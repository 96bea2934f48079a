/**
 * A template of a form from its blank: `npm run form-template -- BLANK.pdf --id ID [--title TEXT] [--source TEXT] [--type TYPE]`.
 * Boxes are the blank's AcroForm fields, marks its printed words as the recogniser sees them, since scans are compared with them. Numbers, titles and fields that a file
 * `config/forms/ID.json` has already are kept, so a blank can be taken in again. Names and places are written, no pixels.
 */
import { existsSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { withDrawing } from '../../activities/documents/child/drawing';
import { prepareImage } from '../../activities/documents/child/image';
import { recogniseStrongly } from '../../activities/documents/child/neural/recognise';
import { pdfLibrary, pdfSource } from '../../activities/documents/child/pdf';
import { FormTemplate, type TemplateBox } from '../../activities/documents/form-templates';
import { DEFAULT_LIMITS } from '../../activities/documents/limits';
import { recognitionModels } from '../../activities/documents/models';
import { cacheFolder, projectFile } from '../../platform/paths';

interface Widget {
  subtype?: string;
  fieldName?: string;
  fieldType?: string;
  checkBox?: boolean;
  radioButton?: boolean;
  exportValue?: string;
  buttonValue?: string;
  rect: [number, number, number, number];
}

/** Words of labels, in capitals: those of the small print say nothing that these do not. */
const LABEL = /^\P{Ll}*\p{Lu}\P{Ll}{2,}$/u;
const SURE = 0.8;
/** Print so many times as high as usual is a stamp across the form, such as SAMPLE. */
const STAMP = 4;
/** A word that stands on the form more often says little of where it is. */
const MOST_TWINS = 4;

async function main(words: string[]): Promise<void> {
  const { values, positionals } = parseArgs({
    args: words,
    allowPositionals: true,
    options: {
      id: { type: 'string' },
      title: { type: 'string' },
      source: { type: 'string' },
      type: { type: 'string' },
    },
  });
  const [blank] = positionals;
  if (blank === undefined || values.id === undefined)
    throw new Error('npm run form-template -- BLANK.pdf --id ID [--title TEXT] [--source TEXT] [--type TYPE]');
  const file = projectFile('config', 'forms', `${values.id}.json`);
  const before = existsSync(file) ? FormTemplate.parse(JSON.parse(await readFile(file, 'utf8'))) : null;
  const found = await look(await readFile(blank));
  const template = FormTemplate.parse({
    id: values.id,
    title: values.title ?? before?.title ?? values.id,
    source: values.source ?? before?.source ?? 'Boxes and printed words of the blank form',
    documentType: values.type ?? before?.documentType ?? 'claim-form',
    page: found.page,
    boxes: found.boxes.length === 0 ? (before?.boxes ?? []) : found.boxes.map((box) => known(box, before)),
    marks: found.marks,
  });
  await writeFile(file, written(template));
  console.log(`${file}: ${template.boxes.length} boxes, ${template.marks.length} printed words.`);
}

/** What a person has added to a box stays. */
function known(box: TemplateBox, before: FormTemplate | null): TemplateBox {
  const same = before?.boxes.find((other) => other.name === box.name && other.option === box.option);
  return { ...box, number: same?.number ?? null, ...(same?.field === undefined ? {} : { field: same.field }) };
}

/** The first page's fields and printed words. */
async function look(bytes: Buffer): Promise<Pick<FormTemplate, 'page' | 'boxes' | 'marks'>> {
  const { getDocument } = await pdfLibrary();
  const task = getDocument(pdfSource(bytes, DEFAULT_LIMITS));
  try {
    const page = await (await task.promise).getPage(1);
    const { width, height } = page.getViewport({ scale: 1 });
    const [left = 0, , , top = height] = page.view;
    const boxes = ((await page.getAnnotations()) as Widget[]).flatMap((widget): TemplateBox[] => {
      if (widget.subtype !== 'Widget' || widget.fieldName === undefined) return [];
      const [x1, y1, x2, y2] = widget.rect;
      return [
        {
          name: widget.fieldName,
          number: null,
          kind: kindOf(widget),
          option: widget.exportValue ?? widget.buttonValue ?? null,
          rect: [tenth(x1 - left), tenth(top - y2), tenth(x2 - x1), tenth(y2 - y1)],
        },
      ];
    });
    const printed = await recognised(await withDrawing(page, 200 / 72, (canvas) => canvas.toBuffer('image/png')));
    const heights = printed.map(({ box: place }) => place?.height ?? 0).sort((a, b) => a - b);
    const usual = heights[Math.floor(heights.length / 2)] ?? 0;
    const labels = printed.flatMap(({ text, box, confidence }): FormTemplate['marks'] => {
      const word = text.replace(/[^\p{L}\p{N}]/gu, '');
      if (box === null || confidence < SURE || word.length < 3 || !LABEL.test(word)) return [];
      if (box.height > usual * STAMP) return [];
      return [[word, tenth((box.x + box.width / 2) * width), tenth((box.y + box.height / 2) * height)]];
    });
    const marks = labels
      .filter(([word]) => labels.filter(([other]) => other === word).length <= MOST_TWINS)
      .sort(([one], [other]) => (one < other ? -1 : one > other ? 1 : 0));
    return { page: { width: tenth(width), height: tenth(height) }, boxes, marks };
  } finally {
    await task.destroy();
  }
}

async function recognised(png: Buffer) {
  const models = await recognitionModels(cacheFolder());
  return recogniseStrongly(models, await prepareImage(png, DEFAULT_LIMITS), 1, { shortest: 1280, longest: 2000 });
}

function kindOf(widget: Widget): TemplateBox['kind'] {
  if (widget.checkBox === true || widget.radioButton === true) return 'tick';
  if (widget.fieldType === 'Ch') return 'choice';
  if (widget.fieldType === 'Sig') return 'signature';
  return widget.fieldType === 'Btn' ? 'button' : 'text';
}

function tenth(value: number): number {
  return Math.round(value * 10) / 10;
}

/** One box and one mark a line, so that changes can be read. */
function written({ boxes, marks, ...head }: FormTemplate): string {
  const list = (entries: unknown[]) => `[\n${entries.map((entry) => `    ${JSON.stringify(entry)}`).join(',\n')}\n  ]`;
  const opening = JSON.stringify(head, null, 2).replace(/\n\}$/, '');
  return `${opening},\n  "boxes": ${list(boxes)},\n  "marks": ${list(marks)}\n}\n`;
}

main(process.argv.slice(2)).catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : String(error));
  process.exit(1);
});
