import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { Config } from '../../src/config.ts';

const REPOSITORY = fileURLToPath(new URL('../..', import.meta.url));

/** The entry of the product itself, and one that starts it without pacing. */
export const ENTRIES = { product: 'src/main.ts', unpaced: 'test/support/faults-process.ts' } as const;

/** A process at work. `ended` answers its exit code, or the signal that ended it. */
export type Child = {
  process: ChildProcess;
  output(): string;
  /** Waits until its output matches; answers the match. */
  said(pattern: RegExp): Promise<RegExpExecArray>;
  ended: Promise<number | string | null>;
};

/** Starts a process in this environment alone. End it, or wait for it. */
export function startChild(entry: string, env: Record<string, string>): Child {
  const child = spawn(process.execPath, ['--import', 'tsx', entry], {
    cwd: REPOSITORY,
    env: { PATH: process.env.PATH ?? '', HOME: process.env.HOME ?? '', TMPDIR: process.env.TMPDIR ?? '/tmp', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let text = '';
  const lookers = new Set<() => void>();
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (more: string) => {
      text += more;
      for (const look of lookers) look();
    });
  }
  const ended = once(child, 'close').then(([code, signal]) => (code ?? signal) as number | string | null);
  return {
    process: child,
    output: () => text,
    ended,
    said: (pattern) =>
      new Promise((resolve, reject) => {
        const look = () => {
          const found = pattern.exec(text);
          if (found === null) return;
          lookers.delete(look);
          resolve(found);
        };
        lookers.add(look);
        look();
        ended.then(() => reject(new Error(`The process ended before it said ${pattern}:\n${text}`)), reject);
      }),
  };
}

/** The environment that stands for a configuration. */
export function environmentOf({ slack, workiva, ...config }: Config): Record<string, string> {
  return {
    SLACK_BOT_TOKEN: slack.botToken,
    SLACK_SIGNING_SECRET: slack.signingSecret ?? '',
    SLACK_API_URL: slack.apiUrl,
    PORT: String(config.port),
    ADMIN_PORT: String(config.admin.port),
    REDIS_URL: config.redisUrl,
    WORKIVA_API_URL: workiva.apiUrl,
    ...(workiva.access === 'api'
      ? {
          WORKIVA_CLIENT_ID: workiva.clientId,
          WORKIVA_CLIENT_SECRET: workiva.clientSecret,
          WORKIVA_ORGANIZATION_ID: workiva.organizationId,
        }
      : {}),
    GRANTDESK_POLICY: config.policyPath,
    GRANTDESK_ROLE: config.role,
    LOG_LEVEL: 'info',
    GRANTDESK_SWEEP_EVERY: `${config.sweepEveryMs}ms`,
  };
}
