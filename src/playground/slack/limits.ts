import { isObject, type Json } from './json.ts';
import type { Fault, Known, Limit, Payload } from './limit.ts';
import { nodesOfBlocks, nodesOfView } from './nodes.ts';
import { RICH_TEXT } from './rich-text.ts';
import { RULES } from './rules.ts';
import { COUNTS, SIZES } from './sizes.ts';
import { TABLES } from './tables.ts';

/** Everything that Slack refuses in messages and views, one row each. */
export const LIMITS: readonly Limit[] = [...RULES, ...COUNTS, ...SIZES, ...RICH_TEXT, ...TABLES];

/** The faults of a message's blocks. */
export function faultsOfBlocks(blocks: unknown, known: Known): Fault[] {
  return faultsOf({ surface: 'message', nodes: nodesOfBlocks(blocks), root: { blocks }, known });
}

/** The faults of a view. */
export function faultsOfView(view: unknown, allowed: 'modal' | 'home', known: Known): Fault[] {
  if (!isObject(view)) return [{ pointer: '/view', message: 'must be a valid JSON object' }];
  if (view.type !== allowed) return [{ pointer: '/view/type', message: `must be one of the following: "${allowed}"` }];
  return faultsOf({ surface: allowed, nodes: nodesOfView(view), root: view, known });
}

function faultsOf(payload: Payload): Fault[] {
  return LIMITS.flatMap((limit) => limit.check(payload));
}

/** The faults of what an app offers for an external select; offering nothing is allowed. */
export function faultsOfOptions(answer: Json, known: Known): Fault[] {
  if (Array.isArray(answer.options) && answer.options.length === 0) return [];
  return faultsOfBlocks([{ type: 'actions', elements: [{ type: 'static_select', ...answer }] }], known);
}
