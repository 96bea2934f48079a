/** Who may import whom: the table of docs/architecture.md as a rule that fails CI. */
const NODE_BUILTIN = ['core'];
module.exports = {
  forbidden: [
    {
      name: 'workflows-stay-deterministic',
      comment:
        'Workflow code may import only contracts (and the shared vocabulary), workflow code, zod and @temporalio/workflow.',
      severity: 'error',
      from: { path: '^workflows/' },
      to: {
        pathNot:
          '^workflows/|^activities/(vocabulary|[^/]+/contract)\\.ts$|node_modules/(zod|@temporalio/(workflow|common)|async-mutex)/',
      },
    },
    {
      name: 'contracts-are-pure',
      comment: 'A contract is loaded by workflows: it may import zod and other contracts only.',
      severity: 'error',
      from: { path: '^activities/(vocabulary|[^/]+/contract)\\.ts$' },
      to: { pathNot: '^activities/(vocabulary|[^/]+/contract)\\.ts$|node_modules/zod/' },
    },
    {
      name: 'no-node-in-contracts-and-workflows',
      severity: 'error',
      from: { path: '^workflows/|^activities/(vocabulary|[^/]+/contract)\\.ts$' },
      to: { dependencyTypes: NODE_BUILTIN },
    },
    {
      name: 'capabilities-meet-at-contracts',
      comment:
        'A capability may use its own folder, platform and the contracts of others; never the inside of another one.',
      severity: 'error',
      from: { path: '^activities/([^/]+)/' },
      to: { path: '^activities/[^/]+/', pathNot: '^activities/$1/|^activities/[^/]+/contract\\.ts$' },
    },
    {
      name: 'activities-know-no-callers',
      severity: 'error',
      from: { path: '^activities/' },
      to: { path: '^(workflows|client|workers|examples|bench|test)/' },
    },
    {
      name: 'clients-use-contracts-only',
      severity: 'error',
      from: { path: '^client/' },
      to: {
        path: '^(workers|examples|bench|test)/|^activities/[^/]+/(?!contract\\.ts$)|^workflows/(?!.*contract\\.ts$)',
      },
    },
    {
      name: 'nobody-imports-the-console',
      comment:
        'It runs in a browser and reaches the rest by HTTP; that it imports nothing of the rest, `rootDir` of its tsconfig.json checks.',
      severity: 'error',
      from: {},
      to: { path: '^client/console/' },
    },
    {
      name: 'platform-knows-nothing-of-ours',
      severity: 'error',
      from: { path: '^platform/' },
      to: { path: '^(workflows|activities|client|workers|examples|bench|test)/' },
    },
    { name: 'no-cycles', severity: 'error', from: {}, to: { circular: true } },
    {
      name: 'declared-dependencies',
      comment: 'Every package that is imported is declared in package.json.',
      severity: 'error',
      from: { path: '^(workflows|activities|client|workers|platform|examples|bench)/' },
      to: { dependencyTypes: ['npm-no-pkg', 'npm-unknown', 'unknown'] },
    },
    { name: 'resolvable', severity: 'error', from: {}, to: { couldNotResolve: true } },
  ],
  options: {
    // The console has a checker of its own, which reads TSX.
    doNotFollow: { path: 'node_modules|^client/console/' },
    exclude: { path: '^(dist|client/console/(src|node_modules|vite))' },
    parser: 'swc',
    tsPreCompilationDeps: true,
    enhancedResolveOptions: {
      extensions: ['.ts', '.js', '.json'],
      exportsFields: ['exports'],
      conditionNames: ['import', 'require', 'node', 'default', 'types'],
    },
  },
};
