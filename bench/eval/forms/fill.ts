/** Forms filled in with seeded values, as a person would in a viewer: the PDF library writes values and their drawings. */
import { pdfLibrary } from '../../../activities/documents/child/pdf';
import type { Random } from '../../random';

/** One field of a form at one place. */
export interface FilledBox {
  page: number;
  name: string;
  kind: 'text' | 'tick' | 'choice' | 'button' | 'signature';
  /** What was entered; of a ticked box its option; null where nothing was. */
  value: string | null;
  /** Left, bottom, right, top in points of the page. */
  rect: [number, number, number, number];
  /** Large enough that a printed letter can be seen in it. */
  printable: boolean;
}

export interface Filled {
  pdf: Buffer;
  boxes: FilledBox[];
}

interface Widget {
  id: string;
  subtype?: string;
  fieldName?: string;
  fieldType?: string;
  checkBox?: boolean;
  radioButton?: boolean;
  exportValue?: string;
  buttonValue?: string;
  readOnly?: boolean;
  maxLen?: number;
  multiLine?: boolean;
  rect: [number, number, number, number];
  defaultAppearanceData?: { fontSize?: number };
  options?: { exportValue: string; displayValue: string }[];
  actions?: unknown;
}

/** Fields smaller than this in points hold sums that scripts work out; no letter can be seen in them. */
const LEAST_SIDE = 4;

/**
 * Every field gets a value of its type: text within its greatest length and its width, numbers where a script asks for them; of boxes
 * to tick that share a name one is ticked.
 * @param share of the text fields and of the questions to tick that are answered, 0 to 1
 * @returns null for a PDF without fields
 */
export async function fillForm(blank: Buffer, random: Random, share = 1): Promise<Filled | null> {
  const { getDocument } = await pdfLibrary();
  const task = getDocument({ data: new Uint8Array(blank), verbosity: 0 });
  const document = await task.promise;
  try {
    const boxes: FilledBox[] = [];
    const ticks = new Map<string, { box: FilledBox; id: string; option: string }[]>();
    for (let page = 1; page <= document.numPages; page += 1) {
      for (const widget of (await (await document.getPage(page)).getAnnotations()) as Widget[]) {
        if (widget.subtype !== 'Widget' || widget.fieldName === undefined) continue;
        const box: FilledBox = {
          page,
          name: widget.fieldName,
          kind: kindOf(widget),
          value: null,
          rect: widget.rect,
          printable: widget.rect[2] - widget.rect[0] >= LEAST_SIDE && widget.rect[3] - widget.rect[1] >= LEAST_SIDE,
        };
        boxes.push(box);
        if (box.kind === 'tick') {
          const option = widget.exportValue ?? widget.buttonValue ?? 'On';
          ticks.set(box.name, [...(ticks.get(box.name) ?? []), { box, id: widget.id, option }]);
        } else if (box.kind === 'text' && random.chance(share)) {
          box.value = textFor(widget, random);
          document.annotationStorage.setValue(widget.id, { value: box.value });
        } else if (box.kind === 'choice' && widget.options !== undefined && widget.options.length > 0) {
          box.value = random.pick(widget.options).exportValue;
          document.annotationStorage.setValue(widget.id, { value: box.value });
        }
      }
    }
    for (const options of ticks.values()) {
      const chosen = random.chance(share) ? random.pick(options) : null;
      for (const option of options) {
        option.box.value = option === chosen ? option.option : null;
        document.annotationStorage.setValue(option.id, { value: option === chosen });
      }
    }
    if (boxes.length === 0) return null;
    return { pdf: Buffer.from(await document.saveDocument()), boxes };
  } finally {
    await task.destroy();
  }
}

function kindOf(widget: Widget): FilledBox['kind'] {
  if (widget.checkBox === true || widget.radioButton === true) return 'tick';
  if (widget.fieldType === 'Ch') return 'choice';
  if (widget.fieldType === 'Sig') return 'signature';
  return widget.fieldType === 'Btn' ? 'button' : 'text';
}

const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ';

/** A third numbers, a third words, a third codes of letters and figures. */
function textFor(widget: Widget, random: Random): string {
  const [left, bottom, right, top] = widget.rect;
  const size = widget.defaultAppearanceData?.fontSize || Math.min(12, (top - bottom) * 0.75);
  // Capitals of the usual faces are about three quarters of their size wide; the field keeps two points free on each side.
  const fitting = Math.floor((right - left - 4) / (size * 0.75));
  const longest = Math.max(1, Math.min(fitting, widget.maxLen || 24, 24));
  const decimals = /AFNumber_Format\(\s*(\d+)/.exec(scriptsOf(widget));
  if (decimals !== null) {
    const places = Number(decimals[1]);
    const whole = String(random.whole(1, 9)) + random.digits(Math.max(0, Math.min(3, longest - places - 2)));
    return places === 0 ? whole : `${whole}.${random.digits(places)}`;
  }
  const length = random.whole(Math.max(1, Math.ceil(longest / 2)), longest);
  const kind = random.whole(0, 2);
  if (kind === 0) return random.digits(length);
  const letters = kind === 1 ? LETTERS : `${LETTERS}0123456789`;
  const signs = Array.from({ length }, () => random.pick([...letters]));
  // Words of eight letters; none of one at the end.
  if (kind === 1 && length > 10) signs[random.whole(3, length - 4)] = ' ';
  return signs.join('');
}

function scriptsOf({ actions }: Widget): string {
  if (actions === null || typeof actions !== 'object') return '';
  const lists: unknown[] = actions instanceof Map ? [...actions.values()] : Object.values(actions);
  return lists.flat().join('\n');
}
