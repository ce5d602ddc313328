import { type Access, type CatalogueEntry, scopesOf } from './scopes.ts';

/** The names that Workiva publishes. Source: its API description of version 2026-01-01, the Admin side. */
const PUBLISHED: Readonly<Record<string, string>> = {
  Activities: 'activity',
  'Organization (Admin)': 'organization',
};

/**
 * The names of all other products are not published. These are guesses, made as the published ones are: the product in
 * the singular. A policy that knows better says so, as `oauth` of the product.
 */
const GUESSED: Readonly<Record<string, string>> = {
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
  Workspace: 'workspace',
};

/** What the token endpoint calls a scope, such as `spreadsheet:read`; and whether that is known or only guessed. */
export type OAuthScope = { name: string; isKnown: boolean };

/** What the token endpoint calls a product at a level. Answers nothing for a product of which nobody knows. */
export function oauthScope(
  { product, oauth }: Pick<CatalogueEntry, 'product' | 'oauth'>,
  access: Access,
): OAuthScope | undefined {
  const known = oauth ?? PUBLISHED[product];
  const name = known ?? GUESSED[product];
  return name === undefined ? undefined : { name: `${name}:${access}`, isKnown: known !== undefined };
}

/** A scope for a command line: as the form shows it, or by the OAuth name where the policy names one. */
export function scopeToType(scope: string, catalogue: readonly CatalogueEntry[]): string {
  const found = scopesOf(catalogue).find(({ name }) => name === scope);
  const entry = catalogue.find(({ product }) => product === found?.product);
  const named = found && entry?.oauth !== undefined ? oauthScope(entry, found.access) : undefined;
  return named?.name ?? scope;
}

/** What a token has, held against what was approved. `unclear`: what cannot be compared, of either side. */
export type ScopeComparison = {
  outcome: 'works' | 'fewer' | 'more';
  lacking: string[];
  extra: string[];
  unclear: { approved: string[]; answered: string[] };
};

/**
 * Compares the scopes that were approved, by their names in the form or in OAuth, with those that a token has. Where
 * the token has a scope of an unknown name, it may be one whose name was guessed wrongly: both are unclear then.
 */
export function compareScopes(
  approved: readonly string[],
  answered: readonly string[],
  catalogue: readonly CatalogueEntry[],
): ScopeComparison {
  const names = namesIn(catalogue);
  const wanted = approved.map((shown) => ({ shown, oauth: oauthOf(shown, names) }));
  const known = new Set([...names.values()].map(({ name }) => name));
  const expected = new Set(wanted.flatMap(({ oauth }) => oauth?.name ?? []));
  const others = [...new Set(answered)].filter((name) => !expected.has(name));
  const strange = others.filter((name) => !known.has(name));
  const missing = wanted.filter(({ oauth }) => oauth !== undefined && !answered.includes(oauth.name));
  const isUnclear = ({ oauth }: (typeof wanted)[number]) => !oauth?.isKnown && strange.length > 0;

  const lacking = missing.filter((one) => !isUnclear(one)).map(({ shown }) => shown);
  const extra = others.filter((name) => known.has(name)).map((name) => shownAs(name, names));
  return {
    outcome: extra.length > 0 ? 'more' : lacking.length > 0 ? 'fewer' : 'works',
    lacking,
    extra,
    unclear: {
      approved: [...wanted.filter(({ oauth }) => !oauth), ...missing.filter(isUnclear)].map(({ shown }) => shown),
      answered: strange,
    },
  };
}

function namesIn(catalogue: readonly CatalogueEntry[]): Map<string, OAuthScope> {
  const scopes = scopesOf(catalogue).flatMap(({ name, product, access }) => {
    const oauth = oauthScope(catalogue.find((entry) => entry.product === product) ?? { product }, access);
    return oauth === undefined ? [] : [[name, oauth] as const];
  });
  return new Map(scopes);
}

/** What is typed as an OAuth name is meant as one. */
function oauthOf(typed: string, names: ReadonlyMap<string, OAuthScope>): OAuthScope | undefined {
  const shown = [...names.keys()].find((name) => name.toLowerCase() === typed.toLowerCase());
  if (shown !== undefined) return names.get(shown);
  return /^[\w.-]+:[\w.-]+$/.test(typed) ? { name: typed, isKnown: true } : undefined;
}

const shownAs = (oauth: string, names: ReadonlyMap<string, OAuthScope>): string =>
  [...names].find(([, { name }]) => name === oauth)?.[0] ?? oauth;
