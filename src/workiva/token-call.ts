import type { HttpCall } from './http.ts';
import { tokenUrl } from './screens.ts';

/** The client of a grant. `apiUrl` has no final slash. */
export type ClientCredentials = { apiUrl: string; clientId: string; clientSecret: string };

/** The request for an access token. Without `scopes` Workiva gives all that the grant has. */
export function tokenCall(
  { apiUrl, clientId, clientSecret }: ClientCredentials,
  scopes: readonly string[] | undefined,
): HttpCall {
  const url = new URL(tokenUrl(apiUrl));
  return {
    endpoint: `POST ${url.pathname}`,
    method: 'POST',
    url,
    form: {
      ...{ grant_type: 'client_credentials', client_id: clientId, client_secret: clientSecret },
      ...(scopes ? { scope: scopes.join(' ') } : {}),
    },
  };
}
