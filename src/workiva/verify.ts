import { check } from './answers.ts';
import { WorkivaError, type WorkivaErrorFacts } from './errors.ts';
import { createSend } from './http.ts';
import { readTokenRefusal } from './refusals.ts';
import { TokenAnswer, TokenRefusal } from './schemas.ts';
import { createSecrets } from './secrets.ts';
import { type ClientCredentials, tokenCall } from './token-call.ts';

/** What Workiva said: the scopes of a token, where it named any; or why it refused one. */
export type Verification =
  | { ok: true; scopes: readonly string[] | undefined }
  | { ok: false; reason: RefusedBecause; said: string };

/** Why there is no token, as far as Workiva says: it tells no stranger which of several causes it is. */
export type RefusedBecause = 'credentials' | 'expired' | 'address' | 'suspended';

const TIMEOUT_MS = 29_000;

/**
 * Asks for one token with the credentials of a grant, once, and forgets it.
 *
 * @throws WorkivaError when Workiva has neither given nor refused one, such as `unreachable` and `rate_limited`
 */
export async function verifyCredentials(credentials: ClientCredentials): Promise<Verification> {
  const send = createSend(createSecrets(credentials.clientSecret));
  const answer = await send(tokenCall(credentials, undefined), TIMEOUT_MS);
  if (answer.status === 200) return { ok: true, scopes: check(answer, TokenAnswer).scope };
  const facts = readTokenRefusal({ ...answer, retryAfterMs: undefined });
  if (facts.code !== 'token_refused') throw new WorkivaError(facts);
  return refusedAs(facts, answer.body);
}

function refusedAs({ status, workivaCode }: WorkivaErrorFacts, body: unknown): Verification {
  const description = TokenRefusal.safeParse(body).data?.error_description ?? '';
  const said = [description.replace(/[.\s]+$/, ''), String(status), workivaCode].filter(Boolean).join(', ');
  return { ok: false, reason: reasonOf(description, status), said };
}

/** Workiva's words are not published, so these look for the one word that names the cause. */
function reasonOf(description: string, status: number | undefined): RefusedBecause {
  if (/\bip\b|address|network|allow-?list/i.test(description)) return 'address';
  if (/expired/i.test(description)) return 'expired';
  if (/suspend|inactive|disabled/i.test(description)) return 'suspended';
  return status === 403 ? 'address' : 'credentials';
}
