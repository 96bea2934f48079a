/** Letters of a claim as they went out, and the letter that a decision would lead to. */
import { create } from 'content-disposition';
import { z } from 'zod';
import { LetterKind } from '../../../activities/letters/contract';
import { ClaimNumber } from '../../../activities/vocabulary';
import type { LetterPreviews } from '../../sdk/letter-previews';
import { BookedLetter, type ShownLetter } from '../../sdk/letters';
import type { ApiContext, ApiServer } from '../context';
import { binary, sendBytes } from '../downloads';
import { ApiError } from '../problems';
import { access, PROBLEM, TaskId } from '../schemas';
import { DecisionRequest } from './tasks';

/** In an address its slashes are written as `%2F`. */
const LetterKey = z.string().regex(/^[a-z0-9/_-]{1,80}$/);
const OneLetter = z.object({ claimNumber: ClaimNumber, key: LetterKey });

export function addLetterRoutes(server: ApiServer, { callers }: ApiContext) {
  server.get(
    '/v1/claims/:claimNumber/letters',
    {
      schema: {
        tags: ['letters'],
        summary: 'Letters of a claim, in the order in which they were composed',
        ...access('read-claims'),
        params: z.object({ claimNumber: ClaimNumber }),
        response: { 200: z.object({ letters: z.array(BookedLetter) }), '4xx': PROBLEM },
      },
    },
    async (request) => {
      const { client } = await callers.allowed(request, 'read-claims');
      return { letters: await client.letters.list(request.params.claimNumber) };
    },
  );

  server.get(
    '/v1/claims/:claimNumber/letters/:key',
    {
      schema: {
        tags: ['letters'],
        summary: 'A letter as PDF, as it went out',
        ...access('read-claims'),
        params: OneLetter,
        response: { 200: binary('The letter', 'application/pdf'), '4xx': PROBLEM },
      },
    },
    async (request, reply) => {
      const { client } = await callers.allowed(request, 'read-claims');
      const { claimNumber, key } = request.params;
      const { pdf } = whole(await client.letters.show(claimNumber, key));
      const name = `${claimNumber}-${key.replaceAll('/', '-')}.pdf`;
      return sendBytes(reply.header('content-disposition', create(name, { type: 'inline' })), 'application/pdf', pdf);
    },
  );

  server.get(
    '/v1/claims/:claimNumber/letters/:key/text',
    {
      schema: {
        tags: ['letters'],
        summary: 'What a letter says, as text',
        ...access('read-claims'),
        params: OneLetter,
        response: { 200: z.object({ text: z.string() }), '4xx': PROBLEM },
      },
    },
    async (request) => {
      const { client } = await callers.allowed(request, 'read-claims');
      const { claimNumber, key } = request.params;
      return { text: whole(await client.letters.show(claimNumber, key)).text };
    },
  );
}

export function addLetterPreviewRoutes(server: ApiServer, { callers }: ApiContext, previews: LetterPreviews) {
  server.post(
    '/v1/tasks/:taskId/letter-preview',
    {
      schema: {
        tags: ['letters'],
        summary: 'The letter that a decision would lead to',
        description:
          'Takes what a decision takes. Nothing is decided, kept or sent, and authority is not judged. `problems` say why the ' +
          'letter would not be sent; `kind` is null for a decision that sends none.',
        ...access('read-tasks'),
        params: z.object({ taskId: TaskId }),
        body: DecisionRequest,
        response: {
          200: z.object({
            kind: LetterKind.nullable(),
            text: z.string(),
            problems: z.array(z.object({ code: z.string(), text: z.string() })),
          }),
          '4xx': PROBLEM,
        },
      },
    },
    async (request) => {
      const { client } = await callers.allowed(request, 'read-tasks');
      const task = await client.reviews.show(request.params.taskId);
      const claim = await client.claims.show(task.claim.claimNumber);
      const { tell = [], note: _, ...decision } = request.body;
      return previews.preview({ task, claim, decision, tell });
    },
  );
}

/** @throws ApiError when the record is gone or was altered */
function whole(letter: ShownLetter): Exclude<ShownLetter, { problem: string }> {
  if ('problem' in letter) throw new ApiError(409, 'evidence-not-usable', letter.problem);
  return letter;
}
