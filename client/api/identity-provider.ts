/**
 * Sign-in through an identity provider: OpenID Connect, authorization code with PKCE, by openid-client. What has to be remembered while the
 * browser is away (state, nonce, code verifier, where to go back to) is a row that the first answer takes out: a cookie of
 * random bits names it, so that nothing can be replayed and any process of the API can take the answer.
 */
import { randomBytes } from 'node:crypto';
import { and, eq, gt, lt, sql } from 'drizzle-orm';
import * as oidc from 'openid-client';
import { z } from 'zod';
import { Role } from '../../activities/authority/contract';
import type { Database } from '../../platform/database/client';
import { pendingSignIns } from '../../platform/database/schema';
import { hashToken } from '../../platform/identity';
import { AdjutantError } from '../sdk/errors';
import type { Identity } from '../sdk/identities';

/** config/sign-in.yaml */
export const SignInRules = z.strictObject({
  scopes: z.array(z.string().regex(/^[\x21-\x7e]+$/)).refine((scopes) => scopes.includes('openid'), 'must have openid'),
  /** Claim with the values that `roles` names: a text or a list of texts. */
  roleClaim: z.string().min(1),
  roles: z.record(z.string(), Role),
});
export type SignInRules = z.infer<typeof SignInRules>;

export interface ProviderSettings {
  issuer: string;
  clientId: string;
  /** Null for a public client, which PKCE alone protects. */
  clientSecret: string | null;
}

/** A sign-in through the provider that came to nothing. */
export class ProviderSignInError extends AdjutantError {
  override readonly name = 'ProviderSignInError';
  constructor(code: 'oidc-refused' | 'oidc-no-role' | 'oidc-unavailable', message: string) {
    super(code, message);
  }
}

/** A person signs in within this time, seconds. */
const PENDING_S = 10 * 60;
/** Within this the provider answers, seconds. */
const PROVIDER_S = 10;
export const CALLBACK = '/v1/session/oidc/callback';

export class IdentityProvider {
  private found: Promise<oidc.Configuration> | undefined;

  constructor(
    private readonly settings: ProviderSettings,
    private readonly rules: SignInRules,
    private readonly publicUrl: string,
    private readonly database: Database,
    private readonly tenant: string,
  ) {}

  /**
   * Begin a sign-in.
   * @param returnTo path of this origin, checked
   * @returns where to send the browser, and what its cookie must say when it comes back
   * @throws ProviderSignInError `oidc-unavailable`
   */
  async begin(returnTo: string): Promise<{ location: string; cookie: string; expires: Date }> {
    const provider = await this.provider();
    const cookie = randomBytes(32).toString('base64url');
    const [state, nonce, codeVerifier] = [oidc.randomState(), oidc.randomNonce(), oidc.randomPKCECodeVerifier()];
    const expires = new Date(Date.now() + PENDING_S * 1000);
    await this.database.delete(pendingSignIns).where(lt(pendingSignIns.expiresAt, sql`now()`));
    await this.database.insert(pendingSignIns).values({
      idHash: hashToken(cookie),
      tenant: this.tenant,
      state,
      nonce,
      codeVerifier,
      returnTo,
      expiresAt: expires.toISOString(),
    });
    const location = oidc.buildAuthorizationUrl(provider, {
      redirect_uri: `${this.publicUrl}${CALLBACK}`,
      scope: this.rules.scopes.join(' '),
      state,
      nonce,
      code_challenge: await oidc.calculatePKCECodeChallenge(codeVerifier),
      code_challenge_method: 'S256',
    });
    return { location: location.href, cookie, expires };
  }

  /**
   * Take the provider's answer: everything in it is checked against what was remembered, once.
   * @param target path and query that the browser came back to
   * @throws ProviderSignInError; nothing in it quotes what came
   */
  async finish(target: string, cookie: string | undefined): Promise<{ identity: Identity; returnTo: string }> {
    const pending = cookie === undefined ? undefined : await this.take(cookie);
    if (pending === undefined) throw refused('no sign-in is under way in this browser, or it took too long');
    const provider = await this.provider();
    let claims: Record<string, unknown>;
    try {
      const tokens = await oidc.authorizationCodeGrant(provider, new URL(target, this.publicUrl), {
        expectedState: pending.state,
        expectedNonce: pending.nonce,
        pkceCodeVerifier: pending.codeVerifier,
        idTokenExpected: true,
      });
      const idToken = tokens.claims();
      if (idToken === undefined) throw refused('there is no ID token');
      // Many providers say names and groups here only. Subject and issuer are those of the ID token.
      const more =
        provider.serverMetadata().userinfo_endpoint === undefined
          ? {}
          : await oidc.fetchUserInfo(provider, tokens.access_token, idToken.sub);
      claims = { ...more, ...idToken };
    } catch (error) {
      if (error instanceof AdjutantError) throw error;
      throw isAway(error) ? unavailable() : refused('what it answered does not fit the question');
    }
    return { identity: this.identity(claims), returnTo: pending.returnTo };
  }

  /** Where to send the browser to end the session at the provider too; null where it has no such address. */
  async endAddress(): Promise<string | null> {
    const provider = await this.provider();
    if (provider.serverMetadata().end_session_endpoint === undefined) return null;
    return oidc.buildEndSessionUrl(provider, { post_logout_redirect_uri: `${this.publicUrl}/` }).href;
  }

  private identity(claims: Record<string, unknown>): Identity {
    const given = claims[this.rules.roleClaim];
    const values = (Array.isArray(given) ? given : [given]).filter((value) => typeof value === 'string');
    const mapped = Object.entries(this.rules.roles).find(([value]) => values.includes(value));
    if (mapped === undefined)
      throw new ProviderSignInError(
        'oidc-no-role',
        `The provider gives no value of ${this.rules.roleClaim} that has a role here.`,
      );
    const text = (claim: string) => {
      const value = claims[claim];
      return typeof value === 'string' && value.trim() !== ''
        ? value.trim().replaceAll('\0', '').slice(0, 120)
        : undefined;
    };
    const name = text('name') ?? text('preferred_username') ?? String(claims.sub);
    return { issuer: String(claims.iss), subject: String(claims.sub), name, role: mapped[1] };
  }

  private async take(cookie: string) {
    const [row] = await this.database
      .delete(pendingSignIns)
      .where(
        and(
          eq(pendingSignIns.idHash, hashToken(cookie)),
          eq(pendingSignIns.tenant, this.tenant),
          gt(pendingSignIns.expiresAt, sql`now()`),
        ),
      )
      .returning();
    return row;
  }

  /** Its metadata, asked for once; after a failure again. */
  private provider(): Promise<oidc.Configuration> {
    this.found ??= this.discover().catch((error: unknown) => {
      this.found = undefined;
      throw error;
    });
    return this.found;
  }

  private async discover(): Promise<oidc.Configuration> {
    const { issuer, clientId, clientSecret } = this.settings;
    const authentication = clientSecret === null ? oidc.None() : oidc.ClientSecretBasic(clientSecret);
    // Only for a provider on this machine: the configuration refuses any other without TLS.
    const execute = issuer.startsWith('http:') ? [oidc.allowInsecureRequests] : [];
    try {
      return await oidc.discovery(new URL(issuer), clientId, undefined, authentication, {
        execute,
        timeout: PROVIDER_S,
      });
    } catch {
      throw unavailable();
    }
  }
}

/** Network trouble and answers of a broken server, in contrast to answers that do not fit. */
function isAway(error: unknown): boolean {
  const { name, code } = error as { name?: string; code?: string };
  return name === 'TypeError' || name === 'TimeoutError' || code === 'OAUTH_TIMEOUT';
}

function refused(why: string): ProviderSignInError {
  return new ProviderSignInError('oidc-refused', `The sign-in was refused: ${why}. Begin again.`);
}

function unavailable(): ProviderSignInError {
  return new ProviderSignInError('oidc-unavailable', 'The identity provider does not answer. Try again in a moment.');
}

/**
 * Where a page of this origin is to go back to; the start page for anything else.
 * @returns a path that no browser takes for another origin
 */
export function safeReturn(wanted: string | undefined, publicUrl: string): string {
  if (wanted === undefined || !/^\/(?![/\\])[\x21-\x7e]*$/.test(wanted) || wanted.includes('\\')) return '/';
  const url = new URL(wanted, publicUrl);
  const path = `${url.pathname}${url.search}${url.hash}`;
  // What `..` leaves behind counts: `/..//evil.example` comes to `//evil.example`.
  return url.origin === new URL(publicUrl).origin && !path.startsWith('//') ? path : '/';
}
