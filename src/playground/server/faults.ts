import type { World } from '../world.ts';
import type { FaultName } from './contract.ts';

const SLOW_MS = 2_500;
const ONE_POST_IN = 3;
const API = /^\/platform\//;
const ROLES = /\/roles\/assignment$/;
const NO_ROLES = 'Roles cannot be given in this workspace today.';
const RETRY_AFTER_SECONDS = 2;

export type FaultSwitches = ReturnType<typeof createFaultSwitches>;

/** Switches faults of the stand-ins on and off. When Workiva has both, its 500 is what one sees. */
export function createFaultSwitches({ slack, workiva }: Pick<World, 'slack' | 'workiva'>) {
  const on: Record<FaultName, boolean> = {
    slack_slow: false,
    slack_rate_limited: false,
    workiva_429: false,
    workiva_500: false,
    workiva_no_roles: false,
  };

  function planWorkiva(): void {
    workiva.faults.clear();
    const times = Number.POSITIVE_INFINITY;
    if (on.workiva_500) workiva.faults.answer({ path: API }, { status: 500, times });
    if (on.workiva_429) {
      workiva.faults.answer({ path: API }, { status: 429, times, retryAfterSeconds: RETRY_AFTER_SECONDS });
    }
    if (on.workiva_no_roles) {
      workiva.faults.answer({ method: 'POST', path: ROLES }, { status: 400, message: NO_ROLES, times });
    }
  }

  return {
    state: (): Record<FaultName, boolean> => ({ ...on }),
    set(fault: FaultName, isOn: boolean): void {
      on[fault] = isOn;
      slack.faults.slow(on.slack_slow ? SLOW_MS : 0);
      if (fault === 'slack_rate_limited') slack.faults.rateLimitOneIn(isOn ? ONE_POST_IN : 0);
      if (fault.startsWith('workiva')) planWorkiva();
    },
  };
}
