export * from './accounts';
export * from './claims';
export * from './ledger';
export * from './models';
export * from './outgoing';
export * from './people';
export * from './policies';
export * from './wordings';
