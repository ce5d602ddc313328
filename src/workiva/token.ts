import type { Clock } from '../domain/clock.ts';
import { check } from './answers.ts';
import { WorkivaError } from './errors.ts';
import type { HttpAnswer, Send } from './http.ts';
import { readTokenRefusal } from './refusals.ts';
import { retryAfterMs } from './retry-after.ts';
import { TokenAnswer } from './schemas.ts';
import { type ClientCredentials, tokenCall } from './token-call.ts';

const EARLY_MS = 30_000;

/** An access token. Times are milliseconds since 1970. */
export type Token = { value: string; scopes: readonly string[]; renewAt: number; endsAt: number };

/** Holds the process's one access token. */
export type TokenKeeper = {
  /**
   * The token in force; fetched or renewed when needed, once for any number of callers. Each waits for it until its own
   * `until` (ms since 1970), if it has one.
   *
   * @throws WorkivaError `not_sent` when no token comes in time
   */
  current(until?: number): Promise<Token>;
  /** Forgets this token after a 401; one that has been renewed in the meantime stays. */
  discard(token: Token): void;
  /**
   * Whether, after a 403 to this token, another may be allowed more: it has been replaced meanwhile, or one before it had
   * more scopes. The latter is said once for each narrow token, so that a client that has lost scopes is believed.
   */
  mayBeOutdone(token: Token): boolean;
};

/** What the keeper needs. `scopes` are asked for when given; otherwise Workiva gives all that the grant has. */
export type TokenKeeperOptions = ClientCredentials & {
  scopes: readonly string[] | undefined;
  send: Send;
  clock: Clock;
};

/**
 * Makes a keeper that renews 30 s early, or in the last tenth of the life of a token that lives less than 5 minutes.
 * When an early renewal fails for a passing reason, the token at hand serves to its end.
 */
export function createTokenKeeper(options: TokenKeeperOptions): TokenKeeper {
  const { clock } = options;
  const { endpoint } = tokenCall(options, undefined);
  let held: Token | undefined;
  let renewal: Promise<Token> | undefined;
  /** The scopes that the client is believed to have, as many as were ever given. */
  let believed: readonly string[] = [];

  const renew = async (): Promise<Token> => {
    try {
      held = await fetchToken(options);
      if (held.scopes.length > believed.length) believed = held.scopes;
      return held;
    } catch (error) {
      const usable = held && clock.now().getTime() < held.endsAt;
      if (held && usable && error instanceof WorkivaError && error.transient) return held;
      throw error;
    } finally {
      renewal = undefined;
    }
  };

  return {
    async current(until) {
      if (held && clock.now().getTime() < held.renewAt) return held;
      renewal ??= renew();
      return until === undefined ? renewal : inTime(renewal, until - clock.now().getTime(), endpoint);
    },
    discard(token) {
      if (held === token) held = undefined;
    },
    mayBeOutdone(token) {
      if (held !== token) return true;
      const lacking = token.scopes.length < believed.length;
      if (lacking) believed = token.scopes;
      return lacking;
    },
  };
}

/** The renewal goes on for others when it comes too late for this one. */
async function inTime(renewal: Promise<Token>, ms: number, endpoint: string): Promise<Token> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(tooLate(endpoint)), Math.max(0, ms));
  });
  try {
    return await Promise.race([renewal, late]);
  } finally {
    clearTimeout(timer);
  }
}

function tooLate(endpoint: string): WorkivaError {
  const sentence = 'Workiva gave Grantdesk no access token in time, so nothing was asked or done.';
  return new WorkivaError({ code: 'not_sent', endpoint, sentence });
}

async function fetchToken(options: TokenKeeperOptions): Promise<Token> {
  const { scopes, send, clock } = options;
  // The life is counted from before the call: a slow answer must not make the token seem to live longer.
  const from = clock.now().getTime();
  const answer = await send(tokenCall(options, scopes));
  if (answer.status !== 200) throw refused(answer, clock);

  const { access_token: value, expires_in: seconds, scope: given } = check(answer, TokenAnswer);
  const lifeMs = seconds * 1000;
  return {
    value,
    // An answer without scope gives what was asked (RFC 6749, 5.1).
    scopes: given ?? scopes ?? [],
    renewAt: from + lifeMs - Math.min(EARLY_MS, lifeMs / 10),
    endsAt: from + lifeMs,
  };
}

function refused(answer: HttpAnswer, clock: Clock): WorkivaError {
  const wait = retryAfterMs(answer.header('retry-after'), clock.now());
  return new WorkivaError(readTokenRefusal({ ...answer, retryAfterMs: wait }));
}
