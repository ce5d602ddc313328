import { ApiFault } from './api-fault.ts';
import type { Misfortunes, Mishap, Twist } from './misfortune.ts';
import type { Reply } from './reply.ts';
import type { ReadRequest } from './requests.ts';
import type { CallMatch, Fault, Faults, MisfortuneKind, OperationFault } from './types.ts';

type PlannedFault = { match: CallMatch; fault: Fault; left: number };
type PlannedHold = { match: CallMatch & { afterDoing?: boolean }; arrive(): void; released: Promise<void> };

/** What is in store for one request. */
export type Fate = {
  fault: Fault | undefined;
  hold: PlannedHold | undefined;
  kind: MisfortuneKind | undefined;
  twist: Twist;
};

/** Faults and holds that wait for a request. */
export type FaultPlan = Faults & {
  /** What befalls this request; uses it up. */
  take(request: ReadRequest): Fate;
};

/** Makes a plan without faults. `operations` is where operations are made to fail. */
export function createFaultPlan(
  operations: { failNext(fault: OperationFault): void; clearFaults(): void },
  misfortunes: Misfortunes,
): FaultPlan {
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
    befall: misfortunes.order,
    misfortune: misfortunes.set,
    clear() {
      faults = [];
      holds = [];
      for (const release of letGo) release();
      letGo.clear();
      operations.clearFaults();
      misfortunes.clear();
    },
    take(request) {
      const hold = holds.find(({ match }) => fits(match, request));
      if (hold) holds = holds.filter((other) => other !== hold);
      const planned = faults.find(({ match, left }) => left > 0 && fits(match, request));
      if (planned) planned.left -= 1;
      const mishap: Mishap = planned ? {} : misfortunes.take(request, (match) => fits(match, request));
      const { kind, fault, twist = {} } = mishap;
      return { fault: planned?.fault ?? fault, hold, kind, twist };
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

function fits({ method, path, query, body }: CallMatch, request: ReadRequest): boolean {
  return (
    (method === undefined || method.toUpperCase() === request.method) &&
    (path === undefined || path.test(request.url.pathname)) &&
    (query === undefined || query.test([...request.url.searchParams.values()].join(' '))) &&
    (body === undefined || body.test(request.text))
  );
}
