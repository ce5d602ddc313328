import { z } from 'zod';
import { HOUR, parseDuration } from './domain/duration.ts';
import { NO_DATABASE } from './store/no-database.ts';
import { REGIONS } from './workiva/hosts.ts';

const LOG_LEVELS = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const;
const PACE_FAULT = 'is not a pace. Give how many requests a second Workiva may get, from 1 to 100.';
const SWEEP_LIMITS_MS = { min: 100, max: HOUR };

/** Every variable: its form, its default, and what a fault says about it, after the variable's name. */
export const Environment = z.object({
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
    .refine((text) => isUrl(text, ['redis:', 'rediss:']), {
      error: 'is not an address of Redis. Give redis://… or rediss://….',
      abort: true,
    })
    .refine((text) => /^\/?\d*$/.test(new URL(text).pathname), NO_DATABASE),
  WORKIVA_REGION: z.enum(REGIONS, { error: 'is not a region. Give us, eu or apac.' }).optional(),
  WORKIVA_API_URL: webAddress().optional(),
  WORKIVA_APP_URL: webAddress().optional(),
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

/** Of it, what commands need that work on Redis alone. */
export const StoreEnvironment = Environment.pick({ REDIS_URL: true, GRANTDESK_CODES_KEY: true });

/** What only the commands need that sign reports; no process reads it. */
export const ReportEnvironment = z.object({ GRANTDESK_REPORT_KEY: z.string().optional() });

/** Of it, how Workiva is reached. */
export const WorkivaEnvironment = Environment.pick({
  WORKIVA_REGION: true,
  WORKIVA_API_URL: true,
  WORKIVA_APP_URL: true,
  WORKIVA_PACE: true,
  WORKIVA_CLIENT_ID: true,
  WORKIVA_CLIENT_SECRET: true,
  WORKIVA_ORGANIZATION_ID: true,
});

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
