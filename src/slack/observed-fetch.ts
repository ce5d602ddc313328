import type { FetchFunction } from '@slack/web-api';
import type { CallOutcome, ObservedCall } from '../observability/metrics.ts';

/** Hears how a call went, and how long it took. */
export type ObserveCall = (call: ObservedCall) => void;

/** What every method of Slack's Web API looks like. */
const METHOD = /^[a-z]+(\.[a-z]+)+$/i;

/** The way calls of Slack are sent, with somebody who hears of each once it has been answered whole. */
export function observedFetch(observe: ObserveCall): FetchFunction {
  return async (url, init) => {
    const began = performance.now();
    const end = (outcome: CallOutcome) =>
      observe({ endpoint: methodOf(url), outcome, seconds: (performance.now() - began) / 1_000 });
    try {
      const response = await fetch(url, init);
      end(await outcomeOf(response));
      return response;
    } catch (error) {
      end('unreachable');
      throw error;
    }
  };
}

function methodOf(url: string | URL): string {
  const last = new URL(url).pathname.split('/').at(-1) ?? '';
  return METHOD.test(last) ? last : 'other';
}

/** Slack answers most refusals with 200 and `ok: false`. */
async function outcomeOf(response: Response): Promise<CallOutcome> {
  if (response.status === 429) return 'rate_limited';
  if (response.status >= 500) return 'server_error';
  const answer: unknown = response.ok
    ? await response
        .clone()
        .json()
        .catch(() => undefined)
    : undefined;
  return typeof answer === 'object' && answer !== null && 'ok' in answer && answer.ok === true ? 'ok' : 'refused';
}
