/** What every command is given: where to write, how to connect, who acts. */
import { readFile, stat } from 'node:fs/promises';
import { userInfo } from 'node:os';
import { z } from 'zod';
import { loadConfiguration } from '../../platform/config/configuration';
import { credentialsFile } from '../../platform/local/credentials-file';
import { type ConnectedAdjutant, type ConnectInput, connectAdjutant } from '../sdk/connect';
import { SignInError } from '../sdk/errors';
import { EXIT, type ExitCode } from './exit-codes';
import { plainText } from './format';
import type { Output } from './output';

/** Local accounts, written by the start command for its own user only. */
const Credentials = z.object({ tenant: z.string(), tokens: z.record(z.string(), z.string().min(1)) });

export class CliContext {
  /** What the process ends with unless something is thrown. */
  exitCode: ExitCode = EXIT.ok;

  constructor(
    readonly output: Output,
    readonly environment: NodeJS.ProcessEnv,
    /** Aborted by Ctrl-C. */
    readonly interrupted: AbortSignal,
  ) {}

  /** Connect, do something, and end the connections whatever comes. */
  async withAdjutant<Result>(
    work: (adjutant: ConnectedAdjutant) => Promise<Result>,
    input: Pick<ConnectInput, 'token' | 'temporal'> = {},
  ): Promise<Result> {
    const adjutant = await connectAdjutant({ ...input, environment: this.environment });
    try {
      return await work(adjutant);
    } finally {
      await adjutant.close();
    }
  }

  /** For commands that only read: they work while Temporal is down. */
  withRecords<Result>(work: (adjutant: ConnectedAdjutant) => Promise<Result>): Promise<Result> {
    return this.withAdjutant(work, { temporal: 'when-used' });
  }

  /**
   * Token of a local account of this home.
   * @throws SignInError when there are no accounts, or none of this name
   */
  async localToken(user: string): Promise<string> {
    const { home, tenant } = loadConfiguration(this.environment);
    const path = credentialsFile({ home, tenant });
    const credentials = await this.readCredentials(path);
    if (credentials.tenant !== tenant) {
      throw new SignInError(
        `The local accounts in ${path} are those of tenant ${credentials.tenant}, not of ${tenant}.`,
      );
    }
    const token = Object.hasOwn(credentials.tokens, user) ? credentials.tokens[user] : undefined;
    if (token === undefined) {
      const known = Object.keys(credentials.tokens).sort().join(', ') || 'none';
      throw new SignInError(`There is no local account ${plainText(user)}. Accounts of ${path}: ${known}.`);
    }
    return token;
  }

  /** Names of the accounts whose tokens this machine has; empty where there are none. */
  async localAccounts({ home, tenant }: { home: string; tenant: string }): Promise<Set<string>> {
    try {
      const { tokens } = await this.readCredentials(credentialsFile({ home, tenant }));
      return new Set(Object.keys(tokens));
    } catch {
      return new Set();
    }
  }

  private async readCredentials(path: string): Promise<z.infer<typeof Credentials>> {
    let text: string;
    try {
      text = await readFile(path, 'utf8');
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      throw new SignInError(
        code === 'ENOENT'
          ? `There are no local accounts (${path} does not exist). \`npm start\` makes them; elsewhere, set ADJUTANT_TOKEN to your access token.`
          : `${path} cannot be read (${code}). Use the account that runs Adjutant, or set ADJUTANT_TOKEN.`,
      );
    }
    if (process.platform !== 'win32' && ((await stat(path)).mode & 0o077) !== 0) {
      this.output.note(`Warning: other users can read the access tokens in ${path}. Run \`chmod 600 ${path}\`.`);
    }
    let json: unknown;
    try {
      json = JSON.parse(text);
    } catch {
      // Falls through to the message below: the content is never quoted.
    }
    const parsed = Credentials.safeParse(json);
    if (!parsed.success)
      throw new SignInError(`${path} is not a file of local accounts. Move it away and start again.`);
    return parsed.data;
  }
}

/** For the record of access: nobody has signed in, but the machine knows whose shell it is. */
export function actor(): string {
  return `os:${userInfo().username}`;
}
