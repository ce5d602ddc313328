import { looksLikeSecret, SECRET_ADVICE } from './secret-guard.ts';

/** Control characters but the line feed, and characters that cannot be seen or turn the direction of the text. */
const INVISIBLE = /(?!\n)[\p{Cc}\p{Bidi_Control}\p{Default_Ignorable_Code_Point}]/gu;

/** What somebody typed, without what nobody would see. */
export function visibleText(typed: string): string {
  return typed.replace(/\r\n?/g, '\n').replace(/\t/g, ' ').replace(INVISIBLE, '').trim();
}

/** The same for a field of one line: any run of white space is one space. */
export function visibleLine(typed: string): string {
  return visibleText(typed).replace(/\s+/g, ' ');
}

/** Says what is wrong with a free text, or nothing. `what` completes the sentence "Write …"; `limit` is in characters. */
export function textFault(text: string, what: string, limit: number): string | undefined {
  if (!/[\p{L}\p{N}]/u.test(text)) return `Write ${what}.`;
  if (text.length > limit) return `Shorten this to ${limit} characters; it has ${text.length}.`;
  if (looksLikeSecret(text)) return SECRET_ADVICE;
  return undefined;
}
