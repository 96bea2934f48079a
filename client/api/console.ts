/** The console's files, as `npm run build:console` made them, and its one page for every address that is a page of it. */
import { existsSync } from 'node:fs';
import fastifyStatic from '@fastify/static';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { ApiServer } from './context';
import { problem, sendProblem } from './problems';

/** Scripts come from here only. Styles may stand in elements: the component library sets sizes that way. */
const CONTENT_SECURITY_POLICY = [
  "default-src 'self'",
  "script-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' blob: data:",
  "object-src 'none'",
  "base-uri 'none'",
  "form-action 'self'",
  "frame-ancestors 'none'",
].join('; ');

/** What is never a page: an unknown address below these is a 404. */
const NO_PAGE = /^\/(v1|docs|assets|openapi\.json|health|ready)(\/|$|\?)/;

/** Serve the console from a folder; without it (not built) the API alone is there. */
export async function addConsole(server: ApiServer, folder: string): Promise<void> {
  const built = existsSync(folder);
  if (built) {
    await server.register(fastifyStatic, {
      root: folder,
      // A route for each file: every other address is a page of the console, or nothing.
      wildcard: false,
      index: false,
      // Names of these carry a hash of their content.
      setHeaders: (response, path) => {
        if (path.endsWith('.html')) response.header('content-security-policy', CONTENT_SECURITY_POLICY);
        if (path.includes('/assets/')) response.header('cache-control', 'public, max-age=31536000, immutable');
      },
      cacheControl: false,
      schemaHide: true,
    });
  }
  server.setNotFoundHandler((request, reply) => {
    if (built && isPage(request)) return sendPage(reply);
    return sendProblem(reply, problem(404, 'not-found', 'There is no such page.'));
  });
}

function isPage(request: FastifyRequest): boolean {
  return request.method === 'GET' && !NO_PAGE.test(request.url) && (request.headers.accept ?? '').includes('text/html');
}

function sendPage(reply: FastifyReply): FastifyReply {
  return reply.sendFile('index.html');
}
