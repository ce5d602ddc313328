import { looksLikeSecret, SECRET_ADVICE } from './secret-guard.ts';

/** Control characters but the line feed, and characters that cannot be seen or turn the direction of the text. */
const INVISIBLE = /(?!\n)[\p{Cc}\p{Bidi_Control}\u200b\u2060-\u2064\ufeff]/gu;

/** What somebody typed, without what nobody would see. */
export function visibleText(typed: string): string {
  return typed.replace(/\r\n?/g, '\n').replace(/\t/g, ' ').replace(INVISIBLE, '').trim();
}

/** Says what is wrong with a free text, or nothing. `what` completes the sentence "Write …"; `limit` is in characters. */
export function textFault(text: string, what: string, limit: number): string | undefined {
  if (text === '') return `Write ${what}.`;
  if (text.length > limit) return `Shorten this to ${limit} characters; it has ${text.length}.`;
  if (looksLikeSecret(text)) return SECRET_ADVICE;
  return undefined;
}
