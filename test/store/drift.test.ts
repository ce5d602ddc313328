import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { AccessRequest } from '../../src/domain/records.ts';
import type { Store } from '../../src/store/store.ts';
import { grant, terms } from '../support/domain-cases.ts';
import { change, request, type StoreBench, startBench } from '../support/store-redis.ts';

let bench: StoreBench;
let store: Store;

beforeAll(async () => {
  bench = await startBench();
});
afterAll(() => bench.close());
beforeEach(async () => {
  await bench.raw.flushall();
  ({ store } = bench.open());
});

const PROVISIONING = { run: 1, steps: [] };

/** A request that names a user, approved unless the changes say otherwise. */
function naming(username: string, number: number, changes: Partial<AccessRequest> = {}): AccessRequest {
  const user = { kind: 'existing' as const, username };
  return request({
    ...{ id: `REQ-${number}`, grant: `GRANT-${number}`, state: 'approved', provisioning: PROVISIONING },
    ...{ terms: terms({ user }) },
    ...changes,
  });
}

const save = (...requests: AccessRequest[]) =>
  store.commit(change({ requests: requests.map((record) => ({ record, version: 0 })) }));

async function usersAfter(after?: string): Promise<string[]> {
  const found: string[] = [];
  for await (const username of store.drifts.users(after)) found.push(username);
  return found;
}

describe('the integration users of an installation', () => {
  test('come once each, in one order, from wherever a reader has come to', async () => {
    const names = ['svc', 'svc.two', 'svc+1', 'svc-1', 'Svc_3', 'abc', 'z9'];
    await save(...names.map((name, at) => naming(name, at + 1)), naming('svc', 20), naming('SVC.two', 21));
    const all = await usersAfter();
    expect([...all].sort()).toEqual(['abc', 'svc', 'svc+1', 'svc-1', 'svc.two', 'svc_3', 'z9']);
    for (const [at, name] of all.entries()) expect(await usersAfter(name)).toEqual(all.slice(at + 1));
  });

  test('are those of approved and of imported requests, not of what is only asked for or renewed', async () => {
    const asked = { state: 'pending' as const, provisioning: undefined };
    await save(
      naming('asked', 1, asked),
      naming('renewed', 2, { kind: 'renew' }),
      naming('imported', 3, { state: 'fulfilled', provisioning: undefined }),
      naming('left', 4, { kind: 'revoke' }),
    );
    expect(await usersAfter()).toEqual(['imported', 'left']);
  });

  test('stay known once the request is over', async () => {
    await save(naming('svc', 1));
    const stored = await store.request('REQ-1');
    await store.commit(
      change({ requests: [{ record: naming('svc', 1, { state: 'fulfilled' }), version: stored?.version ?? 0 }] }),
    );
    expect(await usersAfter()).toEqual(['svc']);
  });
});

describe('what is known about one of them', () => {
  test('is every request that names it, the oldest first, and the grants of these, each once', async () => {
    await save(naming('svc', 10), naming('svc', 9, { grant: 'GRANT-9' }), naming('svc.two', 11));
    await save(naming('SVC', 12, { kind: 'change', grant: 'GRANT-9' }));
    await store.commit(
      change({
        grants: [grant({ id: 'GRANT-9' }), grant({ id: 'GRANT-10', state: 'revoked' })].map((record) => ({
          record,
          version: 0,
        })),
      }),
    );
    const { requests, grants } = await store.drifts.known('Svc');
    expect(requests.map(({ id }) => id)).toEqual(['REQ-9', 'REQ-10', 'REQ-12']);
    expect(grants.map(({ id }) => id)).toEqual(['GRANT-9', 'GRANT-10']);
  });

  test('holds the live grants of an earlier version, which has noted no requests of users', async () => {
    const user = { kind: 'existing' as const, username: 'svc' };
    const old = grant({ id: 'GRANT-1', createdBy: 'REQ-1', terms: terms({ user }) });
    await save(naming('svc', 1, { state: 'fulfilled' }), naming('svc', 2, { kind: 'revoke', state: 'fulfilled' }));
    await store.commit(change({ grants: [{ record: old, version: 0 }] }));
    await bench.raw.zrem(bench.keys.integrationUsers, 'svc REQ-1');
    const { requests, grants } = await store.drifts.known('svc');
    expect(requests.map(({ id }) => id)).toEqual(['REQ-1', 'REQ-2']);
    expect(grants.map(({ id }) => id)).toEqual(['GRANT-1']);
  });

  test('is nothing where nobody has named it', async () => {
    expect(await store.drifts.known('svc')).toEqual({ requests: [], grants: [] });
  });
});
