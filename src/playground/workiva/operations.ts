import { ApiFault, notFound } from './api-fault.ts';
import { opaqueId } from './ids.ts';
import type { Reply } from './reply.ts';
import type { OperationFault } from './types.ts';

// Timers of clients and the clock here tick apart by a few milliseconds.
const TOLERANCE_MS = 25;

type State = 'acknowledged' | 'queued' | 'started' | 'completed' | 'cancelled' | 'failed';
type Detail = { code: string; message: string };
type Operation = {
  id: string;
  startedAt: number;
  lookedAt: number;
  work: () => void;
  fault: OperationFault | undefined;
  end: { status: State; details: Detail[] } | undefined;
};

/** Work that takes time. What it does takes hold at its end, all or nothing. */
export type Operations = {
  /** Accepts work, and answers 202. `work` throws an ApiFault when it cannot be done after all; `fault`: it is not done. */
  start(url: URL, work: () => void, fault?: OperationFault): Reply;
  /** Brings work to its end whose time has come; called before anything is looked at. */
  settle(): void;
  /** Lets the next operation fail. */
  failNext(fault: OperationFault): void;
  clearFaults(): void;
  /** Brings all work to its end at once. */
  finish(): void;
  /** Answers where an operation stands. @throws ApiFault 404, or 429 when looked at too soon after the last time */
  look(id: string, url: URL): Reply;
};

/** Makes an empty list of operations. Times are milliseconds of real time. */
export function createOperations({ operationMs, pollMs }: { operationMs: number; pollMs: number }): Operations {
  const operations = new Map<string, Operation>();
  let faults: OperationFault[] = [];
  const retryAfter = String(Math.max(1, Math.ceil(pollMs / 1000)));

  const endThose = (due: (operation: Operation) => boolean) => {
    for (const operation of operations.values()) {
      if (!operation.end && due(operation)) operation.end = endOf(operation);
    }
  };

  return {
    start(url, work, fault = faults.shift()) {
      const now = performance.now();
      const id = opaqueId();
      operations.set(id, { id, startedAt: now, lookedAt: now, work, fault, end: undefined });
      const location = new URL(`/platform/v1/operations/${id}`, url).href;
      return { status: 202, headers: { location, 'retry-after': retryAfter } };
    },
    settle: () => endThose(({ startedAt }) => performance.now() - startedAt >= operationMs),
    finish: () => endThose(() => true),
    failNext: (fault) => void faults.push(fault),
    clearFaults() {
      faults = [];
    },
    look(id, url) {
      const operation = operations.get(id);
      if (!operation) throw notFound('operation', id);
      const now = performance.now();
      if (now - operation.lookedAt < pollMs - TOLERANCE_MS) throw new ApiFault(429, { retryAfter });
      operation.lookedAt = now;
      const { status, details } = operation.end ?? { status: stateAfter(now - operation.startedAt), details: [] };
      const headers: Record<string, string> = operation.end ? {} : { 'retry-after': retryAfter };
      return { status: 200, body: { id, status, details, resourceUrl: url.href }, headers };
    },
  };

  function stateAfter(elapsedMs: number): State {
    if (elapsedMs < operationMs / 4) return 'acknowledged';
    return elapsedMs < operationMs / 2 ? 'queued' : 'started';
  }
}

function endOf({ work, fault }: Operation): { status: State; details: Detail[] } {
  if (fault) {
    const details = (fault.details ?? []).map((message) => ({ code: 'operationFault', message }));
    return { status: fault.status ?? 'failed', details };
  }
  try {
    work();
    return { status: 'completed', details: [] };
  } catch (error) {
    if (!(error instanceof ApiFault)) throw error;
    return { status: 'failed', details: [{ code: String(error.body.code), message: error.message }] };
  }
}
