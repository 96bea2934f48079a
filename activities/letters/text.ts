/** The letter as plain text: the same content, for people and programs that do not open a PDF. */
import type { Content, LetterDocument } from './document';

const WIDTH = 78;

/** Lay a letter out as text, lines at most 78 characters where words allow. */
export function letterText(letter: LetterDocument): string {
  const { letterhead } = letter;
  const blocks = [
    [
      letterhead.name,
      letterhead.department,
      letterhead.address.join(', '),
      `${letterhead.phone}  ${letterhead.email}`,
    ].join('\n'),
    letter.references.map(([label, value]) => `${`${label}:`.padEnd(12)}${value}`).join('\n'),
    letter.recipient,
    underline(letter.subject, '='),
    letter.salutation,
    ...letter.content.map(contentText),
    letter.closing,
    letter.signature.join('\n'),
  ];
  if (letterhead.note !== undefined) blocks.push(wrap(letterhead.note));
  return `${blocks.join('\n\n')}\n`;
}

function contentText(piece: Content): string {
  switch (piece.kind) {
    case 'heading':
      return underline(piece.text, '-');
    case 'paragraph':
      return wrap(piece.text);
    case 'pairs':
      return piece.rows
        .map(([label, value]) => wrap(`${`${label}:`.padEnd(20)}${value}`, '', ' '.repeat(20)))
        .join('\n');
    case 'list':
      return piece.items
        .map((item) =>
          [wrap(item.text, '* ', '  '), ...(item.detail === null ? [] : [wrap(item.detail, '  ', '  ')])].join('\n'),
        )
        .join('\n');
    case 'reasons':
      return piece.reasons.map((reason) => wrap(reasonText(reason), '* ', '  ')).join('\n');
    case 'quotes':
      return piece.quotes
        .map((quote) => `Clause ${quote.clause}, ${piece.source}:\n${wrap(`“${quote.text}”`, '    ', '    ')}`)
        .join('\n\n');
    case 'steps':
    case 'contact':
      return piece.lines.map((line) => wrap(line, '  ', '    ')).join('\n');
    case 'table':
      return tableText(piece);
    case 'notice':
      return `${wrap(piece.lead)}\n${wrap(piece.text, '| ', '| ')}`;
  }
}

/** `Sofa; Table: text (clause 4.2).` */
export function reasonText(reason: { items: string[]; text: string; clause: string | null }): string {
  const subject = reason.items.length === 0 ? '' : `${reason.items.join('; ')}: `;
  return subject + citedText(reason);
}

/** A sentence with the clause that it rests on, before its full stop. */
export function citedText({ text, clause }: { text: string; clause: string | null }): string {
  return clause === null ? text : `${text.replace(/\.$/, '')} (clause ${clause}).`;
}

function tableText(table: Extract<Content, { kind: 'table' }>): string {
  const [first = '', ...others] = table.columns;
  const all = [...table.rows, ...table.totals];
  const widths = others.map(
    (title, at) => Math.max(title.length, ...all.map((row) => (row.cells[at] ?? '').length)) + 2,
  );
  const left = Math.max(16, WIDTH - widths.reduce((sum, width) => sum + width, 0));
  const line = (label: string, cells: string[]) => {
    const parts = wrap(label, '', '  ', left).split('\n');
    const last = (parts.pop() ?? '').padEnd(left) + cells.map((cell, at) => cell.padStart(widths[at] ?? 0)).join('');
    return [...parts, last.trimEnd()].join('\n');
  };
  const rule = '-'.repeat(left + widths.reduce((sum, width) => sum + width, 0));
  return [
    line(first, others),
    rule,
    ...table.rows.map((row) => line(row.item, row.cells)),
    rule,
    ...table.totals.map((row) => line(row.label, row.cells)),
  ].join('\n');
}

function underline(text: string, character: string): string {
  return `${text}\n${character.repeat(Math.min(WIDTH, [...text].length))}`;
}

function wrap(text: string, first = '', rest = first, width = WIDTH): string {
  const lines: string[] = [];
  let line = first;
  let empty = true;
  for (const word of text.split(/ +/)) {
    if (!empty && line.length + 1 + word.length > width) {
      lines.push(line);
      line = rest + word;
    } else {
      line += (empty ? '' : ' ') + word;
    }
    empty = false;
  }
  lines.push(line);
  return lines.join('\n');
}
