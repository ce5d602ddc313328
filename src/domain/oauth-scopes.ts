import { type Access, type CatalogueEntry, scopesOf } from './scopes.ts';

/**
 * What the calls of a product take. Source: Workiva's API description of version 2026-01-01, where several products share
 * one name. For Wdata and Chains, which have descriptions of their own, none is published.
 */
const PUBLISHED: Readonly<Record<string, string>> = {
  Spreadsheets: 'file',
  Documents: 'file',
  Presentations: 'file',
  Files: 'file',
  Milestones: 'file',
  Permissions: 'file',
  Graph: 'graph',
  Tasks: 'task',
  Activities: 'activity',
  'Organization (Admin)': 'organization',
};

/** A guess: the description names no scope of workspaces, and its calls about them take those of the organization. */
const GUESSED: Readonly<Record<string, string>> = { Workspace: 'organization' };

/** How Workiva's guides have written the scopes of a product before, and tokens still may. */
const OLDER: Readonly<Record<string, Record<Access, string>>> = {
  Spreadsheets: { read: 'data_tables|r', write: 'data_tables|w' },
};

/** What the token endpoint calls a scope, such as `file:read`; whether that is known or only guessed; and its older name. */
export type OAuthScope = { name: string; isKnown: boolean; older?: string };

/** What the token endpoint calls a product at a level. Answers nothing for a product of which nobody knows. */
export function oauthScope(
  { product, oauth }: Pick<CatalogueEntry, 'product' | 'oauth'>,
  access: Access,
): OAuthScope | undefined {
  const known = oauth ?? PUBLISHED[product];
  const name = known ?? GUESSED[product];
  if (name === undefined) return undefined;
  const older = oauth === undefined ? OLDER[product]?.[access] : undefined;
  return { name: `${name}:${access}`, isKnown: known !== undefined, ...(older === undefined ? {} : { older }) };
}

/** A scope for a command line: as the form shows it, or by the OAuth name where the policy names one. */
export function scopeToType(scope: string, catalogue: readonly CatalogueEntry[]): string {
  const found = scopesOf(catalogue).find(({ name }) => name === scope);
  const entry = catalogue.find(({ product }) => product === found?.product);
  const named = found && entry?.oauth !== undefined ? oauthScope(entry, found.access) : undefined;
  return named?.name ?? scope;
}

/**
 * What a token has, held against what was approved. `unclear`: what cannot be compared, of either side; where nothing
 * else is wrong, it is not known then whether the token is as approved. `shared`: names that the token has as it should, each with the products it stands for: which of them are meant, it does not tell.
 */
export type ScopeComparison = {
  outcome: 'works' | 'fewer' | 'more' | 'unclear';
  lacking: string[];
  extra: string[];
  unclear: { approved: string[]; answered: string[] };
  shared: { name: string; products: string[] }[];
};

/**
 * Compares the scopes that were approved, by their names in the form or in OAuth, with those that a token has. Several of
 * the form may be one of the token. Where the token has a scope of an unknown name, it may be one whose name was guessed
 * wrongly: both are unclear then.
 */
export function compareScopes(
  approved: readonly string[],
  answered: readonly string[],
  catalogue: readonly CatalogueEntry[],
): ScopeComparison {
  const known = namedScopes(catalogue);
  const wanted = approved.map((shown) => ({ shown, oauth: oauthOf(shown, known) }));
  const has = new Set(answered);
  const others = [...has].filter((name) => !wanted.some(({ oauth }) => isCalled(oauth, name)));
  const strange = others.filter((name) => !known.some(({ oauth }) => isCalled(oauth, name)));
  const missing = wanted.filter(({ oauth }) => oauth && ![...has].some((name) => isCalled(oauth, name)));
  const isUnclear = ({ oauth }: (typeof wanted)[number]) => !oauth?.isKnown && strange.length > 0;

  const lacking = missing.filter((one) => !isUnclear(one)).map(({ shown }) => shown);
  const extra = others.filter((name) => !strange.includes(name)).map((name) => shownAs(name, known));
  const unclear = {
    approved: [...wanted.filter(({ oauth }) => !oauth), ...missing.filter(isUnclear)].map(({ shown }) => shown),
    answered: strange,
  };
  return {
    outcome: outcomeOf({ lacking, extra, unclear }),
    lacking,
    extra,
    unclear,
    shared: [...has]
      .filter((name) => !others.includes(name) && productsOf(name, known).length > 1)
      .map((name) => ({ name, products: productsOf(name, known) })),
  };
}

function outcomeOf({ lacking, extra, unclear }: Pick<ScopeComparison, 'lacking' | 'extra' | 'unclear'>) {
  if (extra.length > 0) return 'more';
  if (lacking.length > 0) return 'fewer';
  return unclear.approved.length + unclear.answered.length > 0 ? 'unclear' : 'works';
}

type NamedScope = { shown: string; product: string; oauth: OAuthScope };

function namedScopes(catalogue: readonly CatalogueEntry[]): NamedScope[] {
  return scopesOf(catalogue).flatMap(({ name: shown, product, access }) => {
    const oauth = oauthScope(catalogue.find((entry) => entry.product === product) ?? { product }, access);
    return oauth === undefined ? [] : [{ shown, product, oauth }];
  });
}

const isCalled = (oauth: OAuthScope | undefined, name: string): boolean =>
  oauth !== undefined && (oauth.name === name || oauth.older === name);

/** What is typed as an OAuth name is meant as one. */
function oauthOf(typed: string, known: readonly NamedScope[]): OAuthScope | undefined {
  const named = known.find(({ shown, oauth }) => shown.toLowerCase() === typed.toLowerCase() || oauth.older === typed);
  if (named !== undefined) return named.oauth;
  return /^[\w.-]+:[\w.-]+$/.test(typed) ? { name: typed, isKnown: true } : undefined;
}

const productsOf = (name: string, known: readonly NamedScope[]): string[] =>
  known.filter(({ oauth }) => isCalled(oauth, name)).map(({ product }) => product);

/** A scope of a token as the form shows it; or by its own name, with the products for which it may stand. */
function shownAs(name: string, known: readonly NamedScope[]): string {
  const products = productsOf(name, known);
  if (products.length > 1) return `${name} (${oneOf(products)})`;
  return known.find(({ oauth }) => isCalled(oauth, name))?.shown ?? name;
}

const oneOf = (names: readonly string[]) => `${names.slice(0, -1).join(', ')} or ${names.at(-1)}`;
