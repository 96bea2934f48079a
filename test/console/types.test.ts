/** The types that the console is checked with are those of the API's description. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { builtModule, projectFile } from '../../platform/paths';

test('schema.d.ts is what `npm run api:types` makes of the API as it is', () => {
  const folder = mkdtempSync(join(tmpdir(), 'adjutant-types-'));
  try {
    const description = execFileSync(process.execPath, [builtModule('client/api/describe')], { maxBuffer: 2 ** 26 });
    writeFileSync(join(folder, 'openapi.json'), description);
    const tool = projectFile('client', 'console', 'node_modules', 'openapi-typescript', 'bin', 'cli.js');
    const made = join(folder, 'schema.d.ts');
    execFileSync(process.execPath, [tool, join(folder, 'openapi.json'), '-o', made, '--default-non-nullable=false'], {
      stdio: 'ignore',
    });
    expect(readFileSync(made, 'utf8')).toBe(readFileSync(projectFile('client/console/src/api/schema.d.ts'), 'utf8'));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
