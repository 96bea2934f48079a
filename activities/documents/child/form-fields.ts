/** Fields of a PDF form: their values as entered, with their labels and places, and whether a person can see them. */
import type { Box, FormBox } from '../contract';
import type { FormEntry } from '../extract/forms';
import { isFormatScript } from './format-scripts';
import { drawnPage, type OperatorPage, WITH_FORM_FIELDS } from './page-text';
import { SetAside } from './protocol';
import { type Drawing, sightOf } from './visible';

/** What this module needs of the PDF library's page. */
export interface FormPage extends OperatorPage {
  getAnnotations(): Promise<unknown[]>;
  getViewport(input: { scale: number }): {
    width: number;
    height: number;
    transform: number[];
    convertToViewportPoint(x: number, y: number): unknown[];
  };
}

export interface PageForm {
  /** Filled in and seen by a person. */
  entries: FormEntry[];
  /** Every field of the page, empty ones too. */
  boxes: FormBox[];
  /** Fields whose value is not what the page shows, or is not shown at all. */
  unseen: FormBox[];
  /** Fields with scripts that check or format what is typed. */
  scripted: FormBox[];
}

interface Widget {
  id?: string;
  subtype?: string;
  fieldType?: string;
  fieldName?: string;
  alternativeText?: string;
  fieldValue?: unknown;
  exportValue?: unknown;
  checkBox?: boolean;
  radioButton?: boolean;
  pushButton?: boolean;
  password?: boolean;
  buttonValue?: unknown;
  rect?: number[];
  hidden?: boolean;
  noView?: boolean;
  hasAppearance?: boolean;
  actions?: unknown;
}

/** A field lower or narrower than this, in points, shows no letter. */
const LEAST_SIDE = 4;

/**
 * @param withDrawn gives the page as drawn with its form fields
 * @throws SetAside for a field with a script that does more than check or format what is typed
 */
export async function formFields(
  page: FormPage,
  number: number,
  fileId: string,
  operations: Record<string, number>,
  withDrawn: <T>(use: (drawing: Drawing) => T) => Promise<T>,
): Promise<PageForm> {
  const form: PageForm = { entries: [], boxes: [], unseen: [], scripted: [] };
  const widgets = ((await page.getAnnotations()) as Widget[]).map((widget) => ({ widget, scripts: scriptsOf(widget) }));
  if (widgets.some(({ scripts }) => !scripts.every(isFormatScript)))
    throw new SetAside('hostile', 'The PDF contains JavaScript. Please print it to a new PDF, or send a photo of it.');
  const fields = widgets.flatMap(({ widget, scripts }) => {
    if (widget.subtype !== 'Widget' || typeof widget.fieldName !== 'string') return [];
    return [{ widget, scripts, name: widget.fieldName, box: boxOf(widget, page), value: enteredValue(widget) }];
  });
  const look = fields.some(({ widget, value }) => value !== '' && widget.hasAppearance === true)
    ? await appearance(page, operations, withDrawn)
    : () => null;
  for (const { widget, scripts, name, box, value } of fields) {
    const shown = value === '' || (!outOfSight(widget, box, page) && showsValue(widget, value, look(widget.id ?? '')));
    const entry: FormBox = {
      name: name.slice(0, 200),
      number: null,
      kind: kindOf(widget),
      value: value === '' ? null : value.slice(0, 5_000),
      shown,
      source: { fileId, page: number, box, quote: value.slice(0, 500) },
      confidence: 1,
      method: 'form-field',
    };
    form.boxes.push(entry);
    if (scripts.length > 0) form.scripted.push(entry);
    if (!shown) form.unseen.push(entry);
    else if (value !== '') {
      form.entries.push({
        name,
        label: widget.alternativeText || null,
        ticked: widget.checkBox === true || widget.radioButton === true,
        value,
        word: { text: value, page: number, box, confidence: 1, method: 'form-field' },
      });
    }
  }
  return form;
}

function kindOf(widget: Widget): FormBox['kind'] {
  if (widget.checkBox === true || widget.radioButton === true) return 'tick';
  if (widget.fieldType === 'Ch') return 'choice';
  if (widget.fieldType === 'Sig') return 'signature';
  return widget.fieldType === 'Btn' ? 'button' : 'text';
}

/** The library gives lists of scripts by the event that they wait for. */
function scriptsOf({ actions }: Widget): string[] {
  if (actions === null || typeof actions !== 'object') return [];
  const lists: unknown[] = actions instanceof Map ? [...actions.values()] : Object.values(actions);
  return lists.flat().map(String);
}

function boxOf({ rect }: Widget, page: FormPage): Box {
  const viewport = page.getViewport({ scale: 1 });
  const [left = 0, bottom = 0, right = 0, top = 0] = rect ?? [];
  const [x1, y1] = viewport.convertToViewportPoint(left, bottom).map(Number) as [number, number];
  const [x2, y2] = viewport.convertToViewportPoint(right, top).map(Number) as [number, number];
  return {
    x: Math.min(x1, x2) / viewport.width,
    y: Math.min(y1, y2) / viewport.height,
    width: Math.abs(x2 - x1) / viewport.width,
    height: Math.abs(y2 - y1) / viewport.height,
  };
}

/** What nobody sees on the form was not filled in by a person. */
function outOfSight(widget: Widget, box: Box, page: FormPage): boolean {
  const { width, height } = page.getViewport({ scale: 1 });
  const offPage = box.x + box.width <= 0 || box.x >= 1 || box.y + box.height <= 0 || box.y >= 1;
  const tiny = box.width * width < LEAST_SIDE || box.height * height < LEAST_SIDE;
  return offPage || tiny || widget.hidden === true || widget.noView === true;
}

/** The entered text; for a ticked box its name on the form, for an empty one nothing. */
function enteredValue(widget: Widget): string {
  const value = Array.isArray(widget.fieldValue) ? widget.fieldValue.join(', ') : widget.fieldValue;
  if (typeof value !== 'string' || value === 'Off') return '';
  if (widget.checkBox === true && value !== widget.exportValue) return '';
  if (widget.radioButton === true && value !== widget.buttonValue) return '';
  return value.trim();
}

/** What the drawing of a field shows that can be seen; null where the file leaves it to the viewer. */
type Look = (id: string) => string | null;

async function appearance(
  page: FormPage,
  operations: Record<string, number>,
  withDrawn: <T>(use: (drawing: Drawing) => T) => Promise<T>,
): Promise<Look> {
  const { words } = await drawnPage(page, operations, WITH_FORM_FIELDS);
  const entered = words.filter((word) => word.annotation !== null);
  const visible = await withDrawn((drawing) => entered.filter((word) => sightOf(word, drawing) !== 'hidden'));
  return (id) =>
    visible
      .filter(({ annotation }) => annotation === id)
      .map(({ text }) => text)
      .join(' ');
}

/**
 * A form holds a value and draws it: whoever forges makes the two differ. Ticks are drawn as signs, choices by their wording, and
 * passwords as dots; a field without a drawing of its own is drawn by the viewer from its value.
 */
function showsValue(widget: Widget, value: string, shown: string | null): boolean {
  if (widget.fieldType !== 'Tx' || widget.hasAppearance !== true || widget.password === true || shown === null)
    return true;
  const [held, drawn] = [minorOf(value), minorOf(shown)];
  if (held !== null || drawn !== null) return held === drawn || plain(value) === shown.replace(/\s/g, '');
  const [one, other] = [plain(value), plain(shown)];
  // What is too long for its field is cut.
  return one === other || (other.length >= 3 && one.startsWith(other));
}

function plain(text: string): string {
  return text
    .normalize('NFKD')
    .toUpperCase()
    .replace(/[^\p{L}\p{N}]/gu, '');
}

/** Hundredths of a written number, whichever marks it is written with; null for what is none. Scripts of forms write 1234.5 as 1,234.50. */
function minorOf(text: string): number | null {
  const number = text.replace(/[\s$€£%'’]/g, '').replace(/^\((.*)\)$/, '-$1');
  const match = /^(-?)(\d{1,15}|\d{1,3}(?:[.,]\d{3})+)(?:[.,](\d{1,2}))?-?$/.exec(number);
  if (match === null) return null;
  const whole = Number((match[2] ?? '').replace(/[.,]/g, ''));
  return (match[1] === '-' || number.endsWith('-') ? -1 : 1) * (whole * 100 + Number((match[3] ?? '').padEnd(2, '0')));
}
