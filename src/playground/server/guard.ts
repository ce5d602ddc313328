import type { IncomingMessage } from 'node:http';

const NAMES = ['localhost', '127.0.0.1', '[::1]'];

/**
 * Why a request is not taken, or nothing. Only this machine's own names may be asked for, or any website could point a
 * name of its own at this address (DNS rebinding); and only pages of this very server may ask for the API.
 */
export function whyRefused({ headers }: Pick<IncomingMessage, 'headers'>, port: number): string | undefined {
  const hosts = NAMES.map((name) => `${name}:${port}`);
  const host = headers.host?.toLowerCase() ?? '';
  if (!hosts.includes(host)) return `This server answers only at http://localhost:${port}.`;
  if (headers.origin !== undefined && headers.origin !== `http://${host}`) return 'Another site asked for this.';
  const site = headers['sec-fetch-site'];
  if (site === 'cross-site' || site === 'same-site') return 'Another site asked for this.';
  return undefined;
}
