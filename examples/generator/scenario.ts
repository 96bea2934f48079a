/**
 * What an example claim is made from: facts and documents as plain data. A document takes what it says from the facts
 * of the claim unless it carries a value of its own, so that one changed fact changes every paper that states it, and a
 * value set on a document makes that paper disagree with the others.
 */
import type { NoticeOfLoss } from '../../activities/claimfile/contract';
import type { Country, DateStyle } from './format';
import type { Expected, PeoplesActions } from './layout';

export interface Facts {
  country: Country;
  currency: 'USD' | 'EUR';
  policyNumber: string;
  lossDate: string;
  /** Instant of the notice, ISO 8601. */
  reportedAt: string;
  /** Where the claim was registered later than its notice came in. */
  noticeReceivedAt?: string;
  causeOfLoss: NoticeOfLoss['causeOfLoss'];
  description: string;
  lossLocation: string;
  claimant: {
    name: string;
    role: NoticeOfLoss['claimant']['role'];
    email: string;
    phone: string;
    address: string[];
  };
  /** Account for the payment; `withNotice` says whether the notice itself gives it, or only the claim form. */
  payee: { name: string; account: string; withNotice: boolean } | null;
  vehicle: { model: string; registration: string; vin: string; odometer: string } | null;
}

export interface Company {
  name: string;
  address: string[];
  phone: string;
  email: string;
  /** Licence or tax number as it stands on the paper, e.g. `VAT no. IE 6417283T`. */
  registered: string;
  look: {
    accent: string;
    face: 'sans' | 'serif' | 'typewriter';
    head: 'left' | 'centred' | 'band';
    dates: DateStyle;
  };
}

/** How a paper reaches the insurer. `scan-*` are flatbed scans, `phone-jpg` a picture taken by hand. */
export type Medium = 'pdf' | 'scan-jpg' | 'scan-png' | 'scan-pdf' | 'phone-jpg';

export interface ChargeLine {
  description: string;
  quantity: number;
  unitMinor: number;
  /** Part or article number. */
  code?: string;
  /** False for what the tax does not apply to, e.g. labour in California. */
  taxed?: boolean;
}

interface Paper {
  /** File name, with ending. */
  file: string;
  medium?: Medium;
}

/** Values of its own for a paper that is to disagree with the facts of the claim. */
interface Disagreeing {
  policyNumber?: string;
  lossDate?: string;
  registration?: string;
  customer?: string;
}

export interface WorkshopPaper extends Paper, Disagreeing {
  kind: 'repair-estimate' | 'repair-invoice';
  title: string;
  company: Company;
  number: string;
  date: string;
  lines: ChargeLine[];
  tax: { label: string; basisPoints: number } | null;
  note?: string;
  /** Printed instead of the right total. */
  printedTotalMinor?: number;
}

export interface TillReceipt extends Paper {
  kind: 'purchase-receipt';
  company: Company;
  number: string;
  date: string;
  time: string;
  /** Prices include the tax. */
  lines: ChargeLine[];
  tax: { label: string; basisPoints: number };
  payment: string;
}

export interface LossSchedule extends Paper, Disagreeing {
  kind: 'loss-schedule';
  date: string;
  items: { description: string; room: string; purchasedOn: string; quantity: number; costMinor: number }[];
}

export interface PoliceReport extends Paper, Disagreeing {
  kind: 'police-report';
  force: { name: string; station: string; address: string[] };
  number: string;
  date: string;
  offence: string;
  officer: string;
  narrative: string;
}

export interface ClaimForm extends Paper, Disagreeing {
  kind: 'claim-form';
  date: string;
  /** Filled in as form fields (as by a PDF reader) or typed on the printed form. */
  filledIn: 'fields' | 'typewriter';
  account?: string;
}

export interface Letter extends Paper {
  kind: 'letter';
  date: string;
  body: string[];
}

export interface Email extends Paper {
  kind: 'email';
  /** Instant of sending, ISO 8601. */
  sentAt: string;
  subject: string;
  body: string[];
  attachments: ClaimDocument[];
}

export type PhotoSubject =
  | 'windscreen'
  | 'bumper'
  | 'hail'
  | 'fence'
  | 'ceiling'
  | 'door'
  | 'laptop'
  | 'underside'
  | 'flood';

export interface Photo extends Paper {
  kind: 'photo';
  subject: PhotoSubject;
  /** Instant of taking, kept in the picture's EXIF. */
  takenAt: string;
}

export interface CutOff extends Paper {
  kind: 'cut-off';
  of: ClaimDocument;
  /** Share of the bytes that arrived, 0 to 1. */
  keep: number;
}

export interface Hostile extends Paper {
  kind: 'hostile';
  of: WorkshopPaper;
  /** Printed in white under the visible text. */
  hiddenText: string;
  /** Run when the file is opened. */
  script: string;
}

export type ClaimDocument =
  | WorkshopPaper
  | TillReceipt
  | LossSchedule
  | PoliceReport
  | ClaimForm
  | Letter
  | Email
  | Photo
  | CutOff
  | Hostile;

export interface Scenario {
  /** Folder name: two digits and a few words. */
  name: string;
  facts: Facts;
  documents: ClaimDocument[];
  /** By code of the missing item: what the claimant sends when asked for it. */
  answers: Record<string, ClaimDocument[]>;
  /** What comes when the claim is opened again. */
  again?: ClaimDocument[];
  people: PeoplesActions | null;
  /** Null when nobody has worked it out: no `expected.json` is written. */
  expected: Expected | null;
}

/**
 * A copy of a scenario with something changed. What was expected of the original is dropped, since it was worked out
 * from other facts; the change may set it anew.
 */
export function withChange(scenario: Scenario, change: (draft: Scenario) => void): Scenario {
  const draft: Scenario = { ...structuredClone(scenario), expected: null };
  change(draft);
  return draft;
}
