/** The blocks of the printed letter, from top to bottom of the page; each keeps together what belongs together. */
import { ACCENT, INK, MARGIN, QUIET, RULE, TINT } from './pdf-style';
import { citedText, reasonText } from './text';

const GAP = 2.6;
const SIZE = 10;

export class PdfBlocks {
  private readonly left = MARGIN.left;

  constructor(private readonly document: PDFKit.PDFDocument) {}

  private get width(): number {
    return this.document.page.width - MARGIN.left - MARGIN.right;
  }

  /** Start a new page when less than `height` is left on this one. */
  private keep(height: number): void {
    const { document } = this;
    const bottom = document.page.height - MARGIN.bottom;
    const whole = bottom - MARGIN.top;
    if (document.y + Math.min(height, whole) > bottom) document.addPage();
  }

  private height(text: string, width: number, size = SIZE, font = 'body'): number {
    return this.document.font(font).fontSize(size).heightOfString(text, { width, lineGap: GAP });
  }

  subject(text: string): void {
    const { document } = this;
    document.font('strong').fontSize(13.5).fillColor(ACCENT).text(text, this.left, document.y, { width: this.width });
    document.y += 12;
  }

  heading(text: string, room: number): void {
    const { document } = this;
    this.keep(room + 24);
    document.y += 7;
    document.font('strong').fontSize(11).fillColor(ACCENT).text(text, this.left, document.y, { width: this.width });
    document.y += 4;
  }

  paragraph(text: string): void {
    const { document } = this;
    // A short paragraph stays whole; a long one may run over the page.
    this.keep(Math.min(this.height(text, this.width), 54));
    document
      .font('body')
      .fontSize(SIZE)
      .fillColor(INK)
      .text(text, this.left, document.y, { width: this.width, lineGap: GAP });
    document.y += 7;
  }

  pairs(rows: [label: string, value: string][]): void {
    const { document } = this;
    const label = 120;
    for (const [name, value] of rows) {
      this.keep(this.height(value, this.width - label));
      const y = document.y;
      document
        .font('body')
        .fontSize(SIZE)
        .fillColor(QUIET)
        .text(name, this.left, y, { width: label - 8, lineGap: GAP });
      const under = document.y;
      document.fillColor(INK).text(value, this.left + label, y, { width: this.width - label, lineGap: GAP });
      document.y = Math.max(under, document.y) + 1.5;
    }
    document.y += 6;
  }

  list(items: { text: string; detail: string | null }[]): void {
    const { document } = this;
    for (const item of items) {
      const indent = this.left + 16;
      const width = this.width - 16;
      this.keep(this.height(item.text, width, SIZE, 'strong') + this.height(item.detail ?? '', width));
      const y = document.y;
      this.bullet(y);
      document.font('strong').fontSize(SIZE).fillColor(INK).text(item.text, indent, y, { width, lineGap: GAP });
      if (item.detail !== null) {
        document
          .font('body')
          .fontSize(SIZE - 0.5)
          .fillColor(QUIET)
          .text(item.detail, indent, document.y, { width, lineGap: GAP });
      }
      document.y += 5;
    }
    document.y += 3;
  }

  reasons(reasons: { items: string[]; text: string; clause: string | null }[]): void {
    const { document } = this;
    for (const reason of reasons) {
      const indent = this.left + 16;
      const width = this.width - 16;
      this.keep(Math.min(this.height(reasonText(reason), width), 60));
      const y = document.y;
      this.bullet(y);
      document.fontSize(SIZE).fillColor(INK);
      const body = citedText(reason);
      if (reason.items.length === 0) document.font('body').text(body, indent, y, { width, lineGap: GAP });
      else {
        document
          .font('strong')
          .text(`${reason.items.join('; ')}: `, indent, y, { width, lineGap: GAP, continued: true });
        document.font('body').text(body, { width, lineGap: GAP });
      }
      document.y += 4;
    }
    document.y += 4;
  }

  private bullet(y: number): void {
    this.document
      .circle(this.left + 4, y + SIZE * 0.52, 1.7)
      .fillColor(ACCENT)
      .fill();
  }

  /** Each provision with its clause, set off by a bar. */
  quotes(quotes: { clause: string; text: string }[], source: string): void {
    const { document } = this;
    document
      .font('body')
      .fontSize(9)
      .fillColor(QUIET)
      .text(`From: ${source}`, this.left, document.y, { width: this.width });
    document.y += 5;
    for (const quote of quotes) {
      const indent = this.left + 14;
      const width = this.width - 14;
      const text = `“${quote.text}”`;
      const height = this.height(`Clause ${quote.clause}`, width, 9.5, 'strong') + this.height(text, width, 9.5);
      this.keep(height);
      const page = document.bufferedPageRange().count;
      const top = document.y;
      document
        .font('strong')
        .fontSize(9.5)
        .fillColor(ACCENT)
        .text(`Clause ${quote.clause}`, indent, top, { width, lineGap: GAP });
      document.font('body').fillColor(INK).text(text, indent, document.y, { width, lineGap: GAP });
      const whole = document.bufferedPageRange().count === page;
      const from = whole ? top : MARGIN.top;
      document
        .rect(this.left, from, 2.4, document.y - from - 2)
        .fillColor(ACCENT)
        .fill();
      document.y += 7;
    }
    document.x = this.left;
    document.y += 2;
  }

  steps(lines: string[]): void {
    const { document } = this;
    for (const line of lines) {
      this.keep(this.height(line, this.width - 12, 9.3));
      document
        .font('body')
        .fontSize(9.3)
        .fillColor(INK)
        .text(line, this.left + 12, document.y, { width: this.width - 12, lineGap: 2, indent: 0 });
      document.y += 1.5;
    }
    document.y += 7;
  }

  contact(lines: string[]): void {
    const { document } = this;
    const inside = this.width - 24;
    const height = lines.reduce((sum, line) => sum + this.height(line, inside), 0) + 14;
    this.keep(height);
    const top = document.y;
    document.roundedRect(this.left, top, this.width, height, 3).fillColor(TINT).fill();
    document.y = top + 8;
    for (const line of lines) {
      document
        .font('body')
        .fontSize(SIZE)
        .fillColor(INK)
        .text(line, this.left + 12, document.y, { width: inside, lineGap: GAP });
    }
    document.y = top + height + 8;
  }

  /** A notice that the law prescribes: framed, as prominent as the rest. */
  notice(lead: string, text: string): void {
    const { document } = this;
    const inside = this.width - 24;
    const height = this.height(lead, inside) + this.height(text, inside, SIZE, 'strong') + 20;
    this.keep(height);
    const top = document.y;
    document.rect(this.left, top, this.width, height).lineWidth(0.8).strokeColor(RULE).stroke();
    document
      .font('body')
      .fontSize(SIZE)
      .fillColor(INK)
      .text(lead, this.left + 12, top + 9, { width: inside, lineGap: GAP });
    document.font('strong').text(text, this.left + 12, document.y + 2, { width: inside, lineGap: GAP });
    document.y = top + height + 8;
  }

  signature(closing: string, lines: string[]): void {
    const { document } = this;
    this.keep(66);
    document.y += 6;
    document.font('body').fontSize(SIZE).fillColor(INK).text(closing, this.left, document.y, { width: this.width });
    document.y += 18;
    for (const [at, line] of lines.entries()) {
      document
        .font(at === 0 ? 'strong' : 'body')
        .text(line, this.left, document.y, { width: this.width, lineGap: 1.5 });
    }
  }
}
