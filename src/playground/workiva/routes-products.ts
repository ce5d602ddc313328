import { z } from 'zod';
import { opaqueId } from './ids.ts';
import { bodyOf, type Route } from './routing.ts';

const NewItem = z.looseObject({});

/**
 * The calls of documents and data that integrations make here, by the OAuth scope that they take; those of Wdata and
 * Chains are made up. An integration with nothing but such a scope makes the first of them.
 */
export const PRODUCT_CALLS: Readonly<Record<string, readonly string[]>> = {
  'file:read': ['/spreadsheets', '/documents', '/files'],
  'file:write': ['/files'],
  'graph:read': ['/graph/records'],
  'graph:write': ['/graph/edits'],
  'task:read': ['/tasks'],
  'task:write': ['/tasks'],
  ...madeUp('wdata_table', 'wdata_query', 'wdata_connection', 'chain'),
};

/** What integrations call: lists, which are empty here, and the making of an item. */
export const productRoutes: readonly Route[] = Object.entries(PRODUCT_CALLS).flatMap(([scope, paths]) =>
  paths.map((path): Route => {
    if (scope.endsWith(':read')) return { method: 'GET', path, scope, handle: ({ list }) => list([]) };
    const make: Route['handle'] = ({ body }) => ({ status: 201, body: { id: opaqueId(), ...bodyOf(NewItem, body) } });
    return { method: 'POST', path, scope, handle: make };
  }),
);

function madeUp(...names: string[]): Record<string, string[]> {
  const calls = names.map((name) => ({ [`${name}:read`]: [`/${name}s`], [`${name}:write`]: [`/${name}s`] }));
  return Object.assign({}, ...calls);
}
