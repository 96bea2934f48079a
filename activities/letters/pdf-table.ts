/** The table of a settlement: first column text, the others amounts flush right; the head is repeated on each page. */
import type { TableRow, TotalRow } from './document';
import { ACCENT, INK, MARGIN, QUIET, RULE, TINT } from './pdf-style';

const SIZE = 9.5;
const PAD = 5;
const AMOUNT_WIDTH = 84;

export class PdfTable {
  constructor(
    private readonly document: PDFKit.PDFDocument,
    private readonly columns: string[],
  ) {}

  private get width(): number {
    return this.document.page.width - MARGIN.left - MARGIN.right;
  }

  private get itemWidth(): number {
    return this.width - AMOUNT_WIDTH * (this.columns.length - 1);
  }

  draw(rows: TableRow[], totals: TotalRow[]): void {
    this.head();
    for (const row of rows) this.row(row.item, row.cells, { font: 'body', rule: true });
    for (const total of totals) {
      this.row(total.label, total.cells, {
        font: total.strong ? 'strong' : 'body',
        rule: !total.strong,
        strong: total.strong,
      });
    }
    this.document.x = MARGIN.left;
    this.document.y += 10;
  }

  private head(): void {
    const { document } = this;
    const y = document.y;
    const height = SIZE + 2 * PAD + 1;
    document.rect(MARGIN.left, y, this.width, height).fillColor(TINT).fill();
    this.cells(this.columns[0] ?? '', this.columns.slice(1), y + PAD, 'strong', QUIET);
    document.y = y + height;
  }

  private row(item: string, cells: string[], style: { font: string; rule: boolean; strong?: boolean }): void {
    const { document } = this;
    document.font(style.font).fontSize(SIZE);
    const height = document.heightOfString(item, { width: this.itemWidth - 2 * PAD }) + 2 * PAD;
    if (document.y + height > document.page.height - MARGIN.bottom) {
      document.addPage();
      this.head();
    }
    const y = document.y;
    if (style.strong) {
      document.rect(MARGIN.left, y, this.width, height).fillColor(TINT).fill();
      this.line(y, ACCENT, 1);
    }
    this.cells(item, cells, y + PAD, style.font, style.strong ? ACCENT : INK);
    if (style.rule) this.line(y + height, RULE, 0.5);
    document.y = y + height;
  }

  private cells(item: string, cells: string[], y: number, font: string, colour: string): void {
    const { document } = this;
    document.font(font).fontSize(SIZE).fillColor(colour);
    document.text(item, MARGIN.left + PAD, y, { width: this.itemWidth - 2 * PAD });
    cells.forEach((cell, at) => {
      const x = MARGIN.left + this.itemWidth + at * AMOUNT_WIDTH;
      document.text(cell, x, y, { width: AMOUNT_WIDTH - PAD, align: 'right', lineBreak: false });
    });
  }

  private line(y: number, colour: string, weight: number): void {
    this.document
      .moveTo(MARGIN.left, y)
      .lineTo(MARGIN.left + this.width, y)
      .lineWidth(weight)
      .strokeColor(colour)
      .stroke();
  }
}
