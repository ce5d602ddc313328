import type { World } from '../../world.ts';

/** What the integration knows, which nobody else ever does. */
export type Secret = { clientId: string; secret: string };

/** What Workiva answers to an integration that asks for a token. */
export type TokenAnswer = { status: number; scope?: string; token?: string };

/** Asks Workiva for a token, as the integration does. */
export async function askForToken(world: World, { clientId, secret }: Secret): Promise<TokenAnswer> {
  const response = await fetch(`${world.workiva.apiUrl}/iam/v1/oauth2/token`, {
    method: 'POST',
    body: new URLSearchParams({ grant_type: 'client_credentials', client_id: clientId, client_secret: secret }),
  });
  const { scope, access_token: token } = (await response.json()) as { scope?: string; access_token?: string };
  return {
    status: response.status,
    ...(scope === undefined ? {} : { scope }),
    ...(token === undefined ? {} : { token }),
  };
}

/** Calls Workiva with a token. Answers the status: 401 when Workiva knows the token no more, or not yet. */
export async function callWith(world: World, token: string): Promise<number> {
  const organization = world.config.workiva.access === 'api' ? world.config.workiva.organizationId : '';
  const response = await fetch(`${world.workiva.apiUrl}/platform/v1/organizations/${organization}/users`, {
    headers: { authorization: `Bearer ${token}`, 'x-version': '2026-01-01' },
  });
  await response.arrayBuffer();
  return response.status;
}
