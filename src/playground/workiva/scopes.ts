/**
 * Products on the grant form → the name of their OAuth scopes, as Workiva's API description of version 2026-01-01 has
 * them. Those of Wdata and Chains are not published, and made up.
 */
const PRODUCTS: Record<string, string> = {
  Spreadsheets: 'file',
  Documents: 'file',
  Presentations: 'file',
  Files: 'file',
  Graph: 'graph',
  'Wdata tables': 'wdata_table',
  'Wdata queries': 'wdata_query',
  'Wdata connections': 'wdata_connection',
  Chains: 'chain',
  Tasks: 'task',
  Milestones: 'file',
  Permissions: 'file',
  Activities: 'activity',
  'Organization (Admin)': 'organization',
  Organization: 'organization',
  Workspace: 'organization',
};

/** Everything that the grant form offers, as it shows it. */
export const OFFERED_SCOPES: readonly string[] = Object.keys(PRODUCTS)
  .flatMap((product) => [`${product} (Read)`, `${product} (Write)`])
  .filter((shown) => oauthScope(shown) !== undefined);

/** `Spreadsheets (Read)` → `file:read`; undefined for what the form does not offer. */
export function oauthScope(shown: string): string | undefined {
  const [, product = '', level = ''] = /^(.+) \((Read|Write)\)$/.exec(shown) ?? [];
  const name = PRODUCTS[product];
  if (!name || (name === 'activity' && level === 'Write')) return undefined;
  return `${name}:${level.toLowerCase()}`;
}

/** The OAuth scopes of some scopes of the form, each once. */
export function oauthScopes(shown: readonly string[]): string[] {
  return [...new Set(shown.map((scope) => oauthScope(scope) ?? scope))];
}
