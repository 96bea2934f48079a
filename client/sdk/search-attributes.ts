/** Registering the process's search attributes: safe to run again. */
import type { Connection } from '@temporalio/client';
import { temporal } from '@temporalio/proto';
import { SEARCH_ATTRIBUTES } from '../../workflows/claims/contract';

const { IndexedValueType } = temporal.api.enums.v1;
const TYPES = {
  KEYWORD: IndexedValueType.INDEXED_VALUE_TYPE_KEYWORD,
  TEXT: IndexedValueType.INDEXED_VALUE_TYPE_TEXT,
  INT: IndexedValueType.INDEXED_VALUE_TYPE_INT,
  DOUBLE: IndexedValueType.INDEXED_VALUE_TYPE_DOUBLE,
  BOOL: IndexedValueType.INDEXED_VALUE_TYPE_BOOL,
  DATETIME: IndexedValueType.INDEXED_VALUE_TYPE_DATETIME,
  KEYWORD_LIST: IndexedValueType.INDEXED_VALUE_TYPE_KEYWORD_LIST,
} as const;

/**
 * Add those search attributes to the namespace that it does not have.
 * @returns names that were added
 * @throws Error when one exists with another type: rename or remove it there
 */
export async function registerSearchAttributes(connection: Connection, namespace: string): Promise<string[]> {
  const present = (await connection.operatorService.listSearchAttributes({ namespace })).customAttributes;
  const missing: Record<string, number> = {};
  for (const { name, type } of Object.values(SEARCH_ATTRIBUTES)) {
    const wanted = TYPES[type];
    const found = present?.[name];
    if (found === undefined || found === null) missing[name] = wanted;
    else if (found !== wanted)
      throw new Error(
        `Search attribute ${name} exists with another type (${found}, wanted ${wanted}). Remove or rename it in namespace ${namespace}.`,
      );
  }
  if (Object.keys(missing).length > 0) {
    try {
      await connection.operatorService.addSearchAttributes({ namespace, searchAttributes: missing });
    } catch (error) {
      if (!/already exist/i.test(String(error))) throw error;
    }
  }
  return Object.keys(missing);
}
