import { createHash, randomBytes } from 'node:crypto';
import type { Performer } from './activity-log.ts';
import { ApiFault } from './api-fault.ts';
import { opaqueId } from './ids.ts';
import type { Reply } from './reply.ts';
import { oauthScopes } from './scopes.ts';
import { hasExpired } from './views.ts';
import type { Grant, User, World } from './world.ts';

/** Whose token it is. `works` tells whether the client behind it may still act. */
type Client = {
  scopes: readonly string[];
  performer: Omit<Performer, 'ipAddress'>;
  grant: Grant | undefined;
  works(): boolean;
};
type Issued = { client: Client; scopes: readonly string[]; endsAt: number };

/** Who is calling, by which grant unless it is the product itself. `need` throws an ApiFault 403 when a scope is lacking. */
export type Caller = { performer: Performer; grant: Grant | undefined; need(scope: string): void };

/** The token endpoint, and the check of every other call. */
export type Tokens = {
  /**
   * Answers `POST /iam/v1/oauth2/token`, in the form of RFC 6749. `withoutScope` counts to a scope that the token is to
   * lack; such a token lives for 2 s.
   */
  issue(form: URLSearchParams, withoutScope?: number): Reply;
  /** @throws ApiFault 401 */
  authorise(authorization: string | undefined, ipAddress: string): Caller;
  /** Ends a token before its time. */
  end(authorization: string | undefined): void;
};

const NARROWED_LIFE_SECONDS = 2;

/**
 * The client that the product itself uses, beside the grants made on the screens. The log names the user that it acts as,
 * as it does for every grant; `loggedAs: 'client'` has it name the client instead.
 */
export type OwnClient = {
  clientId: string;
  clientSecret: string;
  scopes: readonly string[];
  loggedAs?: 'user' | 'client' | undefined;
};

/** Makes a token endpoint; the life of a token is counted by the world's clock. */
export function createTokens(world: World, own: OwnClient, lifeSeconds: number): Tokens {
  const issued = new Map<string, Issued>();
  const ownClient: Client = {
    scopes: own.scopes,
    performer:
      own.loggedAs === 'client'
        ? { id: own.clientId, type: 'apiClient', displayName: 'API client of the organization' }
        : { id: opaqueId(), type: 'user', displayName: 'Grantdesk' },
    grant: undefined,
    works: () => true,
  };

  const clientOf = (clientId: string, secret: string): Client | undefined => {
    if (clientId === own.clientId) return secret === own.clientSecret ? ownClient : undefined;
    const grant = world.grants.find((candidate) => candidate.clientId === clientId);
    return grant?.secretHash && grant.secretHash === hashOf(secret) ? clientOfGrant(world, grant) : undefined;
  };

  return {
    issue(form, withoutScope) {
      if (form.get('grant_type') !== 'client_credentials') {
        return oauthError(400, 'unsupported_grant_type', 'Only client_credentials is supported.');
      }
      const client = clientOf(form.get('client_id') ?? '', form.get('client_secret') ?? '');
      if (!client?.works()) return oauthError(401, 'invalid_client', 'The client is not known or may not act.');
      const all = granted(client.scopes, form.get('scope'));
      if (all.length === 0) return oauthError(400, 'invalid_scope', 'The client has none of these scopes.');
      const narrowed = withoutScope !== undefined && all.length > 1;
      const scopes = narrowed ? all.filter((_, at) => at !== withoutScope % all.length) : all;
      const life = narrowed ? NARROWED_LIFE_SECONDS : lifeSeconds;
      const value = randomBytes(24).toString('base64url');
      issued.set(value, { client, scopes, endsAt: world.clock.now().getTime() + life * 1000 });
      const body = { access_token: value, expires_in: life, token_type: 'Bearer', scope: scopes.join(' ') };
      return { status: 200, body, headers: { 'cache-control': 'no-store' } };
    },
    authorise(authorization, ipAddress) {
      const token = issued.get(bearerOf(authorization));
      const valid = token && world.clock.now().getTime() < token.endsAt && token.client.works();
      if (!valid) throw new ApiFault(401);
      return {
        performer: { ...token.client.performer, ipAddress },
        grant: token.client.grant,
        need(scope) {
          if (token.scopes.includes(scope)) return;
          throw new ApiFault(403, { code: 'insufficientScope', message: `The token has not the scope ${scope}.` });
        },
      };
    },
    end: (authorization) => void issued.delete(bearerOf(authorization)),
  };
}

function bearerOf(authorization: string | undefined): string {
  return /^Bearer (.+)$/.exec(authorization ?? '')?.[1] ?? '';
}

/** How a secret is kept. */
export function hashOf(secret: string): string {
  return createHash('sha256').update(secret).digest('hex');
}

function clientOfGrant(world: World, grant: Grant): Client {
  const secretHash = grant.secretHash;
  const user = (): User | undefined => world.users.find(({ id }) => id === grant.userId);
  return {
    scopes: oauthScopes(grant.scopes),
    performer: { id: grant.userId, type: 'user', displayName: user()?.displayName ?? '' },
    grant,
    works() {
      const { status, inOrganization } = user() ?? {};
      const alive = world.grants.includes(grant) && grant.secretHash === secretHash && !hasExpired(world, grant);
      return alive && status === 'active' && inOrganization === true;
    },
  };
}

/** All that the client has, or as much of it as was asked for. */
function granted(has: readonly string[], asked: string | null): readonly string[] {
  if (!asked?.trim()) return has;
  const wanted = asked.trim().split(/\s+/);
  return has.filter((scope) => wanted.includes(scope));
}

function oauthError(status: number, error: string, description: string): Reply {
  return { status, body: { error, error_description: description } };
}
