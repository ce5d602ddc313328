import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { WebClient } from '@slack/web-api';
import { createLogger } from '../../src/observability/log.ts';
import { openHome, refreshHome } from '../../src/slack/home-tab.ts';
import type { HomeParts } from '../../src/slack/use-cases/home.ts';
import type { Store } from '../../src/store/store.ts';
import { ANA, DIGEST, grant, NOW } from '../support/domain-cases.ts';
import { policy } from '../support/domain-policy.ts';
import { change, type StoreBench, startBench } from '../support/store-redis.ts';

let bench: StoreBench;
let store: Store;

beforeAll(async () => {
  bench = await startBench();
  ({ store } = bench.open());
});
beforeEach(() => bench.raw.flushall());
afterAll(() => bench.close());

const partsWith = (on: Store): HomeParts => ({
  store: on,
  policy: () => ({ policy: policy(), digest: DIGEST }) as ReturnType<HomeParts['policy']>,
  directory: {
    peopleIn: async () => [],
    takingPart: async (people: readonly string[]) => [...people],
    groupsOf: async () => [],
    membersOf: async () => ({ members: [], ageMs: 0 }),
  } as unknown as HomeParts['directory'],
  clock: { now: () => NOW },
  log: createLogger('silent'),
});

/** A Slack that keeps what was published, the newest last. */
function slack() {
  const published: string[] = [];
  const publish = async ({ view }: { view: unknown }) => void published.push(JSON.stringify(view));
  return { published, client: { views: { publish } } as unknown as WebClient };
}

/** The store as it is for who reads their grants, and is held up until something else has happened. */
function heldUp(meanwhile: () => Promise<void>): Store {
  let isFirst = true;
  const grantsByExpiry: Store['lists']['grantsByExpiry'] = async (...wanted) => {
    const read = await store.lists.grantsByExpiry(...wanted);
    if (!isFirst) return read;
    isFirst = false;
    await meanwhile();
    return read;
  };
  return { ...store, lists: { ...store.lists, grantsByExpiry } };
}

describe('a Home tab that is opened', () => {
  test('while it is brought up to date ends with the newer state, though the older one came last', async () => {
    const { client, published } = slack();
    const meanwhile = async () => {
      await store.commit(change({ grants: [{ record: grant({ id: 'GRANT-1', createdBy: 'REQ-1' }), version: 0 }] }));
      await refreshHome(ANA, client, partsWith(store));
    };
    await openHome(ANA, client, partsWith(heldUp(meanwhile)));
    expect(published.map((view) => view.includes('GRANT-1'))).toEqual([true, false, true]);
  });

  test('says so where it cannot be read', async () => {
    const { client, published } = slack();
    const away = async () => {
      throw new Error('Redis is away.');
    };
    await openHome(ANA, client, partsWith({ ...store, keep: away }));
    expect(published).toEqual([expect.stringContaining('cannot reach its database or Slack right now')]);
  });
});
