/**
 * Answers to questions that mean the same, for tasks whose policy opts in: never across claims or tenants, never between
 * questions with other figures, prompts or schemas, and only what passes the checks of the question it is given to. Each
 * answer has its own threshold, which rises when it turned out to be wrong for another question.
 */
import { and, desc, eq, isNotNull, sql } from 'drizzle-orm';
import type { Database } from '../../platform/database/client';
import { contentHash } from '../../platform/database/evidence';
import { modelAnswers, modelSimilar } from '../../platform/database/schema';
import type { Call } from './call';

/** Questions of one claim and task that are looked through. */
const MOST = 200;

export interface Near {
  key: string;
  similarity: number;
  body: unknown;
}

/** Figures and their order: two questions that differ in a number never mean the same. */
function sameHash(call: Call): string {
  const texts = call.request.input.map((part) => (part.type === 'text' ? part.text : part.fileId));
  const figures = texts.flatMap((text) => text.match(/\d+/g) ?? []);
  return contentHash({ prompt: call.prompt.sha256, schema: call.wire, figures });
}

/** @returns the nearest answered question that is near enough by its own threshold, or null */
export async function findSimilar(database: Database, call: Call, vector: number[]): Promise<Near | null> {
  const { tenant, claimNumber } = call.request.claim;
  const s = modelSimilar;
  const rows = await database
    .select({ key: s.key, vector: s.vector, threshold: s.threshold, body: modelAnswers.body })
    .from(s)
    .innerJoin(modelAnswers, and(eq(modelAnswers.tenant, s.tenant), eq(modelAnswers.key, s.key)))
    .where(
      and(
        eq(s.tenant, tenant),
        eq(s.claimNumber, claimNumber),
        eq(s.task, call.request.task),
        eq(s.sameHash, sameHash(call)),
        isNotNull(s.vector),
      ),
    )
    .orderBy(desc(s.createdAt))
    .limit(MOST);
  let best: Near | null = null;
  for (const { key, vector: other, threshold, body } of rows) {
    const similarity = cosine(vector, other ?? []);
    if (similarity >= threshold && similarity > (best?.similarity ?? 0)) best = { key, similarity, body };
  }
  return best;
}

/** Keep a question with its answer, or one that got the answer of another (whose answer is stored under its key too). */
export async function keepSimilar(
  database: Database,
  call: Call,
  kept: { vector: number[] } | { near: Near; body: unknown },
): Promise<void> {
  const { tenant, claimNumber } = call.request.claim;
  const { key, request } = call;
  const row = {
    tenant,
    key,
    claimNumber,
    task: request.task,
    sameHash: sameHash(call),
    threshold: call.task.semantic?.threshold ?? 1,
  };
  if ('vector' in kept) {
    await database
      .insert(modelSimilar)
      .values({ ...row, vector: kept.vector })
      .onConflictDoNothing();
    return;
  }
  const { near, body } = kept;
  await database.transaction(async (transaction) => {
    await transaction
      .insert(modelAnswers)
      .values({ tenant, key, claimNumber, task: request.task, body })
      .onConflictDoNothing();
    await transaction
      .insert(modelSimilar)
      .values({ ...row, sourceKey: near.key, similarity: near.similarity })
      .onConflictDoNothing();
  });
}

/** An answer was wrong for a question that got it by likeness: from now on it needs half of what was missing more. */
export async function raiseThreshold(database: Database, tenant: string, key: string): Promise<void> {
  await database.execute(sql`
    UPDATE model_similar source SET threshold = greatest(source.threshold, served.similarity + (1 - served.similarity) / 2)
    FROM model_similar served
    WHERE served.tenant = ${tenant} AND served.key = ${key} AND served.similarity IS NOT NULL
      AND source.tenant = served.tenant AND source.key = served.source_key`);
}

/** Cosine of the angle; 0 for vectors that cannot be compared. */
export function cosine(one: number[], other: number[]): number {
  if (one.length !== other.length) return 0;
  let [product, a, b] = [0, 0, 0];
  for (const [place, value] of one.entries()) {
    const against = other[place] ?? 0;
    product += value * against;
    a += value * value;
    b += against * against;
  }
  return a === 0 || b === 0 ? 0 : product / Math.sqrt(a * b);
}
