/** Policy wordings: which editions there are, and what their clauses say. */
import { z } from 'zod';
import { Clause, EditionName, ProductName, Wording } from '../../../activities/knowledge/contract';
import type { ApiContext, ApiServer } from '../context';
import { access, PROBLEM } from '../schemas';

export function addWordingRoutes(server: ApiServer, { callers }: ApiContext) {
  server.get(
    '/v1/wordings',
    {
      schema: {
        tags: ['wordings'],
        summary: 'Editions of wordings, by product, newest first',
        ...access('read-claims'),
        response: { 200: z.object({ wordings: z.array(Wording) }), '4xx': PROBLEM },
      },
    },
    async (request) => {
      const { client } = await callers.allowed(request, 'read-claims');
      return { wordings: await client.wordings.list() };
    },
  );

  server.get(
    '/v1/wordings/:product/:edition',
    {
      schema: {
        tags: ['wordings'],
        summary: 'A wording with all its clauses, in their order',
        ...access('read-claims'),
        params: z.object({ product: ProductName, edition: EditionName }),
        response: { 200: z.object({ wording: Wording, clauses: z.array(Clause) }), '4xx': PROBLEM },
      },
    },
    async (request) => {
      const { client } = await callers.allowed(request, 'read-claims');
      const { product, edition } = request.params;
      const wording = await client.wordings.show(product, edition);
      return { wording, clauses: await client.wordings.clauses(product, edition) };
    },
  );
}
