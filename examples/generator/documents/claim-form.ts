/** The insurer's claim form, filled in on the screen (form fields) or with a typewriter on the printed form. */
import { type Country, writeDate } from '../format';
import { drawPdf, MARGIN, type Pdf, rule, signature, write } from '../page';
import { chanceOf } from '../random';
import type { ClaimForm, Facts } from '../scenario';
import { INSURER } from './insurer';

const BOLD = 'Helvetica-Bold';
const PLACE: Record<Country, string> = { US: 'California, USA', IE: 'Ireland' };
/** Causes that are reported to the police. */
const OFFENCES = ['theft', 'burglary', 'vandalism'];

interface Box {
  label: string;
  /** Name of the form field. */
  name: string;
  value: string;
  /** Share of the line's width. */
  share: number;
  lines?: number;
}

interface Part {
  title: string;
  rows: Box[][];
}

export function drawClaimForm(facts: Facts, form: ClaimForm): Promise<Buffer> {
  const insurer = INSURER[facts.country];
  const title = facts.vehicle === null && facts.country === 'IE' ? 'Home Contents Claim Form' : 'Motor Claim Form';
  return drawPdf({ country: facts.country, title, author: insurer.name, date: form.date }, (pdf) => {
    const right = pdf.page.width - MARGIN;
    pdf.rect(MARGIN, 40, 30, 30).fill(insurer.accent);
    pdf.polygon([MARGIN + 5, 64], [MARGIN + 15, 46], [MARGIN + 25, 64]).fill('#ffffff');
    write(pdf, insurer.name, { x: MARGIN + 40, y: 42, size: 12, font: BOLD, colour: insurer.accent });
    write(pdf, `${insurer.department}, ${insurer.address}`, { x: MARGIN + 40, y: 58, size: 8, colour: '#555555' });
    write(pdf, title, { x: MARGIN, y: 84, size: 18, font: BOLD });
    rule(pdf, 108, MARGIN, right, insurer.accent, 1.5);
    if (form.filledIn === 'fields') pdf.font('Helvetica').initForm();
    let y = 116;
    for (const part of partsOf(facts, form)) {
      pdf.rect(MARGIN, y, right - MARGIN, 15).fill('#e7edf2');
      write(pdf, part.title, { x: MARGIN + 5, y: y + 3.5, size: 9, font: BOLD, colour: insurer.accent });
      y += 20;
      for (const row of part.rows) y = drawRow(pdf, form, row, y);
      y += 3;
    }
    y = write(
      pdf,
      'I declare that these particulars are true to the best of my knowledge, and that no other insurance covers this loss.',
      { x: MARGIN, y: y + 2, size: 8, colour: '#555555', width: right - MARGIN },
    );
    const hand = chanceOf(facts.claimant.name);
    signature(pdf, { x: MARGIN, y: y + 44, width: 200, label: 'Signature of claimant', font: 'Helvetica' }, hand);
    write(pdf, writeDate(form.date, facts.country, 'numeric'), {
      x: right - 150,
      y: y + 32,
      size: 10,
      font: 'Courier',
    });
    rule(pdf, y + 44, right - 160, right, '#555555', 0.6);
    write(pdf, 'Date', { x: right - 160, y: y + 47, size: 7.5, colour: '#555555' });
  });
}

function drawRow(pdf: Pdf, form: ClaimForm, row: Box[], y: number): number {
  const width = pdf.page.width - 2 * MARGIN;
  const height = 18 * Math.max(...row.map((box) => box.lines ?? 1));
  let x = MARGIN;
  for (const box of row) {
    const boxWidth = width * box.share - 6;
    write(pdf, box.label, { x: x + 1, y, size: 7.5, colour: '#444444' });
    if (form.filledIn === 'fields') {
      pdf.font('Helvetica');
      pdf.formText(box.name, x, y + 10, boxWidth, height, {
        value: box.value,
        multiline: (box.lines ?? 1) > 1,
        borderColor: '#9aa7b3',
        backgroundColor: '#f7f9fb',
        fontSize: 10,
      });
    } else {
      pdf
        .lineWidth(0.6)
        .rect(x, y + 10, boxWidth, height)
        .stroke('#9aa7b3');
      write(pdf, box.value, {
        x: x + 4,
        y: y + 14.5,
        width: boxWidth - 6,
        size: 10,
        font: 'Courier',
        colour: '#16233f',
      });
    }
    x += width * box.share;
  }
  return y + height + 15;
}

function partsOf(facts: Facts, form: ClaimForm): Part[] {
  const { claimant, vehicle, payee, country } = facts;
  const cause = facts.causeOfLoss.replaceAll('-', ' ');
  const one = (label: string, name: string, value: string, share = 0.5, lines = 1): Box => ({
    label,
    name,
    value,
    share,
    lines,
  });
  const parts: Part[] = [
    {
      title: '1  Policy and loss',
      rows: [
        [
          one('Policy number', 'policy_number', form.policyNumber ?? facts.policyNumber),
          one('Date of loss', 'date_of_loss', writeDate(form.lossDate ?? facts.lossDate, country, 'numeric')),
        ],
        [
          one('Cause of loss', 'cause_of_loss', `${cause.charAt(0).toUpperCase()}${cause.slice(1)}`),
          one('Place of loss', 'place_of_loss', PLACE[facts.country]),
        ],
        [one('What happened?', 'description', facts.description, 1, 4)],
        [
          one('Police informed?', 'police_informed', OFFENCES.includes(facts.causeOfLoss) ? 'Yes' : 'No'),
          one('Other insurance for this loss?', 'other_insurance', 'None'),
        ],
      ],
    },
    {
      title: "2  Claimant's details",
      rows: [
        [
          one('Full name', 'claimant_name', form.customer ?? claimant.name),
          one('Address', 'address', claimant.address.join(', ')),
        ],
        [one('Telephone', 'phone', claimant.phone), one('E-mail', 'email', claimant.email)],
      ],
    },
  ];
  if (vehicle !== null)
    parts.push({
      title: `${parts.length + 1}  Vehicle`,
      rows: [
        [
          one('Make and model', 'vehicle', vehicle.model),
          one('Registration', 'registration', form.registration ?? vehicle.registration),
        ],
      ],
    });
  parts.push({
    title: `${parts.length + 1}  Account for payment`,
    rows: [
      [
        one('Account holder', 'account_holder', payee?.name ?? '', 0.4),
        one(
          country === 'US' ? 'Account number (routing and account)' : 'IBAN',
          'iban',
          form.account ?? payee?.account ?? '',
          0.6,
        ),
      ],
    ],
  });
  return parts;
}
