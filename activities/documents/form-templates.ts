/**
 * Forms that are known beforehand: where their boxes are and what is printed on them, as data in `config/forms`, one JSON file a form.
 * A file holds names and places, no picture of the form. `npm run form-template` makes one of a blank form.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { projectFile } from '../../platform/paths';
import { DocumentType, FieldName, FormBox } from './contract';

/** Places in points (1/72 inch) from the top left corner of the blank page. */
export const TemplateBox = z.object({
  name: z.string(),
  number: z.string().nullable(),
  kind: FormBox.shape.kind,
  /** Of a box to tick: what it stands for. */
  option: z.string().nullable().default(null),
  /** Left, top, width, height. */
  rect: z.tuple([z.number(), z.number(), z.number().positive(), z.number().positive()]),
  /** The field of a reading that the box gives; most give none. */
  field: FieldName.optional(),
});
export type TemplateBox = z.infer<typeof TemplateBox>;

export const FormTemplate = z.object({
  id: z.string().regex(/^[a-z0-9-]+$/),
  title: z.string(),
  /** Where names and places come from. */
  source: z.string(),
  documentType: DocumentType,
  page: z.object({ width: z.number().positive(), height: z.number().positive() }),
  boxes: z.array(TemplateBox).min(1),
  /** Printed words and the middle of each: text, x, y. A scan is recognised and laid over the blank by them. */
  marks: z.array(z.tuple([z.string(), z.number(), z.number()])),
});
export type FormTemplate = z.infer<typeof FormTemplate>;

/** Share of a PDF form's field names that a template must know to be its template. */
const ENOUGH_NAMES = 0.8;

let loaded: FormTemplate[] | undefined;

/**
 * All known forms.
 * @throws Error that names the file and each wrong place in it
 */
export function formTemplates(): FormTemplate[] {
  loaded ??= load(projectFile('config', 'forms'));
  return loaded;
}

function load(folder: string): FormTemplate[] {
  const files = readdirSync(folder).filter((name) => name.endsWith('.json'));
  return files.sort().map((name) => {
    const parsed = FormTemplate.safeParse(JSON.parse(readFileSync(join(folder, name), 'utf8')));
    if (parsed.success) return parsed.data;
    const problems = parsed.error.issues.map((issue) => `  ${issue.path.map(String).join('.')}: ${issue.message}`);
    throw new Error(`The form in ${join(folder, name)} is not valid:\n${problems.join('\n')}`);
  });
}

/** The template whose boxes a PDF form has, by the names of its fields; null for a form that is not known. */
export function templateOfNames(names: string[], templates = formTemplates()): FormTemplate | null {
  const given = new Set(names);
  if (given.size === 0) return null;
  const shared = (template: FormTemplate) => {
    const known = new Set(template.boxes.map(({ name }) => name));
    return [...given].filter((name) => known.has(name)).length / Math.max(given.size, known.size);
  };
  const [best] = templates.map((template) => ({ template, share: shared(template) })).sort((a, b) => b.share - a.share);
  return best !== undefined && best.share >= ENOUGH_NAMES ? best.template : null;
}
