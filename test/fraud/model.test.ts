/** The committed fraud model: its file is checked, its scores are explained, its narrative rules say only what is said. */
import { readFileSync } from 'node:fs';
import { FEATURES, featuresOf, REQUIRED_COLUMNS } from '../../activities/fraud/model/features';
import { DRIFT_LIMIT, FraudModel } from '../../activities/fraud/model/model';
import { readNarrative } from '../../activities/fraud/model/narrative';
import { projectFile } from '../../platform/paths';

const PATH = projectFile('config', 'fraud-models', 'vehicle-claims.json');
const model = FraudModel.load(PATH);

const CLAIM: Record<string, string> = {
  ...{ Month: 'Mar', WeekOfMonth: '2', DayOfWeek: 'Friday', Make: 'Honda', AccidentArea: 'Urban' },
  ...{ DayOfWeekClaimed: 'Monday', MonthClaimed: 'Apr', WeekOfMonthClaimed: '1', Fault: 'Policy Holder' },
  ...{ VehicleCategory: 'Sedan', VehiclePrice: '20000 to 29000', Deductible: '400', DriverRating: '2' },
  ...{ Days_Policy_Accident: 'more than 30', Days_Policy_Claim: 'more than 30', PastNumberOfClaims: 'none' },
  ...{ AgeOfVehicle: '7 years', PoliceReportFiled: 'No', WitnessPresent: 'No', AgentType: 'External' },
  ...{
    NumberOfSuppliments: 'none',
    AddressChange_Claim: 'no change',
    NumberOfCars: '1 vehicle',
    BasePolicy: 'All Perils',
  },
};

test('who a person is, and who handled the claim, are no features', () => {
  const columns = new Set([...FEATURES.map((feature) => feature.column), ...REQUIRED_COLUMNS]);
  for (const column of ['Sex', 'MaritalStatus', 'Age', 'AgeOfPolicyHolder', 'RepNumber', 'PolicyNumber', 'Year'])
    expect(columns.has(column)).toBe(false);
  const { probability } = model.score(CLAIM);
  expect(model.score({ ...CLAIM, Sex: 'Female', Age: '19', MaritalStatus: 'Widow' }).probability).toBe(probability);
});

test('the reasons of a score add up to it', () => {
  const { probability, reasons } = model.score(CLAIM);
  // The trees start from their roots' means, which belong to no column.
  const roots = model.file.trees.reduce((sum, tree) => sum + (tree.value[0] as number), model.file.base);
  const logOdds = reasons.reduce((sum, reason) => sum + reason.logOdds, roots);
  const { slope, intercept } = model.file.calibration;
  expect(1 / (1 + Math.exp(-(slope * logOdds + intercept)))).toBeCloseTo(probability, 10);
  const strongest = reasons.map((reason) => Math.abs(reason.logOdds));
  expect(strongest).toEqual([...strongest].sort((a, b) => b - a));
  expect(reasons.find((reason) => reason.column === 'BasePolicy')?.text).toBe('kind of cover: All Perils');
  expect(reasons.find((reason) => reason.column === 'WeeksToReport')?.text).toMatch(/report: 3$/);
});

test('a policyholder at fault with full cover scores higher than a third party with liability cover', () => {
  const low = model.score({ ...CLAIM, Fault: 'Third Party', BasePolicy: 'Liability' }).probability;
  const high = model.score(CLAIM).probability;
  expect(high).toBeGreaterThan(low * 3);
  expect(low).toBeGreaterThan(0);
  expect(high).toBeLessThan(1);
});

test('a value that the table does not know counts as missing; a column that is not there is named', () => {
  const { AgeOfVehicle: _, ...without } = CLAIM;
  expect(FraudModel.missing(without)).toEqual(['AgeOfVehicle']);
  expect(FraudModel.missing(CLAIM)).toEqual([]);
  const at = FEATURES.findIndex((feature) => feature.name === 'AgeOfVehicle');
  expect(featuresOf({ ...CLAIM, AgeOfVehicle: 'vintage' })[at]).toBeNaN();
  expect(model.score({ ...CLAIM, AgeOfVehicle: 'vintage', MonthClaimed: '0' }).probability).toBeGreaterThan(0);
});

test('a report in January of an accident in December is some weeks late, not eleven months early', () => {
  const at = FEATURES.findIndex((feature) => feature.name === 'WeeksToReport');
  const weeks = featuresOf({ ...CLAIM, Month: 'Dec', WeekOfMonth: '4', MonthClaimed: 'Jan', WeekOfMonthClaimed: '1' })[
    at
  ];
  expect(weeks).toBeGreaterThan(0.9);
  expect(weeks).toBeLessThan(2);
});

test('a model file that was altered, or made for other features, is not used', () => {
  const file = () => JSON.parse(readFileSync(PATH, 'utf8'));
  const altered = file();
  altered.trees[0].value[0] += 0.5;
  expect(() => FraudModel.of(altered)).toThrow(/was altered/);
  expect(() => FraudModel.of({ ...file(), base: 'low' })).toThrow(/not a fraud model: base/);
});

test('drift: the same population has none; another one is named', () => {
  const rows = Object.entries(model.file.distribution.BasePolicy ?? {}).flatMap(([BasePolicy, share]) =>
    Array.from({ length: Math.round(share * 1_000) }, () => ({ BasePolicy })),
  );
  const index = (all: Record<string, string>[]) =>
    model.drift(all).find((drift) => drift.column === 'BasePolicy')?.index ?? Number.NaN;
  expect(index(rows)).toBeLessThan(0.001);
  expect(index(rows.map(() => ({ BasePolicy: 'Collision' })))).toBeGreaterThan(DRIFT_LIMIT);
});

test.each([
  [
    'I was downtown in my old Honda on a Tuesday in March. My deductible is $400.',
    { Make: 'Honda', Month: 'Mar', DayOfWeek: 'Tuesday', Deductible: '400', AccidentArea: 'Urban' },
  ],
  [
    'On a gravel road my Chevy slid. I called the police and they filed a report.',
    { Make: 'Chevrolet', AccidentArea: 'Rural', PoliceReportFiled: 'Yes' },
  ],
  [
    'Nobody was hurt, so I did not call the police, and there were no witnesses.',
    { PoliceReportFiled: 'No', WitnessPresent: 'No' },
  ],
  ['A Toyota hit the Ford in front of me.', {}],
  ['It happened between Monday and Friday.', {}],
])('%s', (text, columns) => {
  expect(readNarrative(text)).toEqual(columns);
});
