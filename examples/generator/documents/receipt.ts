/** Till receipts: narrow paper, prices with the tax in them. */
import { writeAmount, writeDate, writeMoney, writePercent } from '../format';
import { drawPdf, faceOf, type Pdf, write } from '../page';
import { chanceOf } from '../random';
import type { Facts, TillReceipt } from '../scenario';
import { lineAmount } from './workshop';

/** 80 mm paper, in points. */
const WIDTH = 226;
const SIDE = 14;

export async function drawTillReceipt(facts: Facts, receipt: TillReceipt): Promise<Buffer> {
  const page = {
    country: facts.country,
    title: `Receipt ${receipt.number}`,
    author: receipt.company.name,
    date: receipt.date,
  };
  // The roll is torn off where the print ends, which is known once it has been printed.
  let end = 0;
  await drawPdf({ ...page, size: [WIDTH, 1200] }, (pdf) => {
    end = draw(pdf, facts, receipt);
  });
  return drawPdf({ ...page, size: [WIDTH, Math.ceil(end) + 22] }, (pdf) => {
    draw(pdf, facts, receipt);
  });
}

/** Returns the y below the last line. */
function draw(pdf: Pdf, facts: Facts, receipt: TillReceipt): number {
  const { company } = receipt;
  const { plain, bold } = faceOf(company);
  const width = WIDTH - 2 * SIDE;
  let y = 18;
  const centre = (text: string, size = 8.5, font = plain) => {
    y = write(pdf, text, { x: SIDE, y, width, align: 'center', size, font }) + 1;
  };
  const pair = (left: string, right: string, size = 8.5, font = plain) => {
    write(pdf, left, { x: SIDE, y, size, font });
    write(pdf, right, { x: SIDE, y, width, align: 'right', size, font });
    y += size + 4;
  };
  const dashes = () => {
    pdf.dash(3, { space: 2 });
    pdf
      .moveTo(SIDE, y + 3)
      .lineTo(WIDTH - SIDE, y + 3)
      .lineWidth(0.7)
      .strokeColor('#222222')
      .stroke();
    pdf.undash();
    y += 9;
  };

  centre(company.name, 13, bold);
  for (const line of company.address) centre(line);
  centre(`Tel ${company.phone}`);
  centre(company.registered);
  y += 4;
  centre('SALES RECEIPT', 10, bold);
  y += 2;
  pair(`Receipt no. ${receipt.number}`, receipt.time);
  pair(`Date: ${writeDate(receipt.date, facts.country, company.look.dates)}`, 'Till 02');
  dashes();
  for (const line of receipt.lines) {
    y = write(pdf, line.description, { x: SIDE, y, width: width - 66, size: 8.5, font: plain });
    // The amount stands beside the last line of the description.
    write(pdf, writeAmount(lineAmount(line)), { x: SIDE, y: y - 10, width, align: 'right', size: 8.5, font: plain });
    if (line.quantity > 1) {
      write(pdf, `  ${line.quantity} x ${writeAmount(line.unitMinor)}`, { x: SIDE, y, size: 8, font: plain });
      y += 11;
    }
    y += 3;
  }
  dashes();
  const totalMinor = receipt.lines.reduce((sum, line) => sum + lineAmount(line), 0);
  const { basisPoints, label } = receipt.tax;
  const taxMinor = totalMinor - Math.floor((totalMinor * 10_000 + (10_000 + basisPoints) / 2) / (10_000 + basisPoints));
  pair('TOTAL', writeMoney(totalMinor, facts.currency), 12, bold);
  pair(receipt.payment, writeAmount(totalMinor));
  pair('Change due', '0.00');
  y += 3;
  pair(`incl. ${label} ${writePercent(basisPoints)}%`, writeAmount(taxMinor), 8);
  dashes();
  barcode(pdf, y, receipt.number);
  y += 40;
  centre('Thank you for your purchase', 8.5);
  centre('Please keep this receipt as your guarantee', 7.5);
  return y;
}

function barcode(pdf: Pdf, y: number, number: string): void {
  const chance = chanceOf(number);
  for (let x = SIDE + 24; x < WIDTH - SIDE - 24; ) {
    const bar = 0.8 + Math.floor(chance.next() * 3) * 0.8;
    pdf.rect(x, y, bar, 30).fill('#111111');
    x += bar + 0.8 + Math.floor(chance.next() * 3) * 0.8;
  }
}
