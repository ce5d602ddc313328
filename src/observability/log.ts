import { type DestinationStream, type Logger as PinoLogger, pino, stdTimeFunctions } from 'pino';

/** What the parts log through. Hand it facts and a sentence: `log.info({ request: 'REQ-142' }, 'Approved')`. */
export type Logger = PinoLogger;

const SECRET_KEYS = [
  'token',
  'codesKey',
  'botToken',
  'appToken',
  'accessToken',
  'access_token',
  'refresh_token',
  'secret',
  'signingSecret',
  'clientSecret',
  'client_secret',
  'password',
  'authorization',
  'Authorization',
  'cookie',
  'redisUrl',
];
const DEPTHS = ['', '*.', '*.*.', '*.*.*.'];
const CENSOR = '[redacted]';
const CAUSES_SHOWN = 5;

/**
 * What gives a secret away inside a text: Slack's tokens, Workiva's secrets, bearer headers, passwords in addresses of
 * Redis. Each may begin right after an escape of JSON.
 */
const SECRET_TEXTS: readonly [RegExp, string][] = [
  [/(?:\b|(?<=\\[bfnrt]))x(?:ox[a-z]|app)-[\w-]+/g, CENSOR],
  [/(?:\b|(?<=\\[bfnrt]))wk_secret:[\w:~+/=.-]+/g, CENSOR],
  [/(?:\b|(?<=\\[bfnrt]))(Bearer|Basic) [\w~+/=.-]{16,}/gi, `$1 ${CENSOR}`],
  // A password may hold any sign, also `@` and `/`, and a quotation mark that JSON escapes: so up to the last `@` of a word.
  [/(?:\b|(?<=\\[bfnrt]))(rediss?:\/\/)(?:[^\s"\\]|\\["\\]){0,2000}@/g, `$1${CENSOR}@`],
];

/**
 * A logger of JSON lines with ISO 8601 times in UTC. Known secrets are kept out by the name of their key (four levels
 * deep) and by what they look like, wherever they stand in a line. `destination` is stdout by default.
 */
export function createLogger(level: string, destination?: DestinationStream): Logger {
  const options = {
    level,
    timestamp: stdTimeFunctions.isoTime,
    redact: { paths: DEPTHS.flatMap((depth) => SECRET_KEYS.map((key) => `${depth}${key}`)), censor: CENSOR },
    serializers: { err: serializeError, error: serializeError },
    hooks: { streamWrite: withoutSecrets },
  };
  return destination ? pino(options, destination) : pino(options);
}

/** What an error may carry beside its message, where it is a plain value: Workiva's errors do. */
const PLAIN_FIELDS = [
  'code',
  'endpoint',
  'status',
  'workivaCode',
  'workivaMessage',
  'target',
  'requestId',
  'transient',
  'retryAfterMs',
] as const;
type Plain = string | number | boolean;
type PlainFields = Partial<Record<(typeof PLAIN_FIELDS)[number], Plain>>;
type SerializedError = PlainFields & { type: string; message: string; stack?: string; cause?: unknown };

/**
 * Keeps what tells about an error: type, message, stack, its causes, and the plain fields above. Whatever else hangs on
 * it stays out, such as the request and response of an HTTP client, which carry headers and bodies. A value that is no
 * error stays as it is.
 */
function serializeError(error: unknown, causesLeft: number = CAUSES_SHOWN): unknown {
  if (!isErrorLike(error)) return error;
  const kept: SerializedError = { type: error.name ?? 'Error', ...plainFieldsOf(error), message: error.message };
  if (error.stack !== undefined) kept.stack = error.stack;
  if (error.cause !== undefined && causesLeft > 0) kept.cause = serializeError(error.cause, causesLeft - 1);
  return kept;
}

const isPlain = (value: unknown): value is Plain => ['string', 'number', 'boolean'].includes(typeof value);

/** The most characters of a field that are kept: what Workiva says may be of any length. */
const LONGEST_FIELD = 1_000;

function plainFieldsOf(error: ErrorLike): PlainFields {
  const kept = PLAIN_FIELDS.map((name) => [name, error[name]] as const).filter(([, value]) => isPlain(value));
  return Object.fromEntries(kept.map(([name, value]) => [name, shortened(value)]));
}

const shortened = (value: unknown) => (typeof value === 'string' ? value.slice(0, LONGEST_FIELD) : value);

type ErrorLike = { message: string; name?: string; stack?: string; cause?: unknown } & Partial<
  Record<keyof PlainFields, unknown>
>;

function isErrorLike(value: unknown): value is ErrorLike {
  return typeof value === 'object' && value !== null && 'message' in value && typeof value.message === 'string';
}

function withoutSecrets(line: string): string {
  return SECRET_TEXTS.reduce((text, [pattern, replacement]) => text.replace(pattern, replacement), line);
}
