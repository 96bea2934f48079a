/**
 * What the fraud model looks at: one row of the vehicle-claims table as numbers.
 *
 * Left out on purpose: Sex, MaritalStatus, Age and AgeOfPolicyHolder (who a person is); RepNumber (who handled the claim);
 * PolicyNumber (a running number); Year, Month and MonthClaimed (in less than two years a season cannot be told from a trend;
 * the time from accident to report, which they give, is used).
 */

/** A row as it stands in the file, by column name. */
export type ClaimRow = Readonly<Record<string, string | undefined>>;

interface Ordered {
  kind: 'ordered';
  column: string;
  /** Values from least to most; the position is the number. */
  values: readonly string[];
}

interface Nominal {
  kind: 'nominal';
  column: string;
  /** Each value is a feature of its own. */
  values: readonly string[];
}

interface Derived {
  kind: 'derived';
  name: string;
  /** As an investigator says it. */
  words: string;
  of(row: ClaimRow): number;
}

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'] as const;
const DAYS = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'] as const;
const DAYS_SINCE = ['none', '1 to 7', '8 to 15', '15 to 30', 'more than 30'] as const;

const ordered = (column: string, values: readonly string[]): Ordered => ({ kind: 'ordered', column, values });
const nominal = (column: string, values: readonly string[]): Nominal => ({ kind: 'nominal', column, values });

/** Weeks from the accident to the report, by month and week of month; a year is added when the report seems earlier. */
function weeksToReport(row: ClaimRow): number {
  const accident = MONTHS.indexOf(row.Month as never);
  const report = MONTHS.indexOf(row.MonthClaimed as never);
  const weeks = Number(row.WeekOfMonthClaimed) - Number(row.WeekOfMonth);
  if (accident < 0 || report < 0 || !Number.isFinite(weeks)) return Number.NaN;
  const months = (report - accident + 12) % 12;
  return Math.max(0, months * 4.35 + weeks);
}

const COLUMNS: readonly (Ordered | Nominal | Derived)[] = [
  nominal('Fault', ['Policy Holder', 'Third Party']),
  nominal('BasePolicy', ['Liability', 'Collision', 'All Perils']),
  nominal('VehicleCategory', ['Sedan', 'Sport', 'Utility']),
  nominal('AccidentArea', ['Urban', 'Rural']),
  nominal('PoliceReportFiled', ['No', 'Yes']),
  nominal('WitnessPresent', ['No', 'Yes']),
  nominal('AgentType', ['External', 'Internal']),
  nominal('Make', [
    ...['Accura', 'BMW', 'Chevrolet', 'Dodge', 'Ferrari', 'Ford', 'Honda', 'Jaguar', 'Lexus', 'Mazda', 'Mecedes'],
    ...['Mercury', 'Nisson', 'Pontiac', 'Porche', 'Saab', 'Saturn', 'Toyota', 'VW'],
  ]),
  nominal('DayOfWeek', DAYS),
  nominal('DayOfWeekClaimed', DAYS),
  ordered('WeekOfMonth', ['1', '2', '3', '4', '5']),
  ordered('WeekOfMonthClaimed', ['1', '2', '3', '4', '5']),
  ordered('VehiclePrice', [
    ...['less than 20000', '20000 to 29000', '30000 to 39000', '40000 to 59000', '60000 to 69000', 'more than 69000'],
  ]),
  ordered('Deductible', ['300', '400', '500', '700']),
  ordered('DriverRating', ['1', '2', '3', '4']),
  ordered('Days_Policy_Accident', DAYS_SINCE),
  ordered('Days_Policy_Claim', DAYS_SINCE),
  ordered('PastNumberOfClaims', ['none', '1', '2 to 4', 'more than 4']),
  ordered('AgeOfVehicle', [
    ...['new', '2 years', '3 years', '4 years', '5 years', '6 years', '7 years', 'more than 7'],
  ]),
  ordered('NumberOfSuppliments', ['none', '1 to 2', '3 to 5', 'more than 5']),
  ordered('AddressChange_Claim', ['no change', '4 to 8 years', '2 to 3 years', '1 year', 'under 6 months']),
  ordered('NumberOfCars', ['1 vehicle', '2 vehicles', '3 to 4', '5 to 8', 'more than 8']),
  { kind: 'derived', name: 'WeeksToReport', words: 'weeks from the accident to the report', of: weeksToReport },
];

/** How columns are called when a score is explained. */
const WORDS: Readonly<Record<string, string>> = {
  Fault: 'who is at fault',
  BasePolicy: 'kind of cover',
  VehicleCategory: 'kind of vehicle',
  AccidentArea: 'where the accident was',
  PoliceReportFiled: 'police report',
  WitnessPresent: 'witness',
  AgentType: 'kind of agent',
  Make: 'make of the vehicle',
  DayOfWeek: 'weekday of the accident',
  DayOfWeekClaimed: 'weekday of the report',
  WeekOfMonth: 'week of the month of the accident',
  WeekOfMonthClaimed: 'week of the month of the report',
  VehiclePrice: 'price of the vehicle',
  Deductible: 'deductible',
  DriverRating: 'rating of the driver',
  Days_Policy_Accident: 'days from the start of the policy to the accident',
  Days_Policy_Claim: 'days from the start of the policy to the report',
  PastNumberOfClaims: 'earlier claims',
  AgeOfVehicle: 'age of the vehicle',
  NumberOfSuppliments: 'supplements to the claim',
  AddressChange_Claim: 'change of address before the claim',
  NumberOfCars: 'vehicles of the household',
};

export interface Feature {
  name: string;
  /** Column of the file that it comes from, or its own name when derived. */
  column: string;
  of(row: ClaimRow): number;
}

/** All features in the order of the model's input. A value that the table does not know is NaN for ordered, 0 for nominal ones. */
export const FEATURES: readonly Feature[] = COLUMNS.flatMap(featuresIn);

function featuresIn(source: Ordered | Nominal | Derived): Feature[] {
  switch (source.kind) {
    case 'ordered':
      return [{ name: source.column, column: source.column, of: (row) => position(source.values, row[source.column]) }];
    case 'nominal':
      return source.values.map((value) => ({
        name: `${source.column}=${value}`,
        column: source.column,
        of: (row: ClaimRow) => (row[source.column]?.trim() === value ? 1 : 0),
      }));
    case 'derived':
      return [{ name: source.name, column: source.name, of: source.of }];
  }
}

function position(values: readonly string[], value: string | undefined): number {
  const found = values.indexOf(value?.trim() ?? '');
  return found < 0 ? Number.NaN : found;
}

/** Columns that a row must have. */
export const REQUIRED_COLUMNS: readonly string[] = [
  ...new Set(COLUMNS.flatMap((source) => (source.kind === 'derived' ? ['Month', 'MonthClaimed'] : [source.column]))),
];

/** The numbers of one row. */
export function featuresOf(row: ClaimRow): Float64Array {
  return Float64Array.from(FEATURES, (feature) => feature.of(row));
}

/** `kind of cover: Collision`, for people. */
export function describeColumn(column: string, row: ClaimRow): string {
  const derived = COLUMNS.find((source) => source.kind === 'derived' && source.name === column);
  if (derived?.kind === 'derived') {
    const weeks = derived.of(row);
    return Number.isNaN(weeks) ? `${derived.words}: not known` : `${derived.words}: ${Math.round(weeks)}`;
  }
  return `${WORDS[column] ?? column}: ${row[column]?.trim() || 'not known'}`;
}
