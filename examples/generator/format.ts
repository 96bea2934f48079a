/** Dates and amounts as people of a country write them. */

/** Where the papers of a claim come from: order of dates, paper size, names of taxes follow from it. */
export type Country = 'US' | 'IE';

/** `numeric` is 03/17/2026 in the United States and 17/03/2026 in Ireland. */
export type DateStyle = 'long' | 'numeric' | 'short' | 'iso';

const MONTHS = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December',
];

/** `2026-03-17` → `March 17, 2026`, `17 March 2026`, `03/17/2026`, `17/03/2026`, `17 Mar 2026` or unchanged. */
export function writeDate(date: string, country: Country, style: DateStyle): string {
  const [year = '', month = '', day = ''] = date.slice(0, 10).split('-');
  const name = MONTHS[Number(month) - 1] ?? month;
  switch (style) {
    case 'long':
      return country === 'US' ? `${name} ${Number(day)}, ${year}` : `${Number(day)} ${name} ${year}`;
    case 'short':
      return country === 'US'
        ? `${name.slice(0, 3)} ${Number(day)}, ${year}`
        : `${Number(day)} ${name.slice(0, 3)} ${year}`;
    case 'numeric':
      return country === 'US' ? `${month}/${day}/${year}` : `${day}/${month}/${year}`;
    case 'iso':
      return date.slice(0, 10);
  }
}

/** Minor units → `1,234.50`. */
export function writeAmount(minor: number): string {
  const sign = minor < 0 ? '-' : '';
  const whole = Math.floor(Math.abs(minor) / 100);
  const cents = String(Math.abs(minor) % 100).padStart(2, '0');
  return `${sign}${String(whole).replace(/\B(?=(\d{3})+(?!\d))/g, ',')}.${cents}`;
}

const SYMBOL: Record<string, string> = { USD: '$', EUR: '€' };

/** Minor units → `$1,234.50`. */
export function writeMoney(minor: number, currency: string): string {
  return `${SYMBOL[currency] ?? `${currency} `}${writeAmount(minor)}`;
}

/** Percentages with up to two decimals, from basis points: 725 → `7.25`, 2300 → `23`. */
export function writePercent(basisPoints: number): string {
  return String(basisPoints / 100);
}

/** Tax on an amount, half up to the minor unit. */
export function taxOn(minor: number, basisPoints: number): number {
  return Math.floor((minor * basisPoints + 5_000) / 10_000);
}
