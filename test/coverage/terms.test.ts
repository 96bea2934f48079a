/** The terms, the wording and its PDF say the same. */

import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { parse, stringify } from 'yaml';
import { InvalidTerms, parseTerms, TermsLibrary } from '../../activities/coverage/terms';
import { clauseNumbers, readWording } from '../../activities/coverage/wording';
import { firstMention, recognise } from '../../activities/coverage/words';
import { wordingPdf } from '../../examples/wordings/pdf';
import { projectFile } from '../../platform/paths';
import { library, productFile, termsOf } from './support';

const PRODUCTS = ['motor-private', 'home-contents'] as const;
const read = (product: string, file: string) => readFile(productFile(product, file), 'utf8');

/** Every clause number that stands anywhere in the terms. */
function citedClauses(value: unknown, key = ''): string[] {
  if (typeof value === 'string') return key === 'clause' || /^\d+(\.\d+)*$/.test(value) ? [value] : [];
  if (Array.isArray(value)) return value.flatMap((entry) => citedClauses(entry));
  if (typeof value === 'object' && value !== null)
    return Object.entries(value).flatMap(([name, entry]) => citedClauses(entry, name));
  return [];
}

describe.each(PRODUCTS)('%s', (product) => {
  test('every clause that the terms cite is in the wording', async () => {
    const { terms } = await termsOf(product);
    const known = clauseNumbers(await read(product, 'wording.md'));
    const cited = citedClauses(terms);
    expect(cited.length).toBeGreaterThan(40);
    expect(cited.filter((clause) => !known.includes(clause))).toEqual([]);
  });

  test('clauses are numbered without gaps or repetitions', async () => {
    const known = clauseNumbers(await read(product, 'wording.md'));
    expect(new Set(known).size).toBe(known.length);
    for (const clause of known) {
      const parts = clause.split('.').map(Number);
      const last = parts.pop()!;
      const before = [...parts, last - 1].join('.');
      if (last > 1) expect(known).toContain(before);
      if (parts.length > 0) expect(known).toContain(parts.join('.'));
    }
  });

  test('figures of the terms stand in the clause that they cite', async () => {
    const { terms } = await termsOf(product);
    const text = new Map(
      readWording(await read(product, 'wording.md')).flatMap((block) =>
        block.kind === 'clause' ? [[block.number, block.text] as const] : [],
      ),
    );
    const amount = (minor: number) =>
      `${(minor / 100).toLocaleString('en', { minimumFractionDigits: 2 })} ${terms.currency}`;
    for (const rule of terms.sublimits) {
      for (const minor of [rule.perItemMinor, rule.perOccurrenceMinor])
        if (minor !== undefined) expect(text.get(rule.clause)).toContain(amount(minor));
    }
    for (const rule of terms.depreciation) {
      expect(text.get(rule.clause)).toContain(
        `${rule.percentPerYear} percent for each completed year, ${rule.maximumPercent} percent at most`,
      );
    }
    expect(text.get(terms.notice.clause)).toContain(`within ${terms.notice.days} days`);
    const ordinals: Record<number, string> = { 14: 'fourteenth', 30: 'thirtieth' };
    for (const rule of terms.waitingPeriods)
      expect(text.get(rule.clause)).toContain(`from the ${ordinals[rule.days]} day after`);
  });

  test('the order of the terms is that of the wording', async () => {
    const { terms } = await termsOf(product);
    const bullets = readWording(await read(product, 'wording.md')).flatMap((block) =>
      block.kind === 'bullet' ? [block.text] : [],
    );
    const words = {
      eligibility: 'eligibility',
      depreciation: 'depreciation',
      sublimit: 'limits for kinds',
      deductible: 'the deductible',
      'section-limit': 'the limit for one loss',
      aggregate: 'the yearly limit',
    };
    expect(bullets).toHaveLength(terms.order.steps.length);
    for (const [index, step] of terms.order.steps.entries()) expect(bullets[index]).toContain(words[step]);
  });

  test('the PDF is the wording: the committed bytes are what the Markdown gives', async () => {
    const blocks = readWording(await read(product, 'wording.md'));
    const made = await wordingPdf(blocks, '2026-01');
    expect(made.equals(await readFile(productFile(product, 'wording.pdf')))).toBe(true);
  });

  test('the text layer of the PDF has the clause numbers in order', async () => {
    const script = `
      import('pdfjs-dist/legacy/build/pdf.mjs').then(async ({ getDocument }) => {
        const data = new Uint8Array(require('node:fs').readFileSync(process.argv[1]));
        const pdf = await getDocument({ data, verbosity: 0 }).promise;
        const lines = [];
        for (let page = 1; page <= pdf.numPages; page += 1) {
          let line = '';
          for (const part of (await (await pdf.getPage(page)).getTextContent()).items) {
            line += part.str;
            if (part.hasEOL) { lines.push(line); line = ''; }
          }
          lines.push(line);
        }
        process.stdout.write(JSON.stringify({ pages: pdf.numPages, lines }));
      });`;
    const { stdout } = await promisify(execFile)(
      process.execPath,
      ['-e', script, productFile(product, 'wording.pdf')],
      {
        cwd: projectFile(),
      },
    );
    const { pages, lines } = JSON.parse(stdout) as { pages: number; lines: string[] };
    expect(pages).toBeGreaterThanOrEqual(4);
    expect(pages).toBeLessThanOrEqual(8);
    const clauses = readWording(await read(product, 'wording.md')).filter((block) => block.kind === 'clause');
    let from = 0;
    for (const { number, title } of clauses) {
      const at = lines.findIndex(
        (line, index) => index >= from && line.startsWith(`${number} `) && line.includes(title.split(' ')[0]!),
      );
      expect({ number, found: at >= 0 }).toEqual({ number, found: true });
      from = at + 1;
    }
  });
});

describe('terms with an error', () => {
  const broken = async (change: (terms: Record<string, never>) => void) => {
    const terms = parse(await read('motor-private', 'terms.yaml'));
    change(terms);
    try {
      parseTerms(stringify(terms), 'test');
    } catch (error) {
      if (error instanceof InvalidTerms) return error.problems;
      throw error;
    }
    return [];
  };
  // biome-ignore lint/suspicious/noExplicitAny: the point is to break the shape.
  type Loose = any;
  const cases: [string, (terms: Loose) => void, string, RegExp][] = [
    [
      'a wrong clause',
      (terms) => {
        terms.sections.glass.perils['glass-breakage'] = 'two';
      },
      'sections.glass.perils.glass-breakage',
      /clause number/,
    ],
    [
      'a clause without quotes',
      (terms) => {
        terms.notice.clause = 5.1;
      },
      'notice.clause',
      /string/,
    ],
    [
      'a fraction of a cent',
      (terms) => {
        terms.sublimits[0].perOccurrenceMinor = 0.5;
      },
      'sublimits.0.perOccurrenceMinor',
      /whole number/,
    ],
    [
      'more than 100 percent',
      (terms) => {
        terms.depreciation[1].percentPerYear = 120;
      },
      'depreciation.1.percentPerYear',
      /100/,
    ],
    [
      'a category that has no words',
      (terms) => {
        terms.sections.glass.categories.push('mirrors');
      },
      'sections.glass.categories.4',
      /not one of the categories/,
    ],
    [
      'a step that is missing',
      (terms) => {
        terms.order.steps.pop();
      },
      'order.steps',
      /aggregate/,
    ],
    [
      'a step twice',
      (terms) => {
        terms.order.steps.push('deductible');
      },
      'order.steps',
      /2 times/,
    ],
    [
      'another first step',
      (terms) => {
        terms.order.steps.reverse();
      },
      'order.steps.0',
      /first/,
    ],
    [
      'a cause in two sections',
      (terms) => {
        terms.sections.glass.perils.hail = '2.2';
      },
      'sections.glass.perils.hail',
      /own-damage/,
    ],
    [
      'a cause both insured and excluded',
      (terms) => {
        terms.excludedPerils[0].peril = 'hail';
      },
      'excludedPerils.0.peril',
      /own-damage/,
    ],
    [
      'an unknown cause',
      (terms) => {
        terms.waitingPeriods[0].peril = 'meteor';
      },
      'waitingPeriods.0.peril',
      /./,
    ],
    [
      'a sublimit without an amount',
      (terms) => {
        terms.sublimits[1].perOccurrenceMinor = undefined;
      },
      'sublimits.1',
      /perItemMinor/,
    ],
    [
      'a second rule for a category',
      (terms) => {
        terms.depreciation[1].category = 'tyres';
      },
      'depreciation.1.category',
      /already/,
    ],
    [
      'a word of the schema misspelt',
      (terms) => {
        terms.waitingPeriod = [];
      },
      '(file)',
      /waitingPeriod/,
    ],
    [
      'a section that is not there',
      (terms) => {
        terms.vehicleMustMatch.sections.push('hull');
      },
      'vehicleMustMatch.sections.2',
      /not a section/,
    ],
  ];
  test.each(cases)('%s is named by its dotted path', async (_, change, path, problem) => {
    const problems = await broken(change);
    expect(problems.find((entry) => entry.path === path)?.problem).toMatch(problem);
  });

  test('the message has every problem; text that is not YAML is refused', async () => {
    expect(() => parseTerms('product: [', 'odd.yaml')).toThrow(/odd\.yaml/);
    expect(() => parseTerms('just words', 'odd.yaml')).toThrow(InvalidTerms);
  });
});

describe('library', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'terms-'));
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  test('no such edition is null, a path outside the folder too', async () => {
    expect(await library.get('motor-private', '1999-01')).toBeNull();
    expect(await library.get('../products', '2026-01')).toBeNull();
    expect(await library.editions()).toEqual([
      { product: 'home-contents', edition: '2026-01' },
      { product: 'motor-private-texas', edition: '2026-01' },
      { product: 'motor-private', edition: '2026-01' },
    ]);
  });

  test('a file that is wrong is read again once it is right; the folder names the product', async () => {
    const file = join(folder, 'motor-private', '2026-01', 'terms.yaml');
    await mkdir(join(folder, 'motor-private', '2026-01'), { recursive: true });
    const terms = new TermsLibrary(folder);
    await writeFile(file, await read('home-contents', 'terms.yaml'));
    await expect(terms.get('motor-private', '2026-01')).rejects.toThrow(/product: must be motor-private/);
    await writeFile(file, await read('motor-private', 'terms.yaml'));
    const loaded = await terms.get('motor-private', '2026-01');
    expect(loaded?.sha256).toBe((await termsOf('motor-private')).sha256);
  });
});

describe('words', () => {
  test.each([
    ['motor-private', 'Body labor (hours)', 100, 'labour'],
    ['motor-private', 'R&I headliner', 100, 'interior'],
    ['motor-private', 'FRONT BUMPER COVER - OEM', 100, 'bodywork'],
    ['motor-private', 'Windshield wiper blades', 100, 'maintenance'],
    ['motor-private', 'Car rental, 6 days', 100, 'rental-car'],
    ['motor-private', 'Carpet, front', 100, 'interior'],
    ['motor-private', 'Tire pressure sensor', 100, 'wheels'],
    ['motor-private', 'Aftermarket rim 20 inch', 100, 'accessories'],
    ['motor-private', 'Hazardous waste disposal', 100, 'materials'],
    ['motor-private', 'Doorstop', 100, null],
    ['home-contents', 'Laptop bag', 100, 'electronics'],
    ['home-contents', 'Table lamp', 100, 'household'],
    ['home-contents', 'Gold watches', 100, 'jewellery'],
    ['home-contents', 'Smart watch', 100, 'electronics'],
    ['home-contents', 'Rugged keyring', 100, null],
    ['home-contents', 'Café table', 100, 'furniture'],
  ] as const)('%s: "%s" is %4$s', async (product, description, amount, category) => {
    const { terms } = await termsOf(product);
    expect(recognise(terms, description, amount)).toEqual({ kind: 'item', category });
  });

  test('tax and discount are recognised as belonging to their document', async () => {
    const { terms } = await termsOf('motor-private');
    expect(recognise(terms, 'Sales tax 7.75 %', 100)).toEqual({ kind: 'tax' });
    expect(recognise(terms, 'Tax on parts and labor', 100)).toEqual({ kind: 'tax' });
    expect(recognise(terms, 'Plus VAT', 100)).toEqual({ kind: 'tax' });
    expect(recognise(terms, 'Taxi to work', 100)).toEqual({ kind: 'item', category: 'rental-car' });
    expect(recognise(terms, 'Discount on bumper cover', -100)).toEqual({ kind: 'discount' });
  });

  test('a mention is a whole word', () => {
    expect(firstMention('It was parked on Embrace Street', ['race'])).toBeNull();
    expect(firstMention('During a RACE, on the track', ['race'])).toBe('race');
  });
});
