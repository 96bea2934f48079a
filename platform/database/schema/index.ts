export * from './claims';
export * from './ledger';
export * from './outgoing';
export * from './people';
export * from './policies';
