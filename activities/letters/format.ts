/** Amounts and dates as the reader of a letter expects them. */

export class Format {
  private readonly longDate: Intl.DateTimeFormat;

  constructor(private readonly locale: string) {
    this.longDate = new Intl.DateTimeFormat(locale, { dateStyle: 'long', timeZone: 'UTC' });
  }

  /** `123450, EUR` → `€1,234.50`. Minor units by the currency's own number of decimals. */
  money(minor: number, currency: string): string {
    const format = new Intl.NumberFormat(this.locale, { style: 'currency', currency });
    const digits = format.resolvedOptions().maximumFractionDigits ?? 2;
    return format.format(minor / 10 ** digits);
  }

  /** `2026-03-04` (or an instant) → `4 March 2026`. The text itself when it is not a date. */
  date(iso: string): string {
    const time = Date.parse(iso.slice(0, 10));
    return Number.isNaN(time) ? iso : this.longDate.format(time);
  }

  /** The same for amounts (`1,234.50 EUR`) and ISO dates inside a sentence of an assessment. */
  sentence(text: string): string {
    return text
      .replaceAll(/(-?\d[\d,]*\.\d{2}) ([A-Z]{3})\b/g, (whole, digits: string, currency: string) => {
        const minor = Math.round(Number(digits.replaceAll(',', '')) * 100);
        return Number.isSafeInteger(minor) ? this.money(minor, currency) : whole;
      })
      .replaceAll(/\b\d{4}-\d{2}-\d{2}\b/g, (iso) => this.date(iso));
  }
}
