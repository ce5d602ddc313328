const MENTION = /<@([UW][A-Z0-9]+)(?:\|[^>]*)?>/;
const DATE = /\b\d{4}-\d{2}-\d{2}\b/;

/** The words after `/grant`, as typed. Slack sends people as `<@U…|name>`, and `&`, `<` and `>` as entities. */
export function wordsOf(text: string): { word: string; argument: string; rest: string } {
  const [first = '', ...others] = text.trim().split(/\s+/);
  const rest = others.join(' ');
  return { word: asTyped(first), argument: asTyped(others[0] ?? ''), rest };
}

/** A text as it was typed: Slack sends `&`, `<` and `>` as entities. */
export const asTyped = (text: string): string =>
  text.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&');

/** The person and the last day that a hand-over names, in either order. */
export function handOverWords(rest: string): { to: string | undefined; until: string | undefined } {
  return { to: MENTION.exec(rest)?.[1], until: DATE.exec(rest)?.[0] };
}
