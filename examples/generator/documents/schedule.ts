/** Schedule of loss: what the claimant says was lost, with dates of purchase and what it costs to replace. */
import { writeAmount, writeDate, writeMoney } from '../format';
import { type Column, drawPdf, MARGIN, signature, table, write } from '../page';
import { chanceOf } from '../random';
import type { Facts, LossSchedule } from '../scenario';
import { INSURER } from './insurer';

const FACE = { plain: 'Helvetica', bold: 'Helvetica-Bold' };

export function drawLossSchedule(facts: Facts, schedule: LossSchedule): Promise<Buffer> {
  const page = { country: facts.country, title: 'Schedule of loss', author: facts.claimant.name, date: schedule.date };
  return drawPdf(page, (pdf) => {
    const right = pdf.page.width - MARGIN;
    const insurer = INSURER[facts.country];
    write(pdf, insurer.name, { x: MARGIN, y: 42, size: 10, font: FACE.bold, colour: insurer.accent });
    write(pdf, 'Schedule of Loss', { x: MARGIN, y: 58, size: 17, font: FACE.bold });
    let y = 88;
    const entries: [string, string][] = [
      ['Policy no.', schedule.policyNumber ?? facts.policyNumber],
      ['Insured', schedule.customer ?? facts.claimant.name],
      ['Address', facts.claimant.address.join(', ')],
      ['Date of loss', writeDate(schedule.lossDate ?? facts.lossDate, facts.country, 'long')],
    ];
    for (const [label, value] of entries) {
      write(pdf, label, { x: MARGIN, y, font: FACE.bold });
      y = write(pdf, value, { x: MARGIN + 84, y, width: 340 }) + 3;
    }
    y = write(pdf, 'List every item separately. Replacement cost is the price of an equal new item, tax included.', {
      x: MARGIN,
      y: y + 6,
      size: 8,
      colour: '#555555',
    });
    const columns: Column[] = [
      { title: 'No.', x: MARGIN + 4, width: 20 },
      { title: 'Item', x: MARGIN + 30, width: right - MARGIN - 342 },
      { title: 'Room', x: right - 304, width: 66 },
      { title: 'Purchased', x: right - 230, width: 66 },
      { title: 'Qty', x: right - 158, width: 28, align: 'right' },
      { title: `Replacement cost (${facts.currency})`, x: right - 122, width: 118, align: 'right' },
    ];
    const rows = schedule.items.map((item, index) => [
      String(index + 1),
      item.description,
      item.room,
      writeDate(item.purchasedOn, facts.country, 'numeric'),
      String(item.quantity),
      writeAmount(item.costMinor),
    ]);
    y = table(pdf, { y: y + 14, face: FACE, accent: insurer.accent, style: 'boxed' }, columns, rows);
    const total = schedule.items.reduce((sum, item) => sum + item.costMinor, 0);
    write(pdf, 'Total', { x: right - 200, y: y + 8, width: 80, align: 'right', size: 10, font: FACE.bold });
    write(pdf, writeMoney(total, facts.currency), {
      x: right - 110,
      y: y + 8,
      width: 106,
      align: 'right',
      size: 10,
      font: FACE.bold,
    });
    const hand = chanceOf(facts.claimant.name);
    signature(
      pdf,
      {
        x: MARGIN,
        y: y + 84,
        width: 190,
        label: `${facts.claimant.name}, ${writeDate(schedule.date, facts.country, 'long')}`,
        font: FACE.plain,
      },
      hand,
    );
  });
}
