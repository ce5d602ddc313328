/** Advice that goes with every refusal of text that looks like a secret. */
export const SECRET_ADVICE =
  'This looks like a secret. Grantdesk never takes one: leave it out, and if it was real, press Regenerate in the Workiva profile of the grant’s user, which makes it useless.';

/** Marks of well-known credentials, and of "here is my password: …" in any wording. */
const MARKS: readonly RegExp[] = [
  /-----BEGIN [A-Z ]*PRIVATE KEY-----/,
  /\beyJ[A-Za-z0-9_-]{10,}\.[A-Za-z0-9_-]{10,}/,
  /\b(?:xox[abeprs]|xapp|ghp|gho|github_pat|sk|glpat|AKIA)[-_A-Za-z0-9]{12,}/,
  /\bbearer\s+["']?[A-Za-z0-9+/_=.-]{12,}/i,
  /(?:\b|_)(?:secret|password|passwd|api[ _-]?key|token)\b["']?\s*(?:\bis\b|[:=])\s*["']?(?=[^\s"']*\d)[A-Za-z0-9+/_=.-]{8,}/i,
];

const LONG_TOKEN = /[A-Za-z0-9+/_=-]{40,}/g;
const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** Bits of surprise in one character; English words stay near 3, keys and hashes come near 4 and above. */
const KEY_ENTROPY = 3.2;

/**
 * Whether a text that somebody typed contains what looks like a secret: a known form of credential, one behind a label,
 * or a long run of mixed letters and digits. Meant for free text; a client ID has {@link clientIdFault}.
 */
export function looksLikeSecret(text: string): boolean {
  if (MARKS.some((mark) => mark.test(text))) return true;
  return (text.match(LONG_TOKEN) ?? []).some(
    (token) => !UUID.test(token) && /\d/.test(token) && /[A-Za-z]/.test(token) && entropy(token) > KEY_ENTROPY,
  );
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

function entropy(token: string): number {
  const counts = new Map<string, number>();
  for (const character of token) counts.set(character, (counts.get(character) ?? 0) + 1);
  return [...counts.values()].reduce((sum, count) => sum - (count / token.length) * Math.log2(count / token.length), 0);
}
