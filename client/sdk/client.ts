/** The typed client of Adjutant: how backend services, the command line and the console reach it. */
import type { Client } from '@temporalio/client';
import type { BlobStore } from '../../platform/blobs/store';
import type { Database } from '../../platform/database/client';
import { type ClaimPace, DEFAULT_PACE, type TaskQueues, taskQueues } from '../../workflows/claims/contract';
import { Absences } from './absences';
import { Administration } from './administration';
import { Assignments } from './assignments';
import { ClaimParts } from './claim-parts';
import { Claims } from './claims';
import { Documents } from './documents';
import { FiguresBook } from './figures';
import { Ledger } from './ledger';
import { Letters } from './letters';
import { Messages } from './messages';
import { OwnClaims } from './own-claims';
import { Payloads } from './payloads';
import { People } from './people';
import { Policies } from './policies';
import { Queue } from './queue';
import { Reopenings } from './reopenings';
import { Reviews } from './reviews';
import { SignIn } from './sign-in';
import { Switches } from './switches';
import { Timelines } from './timeline';
import { Upkeep } from './upkeep';
import { Webhooks } from './webhooks';
import { Wordings } from './wordings';

export interface AdjutantClientParts {
  temporal: Client;
  database: Database;
  blobs: BlobStore;
  tenant: string;
  /** Access token of the person or service that calls; needed for decisions. */
  token?: string;
  pace?: ClaimPace;
  /** Queues of this installation; `taskQueues()` by default. */
  queues?: TaskQueues;
}

export class AdjutantClient {
  readonly claims: Claims;
  readonly claimParts: ClaimParts;
  readonly policies: Policies;
  readonly documents: Documents;
  readonly letters: Letters;
  readonly reopenings: Reopenings;
  readonly reviews: Reviews;
  readonly queue: Queue;
  readonly assignments: Assignments;
  readonly people: People;
  readonly absences: Absences;
  readonly upkeep: Upkeep;
  readonly ledger: Ledger;
  readonly timelines: Timelines;
  readonly figures: FiguresBook;
  readonly messages: Messages;
  readonly ownClaims: OwnClaims;
  readonly administration: Administration;
  readonly webhooks: Webhooks;
  readonly wordings: Wordings;
  readonly switches: Switches;
  readonly payloads: Payloads;
  readonly signIn: SignIn;

  constructor(private readonly parts: AdjutantClientParts) {
    this.signIn = new SignIn(parts.database, parts.tenant, parts.token);
    const queues = parts.queues ?? taskQueues();
    this.claims = new Claims(parts.temporal, parts.database, parts.blobs, parts.tenant, queues, parts.pace);
    this.claimParts = new ClaimParts(parts.database, parts.tenant, this.claims);
    this.payloads = new Payloads(parts.temporal);
    this.policies = new Policies(parts.database, parts.tenant);
    this.documents = new Documents(parts.database, parts.blobs, parts.tenant, this.claims);
    this.letters = new Letters(parts.database, parts.tenant, this.claims);
    this.reopenings = new Reopenings(
      parts.temporal,
      parts.database,
      parts.blobs,
      parts.tenant,
      queues,
      parts.pace ?? DEFAULT_PACE,
      this.signIn,
    );
    this.reviews = new Reviews(parts.temporal, parts.database, parts.tenant, this.signIn);
    this.queue = new Queue(parts.database, parts.tenant);
    this.assignments = new Assignments(parts.database, parts.tenant, this.signIn);
    this.absences = new Absences(parts.database, parts.tenant);
    this.people = new People(parts.database, parts.tenant);
    this.upkeep = new Upkeep(parts.temporal, parts.database, parts.tenant);
    this.ledger = new Ledger(parts.database, parts.tenant);
    this.timelines = new Timelines(parts.database, parts.tenant, this.claims, this.ledger);
    this.figures = new FiguresBook(parts.database, parts.tenant);
    this.messages = new Messages(parts.database, parts.tenant);
    this.ownClaims = new OwnClaims(parts.database, parts.tenant, this.signIn);
    this.webhooks = new Webhooks(parts.database, parts.tenant);
    this.wordings = new Wordings(parts.database, parts.tenant);
    this.switches = new Switches(parts.temporal, parts.database, parts.tenant, queues, this.signIn);
    this.administration = new Administration(
      parts.temporal,
      parts.blobs,
      parts.tenant,
      queues,
      parts.database,
      this.signIn,
      this.claims,
    );
  }

  /** The same connections, acting as another user. */
  as(token: string): AdjutantClient {
    return new AdjutantClient({ ...this.parts, token });
  }
}
