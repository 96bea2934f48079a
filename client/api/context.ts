/** What every group of routes is given: the server to add to, and what answers are made from. */
import { type FastifyBaseLogger, fastify, LogController } from 'fastify';
import { ResponseSerializationError, validatorCompiler, type ZodTypeProvider } from 'fastify-type-provider-zod';
import type { z } from 'zod';
import type { ReviewTask } from '../../activities/claimfile/contract';
import type { PageImages } from '../../activities/documents/contract';
import type { Database } from '../../platform/database/client';
import type { DetailsSource } from '../sdk/claim-details';
import type { AdjutantClient } from '../sdk/client';
import type { Live } from '../sdk/live';
import type { Callers } from './caller';
import type { DecisionOffer } from './decision-options';
import type { IdentityProvider } from './identity-provider';
import type { Sessions } from './sessions';
import { refuseUnstorable } from './storable';

export interface ApiContext {
  client: AdjutantClient;
  database: Database;
  place: DetailsSource['place'];
  tenant: string;
  secureCookies: boolean;
  sessions: Sessions;
  callers: Callers;
  live: Live;
  /** What people may choose from at a task. */
  offer: DecisionOffer;
  /** Kinds of task that a role may decide (config/authority.yaml). */
  decides(role: string): ReviewTask['kind'][];
  pageImages: PageImages;
  publicUrl?: string | undefined;
  /** Where one is configured. */
  identityProvider?: IdentityProvider | undefined;
}

/** Largest body that a call may have, but for files. Bytes. */
const MOST_BODY_BYTES = 256 * 1024;
/** What Node takes as a request's first line and headers. Bytes. */
const MOST_ADDRESS_BYTES = 16 * 1024;
/** Within this a whole request must have come, files and all. */
const REQUEST_MS = 10 * 60_000;

/** A server without routes: zod checks what comes and what goes. */
export function emptyServer(logger: FastifyBaseLogger | undefined, behindProxy: boolean) {
  const server = fastify({
    requestTimeout: REQUEST_MS,
    // A proxy on this machine alone is believed who the caller is.
    trustProxy: behindProxy ? 'loopback' : false,
    bodyLimit: MOST_BODY_BYTES,
    // The schemas of addresses say how long their parts may be, and refuse in the form of all problems; Node limits the whole.
    routerOptions: { maxParamLength: MOST_ADDRESS_BYTES },
    ...(logger === undefined ? { logger: false } : { loggerInstance: logger }),
    // Addresses hold claim numbers and searches: they are not logged.
    logController: new LogController({ disableRequestLogging: true }),
  }).withTypeProvider<ZodTypeProvider>();
  server.setValidatorCompiler(validatorCompiler);
  server.setSerializerCompiler(serializer);
  // Whatever an address does with a text, no table could hold it.
  server.addHook('preValidation', async ({ body, params, query }) => {
    refuseUnstorable({ body, params, query });
  });
  return server;
}
export type ApiServer = ReturnType<typeof emptyServer>;

/**
 * What goes is what the description of the address says, and no more. As the type provider's own, which encodes and so checks
 * parts twice: no answer of ours is encoded, and lists are long.
 */
function serializer({ schema, method, url }: { schema: unknown; method: string; url: string }) {
  const described = (schema as { properties?: z.ZodType }).properties ?? schema;
  return (data: unknown): string => {
    const { success, data: checked, error } = (described as z.ZodType).safeParse(data);
    if (!success) throw new ResponseSerializationError(method, url, { cause: error });
    return JSON.stringify(checked);
  };
}
