import type { Exchange as SlackExchange } from '../slack/types.ts';
import type { Exchange as WorkivaExchange } from '../workiva/types.ts';
import type { TrafficEntry } from './contract.ts';
import { redacted } from './redact.ts';

/** Grantdesk's own client in Workiva. */
const OWN_CLIENT_ID = 'grantdesk-client';
const MOST_ENTRIES = 500;
/** Characters of JSON. Every change of the drawer sends all of it, so it has to stay small. */
const MOST_CHARACTERS = 1_000_000;

export type Traffic = ReturnType<typeof createTraffic>;

/** Keeps the last requests and their answers, of both directions, without tokens and secrets. */
export function createTraffic(now: () => string, changed: () => void) {
  let kept: { entry: TrafficEntry; size: number }[] = [];
  let size = 0;
  let lastId = 0;

  function keep(entry: Omit<TrafficEntry, 'id' | 'at'>): void {
    lastId += 1;
    const whole: TrafficEntry = { id: lastId, at: now(), ...redacted(entry) };
    kept.push({ entry: whole, size: JSON.stringify(whole).length });
    size += kept.at(-1)?.size ?? 0;
    while (kept.length > MOST_ENTRIES || (size > MOST_CHARACTERS && kept.length > 1)) {
      size -= kept[0]?.size ?? 0;
      kept = kept.slice(1);
    }
    changed();
  }

  return {
    /** Newest last. */
    entries: (): TrafficEntry[] => kept.map(({ entry }) => entry),
    slack({ from, what, ...rest }: SlackExchange): void {
      if (from === 'slack') keep({ from, to: 'grantdesk', what: `POST /slack/events · ${what}`, ...rest });
      else keep({ from: 'grantdesk', to: 'slack', what, ...rest });
    },
    workiva({ call, ms, answer }: WorkivaExchange): void {
      const { method, path, query, headers, body, status } = call;
      const request = { headers, ...(Object.keys(query).length > 0 && { query }), ...(body !== undefined && { body }) };
      const what = `${method} ${shortened(path)}`;
      keep({
        from: isIntegration(call) ? 'integration' : 'grantdesk',
        to: 'workiva',
        what,
        status: status === 0 ? 'cut off' : String(status),
        ms,
        request,
        answer,
      });
    },
  };
}

/** What Grantdesk itself calls of Workiva; whatever else is called, an integration calls. */
const GRANTDESK_CALLS = /^\/platform\/v1\/(?:organizations|operations|activityActions)\b/;

/** A token is asked for by the one whose client it is for. */
function isIntegration({ path, body }: WorkivaExchange['call']): boolean {
  if (!path.endsWith('/oauth2/token')) return !GRANTDESK_CALLS.test(path);
  return !JSON.stringify(body ?? '').includes(OWN_CLIENT_ID);
}

/** The path without what is the same in every call. */
function shortened(path: string): string {
  return path.replace(/^\/(?:platform|iam)\/v1(?:\/organizations\/[^/]+(?=\/))?/, '…');
}
