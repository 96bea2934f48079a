/** Policies into the database: all of a table or nothing of it. */
import { sql } from 'drizzle-orm';
import type { Database } from '../../platform/database/client';
import { policies as policyTable } from '../../platform/database/schema';
import { readPolicyTable, type TablePolicy, type TableProblem } from './policy-table';
import { InvalidTerms, type TermsLibrary } from './terms';

export interface PolicyImport {
  /** Policy versions that were stored. */
  imported: number;
  /** How many of them took the place of a version with the same number and first day. */
  replaced: number;
  errors: TableProblem[];
}

/** Rows of one statement; PostgreSQL allows 65,535 parameters, a row has eight. */
const BATCH = 1_000;

/**
 * Import policies from CSV (columns: docs/importing-policies.md). Every row is checked first; when any is wrong,
 * nothing is stored and each mistake is named by row, column and what is allowed. The same file again changes nothing.
 *
 * @param products when given, product, edition, line, currency, jurisdiction and sections are checked against the terms
 */
export async function importPolicies(
  database: Database,
  tenant: string,
  csvText: string,
  products?: Pick<TermsLibrary, 'get'>,
): Promise<PolicyImport> {
  const { policies, problems } = readPolicyTable(csvText);
  if (products !== undefined) for (const entry of policies) problems.push(...(await compareWithTerms(entry, products)));
  if (problems.length > 0) return { imported: 0, replaced: 0, errors: problems };

  return database.transaction(async (transaction) => {
    let inserted = 0;
    for (let start = 0; start < policies.length; start += BATCH) {
      const stored = await transaction
        .insert(policyTable)
        .values(policies.slice(start, start + BATCH).map(({ policy }) => rowOf(tenant, policy)))
        .onConflictDoUpdate({
          target: [policyTable.tenant, policyTable.policyNumber, policyTable.effectiveFrom],
          set: {
            effectiveTo: sql`excluded.effective_to`,
            line: sql`excluded.line`,
            jurisdiction: sql`excluded.jurisdiction`,
            currency: sql`excluded.currency`,
            body: sql`excluded.body`,
            importedAt: sql`now()`,
          },
        })
        // PostgreSQL sets xmax only on a row that was there before.
        .returning({ fresh: sql<boolean>`xmax = 0` });
      inserted += stored.filter(({ fresh }) => fresh).length;
    }
    return { imported: policies.length, replaced: policies.length - inserted, errors: [] };
  });
}

function rowOf(tenant: string, policy: TablePolicy['policy']): typeof policyTable.$inferInsert {
  return {
    tenant,
    policyNumber: policy.policyNumber,
    effectiveFrom: policy.effectiveFrom,
    effectiveTo: policy.effectiveTo,
    line: policy.line,
    jurisdiction: policy.jurisdiction,
    currency: policy.currency,
    body: policy,
  };
}

async function compareWithTerms(
  { policy, firstRow, sectionRows }: TablePolicy,
  products: Pick<TermsLibrary, 'get'>,
): Promise<TableProblem[]> {
  let loaded: Awaited<ReturnType<TermsLibrary['get']>>;
  try {
    loaded = await products.get(policy.product, policy.edition);
  } catch (error) {
    if (!(error instanceof InvalidTerms)) throw error;
    return [{ row: firstRow, column: 'product', problem: error.message }];
  }
  if (loaded === null) {
    const problem = `no terms are installed for ${policy.product} ${policy.edition}`;
    return [{ row: firstRow, column: 'edition', problem }];
  }
  const { terms } = loaded;
  const problems = (['line', 'currency', 'jurisdiction'] as const)
    .filter((column) => policy[column] !== terms[column])
    .map((column) => ({ row: firstRow, column, problem: `must be ${terms[column]} for this product` }));
  const allowed = Object.keys(terms.sections);
  const unknown = policy.sections.flatMap(({ section }, index) =>
    allowed.includes(section)
      ? []
      : [{ row: sectionRows[index] ?? firstRow, column: 'section', problem: `must be one of ${allowed.join(', ')}` }],
  );
  return [...problems, ...unknown];
}
