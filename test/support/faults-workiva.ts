import type { RecordedCall } from '../../src/playground/workiva/types.ts';
import type { World } from '../../src/playground/world.ts';

/** The calls that change something in Workiva, as `faults` match them. */
export const WRITES = {
  user: { method: 'POST', path: /\/users$/ },
  membership: { method: 'POST', path: /\/membershipCreation$/ },
  roles: { method: 'POST', path: /\/roles\/assignment$/ },
} as const;
export type ApiStep = keyof typeof WRITES;
export const API_STEPS = Object.keys(WRITES) as ApiStep[];

/** The activity log is read by itself, at any time. */
const isApi = ({ path }: RecordedCall) => path.startsWith('/platform/') && !path.endsWith('/activities');

/** Counts calls from this moment on. */
export function watchCalls(world: World) {
  const from = world.workiva.calls.length;
  const calls = () => world.workiva.calls.slice(from).filter(isApi);
  return {
    calls,
    /** Each call as `GET users`, its ids left out; `…?` where it narrows a list down. */
    shapes: () => calls().map(shapeOf),
    writes: (step: ApiStep) => calls().filter(({ method, path }) => method === 'POST' && WRITES[step].path.test(path)),
  };
}

function shapeOf({ method, path, query }: RecordedCall): string {
  const [, rest = path] = /^\/platform\/v1(?:\/organizations\/[^/]+)?\/(.+)$/.exec(path) ?? [];
  const bare = rest
    .replace(/^workspaces\/[^/]+/, 'workspace')
    .replace(/memberships\/(?!membershipCreation)[^/]+/, 'member')
    .replace(/^operations\/.+/, 'operation');
  return `${method} ${bare}${query.$filter === undefined ? '' : '?'}`;
}

export const usersNamed = (world: World, username: string) =>
  world.workiva.users.filter((user) => user.username === username);

export const membershipsOf = (world: World, username: string) =>
  world.workiva.memberships.filter((membership) => membership.username === username);
