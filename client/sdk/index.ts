export type { ClaimFilter, FileInput, SubmitInput, SubmitResult } from './claims';
export { AdjutantClient, type AdjutantClientParts } from './client';
export * from './connect';
export * from './errors';
export type { DecideInput } from './reviews';
export { registerSearchAttributes } from './search-attributes';
