/** Products on the grant form → the name of their OAuth scopes. */
const PRODUCTS: Record<string, string> = {
  Spreadsheets: 'spreadsheet',
  Documents: 'document',
  Presentations: 'presentation',
  Files: 'file',
  Graph: 'graph',
  'Wdata tables': 'wdata_table',
  'Wdata queries': 'wdata_query',
  'Wdata connections': 'wdata_connection',
  Chains: 'chain',
  Tasks: 'task',
  Milestones: 'milestone',
  Permissions: 'permission',
  Activities: 'activity',
  'Organization (Admin)': 'organization',
  Organization: 'organization',
  Workspace: 'workspace',
};

/** Everything that the grant form offers, as it shows it. */
export const OFFERED_SCOPES: readonly string[] = Object.keys(PRODUCTS)
  .flatMap((product) => [`${product} (Read)`, `${product} (Write)`])
  .filter((shown) => oauthScope(shown) !== undefined);

/** The OAuth scopes of documents and data, which have calls of their own: what stands before `:read` and `:write`. */
export const PRODUCT_SCOPES: readonly string[] = Object.values(PRODUCTS).filter(
  (name) => !['organization', 'activity'].includes(name),
);

/** `Spreadsheets (Read)` → `spreadsheet:read`; undefined for what the form does not offer. */
export function oauthScope(shown: string): string | undefined {
  const [, product = '', level = ''] = /^(.+) \((Read|Write)\)$/.exec(shown) ?? [];
  const name = PRODUCTS[product];
  if (!name || (name === 'activity' && level === 'Write')) return undefined;
  return `${name}:${level.toLowerCase()}`;
}
