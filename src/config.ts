import { readFileSync } from 'node:fs';
import type { z } from 'zod';
import { Environment, ReportEnvironment, StoreEnvironment, WorkivaEnvironment } from './environment.ts';
import { type Env, type ReadFile, resolveSecrets, SECRETS, type Secret } from './secret-files.ts';
import { HOSTS, regionOf } from './workiva/hosts.ts';
import type { Whereabouts } from './workiva/screens.ts';

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
export type WorkivaConfig = Whereabouts &
  (
    | {
        access: 'api';
        clientId: string;
        clientSecret: string;
        organizationId: string;
        perSecond: number;
      }
    | { access: 'none' }
  );

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

const WORKIVA_CLIENT = ['WORKIVA_CLIENT_ID', 'WORKIVA_CLIENT_SECRET', 'WORKIVA_ORGANIZATION_ID'] as const;

const fromDisk: ReadFile = (path) => readFileSync(path, 'utf8');

/**
 * Reads the environment once. An empty variable counts as one that is not set. `readFile` answers the contents of a
 * file that a `…_FILE` variable names.
 * @throws ConfigError listing every fault at once.
 */
export function readConfig(env: Env, readFile: ReadFile = fromDisk): Config {
  return toConfig(read(Environment, env, { secrets: SECRETS, readFile, faultsBetween }));
}

/**
 * Reads of the environment what a command needs that works on Redis alone; nothing else has to be set. `readFile` is as
 * in {@link readConfig}.
 * @throws ConfigError listing every fault at once.
 */
export function readStoreConfig(env: Env, readFile: ReadFile = fromDisk): StoreConfig {
  const secrets = ['REDIS_URL', 'GRANTDESK_CODES_KEY'] as const;
  const found = read(StoreEnvironment, env, { secrets, readFile, faultsBetween: () => [] });
  return { redisUrl: found.REDIS_URL, codesKey: found.GRANTDESK_CODES_KEY };
}

/**
 * Reads of the environment how Workiva is reached, for commands that need it beside Redis. `readFile` is as in
 * {@link readConfig}.
 * @throws ConfigError listing every fault at once.
 */
export function readWorkivaConfig(env: Env, readFile: ReadFile = fromDisk): WorkivaConfig {
  const secrets = ['WORKIVA_CLIENT_SECRET'] as const;
  return toWorkiva(read(WorkivaEnvironment, env, { secrets, readFile, faultsBetween: workivaFaults }));
}

/**
 * Reads the text of the key that signs reports; nothing where there is none. `readFile` is as in {@link readConfig}.
 * @throws ConfigError listing every fault at once.
 */
export function readReportKey(env: Env, readFile: ReadFile = fromDisk): string | undefined {
  const secrets = ['GRANTDESK_REPORT_KEY'] as const;
  return read(ReportEnvironment, env, { secrets, readFile, faultsBetween: () => [] }).GRANTDESK_REPORT_KEY;
}

/** Whether a variable is set, by itself or by the file that holds it. */
type IsGiven = (name: string) => boolean;

/** What is read beside the schema. `faultsBetween`: what no variable shows alone. */
type Reading = {
  secrets: readonly Secret[];
  readFile: ReadFile;
  faultsBetween(env: Env, isGiven: IsGiven): string[];
};

function read<Schema extends z.ZodType>(
  schema: Schema,
  env: Env,
  { secrets, readFile, faultsBetween: between }: Reading,
): z.output<Schema> {
  const { values, faults, unread } = resolveSecrets(withoutEmpty(env), secrets, readFile);
  const parsed = schema.safeParse(values);
  faults.push(
    ...faultsOf(parsed, unread),
    ...between(values, (name) => values[name] !== undefined || unread.has(name)),
  );
  if (!parsed.success || faults.length > 0) throw new ConfigError(faults);
  return parsed.data;
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
  const { WORKIVA_REGION: region, WORKIVA_APP_URL: appUrl } = env;
  const where = { apiUrl: env.WORKIVA_API_URL ?? HOSTS[region ?? 'us'], region, appUrl };
  if (!clientId || !clientSecret || !organizationId) return { access: 'none', ...where };
  return { access: 'api', ...where, clientId, clientSecret, organizationId, perSecond: env.WORKIVA_PACE };
}

/** What no variable shows alone. Looks at what is set, not at whether it is right, so that every fault is told at once. */
function faultsBetween(env: Env, isGiven: IsGiven): string[] {
  const faults: string[] = [];
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

function workivaFaults(env: Env, isGiven: IsGiven): string[] {
  const faults: string[] = [];
  const missing = WORKIVA_CLIENT.filter((name) => !isGiven(name));
  if (missing.length > 0 && missing.length < WORKIVA_CLIENT.length) {
    const given = WORKIVA_CLIENT.filter(isGiven).join(' and ');
    for (const name of missing) {
      faults.push(`${name} is not set, but ${given} is. Give all three, or none to have every step done by an admin.`);
    }
  }
  const { WORKIVA_REGION: region, WORKIVA_API_URL: apiUrl } = env;
  const known = apiUrl === undefined ? undefined : regionOf(apiUrl);
  if (region !== undefined && known !== undefined && known !== region) {
    faults.push(
      'WORKIVA_REGION and WORKIVA_API_URL name two regions. Keep one: the address is for a host of your own.',
    );
  }
  return faults;
}

function withoutEmpty(env: Env): Env {
  return Object.fromEntries(Object.entries(env).filter(([, value]) => value?.trim()));
}
