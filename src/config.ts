import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { parseDuration } from './domain/duration.ts';
import { HOSTS, REGIONS } from './workiva/hosts.ts';

/** What the environment says, checked. Fields that end in `Ms` are milliseconds; URLs are absolute. */
export type Config = {
  /** Without `appToken` the app listens for signed HTTP requests; with it, it uses Socket Mode. `apiUrl` ends in a slash. */
  slack: { botToken: string; signingSecret: string | undefined; appToken: string | undefined; apiUrl: string };
  /** Port of Slack's requests and of the health checks; 0 lets the system choose. */
  port: number;
  redisUrl: string;
  workiva: WorkivaConfig;
  policyPath: string;
  role: 'all' | 'app' | 'worker';
  logLevel: string;
  /** Where metrics and the queue board are served. */
  admin: { port: number; host: string };
  sweepEveryMs: number;
  /** 32 bytes that the secrets of approvers' codes are encrypted with. Without it no code is taken. */
  codesKey?: Buffer | undefined;
};

/** What commands need that work on Redis alone. */
export type StoreConfig = Pick<Config, 'redisUrl' | 'codesKey'>;

/**
 * `none`: Grantdesk has no client of its own in Workiva, so every step becomes an admin task. `apiUrl` has no final
 * slash. `perSecond`: how many requests all processes together send in any one second.
 */
export type WorkivaConfig =
  | {
      access: 'api';
      apiUrl: string;
      clientId: string;
      clientSecret: string;
      organizationId: string;
      perSecond: number;
    }
  | { access: 'none'; apiUrl: string };

/** `config_invalid`: the environment has faults. Each names a variable and its remedy, never a value. */
export class ConfigError extends Error {
  override name = 'ConfigError';
  readonly code = 'config_invalid';
  readonly faults: readonly string[];

  constructor(faults: readonly string[]) {
    super(
      `The environment needs attention:\n${faults.map((fault) => `  - ${fault}`).join('\n')}\nCopy .env.example to .env and fill it in; the README says how.`,
    );
    this.faults = faults;
  }
}

type Env = Record<string, string | undefined>;

/** `REDIS_URL` is among them because it may carry a password. */
const SECRETS = [
  'SLACK_BOT_TOKEN',
  'SLACK_SIGNING_SECRET',
  'SLACK_APP_TOKEN',
  'WORKIVA_CLIENT_SECRET',
  'REDIS_URL',
  'GRANTDESK_CODES_KEY',
] as const;

type Secret = (typeof SECRETS)[number];

const WORKIVA_CLIENT = ['WORKIVA_CLIENT_ID', 'WORKIVA_CLIENT_SECRET', 'WORKIVA_ORGANIZATION_ID'] as const;

const LOG_LEVELS = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const;
const PACE_FAULT = 'is not a pace. Give how many requests a second Workiva may get, from 1 to 100.';
const SWEEP_LIMITS_MS = { min: 100, max: 3_600_000 };

const Environment = z.object({
  SLACK_BOT_TOKEN: z
    .string({ error: 'is not set. Give the Bot User OAuth Token (Slack app settings → OAuth & Permissions).' })
    .regex(/^xoxb-\S+$/, 'is not a bot token. Give the Bot User OAuth Token, which starts with xoxb-.'),
  SLACK_SIGNING_SECRET: z
    .string()
    .regex(/^(?!xox|xapp-)\S+$/, 'is not a signing secret. Give the one of Slack app settings → Basic Information.')
    .optional(),
  SLACK_APP_TOKEN: z
    .string()
    .regex(/^xapp-\S+$/, 'is not an app-level token. Give one with connections:write, which starts with xapp-.')
    .optional(),
  SLACK_API_URL: webAddress().default('https://slack.com/api'),
  PORT: port().default(3000),
  REDIS_URL: z
    .string({ error: 'is not set. Give the address of Redis, as redis://host:6379.' })
    .refine((text) => isUrl(text, ['redis:', 'rediss:']), 'is not an address of Redis. Give redis://… or rediss://….'),
  WORKIVA_REGION: z.enum(REGIONS, { error: 'is not a region. Give us, eu or apac.' }).default('us'),
  WORKIVA_API_URL: webAddress().optional(),
  WORKIVA_PACE: z
    .string()
    .regex(/^\d{1,3}$/, PACE_FAULT)
    .transform(Number)
    .pipe(z.number().min(1, PACE_FAULT).max(100, PACE_FAULT))
    .default(10),
  WORKIVA_CLIENT_ID: z.string().optional(),
  WORKIVA_CLIENT_SECRET: z.string().optional(),
  WORKIVA_ORGANIZATION_ID: z.guid('is not a UUID. Give the id of your Workiva organization.').optional(),
  GRANTDESK_POLICY: z.string().default('./policy.yml'),
  GRANTDESK_ROLE: z.enum(['all', 'app', 'worker'], { error: 'is not a role. Give all, app or worker.' }).default('all'),
  LOG_LEVEL: z.enum(LOG_LEVELS, { error: `is not a level. Give one of ${LOG_LEVELS.join(', ')}.` }).default('info'),
  ADMIN_PORT: port().default(9464),
  ADMIN_HOST: z
    .string()
    .regex(/^[\w.:-]+$/, 'is not a host. Give an address to listen on, as 127.0.0.1 or 0.0.0.0.')
    .default('127.0.0.1'),
  GRANTDESK_SWEEP_EVERY: z
    .string()
    .transform((text) => parseDuration(text))
    .pipe(z.number(sweepFault()).min(SWEEP_LIMITS_MS.min, sweepFault()).max(SWEEP_LIMITS_MS.max, sweepFault()))
    .default(60_000),
  GRANTDESK_CODES_KEY: z
    .string()
    .regex(/^(?:[A-Za-z0-9+/]{43}=|[0-9a-fA-F]{64})$/, {
      error: 'is not a key of 32 bytes. Give what `openssl rand -base64 32` prints, or 64 hexadecimal digits.',
    })
    .transform((text) => Buffer.from(text, text.length === 64 ? 'hex' : 'base64'))
    .optional(),
});

const StoreEnvironment = Environment.pick({ REDIS_URL: true, GRANTDESK_CODES_KEY: true });

const WorkivaEnvironment = Environment.pick({
  WORKIVA_REGION: true,
  WORKIVA_API_URL: true,
  WORKIVA_PACE: true,
  WORKIVA_CLIENT_ID: true,
  WORKIVA_CLIENT_SECRET: true,
  WORKIVA_ORGANIZATION_ID: true,
});

/**
 * Reads the environment once. An empty variable counts as one that is not set. `readFile` answers the contents of a
 * file that a `…_FILE` variable names.
 * @throws ConfigError listing every fault at once.
 */
export function readConfig(
  env: Env,
  readFile: (path: string) => string = (path) => readFileSync(path, 'utf8'),
): Config {
  const { values, faults, unread } = resolveSecrets(withoutEmpty(env), SECRETS, readFile);
  const parsed = Environment.safeParse(values);
  faults.push(...faultsOf(parsed, unread), ...faultsBetween(values, unread));
  if (!parsed.success || faults.length > 0) throw new ConfigError(faults);
  return toConfig(parsed.data);
}

/**
 * Reads of the environment what a command needs that works on Redis alone; nothing else has to be set. `readFile` is as
 * in {@link readConfig}.
 * @throws ConfigError listing every fault at once.
 */
export function readStoreConfig(
  env: Env,
  readFile: (path: string) => string = (path) => readFileSync(path, 'utf8'),
): StoreConfig {
  const { values, faults, unread } = resolveSecrets(withoutEmpty(env), ['REDIS_URL', 'GRANTDESK_CODES_KEY'], readFile);
  const parsed = StoreEnvironment.safeParse(values);
  faults.push(...faultsOf(parsed, unread));
  if (!parsed.success || faults.length > 0) throw new ConfigError(faults);
  return { redisUrl: parsed.data.REDIS_URL, codesKey: parsed.data.GRANTDESK_CODES_KEY };
}

/**
 * Reads of the environment how Workiva is reached, for commands that need it beside Redis. `readFile` is as in
 * {@link readConfig}.
 * @throws ConfigError listing every fault at once.
 */
export function readWorkivaConfig(
  env: Env,
  readFile: (path: string) => string = (path) => readFileSync(path, 'utf8'),
): WorkivaConfig {
  const { values, faults, unread } = resolveSecrets(withoutEmpty(env), ['WORKIVA_CLIENT_SECRET'], readFile);
  const parsed = WorkivaEnvironment.safeParse(values);
  const isGiven = (name: string) => values[name] !== undefined || unread.has(name);
  faults.push(...faultsOf(parsed, unread), ...workivaFaults(values, isGiven));
  if (!parsed.success || faults.length > 0) throw new ConfigError(faults);
  return toWorkiva(parsed.data);
}

function faultsOf(parsed: z.ZodSafeParseResult<unknown>, unread: ReadonlySet<string>): string[] {
  const issues = parsed.error?.issues ?? [];
  return issues.flatMap(({ path, message }) => {
    const name = path.join('.');
    return unread.has(name) ? [] : [`${name} ${message}`];
  });
}

function toConfig(env: z.output<typeof Environment>): Config {
  return {
    slack: {
      botToken: env.SLACK_BOT_TOKEN,
      signingSecret: env.SLACK_SIGNING_SECRET,
      appToken: env.SLACK_APP_TOKEN,
      apiUrl: `${env.SLACK_API_URL}/`,
    },
    port: env.PORT,
    redisUrl: env.REDIS_URL,
    workiva: toWorkiva(env),
    policyPath: env.GRANTDESK_POLICY,
    role: env.GRANTDESK_ROLE,
    logLevel: env.LOG_LEVEL,
    admin: { port: env.ADMIN_PORT, host: env.ADMIN_HOST },
    sweepEveryMs: env.GRANTDESK_SWEEP_EVERY,
    codesKey: env.GRANTDESK_CODES_KEY,
  };
}

function toWorkiva(env: z.output<typeof WorkivaEnvironment>): WorkivaConfig {
  const {
    WORKIVA_CLIENT_ID: clientId,
    WORKIVA_CLIENT_SECRET: clientSecret,
    WORKIVA_ORGANIZATION_ID: organizationId,
  } = env;
  const apiUrl = env.WORKIVA_API_URL ?? HOSTS[env.WORKIVA_REGION];
  if (!clientId || !clientSecret || !organizationId) return { access: 'none', apiUrl };
  return { access: 'api', apiUrl, clientId, clientSecret, organizationId, perSecond: env.WORKIVA_PACE };
}

/** What no variable shows alone. Looks at what is set, not at whether it is right, so that every fault is told at once. */
function faultsBetween(env: Env, unread: ReadonlySet<string>): string[] {
  const faults: string[] = [];
  const isGiven = (name: string) => env[name] !== undefined || unread.has(name);
  if (!isGiven('SLACK_SIGNING_SECRET') && !isGiven('SLACK_APP_TOKEN') && env.GRANTDESK_ROLE !== 'worker') {
    faults.push(
      'SLACK_SIGNING_SECRET is not set. Give the one of Slack app settings → Basic Information, or set SLACK_APP_TOKEN for Socket Mode.',
    );
  }
  faults.push(...workivaFaults(env, isGiven));
  if (env.ADMIN_PORT !== undefined && env.ADMIN_PORT === (env.PORT ?? '3000') && env.ADMIN_PORT !== '0') {
    faults.push('ADMIN_PORT is the same as PORT. Give another: what is served there is not for everybody.');
  }
  return faults;
}

function workivaFaults(env: Env, isGiven: (name: string) => boolean): string[] {
  const faults: string[] = [];
  const missing = WORKIVA_CLIENT.filter((name) => !isGiven(name));
  if (missing.length > 0 && missing.length < WORKIVA_CLIENT.length) {
    const given = WORKIVA_CLIENT.filter(isGiven).join(' and ');
    for (const name of missing) {
      faults.push(`${name} is not set, but ${given} is. Give all three, or none to have every step done by an admin.`);
    }
  }
  if (env.WORKIVA_REGION !== undefined && env.WORKIVA_API_URL !== undefined) {
    faults.push('WORKIVA_REGION and WORKIVA_API_URL are both set. Keep one: the address is for a host of your own.');
  }
  return faults;
}

/** Takes each secret from its own variable or from the file that `…_FILE` names; `unread` holds those whose file gave none. */
function resolveSecrets(env: Env, names: readonly Secret[], readFile: (path: string) => string) {
  const values: Env = { ...env };
  const faults: string[] = [];
  const unread = new Set<string>();
  for (const name of names) {
    const path = env[`${name}_FILE`];
    if (path === undefined) continue;
    if (env[name] !== undefined) {
      faults.push(`${name} and ${name}_FILE are both set. Keep one of them.`);
      continue;
    }
    const content = contentOf(path, readFile);
    if (content.fault === undefined) values[name] = content.text;
    else {
      unread.add(name);
      faults.push(`${name}_FILE ${content.fault}`);
    }
  }
  return { values, faults, unread };
}

function contentOf(
  path: string,
  readFile: (path: string) => string,
): { text: string; fault?: undefined } | { fault: string } {
  // Somebody may have put the secret itself where its path belongs: only what looks like a path is repeated.
  const file = /^(\.{0,2}\/|[A-Za-z]:\\)/.test(path) ? path : 'what it names';
  try {
    const text = readFile(path).trim();
    return text === '' ? { fault: `names an empty file (${file}). Put the secret into it.` } : { text };
  } catch (error) {
    const code = typeof error === 'object' && error !== null && 'code' in error ? ` (${error.code})` : '';
    return { fault: `cannot be read: ${file}${code}. Give the path of a file that this process may read.` };
  }
}

function withoutEmpty(env: Env): Env {
  return Object.fromEntries(Object.entries(env).filter(([, value]) => value?.trim()));
}

function webAddress() {
  return z
    .string()
    .refine((text) => isUrl(text, ['http:', 'https:']), 'is not a web address. Give one that starts with https://.')
    .transform((text) => text.replace(/\/+$/, ''));
}

function port() {
  const fault = 'is not a port. Give a whole number from 0 to 65535.';
  return z
    .string()
    .regex(/^\d{1,5}$/, fault)
    .transform(Number)
    .pipe(z.number().max(65_535, fault));
}

function sweepFault(): string {
  return 'is not an interval to sweep at. Give 100ms to 1h, as 60s, 1m or 500ms.';
}

function isUrl(text: string, protocols: readonly string[]): boolean {
  return URL.canParse(text) && protocols.includes(new URL(text).protocol) && new URL(text).host !== '';
}
