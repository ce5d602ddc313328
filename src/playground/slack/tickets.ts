import { randomBytes } from 'node:crypto';
import { ApiError } from './errors.ts';

const TRIGGER_LIFE_MS = 3_000;
const RESPONSE_URL_LIFE_MS = 30 * 60_000;
const RESPONSE_URL_USES = 5;

/** What a trigger id stands for: who did something, and in which modal, if in one. */
export type Trigger = { userId: string; rootViewId?: string };

export type Triggers = ReturnType<typeof createTriggers>;

/** Trigger ids: they live 3 s and work once. */
export function createTriggers(now: () => number) {
  const issued = new Map<string, Trigger & { at: number; used: boolean }>();
  return {
    issue(trigger: Trigger): string {
      const id = `${now()}.${randomBytes(5).readUIntBE(0, 5)}.${randomBytes(16).toString('hex')}`;
      issued.set(id, { ...trigger, at: now(), used: false });
      return id;
    },

    /** The trigger, used up; refuses as Slack does when it is unknown, spent or too old. */
    exchange(id: unknown): Trigger {
      const trigger = typeof id === 'string' ? issued.get(id) : undefined;
      if (!trigger) throw new ApiError('invalid_trigger_id');
      if (trigger.used) throw new ApiError('exchanged_trigger_id');
      if (now() - trigger.at > TRIGGER_LIFE_MS) throw new ApiError('expired_trigger_id');
      trigger.used = true;
      return trigger;
    },
  };
}

/** Where an answer through a response_url goes, and which message it may replace or delete. */
export type ResponseTarget = {
  userId: string;
  channel: string;
  original?: { ts: string; ephemeral: boolean };
  threadTs?: string;
};

export type ResponseUrls = ReturnType<typeof createResponseUrls>;

/** Response URLs: 5 uses within 30 minutes. */
export function createResponseUrls(now: () => number, origin: () => string) {
  const issued = new Map<string, ResponseTarget & { at: number; uses: number }>();
  return {
    issue(target: ResponseTarget): string {
      const key = randomBytes(12).toString('base64url');
      issued.set(key, { ...target, at: now(), uses: 0 });
      return `${origin()}/response/${key}`;
    },

    /** The target, one use fewer. */
    use(key: string): ResponseTarget {
      const url = issued.get(key);
      if (!url) throw new ApiError('no_such_url');
      if (now() - url.at > RESPONSE_URL_LIFE_MS) throw new ApiError('expired_url');
      if (url.uses >= RESPONSE_URL_USES) throw new ApiError('used_url');
      url.uses += 1;
      return url;
    },
  };
}
