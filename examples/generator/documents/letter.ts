/** A letter as plain text, as it comes out of a portal's message box or a text editor. */
import { writeDate } from '../format';
import type { Facts, Letter } from '../scenario';
import { INSURER } from './insurer';

export function writeLetter(facts: Facts, letter: Letter): Buffer {
  const insurer = INSURER[facts.country];
  const lines = [
    facts.claimant.name,
    ...facts.claimant.address,
    facts.claimant.phone,
    '',
    writeDate(letter.date, facts.country, 'long'),
    '',
    `${insurer.name}, ${insurer.department}`,
    insurer.address,
    '',
    `Policy no.: ${facts.policyNumber}`,
    `Date of loss: ${writeDate(facts.lossDate, facts.country, 'long')}`,
    '',
    facts.country === 'US' ? 'Dear Claims Department,' : 'Dear Sir or Madam,',
    '',
    ...letter.body.flatMap((paragraph) => [...wrapped(paragraph, 78), '']),
    facts.country === 'US' ? 'Sincerely,' : 'Yours faithfully,',
    '',
    facts.claimant.name,
    '',
  ];
  return Buffer.from(lines.join('\n'), 'utf8');
}

/** Break a paragraph between words. */
export function wrapped(paragraph: string, width: number): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of paragraph.split(/\s+/)) {
    if (line !== '' && line.length + 1 + word.length > width) {
      lines.push(line);
      line = word;
    } else {
      line = line === '' ? word : `${line} ${word}`;
    }
  }
  return [...lines, line];
}
