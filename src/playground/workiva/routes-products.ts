import { z } from 'zod';
import { opaqueId } from './ids.ts';
import { bodyOf, type Route } from './routing.ts';
import { PRODUCT_SCOPES } from './scopes.ts';

const NewItem = z.object({ name: z.string().min(1) });

/** What integrations call: a list for each product, which is empty here, and the making of an item. */
export const productRoutes: readonly Route[] = PRODUCT_SCOPES.flatMap((product): Route[] => [
  { method: 'GET', path: pathOf(product), scope: `${product}:read`, handle: ({ list }) => list([]) },
  {
    method: 'POST',
    path: pathOf(product),
    scope: `${product}:write`,
    handle: ({ body }) => ({ status: 201, body: { id: opaqueId(), ...bodyOf(NewItem, body) } }),
  },
]);

/** Where the items of a product are: `spreadsheet` → `/spreadsheets`. */
export function pathOf(product: string): string {
  return `/${product}s`;
}
