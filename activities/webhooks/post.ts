/** One request to an address of somebody else. It must not become a way into our own network. */
import { lookup as resolveName } from 'node:dns';
import { request as plainRequest } from 'node:http';
import { request as secureRequest } from 'node:https';
import { BlockList, isIP, type LookupFunction } from 'node:net';

const TIMEOUT_MS = 15_000;

/** Addresses of this machine, of local networks and of cloud metadata (RFC 6890). */
const INSIDE = new BlockList();
for (const [net, bits] of [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['224.0.0.0', 3],
] as const)
  INSIDE.addSubnet(net, bits, 'ipv4');
for (const [net, bits] of [
  // Of this machine, and forms that carry an IPv4 address.
  ['::', 96],
  ['64:ff9b::', 96],
  ['64:ff9b:1::', 48],
  ['2001::', 32],
  ['2002::', 16],
  ['fc00::', 7],
  ['fe80::', 10],
  ['ff00::', 8],
] as const)
  INSIDE.addSubnet(net, bits, 'ipv6');

/** An IPv4 address that is written as IPv6 (`::ffff:10.0.0.1`) is found in the IPv4 networks too. */
export function isInside(address: string): boolean {
  return INSIDE.check(address, isIP(address) === 6 ? 'ipv6' : 'ipv4');
}

export class InsideError extends Error {
  override readonly name = 'InsideError';
}

/**
 * POST; redirects are not followed, and what is answered is not read.
 * @param inside true where addresses of the own network, and http, are allowed by configuration
 * @returns status @throws Error when there is no answer; InsideError when the address is one of the own network
 */
export function post(
  url: string,
  headers: Record<string, string>,
  body: string,
  { inside, timeoutMs = TIMEOUT_MS }: { inside: boolean; timeoutMs?: number },
): Promise<number> {
  const to = new URL(url);
  const host = to.hostname.replace(/^\[|\]$/g, '');
  if (!inside && (to.protocol !== 'https:' || (isIP(host) !== 0 && isInside(host))))
    throw new InsideError('The address is one of the own network, or not https.');
  // Looked at when it is connected to: a name may lead elsewhere than when it was entered.
  const lookup: LookupFunction = (name, options, answer) =>
    resolveName(name, { ...options, all: true }, (error, found) => {
      if (error !== null) return answer(error, '');
      if (!inside && found.some(({ address }) => isInside(address)))
        return answer(new InsideError(`${name} is in the own network.`), '');
      if (options.all === true) return answer(null, found);
      return answer(null, found[0]?.address ?? '', found[0]?.family);
    });
  const request = to.protocol === 'https:' ? secureRequest : plainRequest;
  return new Promise((resolve, reject) => {
    const sent = request(to, {
      method: 'POST',
      headers: { ...headers, 'content-length': Buffer.byteLength(body) },
      lookup,
      // A connection that stays would skip the look at its address next time.
      agent: false,
      signal: AbortSignal.timeout(timeoutMs),
    });
    sent.on('response', (answer) => {
      resolve(answer.statusCode ?? 0);
      answer.destroy();
    });
    sent.on('error', reject);
    sent.end(body);
  });
}
