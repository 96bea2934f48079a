/** What happened to a claim, in order: records of the ledger, and who was given the work. */
import { and, eq, inArray } from 'drizzle-orm';
import { z } from 'zod';
import type { ClaimProjection } from '../../activities/claimfile/contract';
import { LedgerEntry, type LedgerRecord } from '../../activities/ledger/contract';
import { CurrencyCode, FileRef, MinorUnits, Reason } from '../../activities/vocabulary';
import type { Database } from '../../platform/database/client';
import { assignmentEvents, claims, users } from '../../platform/database/schema';
import type { Ledger } from './ledger';
import { sentenceOf } from './timeline-sentences';

export const TimelineEntry = z.object({
  at: z.iso.datetime(),
  /** Record of the ledger; null for who was given the work, which is kept beside it. */
  seq: z.number().int().nullable(),
  episode: z.number().int().nullable(),
  actor: z.object({
    type: z.enum(['person', 'machine', 'model']),
    /** User id; of machines, which one. */
    id: z.string(),
    /** What people call them: the name as it is now, else the id. */
    name: z.string(),
    role: z.string().nullable(),
  }),
  kind: z.union([LedgerEntry.shape.kind, z.literal('assign')]),
  action: z.string(),
  /** A sentence in English; `action`, `facts` and `reasons` say the same for programs. */
  text: z.string(),
  reasons: z.array(Reason),
  facts: LedgerEntry.shape.facts,
  amounts: z.array(z.object({ what: z.string(), minor: MinorUnits, currency: CurrencyCode.nullable() })),
  links: z.array(
    z.object({ kind: z.enum(['document', 'task', 'letter', 'evidence']), id: z.string(), label: z.string() }),
  ),
});
export type TimelineEntry = z.infer<typeof TimelineEntry>;

type Assigned = typeof assignmentEvents.$inferSelect;

export class Timelines {
  constructor(
    private readonly database: Database,
    private readonly tenant: string,
    private readonly claims: { show(claimNumber: string): Promise<ClaimProjection> },
    private readonly ledger: Ledger,
  ) {}

  /** @throws NotFoundError when there is no such claim */
  async of(claimNumber: string): Promise<TimelineEntry[]> {
    const claim = await this.claims.show(claimNumber);
    const [records, assigned, files] = await Promise.all([
      this.ledger.ofClaim(claimNumber),
      this.assignments(claimNumber),
      this.fileNames(claim),
    ]);
    const names = await this.names([
      ...records.map(({ entry }) => entry.actor.id),
      ...assigned.flatMap(({ before, after, byUser }) => [before, after, byUser].filter((id) => id !== null)),
    ]);
    const entries = [
      ...records.map((record) => ofRecord(record, claim.currency, names, files)),
      ...assigned.map((event) => ofAssignment(event, names)),
    ];
    // Records of one moment stay in the order of the chain. Files are read while a claim is still being opened: its notice
    // comes first all the same.
    const order = ({ action, episode, at }: TimelineEntry) =>
      action === 'notice-received' && episode === 1 ? 0 : Date.parse(at);
    return entries
      .map((entry, index) => ({ entry, index }))
      .sort((a, b) => order(a.entry) - order(b.entry) || a.index - b.index)
      .map(({ entry }) => entry);
  }

  private assignments(claimNumber: string): Promise<Assigned[]> {
    return this.database
      .select()
      .from(assignmentEvents)
      .where(and(eq(assignmentEvents.tenant, this.tenant), eq(assignmentEvents.claimNumber, claimNumber)))
      .orderBy(assignmentEvents.id);
  }

  private async names(userIds: string[]): Promise<Map<string, string>> {
    if (userIds.length === 0) return new Map();
    const rows = await this.database
      .select({ userId: users.userId, name: users.name })
      .from(users)
      .where(and(eq(users.tenant, this.tenant), inArray(users.userId, [...new Set(userIds)])));
    return new Map(rows.map(({ userId, name }) => [userId, name]));
  }

  /** As their senders called them, else as the claim does. */
  private async fileNames({ claim, documents }: ClaimProjection): Promise<Map<string, string>> {
    const [row] = await this.database
      .select({ files: claims.files })
      .from(claims)
      .where(and(eq(claims.tenant, this.tenant), eq(claims.claimNumber, claim.claimNumber)));
    const sent = FileRef.array().safeParse(row?.files).data ?? [];
    return new Map([...documents, ...sent].map(({ fileId, name }) => [fileId, name]));
  }
}

const ACTORS = { human: 'person', model: 'model', system: 'machine' } as const;

function ofRecord(
  { seq, subject, entry }: LedgerRecord,
  currency: string | null,
  names: Map<string, string>,
  files: Map<string, string>,
): TimelineEntry {
  const { actor, kind, action, reasons, facts, inputs, oversight, output } = entry;
  const name = names.get(actor.id);
  const read = inputs.find((input) => input.kind === 'file');
  const file = read === undefined ? null : (files.get(read.ref) ?? null);
  const who = actor.type === 'human' ? (name ?? actor.id) : null;
  const taskId = oversight?.taskId ?? facts.taskId;
  return {
    at: entry.occurredAt,
    seq,
    episode: subject.episode,
    actor: { type: ACTORS[actor.type], id: actor.id, name: name ?? actor.id, role: actor.role },
    kind,
    action,
    text: sentenceOf({ entry, currency, who, file }),
    reasons,
    facts,
    amounts: Object.entries(facts).flatMap(([what, minor]) =>
      what.endsWith('Minor') && typeof minor === 'number' ? [{ what: what.slice(0, -5), minor, currency }] : [],
    ),
    links: [
      ...(read === undefined ? [] : [{ kind: 'document' as const, id: read.ref, label: file ?? 'document' }]),
      ...(typeof taskId === 'string' ? [{ kind: 'task' as const, id: taskId, label: taskId }] : []),
      ...(action === 'letter-sent'
        ? [{ kind: 'letter' as const, id: String(facts.key), label: String(facts.letter) }]
        : output === null
          ? []
          : [{ kind: 'evidence' as const, id: output.ref, label: output.kind }]),
    ],
  };
}

function ofAssignment(
  { at, taskId, before, after, byUser, byRole }: Assigned,
  names: Map<string, string>,
): TimelineEntry {
  const called = (userId: string | null) => (userId === null ? null : (names.get(userId) ?? userId));
  const [by, from, to] = [called(byUser), called(before), called(after)];
  return {
    at: new Date(at).toISOString(),
    seq: null,
    episode: null,
    actor: { type: 'person', id: byUser, name: by ?? byUser, role: byRole },
    kind: 'assign',
    action: after === null ? 'task-released' : 'task-assigned',
    text: assignmentSentence(by ?? byUser, from, to),
    reasons: [],
    facts: { before, after },
    amounts: [],
    links: [{ kind: 'task', id: taskId, label: taskId }],
  };
}

function assignmentSentence(by: string, from: string | null, to: string | null): string {
  if (to === null) return from === by ? `${by} gave the task back.` : `${by} took the task away from ${from}.`;
  if (to === by) return from === null ? `${by} took the task.` : `${by} took the task over from ${from}.`;
  return from === null ? `${by} gave the task to ${to}.` : `${by} gave the task to ${to}, away from ${from}.`;
}
