/** How the description of the API is made from its schemas. */
import { jsonSchemaTransform } from 'fastify-type-provider-zod';
import { z } from 'zod';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** JSON Schema of the form, of an address that takes files. */
    multipart?: object;
  }
}

/** As the library does it; an address that takes files has a form beside its JSON body. */
export const transformSchema: typeof jsonSchemaTransform = (input) => {
  const made = withoutContent(jsonSchemaTransform(input));
  const multipart = 'route' in input ? input.route.config?.multipart : undefined;
  if (multipart === undefined) return made;
  const { body, ...rest } = made.schema as { body?: { anyOf?: object[] } };
  // Of the JSON body or null, which stands for the form.
  const json = body === undefined ? {} : { 'application/json': { schema: body.anyOf?.[0] ?? body } };
  const content = { ...json, 'multipart/form-data': { schema: multipart } };
  return { ...made, schema: { ...rest, body: { content } } } as ReturnType<typeof jsonSchemaTransform>;
};

/** Answers of these statuses have no content (RFC 9110, sections 15.3.5 and 15.4.5). */
const EMPTY = ['204', '304'];

function withoutContent(made: ReturnType<typeof jsonSchemaTransform>): typeof made {
  const { response } = made.schema as { response?: Record<string, { description?: string }> };
  for (const status of EMPTY) {
    const described = response?.[status];
    if (response !== undefined && described !== undefined)
      response[status] = { type: 'null', description: described.description } as object;
  }
  return made;
}

/** Any bytes. */
const FILES = { type: 'array', minItems: 1, items: { contentMediaType: 'application/octet-stream' } };

/** A form of files. @param first a part with JSON that comes before them */
export function formOfFiles(first?: { name: string; schema: z.ZodType }): object {
  if (first === undefined) return { type: 'object', properties: { files: FILES }, required: ['files'] };
  const { $schema: _, ...json } = z.toJSONSchema(first.schema, { io: 'input', target: 'draft-2020-12' });
  return {
    type: 'object',
    properties: { [first.name]: json, files: { ...FILES, minItems: 0 } },
    required: [first.name],
  };
}
