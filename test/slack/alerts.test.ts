import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { WebClient } from '@slack/web-api';
import { DAY } from '../../src/domain/duration.ts';
import { checkOwners } from '../../src/jobs/owners.ts';
import { createAdminNotice, createAlert } from '../../src/slack/alerts.ts';
import { createAuditHeadPost } from '../../src/slack/audit-head.ts';
import type { Directory } from '../../src/slack/directory.ts';
import type { Memory } from '../../src/store/once.ts';
import type { Store } from '../../src/store/store.ts';
import { ADMIN, ANA, BEN, grant, later, NOW } from '../support/domain-cases.ts';
import { policy } from '../support/domain-policy.ts';
import { change, event, type StoreBench, startBench } from '../support/store-redis.ts';

let bench: StoreBench;
let store: Store;

beforeAll(async () => {
  bench = await startBench();
  ({ store } = bench.open());
});
beforeEach(() => bench.raw.flushall());
afterAll(() => bench.close());

/** A Slack that cannot be posted to by those named, and what was posted for all that. */
function slackWithout(away: Set<string>) {
  const posted: string[] = [];
  const postMessage = async ({ channel }: { channel: string }) => {
    if (away.has(channel)) throw new Error('Slack is away.');
    posted.push(channel);
  };
  return { posted, client: { chat: { postMessage } } as unknown as WebClient };
}

/** The memory of a process that is killed right after it has begun a try. */
const killed = (): Store => ({
  ...store,
  firstTime: async (name, forMs) => {
    await store.firstTime(name, forMs);
    throw new Error('The process was killed.');
  },
});

/** Lets the time pass after which a try counts as killed. */
async function tryIsOver(name: string): Promise<void> {
  expect(await bench.raw.pttl(bench.keys.claim(name))).toBeLessThanOrEqual(60_000);
  expect(await bench.raw.del(bench.keys.claim(name))).toBe(1);
}

const FAULT = { code: 'not_in_channel', sentence: 'Invite the app.', final: false, ofChannel: true };

describe('an alert about a channel', () => {
  const alertFrom = (client: WebClient, memory: Memory = store, admins = [ADMIN]) => {
    const directory = { peopleIn: async () => admins } as unknown as Directory;
    return createAlert({ client, directory, policy: () => policy(), memory });
  };

  test('that Slack did not take is sent at the next try, and then not again for a day', async () => {
    const away = new Set([ADMIN]);
    const { client, posted } = slackWithout(away);
    const alert = alertFrom(client);
    await expect(alert('C1', FAULT)).rejects.toThrow('Slack is away.');
    away.clear();
    for (const _ of [1, 2, 3]) await alert('C1', FAULT);
    expect(posted).toEqual([ADMIN]);
  });

  test('that reached one of the admins is not sent to them once more', async () => {
    const { client, posted } = slackWithout(new Set([BEN]));
    for (const _ of [1, 2]) await alertFrom(client, store, [ADMIN, BEN])('C1', FAULT);
    expect(posted).toEqual([ADMIN]);
  });

  test('whose process was killed before it was sent is sent by another one soon', async () => {
    const { client, posted } = slackWithout(new Set());
    await expect(alertFrom(client, killed())('C1', FAULT)).rejects.toThrow('killed');
    await alertFrom(client)('C1', FAULT);
    expect(posted).toEqual([]);
    await tryIsOver(`alert:C1:${FAULT.code}`);
    await alertFrom(client)('C1', FAULT);
    expect(posted).toEqual([ADMIN]);
  });
});

test('a notice to the admins that one process could not post is posted by another, once', async () => {
  const away = new Set(['C0ADMIN']);
  const { client, posted } = slackWithout(away);
  const channels = { requests: 'C0REQUESTS', admin: 'C0ADMIN' };
  const notice = () => createAdminNotice({ client, policy: () => ({ ...policy(), channels }), memory: store });
  await expect(notice()('no-approver', 'Nobody can approve.')).rejects.toThrow('Slack is away.');
  away.clear();
  await notice()('no-approver', 'Nobody can approve.');
  await notice()('no-approver', 'Nobody can approve.');
  expect(posted).toEqual(['C0ADMIN']);
});

test('the head of the audit trail is posted that day though the process was killed when it was about to', async () => {
  await store.commit(change({ events: [event()] }));
  const { client, posted } = slackWithout(new Set());
  const channels = { requests: 'C0REQUESTS', admin: 'C0ADMIN', audit: 'C0AUDIT' };
  const post = (on: Store) =>
    createAuditHeadPost({
      client,
      store: on,
      policy: () => ({ ...policy(), channels }),
      clock: { now: () => NOW },
      alert: async () => undefined,
      slotMs: 1,
    })(1);
  await expect(post(killed())).rejects.toThrow('killed');
  expect(await post(store)).toMatchObject({ outcome: 'wait' });
  await tryIsOver('audit-head:2026-11-24');
  expect([await post(store), await post(store)]).toEqual(Array(2).fill({ outcome: 'sent' }));
  expect(posted).toEqual(['C0AUDIT']);
});

describe('the daily look at the owners', () => {
  const look = (on: Store, now: Date, asked: string[]) => {
    const hasLeft = async (person: string) => asked.push(person) > 0;
    return checkOwners({ store: on, clock: { now: () => now }, hasLeft }, () => undefined);
  };

  test('is taken up again by the next sweep where its process was killed, and then rests for the day', async () => {
    await store.commit(change({ grants: [{ record: grant({ id: 'GRANT-1', createdBy: 'REQ-1' }), version: 0 }] }));
    const gone = async () => {
      throw new Error('The process was killed.');
    };
    await expect(look({ ...store, commit: gone, keep: gone }, NOW, [])).rejects.toThrow('killed');
    const asked: string[] = [];
    for (const minute of [1, 2, 3]) await look(store, later(minute * 60_000), asked);
    expect(asked).toEqual([ANA]);
    expect((await store.grant('GRANT-1'))?.record.ownerLeft).toBe(later(60_000).toISOString());
    await look(store, later(DAY), asked);
    expect(asked).toEqual([ANA, ANA]);
  });
});
