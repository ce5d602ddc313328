import type { Redis } from 'ioredis';
import { z } from 'zod';
import { createKeys } from './keys.ts';

/** Where a message stands in Slack. */
const MessageRef = z.object({ channel: z.string(), ts: z.string() });
export type MessageRef = z.infer<typeof MessageRef>;

/** Remembers where each message stands, so that a later state updates it instead of posting again. */
export type MessageRefs = {
  find(message: string): Promise<MessageRef | undefined>;
  save(message: string, ref: MessageRef): Promise<void>;
};

/**
 * Makes the memory of messages. Give it a connection that waits while Redis is away: a message that has been posted and
 * is not remembered would be posted twice.
 */
export function createMessageRefs(redis: Redis, installation: string): MessageRefs {
  const { messageRefs } = createKeys(installation);
  return {
    async find(message) {
      const found = await redis.hget(messageRefs, message);
      return found == null ? undefined : MessageRef.parse(JSON.parse(found));
    },
    async save(message, ref) {
      await redis.hset(messageRefs, message, JSON.stringify(ref));
    },
  };
}
