import type { Clock } from '../../src/domain/clock.ts';
import {
  startWorkivaStandIn,
  type WorkivaStandIn,
  type WorkivaStandInOptions,
} from '../../src/playground/workiva/stand-in.ts';
import { createWorkivaClient, type WorkivaClient, type WorkivaOptions } from '../../src/workiva/client.ts';

export const ORGANIZATION = '6f1d2b70-53f2-4c1e-9c57-0d6a3c1b9e11';
export const CLIENT_ID = 'grantdesk-client';
export const SECRET = 'S3cret-of-the-client/42';

/** A clock that stands still until it is moved. */
export type MovingClock = Clock & { forward(ms: number): void };

export function movingClock(start = '2026-03-02T09:00:00Z'): MovingClock {
  let now = Date.parse(start);
  return {
    now: () => new Date(now),
    forward(ms) {
      now += ms;
    },
  };
}

/** What a test gets. `waits` lists, in milliseconds, how long the client wanted to wait between looks. */
export type Setting = {
  workiva: WorkivaStandIn;
  client: WorkivaClient;
  clock: MovingClock;
  waits: number[];
  another(options?: Partial<WorkivaOptions>): WorkivaClient;
};

/** Runs a test against a stand-in of its own, which ends with it. Operations and looks at them take no time. */
export async function withWorkiva(
  options: Partial<WorkivaStandInOptions>,
  run: (setting: Setting) => Promise<void>,
): Promise<void> {
  const clock = movingClock();
  const waits: number[] = [];
  const workiva = await startWorkivaStandIn({
    organizationId: ORGANIZATION,
    clientId: CLIENT_ID,
    clientSecret: SECRET,
    clock,
    operationMs: 0,
    pollMs: 0,
    workspaces: [{ name: 'Finance Close' }, { name: 'Sandbox' }],
    ...options,
  });
  const another = (more: Partial<WorkivaOptions> = {}) =>
    createWorkivaClient({
      apiUrl: workiva.apiUrl,
      clientId: CLIENT_ID,
      clientSecret: SECRET,
      organizationId: ORGANIZATION,
      clock,
      wait: async (ms) => void waits.push(ms),
      ...more,
    });
  try {
    await run({ workiva, client: another(), clock, waits, another });
  } finally {
    await workiva.stop();
  }
}

/** How often a path was called. */
export function countOf(workiva: WorkivaStandIn, path: RegExp): number {
  return workiva.calls.filter((call) => path.test(call.path)).length;
}
