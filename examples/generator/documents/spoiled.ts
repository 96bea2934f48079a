/** Files that an insurer gets and must not stumble over: one that broke off on the way, and one that means harm. */
import type { Facts, Hostile } from '../scenario';
import { drawWorkshopPaper } from './workshop';

/** The first part of a file, as an upload that broke off leaves it. */
export function cutOff(content: Buffer, keep: number): Buffer {
  return content.subarray(0, Math.floor(content.length * keep));
}

/** pdfkit keeps the catalogue of the file here; its types do not say so. */
interface WithCatalogue {
  _root: { data: Record<string, unknown> };
}

/** An estimate that carries white text on white paper, and a script that runs when it is opened. */
export function drawHostile(facts: Facts, hostile: Hostile): Promise<Buffer> {
  return drawWorkshopPaper(facts, hostile.of, (pdf) => {
    pdf.font('Helvetica').fontSize(6).fillColor('#ffffff');
    pdf.text(hostile.hiddenText, 54, pdf.page.height - 130, { width: pdf.page.width - 108 });
    const action = pdf.ref({ Type: 'Action', S: 'JavaScript', JS: new String(hostile.script) });
    action.end('');
    (pdf as unknown as WithCatalogue)._root.data.OpenAction = action;
  });
}
