/** Names for parts of the API's answers. */
import type { paths } from './schema';

type Json<T> = T extends { content: { 'application/json': infer Body } } ? Body : never;
type Get<Path extends keyof paths> = paths[Path] extends { get: { responses: { 200: infer Answer } } }
  ? Json<Answer>
  : never;

export type Session = Get<'/v1/session'>;
export type Permission = Session['permissions'][number];
export type ClaimPage = Get<'/v1/claims'>;
export type ClaimDetails = Get<'/v1/claims/{claimNumber}'>;
export type Claim = ClaimDetails['claim'];
export type Notice = NonNullable<ClaimDetails['notice']>;
export type TaskPage = Get<'/v1/tasks'>;
export type QueueRow = TaskPage['tasks'][number];
export type TaskDetails = Get<'/v1/tasks/{taskId}'>;
export type Task = TaskDetails['task'];
export type DecisionOption = TaskDetails['options']['actions'][number];
export type DecisionAction = DecisionOption['action'];
export type DecisionBody = paths['/v1/tasks/{taskId}/decisions']['post']['requestBody']['content']['application/json'];

type Value<T> = T extends { value: infer V } ? V : never;
export type Proposal = Value<TaskDetails['proposal']>;
export type Coverage = Value<TaskDetails['coverage']>;
export type Facts = Value<TaskDetails['facts']>;
export type Screening = Value<TaskDetails['screening']>;
export type Opinion = Value<TaskDetails['opinion']>;
export type Clause = TaskDetails['clauses'][number];
export type Reason = Proposal['reasons'][number];
export type Source = Facts['items'][number]['source'];
export type Box = NonNullable<Source['box']>;

/** A piece of evidence, or why it cannot be shown; null where there is none. */
export type Shown<T> = { ref: string; value: T } | { ref: string; problem: string } | null;

/** The evidence itself, where it can be shown. */
export function present<T>(shown: Shown<T>): T | null {
  return shown !== null && 'value' in shown ? shown.value : null;
}

export type Documents = Get<'/v1/claims/{claimNumber}/documents'>;
export type ClaimDocument = Documents['documents'][number];
export type Timeline = Get<'/v1/claims/{claimNumber}/timeline'>;
export type TimelineEntry = Timeline['entries'][number];
export type Clock = Get<'/v1/claims/{claimNumber}/clocks'>['clocks'][number];
export type Letters = Get<'/v1/claims/{claimNumber}/letters'>;
export type Wording = Get<'/v1/wordings/{product}/{edition}'>;
export type Colleague = Get<'/v1/users'>['users'][number];
export type LedgerPage = Get<'/v1/ledger'>;
export type LedgerRecord = LedgerPage['records'][number];
export type Verification = Json<paths['/v1/ledger/verification']['post']['responses'][200]>;
export type Switch = Get<'/v1/switches'>['switches'][number];
export type Figures = Get<'/v1/figures'>;
export type OwnClaims = Get<'/v1/my/claims'>;
export type OwnClaim = Get<'/v1/my/claims/{claimNumber}'>;

export type Episode = Get<'/v1/claims/{claimNumber}/episodes'>['episodes'][number];
