/** Addresses and the methods that each takes, so that another method is answered with them (RFC 9110, section 15.5.6). */
import type { ApiServer } from './context';

export interface KnownAddresses {
  /** What an address takes; empty for one that is not there. */
  methodsOf(url: string): string[];
}

/** Learn every address that is added from now on. */
export function knownAddresses(server: ApiServer): KnownAddresses {
  const known = new Map<string, { pattern: RegExp; methods: Set<string> }>();
  server.addHook('onRoute', ({ url, method }) => {
    if (url.includes('*')) return;
    const address = known.get(url) ?? { pattern: patternOf(url), methods: new Set() };
    for (const one of [method].flat()) address.methods.add(one);
    known.set(url, address);
  });
  return {
    methodsOf: (url) => {
      const [path = ''] = url.split('?');
      const fitting = [...known.values()].filter(({ pattern }) => pattern.test(path));
      return [...new Set(fitting.flatMap(({ methods }) => [...methods]))].sort();
    },
  };
}

/** `/v1/tasks/:taskId` fits any text without a slash at the place of the parameter. */
function patternOf(url: string): RegExp {
  const places = url.split(/:[A-Za-z]+/).map((text) => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  return new RegExp(`^${places.join('[^/]+')}$`);
}
