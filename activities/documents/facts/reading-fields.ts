/** Looking into readings: small questions that every rule asks. */
import type { DocumentReading, DocumentType, Field, FieldName, Finding, Source } from '../contract';

/** Types whose lines can be items of the claim. */
export const ITEM_TYPES: DocumentType[] = ['loss-schedule', 'repair-invoice', 'repair-estimate', 'purchase-receipt'];

export function fieldOf(reading: DocumentReading, name: FieldName): Field | undefined {
  return reading.fields.find((field) => field.name === name);
}

export function stringOf(reading: DocumentReading, name: FieldName): string | null {
  const value = fieldOf(reading, name)?.normalised;
  return typeof value === 'string' ? value : null;
}

export function minorOf(reading: DocumentReading, name: FieldName): number | null {
  const value = fieldOf(reading, name)?.normalised;
  return typeof value === 'number' ? value : null;
}

/** Values of a field over all readings, with their places; without what has no single reading. */
export function sourced(
  readings: DocumentReading[],
  name: FieldName,
): { value: string; source: Source; confidence: number }[] {
  return readings.flatMap((reading) => {
    const field = fieldOf(reading, name);
    return field !== undefined && typeof field.normalised === 'string'
      ? [{ value: field.normalised, source: field.source, confidence: field.confidence }]
      : [];
  });
}

/** Upper case, letters and digits only: how numbers and accounts are compared. */
export function plain(value: string): string {
  return value.toUpperCase().replace(/[^A-Z0-9]/g, '');
}

/** Names of firms as compared: letters and digits without accents. */
export function plainName(value: string): string {
  return plain(value.normalize('NFKD').replace(/\p{M}/gu, ''));
}

export function finding(
  code: Finding['code'],
  severity: Finding['severity'],
  detail: string,
  sources: Source[],
): Finding {
  return { code, severity, detail: detail.slice(0, 500), sources };
}

/** `1179.94`. */
export function show(minor: number): string {
  return `${minor < 0 ? '-' : ''}${Math.floor(Math.abs(minor) / 100)}.${String(Math.abs(minor) % 100).padStart(2, '0')}`;
}
