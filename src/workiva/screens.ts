/**
 * Where people open Workiva in the browser, from the address of its API: the same host without `api.`, as Workiva's
 * article "Allow hosts and emails" has it for each region. Addresses of single screens are not published, so messages
 * spell out the way from there.
 */
export function workivaHome(apiUrl: string): string {
  const url = new URL(apiUrl);
  url.hostname = url.hostname.replace(/^api\./, '');
  return url.origin;
}

const TOKEN_PATH = '/iam/v1/oauth2/token';

/** Where a grant's client gets its access tokens. Source: Workiva's API reference, "Authentication". */
export function tokenUrl(apiUrl: string): string {
  return `${apiUrl.replace(/\/$/, '')}${TOKEN_PATH}`;
}

/** The address of the API whose token endpoint this is. */
export const apiOf = (tokens: string): string => tokens.slice(0, -TOKEN_PATH.length);
