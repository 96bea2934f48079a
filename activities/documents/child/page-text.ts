/**
 * Text of a PDF page by its drawing operators: each glyph's place, size, colour and mode. The text layer that viewers
 * select from does not say how a word looks; what a person cannot see must not decide a claim.
 */
import { apply, IDENTITY, matrixOf, multiply, numeric } from './matrix';
import { type DrawnWord, type Font, initialState, type State, WordBuilder } from './word-builder';

export interface DrawnPage {
  words: DrawnWord[];
  /** Share of the page's area that pictures cover, 0 to 1 and more where they overlap. */
  pictures: number;
  /** Anything is painted at all. */
  painted: boolean;
}

interface Glyph {
  unicode?: string;
  width?: number;
  isSpace?: boolean;
}

/** What this module needs of the PDF library's page. */
export interface OperatorPage {
  getOperatorList(input: { annotationMode: number }): Promise<{ fnArray: number[]; argsArray: unknown[] }>;
  getViewport(input: { scale: number }): { width: number; height: number; transform: number[] };
  commonObjs: { has(id: string): boolean; get(id: string): unknown };
}

/** Shown without the values of form fields: those are read from the form itself. */
const WITHOUT_FORM_FIELDS = 2;
/** As it is printed. */
export const WITH_FORM_FIELDS = 1;

/** @param operations numbers of the library's drawing operators by name */
export async function drawnPage(
  page: OperatorPage,
  operations: Record<string, number>,
  annotationMode: number = WITHOUT_FORM_FIELDS,
): Promise<DrawnPage> {
  const viewport = page.getViewport({ scale: 1 });
  const list = await page.getOperatorList({ annotationMode });
  const names = new Map(Object.entries(operations).map(([name, number]) => [number, name]));
  const walker = new PageWalker(page, viewport);
  list.fnArray.forEach((operation, index) => {
    const values = list.argsArray[index];
    walker.step(names.get(operation) ?? '', Array.isArray(values) ? values : []);
  });
  return walker.finish();
}

class PageWalker {
  private state: State;
  private readonly stack: State[] = [];
  private readonly builder: WordBuilder;
  private pictures = 0;
  private painted = false;

  constructor(
    private readonly page: OperatorPage,
    private readonly viewport: { width: number; height: number; transform: number[] },
  ) {
    this.builder = new WordBuilder(viewport);
    this.state = initialState(matrixOf(viewport.transform));
  }

  step(operation: string, values: unknown[]): void {
    const { state } = this;
    switch (operation) {
      case 'save':
      case 'beginGroup':
        this.stack.push({ ...state });
        return;
      case 'restore':
      case 'endGroup':
      case 'paintFormXObjectEnd':
      case 'endAnnotation':
        this.state = this.stack.pop() ?? state;
        return;
      case 'transform':
        state.matrix = multiply(state.matrix, matrixOf(values));
        return;
      case 'paintFormXObjectBegin':
        this.stack.push({ ...state });
        if (values[0] !== null) state.matrix = multiply(state.matrix, matrixOf(values[0]));
        return;
      case 'beginAnnotation':
        this.stack.push({ ...state });
        state.annotation = typeof values[0] === 'string' ? values[0] : null;
        state.matrix = multiply(multiply(matrixOf(this.viewport.transform), matrixOf(values[2])), matrixOf(values[3]));
        return;
      case 'setGState':
        this.setGraphics(values[0]);
        return;
      case 'setFillRGBColor':
        state.fill = colourOf(values);
        return;
      case 'setStrokeRGBColor':
        state.stroke = colourOf(values);
        return;
      case 'setFillColorN':
      case 'setFillTransparent':
        state.fill = null;
        return;
      case 'setStrokeColorN':
      case 'setStrokeTransparent':
        state.stroke = null;
        return;
      case 'paintImageXObject':
      case 'paintInlineImageXObject':
      case 'paintImageMaskXObject':
      case 'paintImageXObjectRepeat':
      case 'paintInlineImageXObjectGroup':
      case 'paintSolidColorImageMask':
        this.painted = true;
        this.pictures += this.share();
        return;
      case 'constructPath':
      case 'shadingFill':
        this.painted = true;
        return;
      default:
        this.textStep(operation, values);
    }
  }

  finish(): DrawnPage {
    this.builder.end();
    const { words } = this.builder;
    return { words, pictures: this.pictures, painted: this.painted || words.length > 0 };
  }

  private textStep(operation: string, values: unknown[]): void {
    const { state } = this;
    const number = numeric(values[0]);
    switch (operation) {
      case 'beginText':
        Object.assign(state, { text: IDENTITY, x: 0, y: 0, lineX: 0, lineY: 0 });
        return;
      case 'setTextMatrix':
        Object.assign(state, {
          text: matrixOf(Array.isArray(values[0]) || ArrayBuffer.isView(values[0]) ? values[0] : values),
          x: 0,
          y: 0,
          lineX: 0,
          lineY: 0,
        });
        return;
      case 'moveText':
      case 'setLeadingMoveText':
        if (operation === 'setLeadingMoveText') state.leading = -numeric(values[1]);
        this.move(number, numeric(values[1]));
        return;
      case 'nextLine':
        this.move(0, -state.leading);
        return;
      case 'setLeading':
        state.leading = number;
        return;
      case 'setCharSpacing':
        state.charSpacing = number;
        return;
      case 'setWordSpacing':
        state.wordSpacing = number;
        return;
      case 'setHScale':
        state.scale = number / 100;
        return;
      case 'setTextRise':
        state.rise = number;
        return;
      case 'setTextRenderingMode':
        state.mode = number;
        return;
      case 'setFont':
        this.setFont(String(values[0]), numeric(values[1]));
        return;
      case 'showText':
        this.show(Array.isArray(values[0]) ? values[0] : []);
    }
  }

  private setFont(id: string, size: number): void {
    const known = this.page.commonObjs.has(id) ? this.page.commonObjs.get(id) : null;
    this.state.font = typeof known === 'object' ? (known as Font | null) : null;
    this.state.fontSize = Math.abs(size);
    this.state.direction = size < 0 ? -1 : 1;
  }

  private setGraphics(changes: unknown): void {
    if (!Array.isArray(changes)) return;
    for (const change of changes) {
      if (!Array.isArray(change)) continue;
      const [key, value] = change as [unknown, unknown];
      if (key === 'ca') this.state.fillAlpha = numeric(value);
      if (key === 'CA') this.state.strokeAlpha = numeric(value);
      if (key === 'Font' && Array.isArray(value)) this.setFont(String(value[0]), numeric(value[1]));
    }
  }

  private move(x: number, y: number): void {
    this.state.lineX += x;
    this.state.lineY += y;
    this.state.x = this.state.lineX;
    this.state.y = this.state.lineY;
  }

  private show(glyphs: unknown[]): void {
    const { state } = this;
    const unit = state.font?.fontMatrix?.[0] ?? 0.001;
    const vertical = state.font?.vertical === true;
    const whole = multiply(state.matrix, state.text);
    for (const entry of glyphs) {
      if (typeof entry === 'number') {
        const shift = (-entry * state.fontSize) / 1000;
        if (vertical) state.y += shift;
        else state.x += shift * state.scale * state.direction;
        continue;
      }
      if (entry === null || typeof entry !== 'object') continue;
      const glyph = entry as Glyph;
      const spacing = (glyph.isSpace ? state.wordSpacing : 0) + state.charSpacing;
      const advance = (glyph.width ?? 0) * state.fontSize * unit;
      const text = glyph.unicode ?? '';
      if (text.trim() === '') this.builder.end();
      else this.builder.add(text, state, whole, vertical ? state.fontSize : advance * state.scale * state.direction);
      if (vertical) state.y -= state.fontSize + spacing;
      else state.x += (advance + spacing) * state.scale * state.direction;
    }
  }

  /** Share of the page under a picture: the unit square through the current matrix. */
  private share(): number {
    const corners = [apply(this.state.matrix, 0, 0), apply(this.state.matrix, 1, 1)];
    const [[x1, y1], [x2, y2]] = corners as [[number, number], [number, number]];
    const across = Math.min(Math.max(x1, x2), this.viewport.width) - Math.max(Math.min(x1, x2), 0);
    const down = Math.min(Math.max(y1, y2), this.viewport.height) - Math.max(Math.min(y1, y2), 0);
    return (Math.max(0, across) * Math.max(0, down)) / (this.viewport.width * this.viewport.height);
  }
}

function colourOf(values: unknown[]): [number, number, number] | null {
  const hex = /^#([0-9a-f]{2})([0-9a-f]{2})([0-9a-f]{2})/i.exec(String(values[0]));
  if (hex !== null)
    return [Number.parseInt(hex[1] ?? '', 16), Number.parseInt(hex[2] ?? '', 16), Number.parseInt(hex[3] ?? '', 16)];
  return values.length >= 3 ? [numeric(values[0]), numeric(values[1]), numeric(values[2])] : null;
}
