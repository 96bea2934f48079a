/** Repair estimates and repair invoices, as workshops, glaziers and builders write them. */
import { taxOn, writeAmount, writeDate, writeMoney, writePercent } from '../format';
import { type Column, drawPdf, faceOf, letterhead, MARGIN, type Pdf, rule, signature, table, write } from '../page';
import { chanceOf } from '../random';
import type { Facts, WorkshopPaper } from '../scenario';

export interface Sums {
  subtotalMinor: number;
  taxMinor: number;
  totalMinor: number;
}

/** Sums of a paper: tax on the taxed lines together, half up. */
export function sumsOf(paper: WorkshopPaper): Sums {
  const amounts = paper.lines.map(lineAmount);
  const subtotalMinor = amounts.reduce((sum, amount) => sum + amount, 0);
  const taxedMinor = amounts
    .filter((_, index) => paper.lines[index]?.taxed !== false)
    .reduce((sum, amount) => sum + amount, 0);
  const taxMinor = paper.tax === null ? 0 : taxOn(taxedMinor, paper.tax.basisPoints);
  return { subtotalMinor, taxMinor, totalMinor: paper.printedTotalMinor ?? subtotalMinor + taxMinor };
}

/** Quantity times price; half up where a quantity has decimals (hours). */
export function lineAmount(line: { quantity: number; unitMinor: number }): number {
  return Math.floor((Math.round(line.quantity * 100) * line.unitMinor + 50) / 100);
}

/** @param after drawn on the last page under everything else; for papers that are not what they seem */
export function drawWorkshopPaper(facts: Facts, paper: WorkshopPaper, after?: (pdf: Pdf) => void): Promise<Buffer> {
  const page = {
    country: facts.country,
    title: `${paper.title} ${paper.number}`,
    author: paper.company.name,
    date: paper.date,
  };
  return drawPdf(page, (pdf) => {
    const y = heading(pdf, facts, paper);
    const below = charges(pdf, paper, y);
    foot(pdf, facts, paper, below);
    after?.(pdf);
  });
}

function heading(pdf: Pdf, facts: Facts, paper: WorkshopPaper): number {
  const { company } = paper;
  const face = faceOf(company);
  const right = pdf.page.width - MARGIN;
  let y = letterhead(pdf, company);
  write(pdf, paper.title, { x: MARGIN, y, size: 15, font: face.bold, colour: company.look.accent });
  y += 26;
  const estimate = paper.kind === 'repair-estimate';
  const customer = [paper.customer ?? facts.claimant.name, ...facts.claimant.address];
  write(pdf, estimate ? 'Prepared for' : 'Bill to', { x: MARGIN, y, size: 7.5, font: face.bold, colour: '#666666' });
  const leftEnd = write(pdf, customer.join('\n'), { x: MARGIN, y: y + 11, width: 220, size: 9, font: face.plain });
  const entries: [string, string][] = [
    [estimate ? 'Estimate no.' : 'Invoice no.', paper.number],
    [estimate ? 'Estimate date' : 'Invoice date', writeDate(paper.date, facts.country, company.look.dates)],
    ['Policy no.', paper.policyNumber ?? facts.policyNumber],
    ['Date of loss', writeDate(paper.lossDate ?? facts.lossDate, facts.country, company.look.dates)],
  ];
  if (facts.vehicle !== null) {
    entries.push(['Vehicle', facts.vehicle.model], ['Registration', paper.registration ?? facts.vehicle.registration]);
    entries.push(['VIN', facts.vehicle.vin], ['Odometer', facts.vehicle.odometer]);
  }
  let entryY = y;
  for (const [label, value] of entries) {
    write(pdf, label, { x: right - 216, y: entryY, size: 8.5, font: face.plain, colour: '#666666' });
    write(pdf, value, { x: right - 136, y: entryY, width: 136, size: 8.5, font: face.plain });
    entryY += 13;
  }
  return Math.max(leftEnd, entryY) + 14;
}

function charges(pdf: Pdf, paper: WorkshopPaper, y: number): number {
  const { company } = paper;
  const face = faceOf(company);
  const right = pdf.page.width - MARGIN;
  const coded = paper.lines.some((line) => line.code !== undefined);
  const columns: Column[] = [
    { title: '#', x: MARGIN + 4, width: 16 },
    ...(coded ? [{ title: 'Part no.', x: MARGIN + 26, width: 84 }] : []),
    { title: 'Description', x: MARGIN + (coded ? 118 : 28), width: right - MARGIN - 202 - (coded ? 118 : 28) },
    { title: 'Qty', x: right - 194, width: 36, align: 'right' },
    { title: 'Unit price', x: right - 150, width: 68, align: 'right' },
    { title: `Amount`, x: right - 76, width: 72, align: 'right' },
  ];
  const style = { left: 'ruled', centred: 'boxed', band: 'striped' } as const;
  const rows = paper.lines.map((line, index) => [
    String(index + 1),
    ...(coded ? [line.code ?? ''] : []),
    line.description,
    String(line.quantity),
    writeAmount(line.unitMinor),
    writeAmount(lineAmount(line)),
  ]);
  return table(pdf, { y, face, accent: company.look.accent, style: style[company.look.head] }, columns, rows);
}

function foot(pdf: Pdf, facts: Facts, paper: WorkshopPaper, above: number): void {
  const { company } = paper;
  const face = faceOf(company);
  const right = pdf.page.width - MARGIN;
  const sums = sumsOf(paper);
  let y = above + 10;
  if (y > pdf.page.height - 200) {
    pdf.addPage();
    y = MARGIN;
  }
  const sum = (label: string, minor: number, bold: boolean) => {
    const font = bold ? face.bold : face.plain;
    write(pdf, label, { x: right - 230, y, width: 140, align: 'right', size: bold ? 10.5 : 9, font });
    write(pdf, writeMoney(minor, facts.currency), {
      x: right - 84,
      y,
      width: 80,
      align: 'right',
      size: bold ? 10.5 : 9,
      font,
    });
    y += bold ? 18 : 14;
  };
  sum('Subtotal', sums.subtotalMinor, false);
  if (paper.tax !== null) sum(`${paper.tax.label} ${writePercent(paper.tax.basisPoints)}%`, sums.taxMinor, false);
  rule(pdf, y, right - 200, right, company.look.accent, 1);
  y += 6;
  sum(paper.kind === 'repair-estimate' ? 'Estimate total' : 'Total due', sums.totalMinor, true);
  const wording =
    paper.kind === 'repair-estimate'
      ? 'This estimate is based on what could be seen without taking anything apart. Further damage found during the work is charged after your agreement. Valid for 30 days.'
      : 'Payment within 14 days of the invoice date. Work is warranted for 12 months.';
  y = write(pdf, [paper.note, wording].filter(Boolean).join('\n\n'), {
    x: MARGIN,
    y: y + 10,
    width: right - MARGIN - 40,
    size: 8,
    font: face.plain,
    colour: '#555555',
  });
  const hand = chanceOf(company.name);
  signature(pdf, { x: MARGIN, y: y + 52, width: 190, label: `For ${company.name}`, font: face.plain }, hand);
}
