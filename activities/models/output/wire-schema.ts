/** The JSON schema that a provider gets: strict mode wants every field required and nothing besides. */
import { ApplicationFailure } from '@temporalio/common';
import { z } from 'zod';
import type { OutputSchema } from '../contract';

export type JsonSchema = Record<string, unknown>;

const made = new WeakMap<z.ZodType, JsonSchema>();

/**
 * @throws non-retryable `model-request-invalid` for a schema that strict mode refuses: optional fields (use `.nullable()`),
 *   records, transforms (they belong into the domain schema), anything but an object at the top
 */
export function wireJsonSchema({ name, wire }: Pick<OutputSchema<unknown>, 'name' | 'wire'>): JsonSchema {
  const known = made.get(wire);
  if (known !== undefined) return known;
  if (!/^[A-Za-z0-9_-]{1,64}$/.test(name))
    throw invalid(name, 'its name may have letters, digits, "_" and "-", at most 64');
  let json: JsonSchema;
  try {
    json = z.toJSONSchema(wire, { target: 'draft-7', io: 'input' }) as JsonSchema;
  } catch (problem) {
    throw invalid(name, problem instanceof Error ? problem.message : String(problem));
  }
  const { $schema: _, ...top } = json;
  if (top.type !== 'object') throw invalid(name, 'it must be an object at the top');
  const strict = strictly(top, name, '') as JsonSchema;
  made.set(wire, strict);
  return strict;
}

function strictly(node: unknown, name: string, path: string): unknown {
  if (Array.isArray(node)) return node.map((part) => strictly(part, name, path));
  if (typeof node !== 'object' || node === null) return node;
  const { oneOf, default: _, ...rest } = node as JsonSchema;
  // Strict mode knows anyOf; branches told apart by a constant mean the same either way.
  const plain: JsonSchema = oneOf === undefined ? rest : { ...rest, anyOf: oneOf };
  if ('$ref' in plain) throw invalid(name, `${path || 'it'} refers to itself`);
  const { properties, ...others } = plain;
  const result: JsonSchema = Object.fromEntries(
    Object.entries(others).map(([key, value]) => [key, strictly(value, name, path)]),
  );
  if (plain.type !== 'object') return result;
  if (properties === undefined) throw invalid(name, `${path || 'it'} is an object without named fields`);
  const fields = properties as Record<string, unknown>;
  const required = new Set(Array.isArray(plain.required) ? plain.required : []);
  for (const field of Object.keys(fields))
    if (!required.has(field)) throw invalid(name, `${path}${field} is optional: make it .nullable()`);
  result.properties = Object.fromEntries(
    Object.entries(fields).map(([field, value]) => [field, strictly(value, name, `${path}${field}.`)]),
  );
  result.required = Object.keys(fields);
  result.additionalProperties = false;
  return result;
}

function invalid(name: string, detail: string): ApplicationFailure {
  return ApplicationFailure.nonRetryable(
    `The output schema "${name}" cannot be used: ${detail}.`,
    'model-request-invalid',
  );
}
