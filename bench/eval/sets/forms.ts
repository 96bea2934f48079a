/**
 * Forms as PDF: each is filled with seeded values of the fields' types, read as a PDF form, then printed at 200 dots an inch, turned by
 * two degrees and read as a scan (PDF), and once more half filled (picture), where what is empty must stay empty. A form without fields
 * is read as it is: what it says is given by box, without truth; where it is a known form it is typed into and scanned as well.
 */
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { extname, join } from 'node:path';
import type { FormBox } from '../../../activities/documents/contract';
import { formTemplates } from '../../../activities/documents/form-templates';
import type { FileKind } from '../../../activities/documents/sniff';
import { Random } from '../../random';
import { type Filled, type FilledBox, fillForm } from '../forms/fill';
import { asPdf, printed, scanned, typedInto } from '../forms/print';
import { type ReadingRoom, readingRoom } from '../reading';
import type { EvalItem, EvalSet, Metrics } from '../sets';

const SEED = 20_261_123;
const DEGREES = 2;
/** For one file, milliseconds. */
const PATIENCE = 120_000;

export const forms: EvalSet = {
  name: 'forms',
  describe: 'PDF forms: every field as entered; printed, turned by 2 degrees and scanned; forms without fields by box',
  run: async (dataDir, limit, onProgress) => {
    const names = (await readdir(dataDir)).filter((name) => extname(name).toLowerCase() === '.pdf').sort();
    if (names.length === 0) throw new Error(`${dataDir} holds no PDF form.`);
    const chosen = names.slice(0, limit);
    // How much is right must not depend on what else the machine does: the time is reported instead.
    const room = await readingRoom(process.env, PATIENCE);
    const folder = await mkdtemp(join(tmpdir(), 'forms-'));
    const items: EvalItem[] = [];
    const metrics: Metrics = { reader: room.strong ? 'network' : 'packaged' };
    try {
      for (const [index, name] of chosen.entries()) {
        const id = name.slice(0, -extname(name).length);
        const trial = new Trial(id, room, folder, items);
        metrics[id] = await trial.run(await readFile(join(dataDir, name)), new Random(SEED));
        onProgress(index + 1, chosen.length);
      }
    } finally {
      room.close();
      await rm(folder, { recursive: true, force: true });
    }
    return { n: items.length, metrics, items };
  },
};

/** One form in all its guises. */
class Trial {
  constructor(
    private readonly id: string,
    private readonly room: ReadingRoom,
    private readonly folder: string,
    private readonly items: EvalItem[],
  ) {}

  async run(blank: Buffer, random: Random): Promise<Metrics> {
    const filled = await fillForm(blank, random);
    if (filled !== null) {
      const half = await fillForm(blank, random, 0.5);
      return {
        pdf: await this.compare('', filled.pdf, 'pdf', filled.boxes),
        scan: await this.scan('-scan', filled, 'pdf'),
        halfFilledScan: half === null ? null : await this.scan('-scan-half', half, 'image'),
      };
    }
    const { boxes, template, ms, reason } = await this.read('', blank, 'pdf');
    const predicted = Object.fromEntries(boxes.map((box) => [box.name, { number: box.number, value: box.value }]));
    this.items.push({ id: this.id, predicted, ms });
    const known = formTemplates().find((candidate) => candidate.id === template);
    const asItIs = {
      template,
      setAside: reason,
      boxes: boxes.length,
      filled: boxes.filter(({ value }) => value !== null).length,
    };
    if (known === undefined) return { asItIs };
    return { asItIs, typedAndScanned: await this.scan('-scan', await typedInto(blank, known, random, 0.5), 'image') };
  }

  private async scan(suffix: string, { pdf, boxes }: Filled, kind: FileKind): Promise<Metrics> {
    const picture = await scanned(await printed(pdf), DEGREES);
    const first = boxes.filter(({ page, printable }) => page === 1 && printable);
    return this.compare(suffix, kind === 'pdf' ? await asPdf(picture) : picture, kind, first);
  }

  private async compare(suffix: string, file: Buffer, kind: FileKind, wanted: FilledBox[]): Promise<Metrics> {
    const { boxes, template, ms, reason } = await this.read(suffix, file, kind);
    const given = pairs(wanted, boxes);
    const keys = wanted.map(({ name, rect }) => `${name} @${Math.round(rect[0])},${Math.round(rect[1])}`);
    this.items.push({
      id: `${this.id}${suffix}`,
      predicted: Object.fromEntries(keys.map((key, index) => [key, given[index]?.value ?? null])),
      expected: Object.fromEntries(keys.map((key, index) => [key, wanted[index]?.value ?? null])),
      ms,
    });
    const right = wanted.filter(
      (box, index) => given[index] !== undefined && same(given[index]?.value ?? null, box.value),
    );
    const filled = (list: FilledBox[]) => list.filter(({ value }) => value !== null).length;
    return {
      template,
      setAside: reason,
      fields: wanted.length,
      right: right.length,
      filled: filled(wanted),
      filledRight: filled(right),
      filledRightPercent: filled(wanted) === 0 ? null : (100 * filled(right)) / filled(wanted),
      emptyRight: right.length - filled(right),
      ms,
    };
  }

  private async read(suffix: string, file: Buffer, kind: FileKind) {
    const path = join(this.folder, `${this.id}${suffix}.${kind === 'pdf' ? 'pdf' : 'jpg'}`);
    await writeFile(path, file);
    const { understood, ms, reason } = await this.room.read(path, kind);
    const found = understood?.forms ?? [];
    return { boxes: found.flatMap(({ boxes }) => boxes), template: found[0]?.template ?? null, ms, reason };
  }
}

/** A field and the box of its name that was read; several of one name in the order in which the form has them. */
function pairs(wanted: FilledBox[], boxes: FormBox[]): (FormBox | undefined)[] {
  const left = new Map<string, FormBox[]>();
  for (const box of boxes) left.set(box.name, [...(left.get(box.name) ?? []), box]);
  return wanted.map(({ name }) => left.get(name)?.shift());
}

/** Spaces aside, which print does not tell for sure. */
function same(given: string | null, wanted: string | null): boolean {
  const plain = (value: string | null) => value?.replace(/\s+/g, ' ').trim() ?? null;
  return plain(given) === plain(wanted);
}
