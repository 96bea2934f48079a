/** `node -r test/support/run-typescript.js file.ts`: child processes of tests run the sources, not a build that may be old. */
const { transformFileSync } = require('@swc/core');

require.extensions['.ts'] = (module, path) => {
  const { code } = transformFileSync(path, { sourceMaps: 'inline' });
  module._compile(code, path);
};
