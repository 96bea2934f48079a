/** The dashboard's figures, and the same as a table for other programs. */
import type { LineOfBusiness } from '../../../activities/vocabulary';
import type { Database } from '../../../platform/database/client';
import { automationFigures } from './automation';
import { claimFigures } from './claims';
import type { Figures } from './contract';
import { workFigures } from './work';

export interface FiguresQuery {
  /** Days in UTC, both included. */
  from: string;
  to: string;
  line?: LineOfBusiness;
  /** Below this an approval counts as quick. */
  quickSeconds?: number;
}

const DAY_MS = 24 * 60 * 60 * 1000;
const QUICK_SECONDS = 30;

export class FiguresBook {
  constructor(
    private readonly database: Database,
    private readonly tenant: string,
  ) {}

  async make({ from, to, line, quickSeconds = QUICK_SECONDS }: FiguresQuery): Promise<Figures> {
    const scope = {
      tenant: this.tenant,
      from: new Date(from).toISOString(),
      until: new Date(Date.parse(to) + DAY_MS).toISOString(),
      line: line ?? null,
      quickSeconds,
    };
    const [claims, automation, work] = await Promise.all([
      claimFigures(this.database, scope),
      automationFigures(this.database, scope),
      workFigures(this.database, scope),
    ]);
    const madeAt = new Date().toISOString();
    return { from, to, line: scope.line, quickSeconds, madeAt, claims, automation, work };
  }
}

/** One row a figure: its name as a path, what it is of (a day, a person, a currency …), and the value. */
export function figuresAsCsv({ claims, automation, work, ...period }: Figures): string {
  const rows: [string, string, unknown][] = [];
  collect(rows, 'period', '', period);
  collect(rows, 'claims', '', claims);
  collect(rows, 'automation', '', automation);
  collect(rows, 'work', '', work);
  return ['figure,of,value', ...rows.map((row) => row.map(cell).join(','))].join('\r\n').concat('\r\n');
}

/** Words of a row of a list say what it is of; its numbers are the figures. */
function collect(rows: [string, string, unknown][], path: string, of: string, value: unknown): void {
  if (Array.isArray(value)) {
    for (const item of value as Record<string, unknown>[]) {
      const words = Object.values(item).filter((part) => typeof part === 'string');
      const figures = Object.entries(item).filter(([, part]) => typeof part !== 'string');
      for (const [name, part] of figures) collect(rows, `${path}.${name}`, words.join(' '), part);
    }
  } else if (typeof value === 'object' && value !== null) {
    for (const [name, part] of Object.entries(value)) collect(rows, `${path}.${name}`, of, part);
  } else {
    rows.push([path, of, value]);
  }
}

/** A cell that spreadsheets take as text, also where a name begins like a formula. */
function cell(value: unknown): string {
  const text = value === null ? '' : String(value);
  const safe = typeof value === 'string' && /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
