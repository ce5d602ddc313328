import { z } from 'zod';
import type { Performer } from './activity-log.ts';
import { PRODUCT_CALLS } from './routes-products.ts';
import type { GrantUse } from './types.ts';
import type { Grant, World } from './world.ts';

const TokenAnswer = z.object({ access_token: z.string(), scope: z.string() });
const Refusal = z.object({ message: z.string().optional(), error_description: z.string().optional() });

type Call = { method: string; path: string; body?: object };

/** Writes that an integration has called the API. */
export function logUse(world: World, performer: Performer, grant: Grant, { method, path }: Omit<Call, 'body'>): void {
  world.log.write('api.access', performer, [
    { id: grant.clientId, type: 'apiGrant', name: grant.clientName },
    { id: path, type: 'apiCall', name: `${method} ${path}` },
  ]);
}

/** Makes the integration that uses grants, over HTTP like any other. */
export function createUseGrant(apiUrl: string, organizationId: string) {
  return async (clientId: string, secret: string): Promise<GrantUse> => {
    const form = { grant_type: 'client_credentials', client_id: clientId, client_secret: secret };
    const url = `${apiUrl}/iam/v1/oauth2/token`;
    const answer = await fetch(url, { method: 'POST', body: new URLSearchParams(form) });
    if (!answer.ok) return refusalOf(answer);
    const { access_token: token, scope } = TokenAnswer.parse(await answer.json());
    const scopes = scope.split(' ');
    const call = scopes.map((one) => callFor(one, organizationId)).find((one) => one !== undefined);
    if (!call) return { ok: false, status: 403, message: 'None of the scopes allows a call that the stand-in knows.' };

    const made = await fetch(`${apiUrl}/platform/v1${call.path}`, {
      method: call.method,
      headers: { authorization: `Bearer ${token}`, 'x-version': '2026-01-01', 'content-type': 'application/json' },
      ...(call.body ? { body: JSON.stringify(call.body) } : {}),
    });
    return made.ok ? { ok: true, scopes, call: `${call.method} ${call.path}` } : refusalOf(made);
  };
}

/** A call that takes no more than this scope. */
function callFor(scope: string, organizationId: string): Call | undefined {
  const organization = `/organizations/${organizationId}`;
  if (scope === 'organization:read') return { method: 'GET', path: organization };
  if (scope === 'activity:read') return { method: 'GET', path: `${organization}/activities` };
  const [path] = PRODUCT_CALLS[scope] ?? [];
  if (path === undefined) return undefined;
  if (scope.endsWith(':read')) return { method: 'GET', path };
  return { method: 'POST', path, body: { name: 'Nightly export' } };
}

async function refusalOf(answer: Response): Promise<GrantUse> {
  const text = await answer.text();
  const { message, error_description: description } = text.startsWith('{') ? Refusal.parse(JSON.parse(text)) : {};
  return { ok: false, status: answer.status, message: message ?? description ?? 'There was no reason given.' };
}
