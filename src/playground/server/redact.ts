const REMOVED = '(removed)';

/** Fields whose value lets somebody in. */
const SECRET_FIELDS = new Set([
  'token',
  'access_token',
  'client_secret',
  'authorization',
  'response_url',
  'response_urls',
]);

/** The form of the secrets that Workiva's stand-in gives out: 32 bytes in base64url. */
const SECRET_FORM = /(?<![\w-])(?=[\w-]*\d)(?=[\w-]*[a-zA-Z])[\w-]{43}(?![\w-])/g;

/** A copy without tokens and secrets: by the names of fields, and by what texts look like, in case somebody pasted one. */
export function redacted<T>(value: T): T {
  return redactedAnything(value) as T;
}

function redactedAnything(value: unknown): unknown {
  if (typeof value === 'string') return value.replace(SECRET_FORM, REMOVED);
  if (Array.isArray(value)) return value.map(redactedAnything);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, one]) => [key, SECRET_FIELDS.has(key) ? REMOVED : redactedAnything(one)]),
  );
}
