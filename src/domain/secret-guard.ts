/** Advice that goes with every refusal of text that looks like a secret. */
export const SECRET_ADVICE =
  'This looks like a secret. Grantdesk never takes one: leave it out, and if it was real, press Regenerate in the Workiva profile of the grant’s user, which makes it useless.';

/** Marks of well-known credentials, and of "here is my password: …" in any wording. */
const MARKS: readonly RegExp[] = [
  /-----BEGIN [A-Z ]*PRIVATE KEY-----/,
  /\bwk_secret:\S/,
  /\beyJ[A-Za-z0-9_-]{10,}\.[A-Za-z0-9_-]{10,}/,
  /\b(?:xox[abeprs]-|xapp-|gh[opsu]_|github_pat_|glpat-|sk[-_](?:live|test|proj|ant)[-_])[-_A-Za-z0-9]{12,}/,
  /\b(?:sk-[A-Za-z0-9]{20,}|(?:AKIA|ASIA)[A-Z0-9]{12,})/,
  /\bhooks\.slack\.com\/(?:services|workflows|triggers)\//,
  /\bbearer\s+["']?(?=[^\s"']*\d)[A-Za-z0-9+/_=.-]{12,}/i,
  /(?:secret|password|passwort|passwd|passphrase|pwd|credentials?|api[ _-]?key|token)\b["']?\s*(?:\bis\b|[:=]|[-=]>)\s*["']?(?=[^\s"']*\d)[A-Za-z0-9+/_=.!@#$%^&*~-]{8,}/i,
  /(?:secret|password|passwort|passwd|passphrase)\s+["']?(?=[^\s"']*\d)(?=[^\s"']*[A-Za-z])[A-Za-z0-9+/_=.!@#$%^&*~]{12,}/i,
  /:\/\/[^\s/:@]+:[^\s/@]{6,}@/,
];

const LONG_TOKEN = /[A-Za-z0-9+/_=-]{40,}/g;
const UUIDS = /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/gi;

/** A part of a path, a URL or a name that people make: a word, camel case, a number, a word with a number (`v2`, `2026Q4`). */
const WORD = /^(?:(?:[A-Z]?[a-z]+(?:[A-Z][a-z]+){0,3}|[A-Z]+)?\d{0,4}|\d+[A-Za-z]{0,2})$/;

/** How many characters outside of words and UUIDs make a long run a key; a time such as 20261124T101112Z has 16. */
const MOST_ODD_CHARACTERS = 16;

/**
 * Whether a text that somebody typed contains what looks like a secret: a known form of credential, one behind a label,
 * or a long run that is not made of words. Meant for free text; a client ID has {@link clientIdFault}.
 */
export function looksLikeSecret(text: string): boolean {
  if (MARKS.some((mark) => mark.test(text))) return true;
  // Of a URL each part of the path counts for itself: ids in a row are no key.
  const apart = text.replace(/\bhttps?:\/\/\S+/gi, (url) => url.replaceAll('/', ' '));
  return (apart.match(LONG_TOKEN) ?? []).some((run) => oddCharacters(run) > MOST_ODD_CHARACTERS);
}

/**
 * Says what is wrong with a client ID as an admin typed it, or nothing when it can be one. Workiva does not publish the
 * form of its client IDs, so this refuses only what cannot be one: spaces, odd characters, and what looks like the secret.
 */
export function clientIdFault(typed: string): string | undefined {
  if (typed === '') return 'Enter the client ID that Workiva shows in the list of grants.';
  if (/secret|password|bearer/i.test(typed) || typed.length > 48 || looksLikeSecret(typed)) return SECRET_ADVICE;
  if (!/^[A-Za-z0-9][A-Za-z0-9._-]{3,}$/.test(typed)) {
    return 'A client ID is one word of letters, digits, dots and dashes, at least 4 characters long. Copy it from the list of grants.';
  }
  return undefined;
}

/** Counts what is left of a long run without its UUIDs and words: nearly nothing of a path, nearly all of a key. */
function oddCharacters(run: string): number {
  const parts = run.replace(UUIDS, '').split(/[-_/+=]+/);
  return parts.filter((part) => !WORD.test(part)).join('').length;
}
