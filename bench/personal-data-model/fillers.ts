/** What the slots of the templates may hold: a piece of text and the label of the model, null for no personal data. */
import type { LABELS } from '../../activities/guardrails/personal-data/tagger';
import type { Random } from '../random';
import {
  ACRONYMS,
  BELIEFS,
  COMPANY_FORMS,
  COMPANY_TRADES,
  DAYS,
  HONORIFICS,
  JOBS,
  MONTHS,
  ORDINARY_JOBS,
  WELL_KNOWN,
} from './lists';
import type { Sources } from './sources';

export type Label = (typeof LABELS)[number];
export interface Piece {
  text: string;
  label: Label;
}

const capital = (text: string) => text.charAt(0).toUpperCase() + text.slice(1);
const SYLLABLES =
  'ba be bi bo bra bul da de dal do du el en er fa fen gal gor ha hel hu ia ib il ja jo ka kel ki kov la len li lo lu ma mar mi mo mu na ne ni nor o ol or pa pe per qua ra re ri ro rud sa se si son sto su ta te ti tov tu u ul va vel vi vo wa wi xan ya yu za ze zi zu'.split(
    ' ',
  );

export class Fillers {
  private readonly weighted: string[] = [];
  private readonly bigCities: string[];

  constructor(
    private readonly sources: Sources,
    private readonly random: Random,
  ) {
    // Frequent words more often, but not as much more as people say them: rare ones must be met too.
    for (const { word, count } of sources.words.slice(0, 12_000)) {
      for (let times = 0; times < Math.ceil(count ** 0.4 / 8); times += 1) this.weighted.push(word);
    }
    this.bigCities = sources.cities.filter(({ population }) => population > 200_000).map(({ name }) => name);
  }

  fill(slot: string): Piece[] {
    const { random } = this;
    const one = (text: string, label: Label = null): Piece[] => [{ text, label }];
    switch (slot) {
      case 'person': return one(this.person(), 'PERSON');
      case 'first': return one(random.chance(0.94) ? this.given() : this.person(), 'PERSON');
      case 'last': return one(this.surname(), 'PERSON');
      case 'hon': return one(random.pick(HONORIFICS), 'TITLE');
      case 'job': return one(this.job(), 'TITLE');
      case 'ojob': return one(random.pick(ORDINARY_JOBS));
      case 'city': return one(this.city(), 'GPE');
      case 'country': return one(random.pick(this.sources.countries), 'GPE');
      case 'state': return one(random.pick(this.sources.states), 'GPE');
      case 'gpe': return one(random.chance(0.5) ? this.city() : random.pick(this.sources.countries), 'GPE');
      case 'nrp': return one(random.pick(this.sources.nationalities), 'NRP');
      case 'acronym': return one(random.pick(ACRONYMS));
      case 'roman': return one(random.pick(['I', 'II', 'III', 'IV', 'V', 'VI', 'VII', 'VIII', 'IX', 'X', 'XI', 'XII']));
      case 'belief': return one(random.pick(BELIEFS), 'NRP');
      case 'org': return one(this.company(), 'ORGANIZATION');
      case 'company': return one(this.company(), 'ORGANIZATION');
      case 'address': return one(this.address(), 'STREET_ADDRESS');
      case 'street': return one(this.street(), 'STREET_ADDRESS');
      case 'roadname': return one(this.roadName(), 'STREET_ADDRESS');
      case 'corner': return one(`${random.pick(['', 'the corner of '])}${this.roadName()} and ${this.roadName()}`, 'STREET_ADDRESS');
      case 'unit': return one(this.unit(), 'STREET_ADDRESS');
      case 'zip': return one(this.zip(), 'ZIP_CODE');
      case 'phone': return one(this.phone(), 'PHONE_NUMBER');
      case 'date': return one(this.date(), 'DATE_TIME');
      case 'year': return one(String(random.whole(1900, 2029)), 'DATE_TIME');
      case 'month': return one(random.pick(MONTHS), 'DATE_TIME');
      case 'day': return one(random.pick(DAYS), 'DATE_TIME');
      case 'time': return one(`${random.whole(0, 23)}:${String(random.whole(0, 59)).padStart(2, '0')}`, 'DATE_TIME');
      case 'age': return one(String(random.whole(1, 99)), 'AGE');
      case 'email': return one(`${this.latin('given').toLowerCase().replace(/[^a-z]/g, '') || 'info'}@example-${random.whole(1, 99)}.org`);
      case 'url': return one(`https://www.${random.pick(this.weighted)}${random.pick(this.weighted)}.com/`);
      case 'card': return one(`4111 1111 1111 1111`);
      case 'iban': return one('DE89370400440532013000');
      case 'ssn': return one('078-05-1120');
      case 'ip': return one('192.0.2.17');
      case 'license': return one(`${random.pick(['D', 'S', 'F', ''])}${random.digits(7)}`);
      case 'ref': return one(`${random.pick(['POL', 'CL', 'HO', 'INV', 'A', 'KL'])}${random.pick(['-', '', '/'])}${random.digits(random.whole(4, 8))}`);
      case 'num': return one(random.digits(random.whole(1, 3)).replace(/^0+(?=\d)/, ''));
      case 'money': return one(`${random.pick(['€', '$', '£', 'EUR ', 'USD '])}${random.whole(1, 9)}${random.pick(['', ','])}${random.digits(3)}${random.pick(['', '.00', '.50'])}`);
      case 'a': return one(random.pick(['a', 'an', 'the']));
      case 'adj': case 'w': case 'word': return one(random.pick(this.weighted));
      case 'Word': return one(random.chance(0.15) ? random.pick(this.sources.capitalised) : capital(random.pick(this.weighted)));
      case 'ws': return one(this.words(1, 5));
      case 'Ws': return one(capital(this.words(1, 7)));
      case 'Song': case 'song': return one(this.words(1, 4).split(' ').map((word) => (random.chance(0.8) ? capital(word) : word)).join(' ').replace(/^./, (first) => first.toUpperCase()));
      default: throw new Error(`There is no slot {${slot}}.`);
    }
  } // biome-ignore format: a table

  private words(least: number, most: number): string {
    const words = Array.from({ length: this.random.whole(least, most) }, () => this.random.pick(this.weighted));
    // The small words that real sentences are half made of.
    const small = [
      'the',
      'a',
      'of',
      'to',
      'in',
      'and',
      'that',
      'with',
      'for',
      'on',
      'my',
      'is',
      'was',
      'it',
      'not',
      'by',
      'from',
      'at',
      'you',
      'we',
      'i',
    ];
    return words.flatMap((word) => (this.random.chance(0.45) ? [this.random.pick(small), word] : [word])).join(' ');
  }

  private locale() {
    for (;;) {
      const locale = this.random.pick(this.sources.locales);
      if (locale.latin || this.random.chance(0.12)) return locale;
    }
  }

  private latin(kind: 'given' | 'surnames'): string {
    for (;;) {
      const locale = this.random.pick(this.sources.locales);
      if (locale.latin) return this.random.pick(locale[kind]);
    }
  }

  private invented(): string {
    return capital(Array.from({ length: this.random.whole(2, 4) }, () => this.random.pick(SYLLABLES)).join(''));
  }

  private given(): string {
    return this.random.chance(0.08) ? this.invented() : this.random.pick(this.locale().given);
  }

  private surname(): string {
    const { random } = this;
    const name = random.chance(0.08) ? this.invented() : random.pick(this.locale().surnames);
    return random.chance(0.04) ? `${name}-${this.latin('surnames')}` : name;
  }

  private person(): string {
    const { random } = this;
    const locale = this.locale();
    const given = random.chance(0.08) ? this.invented() : random.pick(locale.given);
    const last = random.chance(0.08) ? this.invented() : random.pick(locale.surnames);
    const kind = random.next();
    if (kind < 0.72) return `${given} ${last}`;
    if (kind < 0.84)
      return `${given} ${String.fromCharCode(65 + random.whole(0, 25))}${random.pick(['', '.'])} ${last}`;
    if (kind < 0.9) return `${given} ${random.pick(locale.given)} ${last}`;
    if (kind < 0.94) return `${given} ${last} ${random.pick(locale.surnames)}`;
    if (kind < 0.96) return `${given} ${random.pick(['van', 'de', 'von', 'van der', 'di', 'el', 'da', 'al'])} ${last}`;
    if (kind < 0.98) return `${given} ${last} ${random.pick(['Jr.', 'II', 'III', 'Sr.'])}`;
    return `${given.charAt(0)}. ${last}`;
  }

  private job(): string {
    const job = this.random.pick(JOBS);
    return this.random.chance(0.5)
      ? capital(job)
      : this.random.chance(0.5)
        ? job
        : job.split(' ').map(capital).join(' ');
  }

  private city(): string {
    const name = this.random.chance(0.3)
      ? this.random.pick(this.bigCities)
      : this.random.pick(this.sources.cities).name;
    return this.random.chance(0.1) ? name.toUpperCase() : name;
  }

  private company(): string {
    const { random } = this;
    const kind = random.next();
    const noun = () => capital(random.pick(this.weighted));
    if (kind < 0.16) return `${this.latin('surnames')}-${this.latin('surnames')}`;
    if (kind < 0.28) return `${this.latin('surnames')}, ${this.latin('surnames')} and ${this.latin('surnames')}`;
    if (kind < 0.36) return `${this.latin('surnames')} ${random.pick(COMPANY_FORMS)}`;
    if (kind < 0.46) return `${this.latin('surnames')} ${random.pick(COMPANY_TRADES)}`;
    if (kind < 0.58) return random.pick(WELL_KNOWN);
    if (kind < 0.66) return `${noun()} ${random.pick(COMPANY_TRADES)}`;
    if (kind < 0.74) return `${noun()} ${noun()} ${random.pick(COMPANY_FORMS)}`;
    if (kind < 0.8) return `${noun()} ${noun()}${random.chance(0.3) ? ` ${random.pick(COMPANY_TRADES)}` : ''}`;
    if (kind < 0.85) return noun() + random.pick(this.weighted);
    if (kind < 0.92)
      return (
        this.invented() + random.pick(['', '', ` ${random.pick(COMPANY_FORMS)}`, ` ${random.pick(COMPANY_TRADES)}`])
      );
    if (kind < 0.96) return `${this.city()} ${random.pick(COMPANY_TRADES)}`;
    return Array.from({ length: random.whole(2, 4) }, () => String.fromCharCode(65 + random.whole(0, 25))).join('');
  }

  private roadName(): string {
    const { random } = this;
    const name = random.chance(0.75)
      ? random.pick(this.locale().streets)
      : `${random.chance(0.5) ? this.latin('surnames') : this.latin('given')} ${random.pick(['Street', 'St', 'St.', 'Avenue', 'Ave', 'Road', 'Rd', 'Drive', 'Lane', 'Court', 'Way', 'u.', 'utca', 'Strasse', 'gade', 'Heights', 'Rapids'])}`;
    return random.chance(0.12)
      ? `${random.pick(['ul.', 'Rue', 'Via', 'Calle', 'Rua', 'Avenida', 'rue de la', 'Strada', 'Av.'])} ${this.latin('surnames')}`
      : name;
  }

  private unit(): string {
    const { random } = this;
    return `${random.pick(['Apt.', 'Apt', 'Suite', 'Unit', 'Flat', 'Box', '#', 'Room'])} ${random.digits(random.whole(1, 3))}`;
  }

  private street(): string {
    const { random } = this;
    const kind = random.next();
    const number = random.digits(random.whole(1, 5));
    if (kind < 0.38) return `${number} ${this.roadName()}`;
    if (kind < 0.7) return `${this.roadName()} ${random.whole(1, 250)}${random.pick(['', '', 'a', ' B'])}`;
    if (kind < 0.86) return `${number} ${this.roadName()} ${random.whole(1, 250)}`;
    if (kind < 0.94) return `${number} ${this.roadName()} ${this.unit()}`;
    return random.pick([
      `P.O. Box ${number}`,
      `PO Box ${number}`,
      `PSC ${number}, Box ${random.digits(4)}`,
      `Unit ${number} Box ${random.digits(4)}`,
    ]);
  }

  private address(): string {
    const { random } = this;
    let text = this.street();
    const gap = () => random.pick([', ', ', ', ' ', '\n', '\n ', ' \n']);
    if (random.chance(0.4)) text += `${random.pick([' ', ', ', '\n '])}${this.unit()}`;
    const kind = random.next();
    if (kind < 0.08) return text;
    text += gap() + this.city();
    if (kind < 0.25) return text;
    if (kind < 0.45)
      return `${text}${random.pick([', ', ' ', '\n, '])}${random.pick(this.sources.states)} ${this.zip()}`;
    if (kind < 0.65) return `${text}${gap()}${random.pick(this.sources.countries)} ${this.zip()}`;
    if (kind < 0.85) return `${text}${gap()}${random.pick(this.sources.countries)}`;
    return `${text}${gap()}${random.pick(this.sources.states)}${gap()}${random.pick(this.sources.countries)} ${this.zip()}`;
  }

  private zip(): string {
    const { random } = this;
    const letter = () => random.pick([...'ABCDEFGHJKLMNPRSTUWXYZ']);
    const kind = random.next();
    if (kind < 0.5) return random.digits(5);
    if (kind < 0.7) return random.digits(4);
    if (kind < 0.78) return `${random.digits(2)}-${random.digits(3)}`;
    if (kind < 0.84) return `${random.digits(3)} ${random.digits(2)}`;
    if (kind < 0.9) return `${random.digits(5)}-${random.digits(4)}`;
    if (kind < 0.95) return `${random.digits(4)} ${letter()}${letter()}`;
    return `${letter()}${letter()}${random.digits(1)} ${random.digits(1)}${letter()}${letter()}`;
  }

  private phone(): string {
    const { random } = this;
    const gap = random.pick([' ', ' ', '-', '.']);
    const groups = random.pick([
      [3, 3, 4],
      [3, 4],
      [2, 3, 3],
      [4, 4],
      [2, 2, 2, 2],
      [4, 2, 2, 2],
      [3, 3, 3],
      [2, 4, 4],
      [5, 6],
      [3, 3, 2, 2],
      [3, 2, 2],
      [2, 3, 2, 2],
      [4, 3, 3],
    ]);
    const text = groups.map((count) => random.digits(count)).join(gap);
    const kind = random.next();
    if (kind < 0.15) return `+${random.whole(1, 99)} ${text}`;
    if (kind < 0.3) return `(${random.digits(random.whole(2, 4))}) ${text}`;
    if (kind < 0.35) return `${text}x${random.digits(4)}`;
    return text;
  }

  private date(): string {
    const { random } = this;
    const day = random.whole(1, 28);
    const month = random.whole(1, 12);
    const year = random.whole(1940, 2029);
    const two = (value: number) => String(value).padStart(2, '0');
    const name = MONTHS[month - 1] ?? 'May';
    return random.pick([
      `${day}/${month}/${year}`, `${year}-${two(month)}-${two(day)}`, `${two(day)}.${two(month)}.${year}`, `${day} ${name} ${year}`, `${name} ${day}, ${year}`, `${day} ${name}`,
      `${name} ${year}`, `${name} ${day}`, `${year}-${two(month)}-${two(day)} ${two(random.whole(0, 23))}:${two(random.whole(0, 59))}:${two(random.whole(0, 59))}`, `${random.pick(DAYS)}, ${day} ${name} ${year}`, String(year),
    ]);
  } // biome-ignore format: a table
}
