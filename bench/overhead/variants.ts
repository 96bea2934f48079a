/** What is compared: the claims process against bare workflows of the same stages, with real and with trivial bodies. */

export const VARIANTS = ['adjutant', 'bare-activities', 'bare-local'] as const;
export type Variant = (typeof VARIANTS)[number];

export const BODIES = ['real', 'trivial'] as const;
export type Bodies = (typeof BODIES)[number];

export interface Series {
  variant: Variant;
  bodies: Bodies;
}

/** All combinations, real bodies first. */
export const ALL_SERIES: readonly Series[] = BODIES.flatMap((bodies) =>
  VARIANTS.map((variant) => ({ variant, bodies })),
);

/** Each series has a tenant of its own: ledger, duplicates and fraud marks of one do not touch another. */
export function tenantOf({ variant, bodies }: Series): string {
  return `bench-${variant}-${bodies}`;
}

/** True for claims whose activities answer at once. */
export function hasTrivialBodies(tenant: string): boolean {
  return tenant.endsWith('-trivial');
}

/** Task queue of the bare workflows. */
export const BARE_QUEUE = 'bench-bare';
