import { ApiFault } from './api-fault.ts';
import type { Reply } from './reply.ts';
import type { CallMatch, Fault, Faults, OperationFault } from './types.ts';

type PlannedFault = { match: CallMatch; fault: Fault; left: number };
type PlannedHold = { match: CallMatch & { afterDoing?: boolean }; arrive(): void; released: Promise<void> };

/** What is in store for one request. */
export type Fate = { fault: Fault | undefined; hold: PlannedHold | undefined };

/** Faults and holds that wait for a request. */
export type FaultPlan = Faults & {
  /** What befalls this request; uses it up. */
  take(method: string, path: string): Fate;
};

/** Makes a plan without faults. `operations` is where operations are made to fail. */
export function createFaultPlan(operations: { failNext(fault: OperationFault): void; clearFaults(): void }): FaultPlan {
  let faults: PlannedFault[] = [];
  let holds: PlannedHold[] = [];
  const letGo = new Set<() => void>();

  return {
    answer: (match, fault) => void faults.push({ match, fault, left: fault.times ?? 1 }),
    hold(match) {
      const arrival = gate();
      const release = gate();
      letGo.add(release.open);
      holds.push({ match, arrive: arrival.open, released: release.passed });
      return { arrived: arrival.passed, release: release.open };
    },
    failOperation: (fault = {}) => operations.failNext(fault),
    clear() {
      faults = [];
      holds = [];
      for (const release of letGo) release();
      letGo.clear();
      operations.clearFaults();
    },
    take(method, path) {
      const hold = holds.find(({ match }) => fits(match, method, path));
      if (hold) holds = holds.filter((other) => other !== hold);
      const planned = faults.find(({ match, left }) => left > 0 && fits(match, method, path));
      if (planned) planned.left -= 1;
      return { fault: planned?.fault, hold };
    },
  };
}

/** The answer that a fault gives. */
export function replyOf(fault: Fault): Reply {
  const seconds = fault.retryAfterSeconds === undefined ? undefined : String(fault.retryAfterSeconds);
  const retryAfter = fault.retryAfterDate?.toUTCString() ?? seconds;
  const { status, body, headers } = new ApiFault(fault.status, {
    code: fault.code,
    message: fault.message,
    retryAfter,
  });
  return { status, body: fault.body === undefined ? body : fault.body, headers: { ...headers, ...fault.headers } };
}

/** Something to wait for until somebody opens it. */
function gate(): { passed: Promise<void>; open(): void } {
  let open: () => void = () => undefined;
  const passed = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { passed, open: () => open() };
}

function fits({ method, path }: CallMatch, givenMethod: string, givenPath: string): boolean {
  return (method === undefined || method.toUpperCase() === givenMethod) && (path === undefined || path.test(givenPath));
}
