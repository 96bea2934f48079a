export type { FileInput } from './claim-files';
export type { ClaimFilter, SubmitInput, SubmitResult } from './claims';
export { AdjutantClient, type AdjutantClientParts } from './client';
export * from './connect';
export * from './errors';
export type { DecideInput } from './reviews';
export { registerSearchAttributes } from './search-attributes';
