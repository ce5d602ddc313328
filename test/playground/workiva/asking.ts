import type { WorkivaStandIn } from '../../../src/playground/workiva/stand-in.ts';
import { CLIENT_ID, ORGANIZATION, SECRET } from '../../workiva/with-workiva.ts';

/** An answer of the stand-in, as any HTTP client sees it. */
export type Answer = { status: number; body: unknown; headers: Headers };

/** What may be said differently from how the product says it. */
export type Ask = { token?: string; version?: string | null; body?: unknown };

/** Gets a token the way a program with a client ID and a secret does. */
export async function tokenOf(
  workiva: WorkivaStandIn,
  clientId = CLIENT_ID,
  secret = SECRET,
  more: Record<string, string> = {},
): Promise<Answer & { token: string; scope: string }> {
  const form = { grant_type: 'client_credentials', client_id: clientId, client_secret: secret, ...more };
  const response = await fetch(`${workiva.apiUrl}/iam/v1/oauth2/token`, {
    method: 'POST',
    body: new URLSearchParams(form),
  });
  const body = (await response.json()) as { access_token?: string; scope?: string };
  return {
    status: response.status,
    headers: response.headers,
    body,
    token: body.access_token ?? '',
    scope: body.scope ?? '',
  };
}

/** Makes one call below the organization (`/users`), or of another address when it begins with `http`. */
export async function ask(workiva: WorkivaStandIn, method: string, path: string, how: Ask = {}): Promise<Answer> {
  const token = how.token ?? (await tokenOf(workiva)).token;
  const version = how.version === undefined ? '2026-01-01' : how.version;
  const url = path.startsWith('http') ? path : `${workiva.apiUrl}/platform/v1/organizations/${ORGANIZATION}${path}`;
  const response = await fetch(url, {
    method,
    headers: {
      authorization: `Bearer ${token}`,
      'content-type': 'application/json',
      ...(version === null ? {} : { 'x-version': version }),
    },
    ...(how.body === undefined ? {} : { body: JSON.stringify(how.body) }),
  });
  const text = await response.text();
  return { status: response.status, headers: response.headers, body: text ? JSON.parse(text) : undefined };
}

/** The items of one page. */
export function itemsOf(answer: Answer): Record<string, unknown>[] {
  return (answer.body as { data: Record<string, unknown>[] }).data;
}

/** The id of something that the stand-in knows by name. */
export function idOf(items: readonly { id: string; name?: string; username?: string }[], name: string): string {
  const item = items.find((one) => one.name === name || one.username === name);
  if (!item) throw new Error(`nothing is called ${name}`);
  return item.id;
}
