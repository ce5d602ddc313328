import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { WebClient } from '@slack/web-api';
import { createLogger } from '../../src/observability/log.ts';
import { createMessenger } from '../../src/slack/messenger.ts';
import { createMessageRefs } from '../../src/store/message-refs.ts';
import { NOW, pending } from '../support/domain-cases.ts';
import { policy } from '../support/domain-policy.ts';
import { change, type StoreBench, startBench } from '../support/store-redis.ts';

const OLD = 'C0OLD';
const NEW = 'C0NEW';

let bench: StoreBench;

beforeAll(async () => {
  bench = await startBench();
});
beforeEach(() => bench.raw.flushall());
afterAll(() => bench.close());

/** A messenger of a policy whose requests channel moves, on a Slack whose channels can be taken away. */
async function moving() {
  const { store, redis } = bench.open();
  const { request } = pending();
  await store.commit(change({ requests: [{ record: request, version: 0 }] }));
  const faults = new Map<string, string>();
  const calls: string[] = [];
  const alerts: string[] = [];
  const answer = (what: string, channel: string, thread?: string) => {
    const error = faults.get(channel);
    if (error) throw Object.assign(new Error(error), { code: 'slack_webapi_platform_error', data: { error } });
    calls.push([what, channel, ...(thread === undefined ? [] : ['in', thread])].join(' '));
    return { channel, ts: `${channel}-${calls.length}` };
  };
  const chat = {
    postMessage: async (sent: { channel: string; thread_ts?: string }) => answer('post', sent.channel, sent.thread_ts),
    update: async ({ channel }: { channel: string }) => answer('update', channel),
  };
  let channels = { requests: OLD, admin: 'C0ADMIN' };
  const deliver = createMessenger({
    client: { chat } as unknown as WebClient,
    store,
    refs: createMessageRefs(redis, bench.installation),
    policy: () => ({ ...policy(), channels }),
    clock: { now: () => NOW },
    log: createLogger('silent'),
    alert: async (channel, { sentence }) => void alerts.push(`${channel}: ${sentence}`),
    workivaUrl: 'https://workiva.example',
    tokenUrl: 'https://workiva.example/token',
    slotMs: 1,
  });
  return {
    faults,
    calls,
    alerts,
    send: (message: 'approval' | 'stage') =>
      deliver({ message, about: request.id, ...(message === 'stage' ? { detail: '0' } : {}) }, 1),
    move: () => {
      channels = { ...channels, requests: NEW };
    },
  };
}

describe('a message in a channel that the policy does not name any more', () => {
  test.each(['is_archived', 'channel_not_found', 'is_inactive', 'not_in_channel'])(
    'is posted anew in the one that it names once the old one says %s, and followed there',
    async (code) => {
      const { send, move, faults, calls, alerts } = await moving();
      await send('approval');
      move();
      faults.set(OLD, code);
      expect(await send('approval')).toEqual({ outcome: 'sent' });
      await send('approval');
      await send('stage');
      expect(calls).toEqual([`post ${OLD}`, `post ${NEW}`, `update ${NEW}`, `post ${NEW} in ${NEW}-2`]);
      expect(alerts).toEqual([]);
    },
  );

  test('is kept up to date there for as long as that is possible, and its thread goes on in the new one', async () => {
    const { send, move, calls } = await moving();
    await send('approval');
    move();
    await send('approval');
    await send('stage');
    expect(calls).toEqual([`post ${OLD}`, `update ${OLD}`, `post ${NEW}`]);
  });

  test('is waited for where the new channel has a fault, which is the one that the admins are told of', async () => {
    const { send, move, faults, alerts } = await moving();
    await send('approval');
    move();
    faults.set(OLD, 'is_archived').set(NEW, 'not_in_channel');
    await expect(send('approval')).rejects.toThrow('not_in_channel');
    expect(alerts).toEqual([expect.stringMatching(new RegExp(`^${NEW}: Grantdesk is not in the channel ${NEW}`))]);
  });
});

test('a message in the channel that the policy names waits until that is of use again, and the admins are told', async () => {
  const { send, faults, alerts } = await moving();
  await send('approval');
  faults.set(OLD, 'is_archived');
  await expect(send('approval')).rejects.toThrow('is_archived');
  expect(alerts).toEqual([expect.stringContaining(`The channel ${OLD} is archived`)]);
});
