/** A piece of formatted text. */
export type Piece =
  | { kind: 'text'; text: string }
  | { kind: 'bold' | 'italic' | 'strike' | 'quote'; inside: Piece[] }
  | { kind: 'code' | 'preformatted'; text: string }
  | { kind: 'link'; url: string; label: string }
  | { kind: 'person' | 'group' | 'channel'; id: string; label?: string }
  | { kind: 'everybody'; name: string }
  | { kind: 'date'; seconds: number; format: string; url?: string; fallback: string }
  | { kind: 'emoji'; name: string }
  | { kind: 'break' };

/** A character, or a piece that is whole already. */
type Unit = string | Piece;

const WHOLE = /(```[\s\S]+?```|`[^`\n]+`|<[^<>\n]+>|:[a-z0-9_+'-]+:)/;
const MARKS: Record<string, 'bold' | 'italic' | 'strike'> = { '*': 'bold', _: 'italic', '~': 'strike' };

/** Reads Slack's mrkdwn. Nothing in it becomes markup: pieces are shown as text. Source: Slack, "Formatting message text". */
export function parseMrkdwn(text: string): Piece[] {
  const pieces: Piece[] = [];
  let quoted: string[] = [];
  const flush = () => {
    if (quoted.length > 0) pieces.push({ kind: 'quote', inside: parseLines(quoted.join('\n')) });
    quoted = [];
  };
  const plain: string[] = [];
  const flushPlain = () => {
    if (plain.length > 0) pieces.push(...parseLines(plain.splice(0).join('\n')));
  };
  for (const line of text.split('\n')) {
    const isQuote = line.startsWith('&gt;');
    if (isQuote) flushPlain();
    else flush();
    if (isQuote) quoted.push(line.replace(/^&gt; ?/, ''));
    else plain.push(line);
  }
  flush();
  flushPlain();
  return pieces;
}

function parseLines(text: string): Piece[] {
  const units = text.split(WHOLE).flatMap((part, index): Unit[] => (index % 2 === 1 ? [wholePiece(part)] : [...part]));
  return format(units);
}

function wholePiece(part: string): Piece {
  if (part.startsWith('```')) return { kind: 'preformatted', text: decode(part.slice(3, -3).replace(/^\n/, '')) };
  if (part.startsWith('`')) return { kind: 'code', text: decode(part.slice(1, -1)) };
  if (part.startsWith(':')) return { kind: 'emoji', name: part.slice(1, -1) };
  return reference(part.slice(1, -1));
}

/** What stands between `<` and `>`. */
function reference(inner: string): Piece {
  const bar = inner.indexOf('|');
  const target = bar < 0 ? inner : inner.slice(0, bar);
  const label = bar < 0 ? {} : { label: decode(inner.slice(bar + 1)) };
  const date = /^!date\^(-?\d+)\^([^^]*)(?:\^(.*))?$/.exec(target);
  if (date) {
    const [, seconds, formatted = '', url] = date;
    const fallback = label.label ?? '';
    return { kind: 'date', seconds: Number(seconds), format: formatted, fallback, ...(url && { url: decode(url) }) };
  }
  if (/^@[UW]/.test(target)) return { kind: 'person', id: target.slice(1), ...label };
  if (/^#[CG]/.test(target)) return { kind: 'channel', id: target.slice(1), ...label };
  if (target.startsWith('!subteam^')) return { kind: 'group', id: target.slice(9), ...label };
  if (/^!(here|channel|everyone)$/.test(target)) return { kind: 'everybody', name: target.slice(1) };
  const url = decode(target);
  if (/^(https?:|mailto:)/i.test(url)) return { kind: 'link', url, label: label.label ?? url.replace(/^mailto:/i, '') };
  return { kind: 'text', text: label.label ?? url };
}

function format(units: readonly Unit[]): Piece[] {
  const pieces: Piece[] = [];
  let text = '';
  const flush = () => {
    if (text) pieces.push({ kind: 'text', text: decode(text) });
    text = '';
  };
  for (let at = 0; at < units.length; at += 1) {
    const unit = units[at] as Unit;
    const end = closing(units, at);
    if (typeof unit !== 'string') {
      flush();
      pieces.push(unit);
    } else if (unit === '\n') {
      flush();
      pieces.push({ kind: 'break' });
    } else if (end > 0) {
      flush();
      pieces.push({ kind: MARKS[unit] ?? 'bold', inside: format(units.slice(at + 1, end)) });
      at = end;
    } else {
      text += unit;
    }
  }
  flush();
  return pieces;
}

/** Where formatting that begins at `at` ends; 0 when none begins there. */
function closing(units: readonly Unit[], at: number): number {
  const mark = units[at];
  if (typeof mark !== 'string' || !(mark in MARKS) || isWord(units[at - 1]) || isSpace(units[at + 1])) return 0;
  for (let end = at + 1; end < units.length && units[end] !== '\n'; end += 1) {
    if (units[end] === mark && end > at + 1 && !isSpace(units[end - 1]) && !isWord(units[end + 1])) return end;
  }
  return 0;
}

const isWord = (unit: Unit | undefined) => typeof unit === 'string' && /[\p{L}\p{N}]/u.test(unit);
const isSpace = (unit: Unit | undefined) => unit === undefined || (typeof unit === 'string' && /\s/.test(unit));

const decode = (text: string) => text.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&');

/** The same as plain text, for announcements and accessible names. */
export function plainOf(text: string, names: (piece: Piece) => string): string {
  const say = (pieces: readonly Piece[]): string =>
    pieces
      .map((piece) => {
        if ('inside' in piece) return say(piece.inside);
        if (piece.kind === 'break') return ' ';
        if (piece.kind === 'text' || piece.kind === 'code' || piece.kind === 'preformatted') return piece.text;
        return names(piece);
      })
      .join('');
  return say(parseMrkdwn(text));
}
