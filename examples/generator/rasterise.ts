/**
 * A page of a PDF as a picture, in a process of its own: the PDF renderer is an ES module, and this file runs by itself,
 * compiled or as source. It reads `{pdf, dpi, standardFonts}` as JSON (PDF in base64) and writes a PNG.
 */
const { createCanvas } = require('@napi-rs/canvas') as typeof import('@napi-rs/canvas');

interface Order {
  pdf: string;
  dpi: number;
  standardFonts: string;
}

async function rasterise({ pdf, dpi, standardFonts }: Order): Promise<Buffer> {
  const { getDocument, VerbosityLevel } = await import('pdfjs-dist/legacy/build/pdf.mjs');
  const task = getDocument({
    data: new Uint8Array(Buffer.from(pdf, 'base64')),
    // Letters are drawn from the fonts that the renderer brings along, never from those of the machine.
    standardFontDataUrl: standardFonts,
    useSystemFonts: false,
    disableFontFace: true,
    verbosity: VerbosityLevel.ERRORS,
  });
  const page = await (await task.promise).getPage(1);
  const viewport = page.getViewport({ scale: dpi / 72 });
  const canvas = createCanvas(Math.round(viewport.width), Math.round(viewport.height));
  const context = canvas.getContext('2d');
  await page.render({ canvas: canvas as never, canvasContext: context as never, viewport, background: 'white' })
    .promise;
  await task.destroy();
  return canvas.toBuffer('image/png');
}

async function main(): Promise<void> {
  const chunks: Buffer[] = [];
  for await (const chunk of process.stdin) chunks.push(chunk as Buffer);
  process.stdout.write(await rasterise(JSON.parse(Buffer.concat(chunks).toString('utf8')) as Order));
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
  process.exitCode = 1;
});
