import type { Faults } from './types.ts';

const MINUTE_MS = 60_000;
const POST_BURST = 3;
const POSTS_PER_SECOND = 1;
/** Slack says "several hundred messages per minute" for the whole workspace: https://docs.slack.dev/reference/methods/chat.postMessage */
const POSTS_PER_MINUTE = 300;
const LIMITED_NOW_AND_THEN = ['chat.postMessage', 'chat.update', 'chat.postEphemeral'];

/** Calls a minute: https://docs.slack.dev/apis/web-api/rate-limits */
const TIERS = { tier2: 20, tier3: 50, tier4: 100 } as const;
export type Tier = keyof typeof TIERS;

/** A bad answer that a call gets instead of, or after, its effect. */
export type Fault =
  | { kind: 'rate_limited'; retryAfterSeconds: number }
  | { kind: 'failed'; error: string; status: number; afterEffect: boolean };

export type Rates = ReturnType<typeof createRates>;

/** Slack's rates: how long to wait before a call may be made; undefined when it may be made now. */
export function createRates(now: () => number) {
  const buckets = new Map<string, { tokens: number; at: number }>();
  const windows = new Map<string, number[]>();

  function waitForPost(channel: string): number | undefined {
    const wait = waitForChannel(channel);
    return wait ?? waitInWindow('every channel', POSTS_PER_MINUTE);
  }

  function waitForChannel(channel: string): number | undefined {
    const bucket = buckets.get(channel) ?? { tokens: POST_BURST, at: now() };
    const tokens = Math.min(POST_BURST, bucket.tokens + ((now() - bucket.at) / 1000) * POSTS_PER_SECOND);
    buckets.set(channel, { tokens: tokens >= 1 ? tokens - 1 : tokens, at: now() });
    return tokens >= 1 ? undefined : Math.ceil((1 - tokens) / POSTS_PER_SECOND);
  }

  const waitForTier = (method: string, tier: Tier) => waitInWindow(method, TIERS[tier]);

  function waitInWindow(name: string, most: number): number | undefined {
    const recent = (windows.get(name) ?? []).filter((at) => now() - at < MINUTE_MS);
    const isFull = recent.length >= most;
    windows.set(name, isFull ? recent : [...recent, now()]);
    const oldest = recent[0] ?? now();
    return isFull ? Math.max(1, Math.ceil((oldest + MINUTE_MS - now()) / 1000)) : undefined;
  }

  return { waitForPost, waitForTier };
}

export type FaultPlan = ReturnType<typeof createFaultPlan>;

/** Faults that a test or the playground asks for, each a number of times. */
export function createFaultPlan() {
  let planned: { method: string; channel?: string; times: number; fault: Fault }[] = [];
  let lasting = { slowMs: 0, oneIn: 0, calls: 0 };
  const plan: Omit<Faults, 'refreshSockets'> = {
    rateLimit(method, { channel, times, retryAfterSeconds }) {
      planned.push({ method, times, fault: { kind: 'rate_limited', retryAfterSeconds }, ...(channel && { channel }) });
    },
    fail(method, { times, error = 'internal_error', status = 200, afterEffect = false }) {
      planned.push({ method, times, fault: { kind: 'failed', error, status, afterEffect } });
    },
    slow(slowMs) {
      lasting = { ...lasting, slowMs };
    },
    rateLimitOneIn(oneIn) {
      lasting = { ...lasting, oneIn, calls: 0 };
    },
    clear() {
      planned = [];
    },
  };
  function lastingFault(method: string): Fault | undefined {
    if (lasting.oneIn === 0 || !LIMITED_NOW_AND_THEN.includes(method)) return undefined;
    lasting.calls += 1;
    return lasting.calls % lasting.oneIn === 1 % lasting.oneIn
      ? { kind: 'rate_limited', retryAfterSeconds: 2 }
      : undefined;
  }

  return {
    plan,
    slowMs: () => lasting.slowMs,
    next(method: string, channel: unknown): Fault | undefined {
      const due = planned.find((one) => one.method === method && (!one.channel || one.channel === channel));
      if (!due) return lastingFault(method);
      due.times -= 1;
      planned = planned.filter((one) => one.times > 0);
      return due.fault;
    },
  };
}
