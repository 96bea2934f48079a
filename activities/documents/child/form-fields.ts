/** Fields of a PDF form that a person can see: their values as entered, with their labels and places. */
import type { FormEntry } from '../extract/forms';
import { SetAside } from './protocol';

/** What this module needs of the PDF library's page. */
export interface FormPage {
  getAnnotations(): Promise<unknown[]>;
  getViewport(input: { scale: number }): {
    width: number;
    height: number;
    convertToViewportPoint(x: number, y: number): unknown[];
  };
}

interface Widget {
  subtype?: string;
  fieldType?: string;
  fieldName?: string;
  alternativeText?: string;
  fieldValue?: unknown;
  exportValue?: unknown;
  checkBox?: boolean;
  radioButton?: boolean;
  buttonValue?: unknown;
  rect?: number[];
  hidden?: boolean;
  noView?: boolean;
  actions?: unknown;
}

/** @throws SetAside for a field with a script */
export async function formFields(page: FormPage, number: number): Promise<FormEntry[]> {
  const viewport = page.getViewport({ scale: 1 });
  const entries: FormEntry[] = [];
  for (const widget of (await page.getAnnotations()) as Widget[]) {
    if (widget.actions !== null && widget.actions !== undefined) {
      throw new SetAside(
        'hostile',
        'The PDF contains JavaScript. Please print it to a new PDF, or send a photo of it.',
      );
    }
    if (widget.subtype !== 'Widget' || typeof widget.fieldName !== 'string') continue;
    const value = enteredValue(widget);
    const [left = 0, bottom = 0, right = 0, top = 0] = widget.rect ?? [];
    const [x1, y1] = viewport.convertToViewportPoint(left, bottom).map(Number) as [number, number];
    const [x2, y2] = viewport.convertToViewportPoint(right, top).map(Number) as [number, number];
    const box = {
      x: Math.min(x1, x2) / viewport.width,
      y: Math.min(y1, y2) / viewport.height,
      width: Math.abs(x2 - x1) / viewport.width,
      height: Math.abs(y2 - y1) / viewport.height,
    };
    const offPage = box.x + box.width <= 0 || box.x >= 1 || box.y + box.height <= 0 || box.y >= 1;
    // What nobody sees on the form was not filled in by a person.
    if (
      value === '' ||
      widget.hidden === true ||
      widget.noView === true ||
      offPage ||
      box.width === 0 ||
      box.height === 0
    )
      continue;
    entries.push({
      name: widget.fieldName,
      label: widget.alternativeText || null,
      ticked: widget.checkBox === true || widget.radioButton === true,
      value,
      word: { text: value, page: number, box, confidence: 1, method: 'form-field' },
    });
  }
  return entries;
}

/** The entered text; for a ticked box its name on the form, for an empty one nothing. */
function enteredValue(widget: Widget): string {
  const value = Array.isArray(widget.fieldValue) ? widget.fieldValue.join(', ') : widget.fieldValue;
  if (typeof value !== 'string' || value === 'Off') return '';
  if (widget.checkBox === true && value !== widget.exportValue) return '';
  if (widget.radioButton === true && value !== widget.buttonValue) return '';
  return value.trim();
}
