import { startEmbeddedRedis } from '../../src/playground/embedded-redis.ts';

/** Finds or installs a Redis once, before any test waits for one. */
export default async function ensureRedis(): Promise<void> {
  const redis = await startEmbeddedRedis();
  await redis.stop();
}
