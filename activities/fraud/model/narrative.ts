/**
 * Columns of the vehicle-claims table that a claimant's own words state: rules for English, cautious rather than complete.
 * What the words do not say is left out; nothing is guessed from what is usual.
 */

type Found = Record<string, string>;

const DAYS = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'] as const;
/** As the table spells them, by how people do. */
const MAKES: Readonly<Record<string, string>> = {
  ...{ acura: 'Accura', accura: 'Accura', bmw: 'BMW', chevrolet: 'Chevrolet', chevy: 'Chevrolet', dodge: 'Dodge' },
  ...{ ferrari: 'Ferrari', ford: 'Ford', honda: 'Honda', jaguar: 'Jaguar', lexus: 'Lexus', mazda: 'Mazda' },
  ...{ mercedes: 'Mecedes', mercury: 'Mercury', nissan: 'Nisson', pontiac: 'Pontiac', porsche: 'Porche', saab: 'Saab' },
  ...{ saturn: 'Saturn', toyota: 'Toyota', volkswagen: 'VW', vw: 'VW' },
};

const NO_POLICE =
  /\b(?:(?:no|without(?: a| any)?|never|not|n['’]t|nor)\b[^.;]{0,40}\b(?:police|officers?)\b|(?:police|officers?)\b[^.;]{0,40}\b(?:(?:were|was|did|had|have|could)(?: not|n['’]t)|never|not|no report))/i;
const POLICE =
  /\b(?:police|officers?|state trooper|highway patrol)\b[^.;]{0,60}\b(?:report|came|attended|took|filed|responded|arrived|statement)|\b(?:called|rang|phoned|notified|involved|filed (?:a|it with)(?: the)?)\b[^.;]{0,25}\bpolice\b|\bpolice report (?:was|is|has been) (?:filed|made|taken)/i;
const NO_WITNESS =
  /\b(?:no|without(?: any)?|nobody|no one|not any|never any|any)\b[^.;]{0,30}\bwitness|\bno(?:body| one)(?: else)? (?:saw|witnessed|was around)/i;
const WITNESS =
  /\b(?:a|one|two|several|the|another) (?:\w+ )?witness(?:es)?\b|\bwitnesses? (?:saw|gave|came|confirmed|stopped)|\bsaw (?:it|the whole thing) happen/i;
const RURAL =
  /\b(?:rural|country (?:road|lane|highway|route)|county road|back ?road|farm(?:land| road| track)?|out in the country|gravel road|dirt road)\b/i;
const URBAN =
  /\b(?:city|downtown|urban|town cent(?:re|er)|in town|across town|intersection|traffic lights?|suburb(?:an|s)?|parking (?:lot|garage|structure))\b/i;

/** @returns columns and values as the table has them, only those that the words state */
export function readNarrative(text: string): Found {
  const found: Found = {};
  const set = (column: string, value: string | undefined) => {
    if (value !== undefined) found[column] = value;
  };
  set('Make', makeOf(text));
  set('Month', monthOf(text));
  set('DayOfWeek', onlyOf(text, DAYS));
  const deductible =
    /\$\s?(300|400|500|700)\b[^.;]{0,20}deductible|deductible[^.;]{0,25}\$\s?(300|400|500|700)\b/i.exec(text);
  set('Deductible', deductible?.[1] ?? deductible?.[2]);
  set('PoliceReportFiled', NO_POLICE.test(text) ? 'No' : POLICE.test(text) ? 'Yes' : undefined);
  set('WitnessPresent', NO_WITNESS.test(text) ? 'No' : WITNESS.test(text) ? 'Yes' : undefined);
  const [rural, urban] = [RURAL.test(text), URBAN.test(text)];
  set('AccidentArea', rural === urban ? undefined : rural ? 'Rural' : 'Urban');
  return found;
}

function makeOf(text: string): string | undefined {
  const named = new Set(
    Object.keys(MAKES)
      .filter((make) => new RegExp(`\\b(?:my|our) (?:[\\w-]+ ){0,3}${make}\\b`, 'i').test(text))
      .map((make) => MAKES[make]),
  );
  return named.size === 1 ? [...named][0] : undefined;
}

/** The month that is named first: people begin with when it happened. */
function monthOf(text: string): string | undefined {
  const named =
    /\b(Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?|Sept?(?:ember)?|Oct(?:ober)?|Nov(?:ember)?|Dec(?:ember)?)\b/.exec(
      text,
    )?.[1];
  return named?.slice(0, 3);
}

/** A value when it is the only one of its kind in the text. */
function onlyOf(text: string, values: readonly string[]): string | undefined {
  const named = values.filter((value) => new RegExp(`\\b${value}s?\\b`).test(text));
  return named.length === 1 ? named[0] : undefined;
}
