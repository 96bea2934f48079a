/** How amounts in minor units are written for people. */

/** Currencies whose minor unit is not a hundredth, by number of decimals: ISO 4217, list one. */
const DECIMALS: Readonly<Record<string, number>> = {
  ...decimals(0, 'BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF'),
  ...decimals(3, 'BHD IQD JOD KWD LYD OMR TND'),
  ...decimals(4, 'CLF UYW'),
};

function decimals(digits: number, currencies: string): Record<string, number> {
  return Object.fromEntries(currencies.split(' ').map((currency) => [currency, digits]));
}

/** Decimals that amounts of this currency are written with. */
export function minorDigits(currency: string): number {
  return DECIMALS[currency] ?? 2;
}

/** `123450`, `USD` → `1,234.50 USD`. Exact: the digits are moved, nothing is divided. */
export function formatMoney(minor: number, currency: string | null): string {
  const digits = minorDigits(currency ?? '');
  const figures = String(Math.abs(minor)).padStart(digits + 1, '0');
  const whole = figures.slice(0, figures.length - digits).replace(/\B(?=(\d{3})+$)/g, ',');
  const part = digits === 0 ? '' : `.${figures.slice(figures.length - digits)}`;
  // Without a currency the figure is still shown, and that it has none.
  return `${minor < 0 ? '-' : ''}${whole}${part} ${currency ?? '(no currency)'}`;
}

/** The same, with a dash where there is no amount. */
export function formatMoneyOrDash(minor: number | null, currency: string | null): string {
  return minor === null ? '-' : formatMoney(minor, currency);
}
