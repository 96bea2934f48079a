/** One PostgreSQL and one Temporal development server serve the whole run (test/support/global-setup.ts). */
module.exports = {
  testEnvironment: 'node',
  roots: ['<rootDir>/test'],
  testMatch: ['**/*.test.ts'],
  // These come as ES modules, which Jest's `require` does not load as they are.
  transform: {
    '^.+\\.ts$': ['@swc/jest'],
    '/node_modules/(cookie|content-disposition|openid-client|oauth4webapi|jose)/.+\\.js$': ['@swc/jest'],
  },
  transformIgnorePatterns: ['/node_modules/(?!(.+/)?(cookie|content-disposition|openid-client|oauth4webapi|jose)/)'],
  globalSetup: '<rootDir>/test/support/global-setup.ts',
  globalTeardown: '<rootDir>/test/support/global-teardown.ts',
  testTimeout: 60_000,
  maxWorkers: 2,
};
