import { APPS, HOSTS, type Region, regionOf, regionOfApp } from './hosts.ts';

/**
 * Where an installation of Workiva is: the address of its API, as Grantdesk reaches it; and what the environment says
 * beside that, where the address is that of a host of one's own.
 */
export type Whereabouts = { apiUrl: string; region?: Region | undefined; appUrl?: string | undefined };

/**
 * Where people open Workiva in the browser: as the environment says, else where the region has it. Addresses of single
 * screens are not published, so messages spell out the way from there.
 */
export function workivaHome(where: Whereabouts): string {
  const region = regionAt(where);
  return where.appUrl ?? (region === undefined ? guessedHome(where.apiUrl) : APPS[region]);
}

/** Nothing better is known of a host of one's own: it may be a proxy, behind which nobody signs in. */
function guessedHome(apiUrl: string): string {
  const url = new URL(apiUrl);
  url.hostname = url.hostname.replace(/^api\./, '');
  return url.origin;
}

/** Says what to set where nobody knows whither people and integrations are to be sent; nothing where that is known. */
export function homeFault(where: Whereabouts): string | undefined {
  if (where.appUrl !== undefined || regionAt(where) !== undefined) return undefined;
  return `Messages lead people to ${workivaHome(where)}, and integrations to ${where.apiUrl} for their tokens: both are only guessed from WORKIVA_API_URL. Set WORKIVA_REGION, or WORKIVA_APP_URL to where people sign in.`;
}

/** The address of the API for integrations. What Grantdesk itself goes through, such as a proxy, need not be open to them. */
export function integrationsApi(where: Whereabouts): string {
  const region = regionAt(where);
  return region === undefined ? where.apiUrl : HOSTS[region];
}

/** The region, by the address of the API, or as the environment says. */
const regionAt = ({ apiUrl, region, appUrl }: Whereabouts): Region | undefined =>
  regionOf(apiUrl) ?? region ?? (appUrl === undefined ? undefined : regionOfApp(appUrl));

const TOKEN_PATH = '/iam/v1/oauth2/token';

/** Where a grant's client gets its access tokens. Source: Workiva's API reference, "Authentication". */
export function tokenUrl(apiUrl: string): string {
  return `${apiUrl.replace(/\/$/, '')}${TOKEN_PATH}`;
}

/** The address of the API whose token endpoint this is. */
export const apiOf = (tokens: string): string => tokens.slice(0, -TOKEN_PATH.length);
