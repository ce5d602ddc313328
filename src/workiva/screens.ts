/**
 * Where people open Workiva in the browser, from the address of its API: the same host without `api.`. Workiva does not
 * publish addresses of single screens, so messages spell out the way from there.
 */
export function workivaHome(apiUrl: string): string {
  const url = new URL(apiUrl);
  url.hostname = url.hostname.replace(/^api\./, '');
  return url.origin;
}

/** Where a grant's client gets its access tokens. Source: Workiva's API reference, "Authentication". */
export function tokenUrl(apiUrl: string): string {
  return `${apiUrl.replace(/\/$/, '')}/iam/v1/oauth2/token`;
}
