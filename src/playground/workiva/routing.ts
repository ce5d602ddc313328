import type { z } from 'zod';
import type { Performer } from './activity-log.ts';
import { ApiFault, notFound } from './api-fault.ts';
import type { Operations } from './operations.ts';
import type { Reply } from './reply.ts';
import type { World } from './world.ts';

/** What a handler knows of the call. `id` reads a placeholder of the path; `list` answers one page. */
export type RouteContext = {
  world: World;
  operations: Operations;
  performer: Performer;
  url: URL;
  body: unknown;
  id(name: string): string;
  list(items: readonly unknown[]): Reply;
};

/** One call of the API. `scope` is the OAuth scope that it takes, if any. */
export type Route = {
  method: 'GET' | 'POST' | 'PATCH' | 'DELETE';
  path: string;
  scope?: string;
  handle(context: RouteContext): Reply;
};

/** Finds the route of a path below `/platform/v1`, and what stands in its placeholders. */
export function matchRoute(routes: readonly Route[], method: string, path: string): [Route, Record<string, string>] {
  const given = path.split('/');
  for (const route of routes) {
    const ids = route.method === method ? placeholders(route.path.split('/'), given) : undefined;
    if (ids) return [route, ids];
  }
  throw new ApiFault(404, { message: `There is no call ${method} ${path}.` });
}

/** Checks the body of a call. @throws ApiFault 400, one detail for each fault */
export function bodyOf<Schema extends z.ZodType>(schema: Schema, body: unknown): z.infer<Schema> {
  const result = schema.safeParse(body);
  if (result.success) return result.data;
  const details = result.error.issues.map(({ path, message }) => ({
    code: 'invalidField',
    message,
    target: path.map(String).join('.'),
  }));
  throw new ApiFault(400, { code: 'invalidBody', message: 'The body is not valid.', details });
}

/** The one with this id. @throws ApiFault 404 `<what>NotFound` */
export function withId<Item extends { id: string }>(items: readonly Item[], id: string, what: string): Item {
  const item = items.find((candidate) => candidate.id === id);
  if (!item) throw notFound(what, id);
  return item;
}

function placeholders(pattern: readonly string[], given: readonly string[]): Record<string, string> | undefined {
  if (pattern.length !== given.length) return undefined;
  const ids: Record<string, string> = {};
  for (const [index, part] of pattern.entries()) {
    const value = given[index] ?? '';
    if (part.startsWith('{')) ids[part.slice(1, -1)] = decodeURIComponent(value);
    else if (part !== value) return undefined;
  }
  return ids;
}
