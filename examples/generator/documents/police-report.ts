/** What the police give a person who reports an offence. */
import { writeDate } from '../format';
import { drawPdf, MARGIN, rule, signature, write } from '../page';
import { chanceOf } from '../random';
import type { Facts, PoliceReport } from '../scenario';

const PLAIN = 'Times-Roman';
const BOLD = 'Times-Bold';

export function drawPoliceReport(facts: Facts, report: PoliceReport): Promise<Buffer> {
  const page = {
    country: facts.country,
    title: `Police report ${report.number}`,
    author: report.force.name,
    date: report.date,
  };
  return drawPdf(page, (pdf) => {
    const right = pdf.page.width - MARGIN;
    const width = right - MARGIN;
    star(pdf, MARGIN + 24, 62);
    write(pdf, report.force.name.toUpperCase(), { x: MARGIN + 60, y: 42, size: 15, font: BOLD });
    write(pdf, [report.force.station, ...report.force.address].join(', '), {
      x: MARGIN + 60,
      y: 62,
      size: 9,
      font: PLAIN,
    });
    rule(pdf, 96, MARGIN, right, '#222222', 1.5);
    write(pdf, 'POLICE INCIDENT REPORT', { x: MARGIN, y: 108, width, align: 'center', size: 14, font: BOLD });
    write(pdf, 'Copy for the reporting person', { x: MARGIN, y: 126, width, align: 'center', size: 9, font: PLAIN });
    const entries: [string, string][] = [
      ['Report number', report.number],
      ['Date of report', writeDate(report.date, facts.country, 'long')],
      ['Date of incident', writeDate(report.lossDate ?? facts.lossDate, facts.country, 'long')],
      [facts.country === 'US' ? 'Offense' : 'Offence', report.offence],
      ['Reporting person', report.customer ?? facts.claimant.name],
      ['Address', facts.claimant.address.join(', ')],
    ];
    if (facts.vehicle !== null)
      entries.push(
        ['Vehicle', facts.vehicle.model],
        [facts.country === 'US' ? 'License plate' : 'Registration', report.registration ?? facts.vehicle.registration],
      );
    entries.push(['Reporting officer', report.officer]);
    let y = 152;
    for (const [label, value] of entries) {
      pdf.rect(MARGIN, y, 130, 20).fillAndStroke('#ececec', '#888888');
      pdf
        .lineWidth(0.6)
        .rect(MARGIN + 130, y, width - 130, 20)
        .stroke('#888888');
      write(pdf, label, { x: MARGIN + 6, y: y + 5.5, size: 10, font: BOLD });
      write(pdf, value, { x: MARGIN + 138, y: y + 5.5, size: 10, font: PLAIN });
      y += 20;
    }
    write(pdf, 'Narrative', { x: MARGIN, y: y + 16, size: 11, font: BOLD });
    y = write(pdf, report.narrative, { x: MARGIN, y: y + 32, width, size: 10.5, font: PLAIN });
    const hand = chanceOf(report.officer);
    signature(pdf, { x: MARGIN, y: y + 66, width: 190, label: report.officer, font: PLAIN }, hand);
    stamp(pdf, right - 110, y + 50);
    write(pdf, 'This report records what was stated by the reporting person. It is not a finding of fact.', {
      x: MARGIN,
      y: pdf.page.height - MARGIN - 24,
      size: 8,
      font: PLAIN,
      colour: '#555555',
    });
  });
}

function star(pdf: PDFKit.PDFDocument, x: number, y: number): void {
  const points = Array.from({ length: 14 }, (_, index): [number, number] => {
    const radius = index % 2 === 0 ? 25 : 14;
    const angle = (index / 14) * 2 * Math.PI - Math.PI / 2;
    return [x + radius * Math.cos(angle), y + radius * Math.sin(angle)];
  });
  pdf.polygon(...points).fill('#2b3a55');
  pdf.circle(x, y, 10).fill('#c9b26b');
}

function stamp(pdf: PDFKit.PDFDocument, x: number, y: number): void {
  pdf.save().opacity(0.55).lineWidth(2).strokeColor('#1f3f8f');
  pdf.circle(x + 40, y, 38).stroke();
  pdf
    .lineWidth(0.8)
    .circle(x + 40, y, 30)
    .stroke();
  pdf
    .moveTo(x + 18, y + 6)
    .lineTo(x + 62, y - 6)
    .stroke();
  pdf.restore();
}
