/** Amounts, dates and sizes as the reader's language writes them. */
import i18next from 'i18next';

/** Fraction digits of a currency differ (JPY has none), so the minor units are worked out from it. */
function digitsOf(currency: string): number {
  return new Intl.NumberFormat('en', { style: 'currency', currency }).resolvedOptions().maximumFractionDigits ?? 2;
}

/** @param minor amount in minor units; null where there is none */
export function money(minor: number | null | undefined, currency: string | null | undefined): string {
  if (minor === null || minor === undefined || currency === null || currency === undefined) return '–';
  const digits = digitsOf(currency);
  return new Intl.NumberFormat(i18next.language, { style: 'currency', currency }).format(minor / 10 ** digits);
}

/** What a person typed as an amount, in minor units; null where it is none. */
export function toMinor(text: string | number, currency: string): number | null {
  const value = typeof text === 'number' ? text : Number(text);
  if (text === '' || !Number.isFinite(value)) return null;
  return Math.round(value * 10 ** digitsOf(currency));
}

export function toMajor(minor: number, currency: string): number {
  return minor / 10 ** digitsOf(currency);
}

/** A calendar date (ISO), which has no time zone. */
export function date(iso: string | null | undefined): string {
  if (!iso) return '–';
  return new Intl.DateTimeFormat(i18next.language, { dateStyle: 'medium', timeZone: 'UTC' }).format(
    new Date(`${iso.slice(0, 10)}T00:00:00Z`),
  );
}

/** An instant, in the reader's time zone. */
export function instant(iso: string | null | undefined): string {
  if (!iso) return '–';
  return new Intl.DateTimeFormat(i18next.language, { dateStyle: 'medium', timeStyle: 'short' }).format(new Date(iso));
}

const STEPS: [Intl.RelativeTimeFormatUnit, number][] = [
  ['day', 86_400_000],
  ['hour', 3_600_000],
  ['minute', 60_000],
];

/** How far off an instant is: "in 2 days", "3 hours ago". */
export function fromNow(iso: string | null | undefined, now = Date.now()): string {
  if (!iso) return '–';
  const away = Date.parse(iso) - now;
  const [unit, length] = STEPS.find(([, step]) => Math.abs(away) >= step) ?? ['minute', 60_000];
  return new Intl.RelativeTimeFormat(i18next.language, { numeric: 'auto' }).format(Math.round(away / length), unit);
}

export function percent(share: number): string {
  return new Intl.NumberFormat(i18next.language, { style: 'percent', maximumFractionDigits: 0 }).format(share);
}

/** A length of time in its two largest units: "2 d 4 h", "35 s". */
export function duration(seconds: number | null | undefined): string {
  if (seconds === null || seconds === undefined) return '–';
  const units: [number, string][] = [
    [86_400, 'd'],
    [3_600, 'h'],
    [60, 'min'],
    [1, 's'],
  ];
  const first = units.findIndex(([length]) => seconds >= length);
  if (first < 0) return '0 s';
  let rest = Math.round(seconds);
  return units
    .slice(first, first + 2)
    .flatMap(([length, unit]) => {
      const count = Math.floor(rest / length);
      rest -= count * length;
      return count === 0 ? [] : [`${count} ${unit}`];
    })
    .join(' ');
}

/** Costs of models come in billionths of a currency unit. */
export function nanoMoney(nano: number, currency: string): string {
  return new Intl.NumberFormat(i18next.language, { style: 'currency', currency, maximumFractionDigits: 4 }).format(
    nano / 1e9,
  );
}
