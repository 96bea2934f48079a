/** An address that is there, asked with a method that it does not take, says which it takes (RFC 9110, section 15.5.6). */
import type { ApiServer } from './context';
import { problem, sendProblem } from './problems';

/** For every address that is added from now on. */
export function answerOtherMethods(server: ApiServer): void {
  const known = new Map<string, { pattern: RegExp; methods: Set<string> }>();
  server.addHook('onRoute', ({ url, method }) => {
    if (url.includes('*')) return;
    const address = known.get(url) ?? { pattern: patternOf(url), methods: new Set() };
    for (const one of [method].flat()) address.methods.add(one);
    known.set(url, address);
  });
  // Before the body is looked at: it is of no use here.
  server.addHook('onRequest', async (request, reply) => {
    if (!request.is404) return;
    const [path = ''] = request.url.split('?');
    const fitting = [...known.values()].filter(({ pattern }) => pattern.test(path));
    const methods = new Set(fitting.flatMap((address) => [...address.methods]));
    if (methods.size === 0 || methods.has(request.method)) return;
    const allow = [...methods].sort().join(', ');
    return sendProblem(
      reply.header('allow', allow),
      problem(405, 'method-not-allowed', `This address takes ${allow}.`),
    );
  });
}

/** `/v1/tasks/:taskId` fits any text without a slash at the place of the parameter. */
function patternOf(url: string): RegExp {
  const places = url.split(/:[A-Za-z]+/).map((text) => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  return new RegExp(`^${places.join('[^/]+')}$`);
}
