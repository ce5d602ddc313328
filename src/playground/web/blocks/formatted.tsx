import { Fragment, type ReactNode } from 'react';
import { dateWords, fullMoment } from './dates.ts';
import { emojiOf } from './emoji.ts';
import { emojiIcon } from './emoji-icons.tsx';
import { type Piece, parseMrkdwn } from './mrkdwn.ts';
import { type Surroundings, useSurroundings } from './surroundings.tsx';

type TextObject = { type: 'plain_text' | 'mrkdwn'; text: string; emoji?: boolean };

/** A text object of Block Kit, with its formatting where it has any. */
export function Formatted({ text }: { text: TextObject }) {
  if (text.type === 'plain_text') return <PlainText text={text.text} emoji={text.emoji !== false} />;
  return <Pieces pieces={parseMrkdwn(text.text)} />;
}

/** Text shown letter by letter; only names of emoji become emoji, unless they must not. */
export function PlainText({ text, emoji }: { text: string; emoji: boolean }) {
  if (!emoji) return <span className="as-typed">{text}</span>;
  const parts = text.split(/:([a-z0-9_+'-]+):/);
  return (
    <span className="as-typed">
      {parts.map((part, index) => keyed(index, index % 2 === 1 ? (emojiOf(part) ?? `:${part}:`) : part))}
    </span>
  );
}

/** Pieces of formatted text, in order. */
export function Pieces({ pieces }: { pieces: readonly Piece[] }) {
  return <>{pieces.map((piece, index) => keyed(index, <OnePiece piece={piece} />))}</>;
}

const keyed = (key: number, node: ReactNode) => <Fragment key={key}>{node}</Fragment>;

function OnePiece({ piece }: { piece: Piece }) {
  switch (piece.kind) {
    case 'text':
      return piece.text;
    case 'break':
      return <br />;
    case 'bold':
      return <strong>{<Pieces pieces={piece.inside} />}</strong>;
    case 'italic':
      return <em>{<Pieces pieces={piece.inside} />}</em>;
    case 'strike':
      return <s>{<Pieces pieces={piece.inside} />}</s>;
    case 'quote':
      return <blockquote>{<Pieces pieces={piece.inside} />}</blockquote>;
    case 'code':
      return <code className="inline-code">{piece.text}</code>;
    case 'preformatted':
      return <pre className="preformatted">{piece.text}</pre>;
    case 'link':
      return <SafeLink url={piece.url}>{piece.label}</SafeLink>;
    case 'date':
      return <DateToken {...piece} />;
    case 'emoji':
      return <Emoji name={piece.name} />;
    default:
      return <Mention piece={piece} />;
  }
}

/** A link to the web; anything but http, https and mailto is shown as text only. */
export function SafeLink({ url, children }: { url: string; children: ReactNode }) {
  if (!/^(https?:\/\/|mailto:)/i.test(url)) return <>{children}</>;
  return (
    <a href={url} target="_blank" rel="noopener noreferrer">
      {children}
    </a>
  );
}

/** A moment, in the reader's own time zone. */
export function DateToken({ seconds, format, fallback, url }: Omit<Extract<Piece, { kind: 'date' }>, 'kind'>) {
  const { tz, now } = useSurroundings();
  const date = new Date(seconds * 1_000);
  const words = dateWords(seconds, format, fallback, { tz, now });
  if (Number.isNaN(date.getTime())) return words;
  const time = (
    <time dateTime={date.toISOString()} title={fullMoment(date, tz)}>
      {words}
    </time>
  );
  return url ? <SafeLink url={url}>{time}</SafeLink> : time;
}

/** An emoji by its name, which is also what a screen reader says. */
export function Emoji({ name }: { name: string }) {
  const shown = emojiIcon(name) ?? emojiOf(name);
  if (!shown) return `:${name}:`;
  return (
    <span role="img" aria-label={name.replaceAll('_', ' ')} className="emoji">
      {shown}
    </span>
  );
}

/** What a mention is shown as. */
export function mentionWords(piece: Piece, { personName, groupHandle, channelName }: Surroundings): string {
  if (piece.kind === 'person') return `@${personName(piece.id) ?? piece.label ?? piece.id}`;
  if (piece.kind === 'group') return `@${groupHandle(piece.id) ?? piece.label ?? piece.id}`;
  if (piece.kind === 'channel') return `#${channelName(piece.id) ?? piece.label ?? 'a private channel'}`;
  if (piece.kind === 'everybody') return `@${piece.name}`;
  return '';
}

function Mention({ piece }: { piece: Piece }) {
  const surroundings = useSurroundings();
  const words = mentionWords(piece, surroundings);
  const isMe = piece.kind === 'person' && piece.id === surroundings.me;
  if (piece.kind === 'channel' && surroundings.channelName(piece.id)) {
    return (
      <button type="button" className="mention link" onClick={() => surroundings.openChannel?.(piece.id)}>
        {words}
      </button>
    );
  }
  return <span className={isMe ? 'mention me' : 'mention'}>{words}</span>;
}
