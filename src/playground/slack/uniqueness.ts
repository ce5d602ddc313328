import type { Fault, Payload } from './limit.ts';
import type { Node } from './nodes.ts';

/** Blocks that share a block_id. */
export function repeatedBlockIds({ nodes }: Payload): Fault[] {
  return repeated(
    nodes.filter((node) => node.kind === 'block'),
    (node) => node.value.block_id,
    'block_id',
  );
}

/** Elements of one block that share an action_id; in different blocks they may. */
export function repeatedActionIds({ nodes }: Payload): Fault[] {
  const blocks = [...new Set(nodes.filter((node) => node.kind === 'element').map((node) => node.parent))];
  return blocks.flatMap((block) =>
    repeated(
      nodes.filter((node) => node.kind === 'element' && node.parent === block),
      (node) => node.value.action_id,
      'action_id',
    ),
  );
}

function repeated(nodes: readonly Node[], idOf: (node: Node) => unknown, property: string): Fault[] {
  const seen = new Set<unknown>();
  return nodes.flatMap((node) => {
    const id = idOf(node);
    if (id === undefined) return [];
    if (!seen.has(id)) {
      seen.add(id);
      return [];
    }
    return [
      { pointer: `${node.pointer}/${property}`, message: `\`${property}\` "${id}" already exists for another element` },
    ];
  });
}

/** More than one element that asks for the focus. */
export function repeatedFocus({ nodes }: Payload): Fault[] {
  return nodes
    .filter((node) => node.value.focus_on_load === true)
    .slice(1)
    .map((node) => ({ pointer: `${node.pointer}/focus_on_load`, message: 'only one element can be focused on load' }));
}
