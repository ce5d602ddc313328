import { isObject, type Json } from './json.ts';

export type NodeKind =
  | 'view'
  | 'block'
  | 'element'
  | 'text'
  | 'option'
  | 'option_group'
  | 'confirm'
  /** A part of a rich text, such as a section or a list, and what is in one, such as a text or a link. */
  | 'rich_part'
  | 'rich_element'
  | 'cell'
  | 'column';

/** One part of a message or view: what it is, where it is, and what it is in. */
export type Node = {
  kind: NodeKind;
  /** For blocks, elements and views their `type`; for text objects `plain_text` or `mrkdwn`. */
  type: string;
  value: Json;
  pointer: string;
  parent?: Node;
  /** The property of the parent that holds it. */
  role: string;
};

const TEXTS = ['text', 'label', 'hint', 'title', 'placeholder', 'description', 'confirm', 'deny', 'submit', 'close'];

/** The newer display blocks have a grammar of their own, which this product does not use. */
const OPAQUE = new Set(['rich_text_input', 'data_table', 'card', 'carousel', 'container', 'plan']);

/** Every part of a view, the view first. */
export function nodesOfView(view: Json): Node[] {
  const root: Node = { kind: 'view', type: String(view.type), value: view, pointer: '/view', role: 'view' };
  return [root, ...textsOf(root), ...nodesOfBlocks(view.blocks, '/view', root)];
}

/** Every part of a message. */
export function nodesOfBlocks(blocks: unknown, base = '', parent?: Node): Node[] {
  if (!Array.isArray(blocks)) return [];
  return blocks.flatMap((block, index) => below('block', block, `${base}/blocks/${index}`, 'blocks', parent));
}

function below(kind: NodeKind, value: unknown, pointer: string, role: string, parent?: Node): Node[] {
  const object = isObject(value) ? value : {};
  const node: Node = {
    kind,
    type: String(object.type ?? kind),
    value: object,
    pointer,
    role,
    ...(parent && { parent }),
  };
  if (OPAQUE.has(node.type) || kind === 'text') return [node];
  if (RICH.has(kind) || node.type === 'rich_text') return [node, ...richChildrenOf(node)];
  if (node.type === 'table') return [node, ...tableChildrenOf(node)];
  return [node, ...textsOf(node), ...childrenOf(node)];
}

const RICH = new Set<NodeKind>(['rich_part', 'rich_element', 'cell', 'column']);

/** What is in a rich text, or in one of its parts; a list holds sections. */
function richChildrenOf(node: Node): Node[] {
  const { elements } = node.value;
  if (node.kind === 'rich_element' || node.kind === 'column' || !Array.isArray(elements)) return [];
  const holdsParts = node.type === 'rich_text' || node.type === 'rich_text_list';
  const kind = holdsParts ? 'rich_part' : 'rich_element';
  return elements.flatMap((item, index) => below(kind, item, `${node.pointer}/elements/${index}`, 'elements', node));
}

function tableChildrenOf(node: Node): Node[] {
  const { rows, column_settings: columns } = node.value;
  const cells = listOf(rows).flatMap((row, at) =>
    listOf(row).flatMap((cell, index) => below('cell', cell, `${node.pointer}/rows/${at}/${index}`, 'rows', node)),
  );
  // A column without settings may be null.
  const settings = listOf(columns).flatMap((column, index) =>
    column === null ? [] : below('column', column, `${node.pointer}/column_settings/${index}`, 'column_settings', node),
  );
  return [...cells, ...settings];
}

const listOf = (value: unknown): unknown[] => (Array.isArray(value) ? value : []);

function textsOf(node: Node): Node[] {
  const named = TEXTS.filter((role) => isObject(node.value[role]) && !isConfirm(node, role)).map((role) => {
    return [role, node.value[role], `${node.pointer}/${role}`] as const;
  });
  const fields = Array.isArray(node.value.fields) ? node.value.fields : [];
  const numbered = fields.map((field, index) => ['fields', field, `${node.pointer}/fields/${index}`] as const);
  return [...named, ...numbered].flatMap(([role, value, pointer]) => below('text', value, pointer, role, node));
}

/** `confirm` is a dialog on an element and a button's text within the dialog. */
function isConfirm(node: Node, role: string): boolean {
  return role === 'confirm' && node.kind !== 'confirm';
}

function childrenOf(node: Node): Node[] {
  const single: [string, NodeKind][] = [
    ['accessory', 'element'],
    ['element', 'element'],
    ['confirm', 'confirm'],
    ['initial_option', 'option'],
  ];
  const several: [string, NodeKind][] = [
    ['elements', 'element'],
    ['options', 'option'],
    ['option_groups', 'option_group'],
    ['initial_options', 'option'],
  ];
  const alone = single
    .filter(([role]) => node.value[role] !== undefined && (role !== 'confirm' || isConfirm(node, role)))
    .flatMap(([role, kind]) => below(kind, node.value[role], `${node.pointer}/${role}`, role, node));
  const listed = several.flatMap(([role, kind]) => {
    const items = Array.isArray(node.value[role]) ? (node.value[role] as unknown[]) : [];
    return items.flatMap((item, index) =>
      below(elementKind(item, kind), item, `${node.pointer}/${role}/${index}`, role, node),
    );
  });
  return [...alone, ...listed];
}

/** A context block mixes text objects with images. */
function elementKind(item: unknown, kind: NodeKind): NodeKind {
  const isText = isObject(item) && (item.type === 'plain_text' || item.type === 'mrkdwn');
  return kind === 'element' && isText ? 'text' : kind;
}
