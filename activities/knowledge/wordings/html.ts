/** HTML → blocks. Scripts, styles and navigation are left out; a list's numbers count when they are printed by the browser. */
import { Parser } from 'htmlparser2';
import { type Block, tidy } from './blocks';

const LEFT_OUT = new Set([
  'script',
  'style',
  'nav',
  'template',
  'noscript',
  'head',
  'iframe',
  'object',
  'svg',
  'button',
]);
const ENDS_BLOCK = new Set(
  'p div section article header footer main li dt dd td th tr table ul ol blockquote pre br hr h1 h2 h3 h4 h5 h6'.split(
    ' ',
  ),
);

export function blocksOfHtml(html: string): Block[] {
  const blocks: Block[] = [];
  let text = '';
  let heading = 0;
  let item = 0;
  let skipping = 0;
  const close = () => {
    const said = tidy(text);
    text = '';
    if (said === '') return;
    if (heading > 0) blocks.push({ kind: 'heading', level: heading, text: said });
    else blocks.push({ kind: item > 0 ? 'item' : 'text', text: said });
  };
  const parser = new Parser(
    {
      onopentag: (name, attributes) => {
        if (LEFT_OUT.has(name) || 'hidden' in attributes) skipping += 1;
        if (skipping > 0) return;
        if (ENDS_BLOCK.has(name)) close();
        if (/^h[1-6]$/.test(name)) heading = Number(name[1]);
        if (name === 'li') item += 1;
      },
      ontext: (piece) => {
        if (skipping === 0) text += piece;
      },
      onclosetag: (name) => {
        if (skipping > 0) {
          if (LEFT_OUT.has(name)) skipping -= 1;
          return;
        }
        if (ENDS_BLOCK.has(name)) close();
        if (/^h[1-6]$/.test(name)) heading = 0;
        if (name === 'li') item = Math.max(0, item - 1);
      },
    },
    { decodeEntities: true, lowerCaseTags: true },
  );
  parser.write(html);
  parser.end();
  close();
  return blocks;
}
