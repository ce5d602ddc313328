import type { HttpAnswer, SendOnce } from './http.ts';

/** How one request to Workiva went. `endpoint` names the kind of request, with no id in it. */
export type MeasuredRequest = {
  endpoint: string;
  /** `refused`: answered, but not with what was asked for; `unreachable`: not answered whole, or not in time. */
  outcome: 'ok' | 'refused' | 'rate_limited' | 'server_error' | 'unreachable';
  seconds: number;
};

/** Hears how each request went, each try by itself. */
export type OnRequest = (request: MeasuredRequest) => void;

/** Sends as before, and tells how it went. */
export function measured(send: SendOnce, onRequest: OnRequest | undefined): SendOnce {
  if (!onRequest) return send;
  return async (call, limitMs) => {
    const began = performance.now();
    const end = (outcome: MeasuredRequest['outcome']) =>
      onRequest({ endpoint: call.endpoint, outcome, seconds: (performance.now() - began) / 1_000 });
    try {
      const answer = await send(call, limitMs);
      end(outcomeOf(answer));
      return answer;
    } catch (error) {
      end('unreachable');
      throw error;
    }
  };
}

function outcomeOf({ status }: HttpAnswer): MeasuredRequest['outcome'] {
  if (status === 429) return 'rate_limited';
  if (status >= 500) return 'server_error';
  return status < 300 ? 'ok' : 'refused';
}
