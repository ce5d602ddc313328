import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { mayBreakGlass } from '../../src/slack/use-cases/break-glass.ts';
import type { UseCaseParts } from '../../src/slack/use-cases/parts.ts';
import type { Store } from '../../src/store/store.ts';
import { ANA, BEN, DIGEST, later, NOW, refusalOf } from '../support/domain-cases.ts';
import { policy } from '../support/domain-policy.ts';
import { change, request, type StoreBench, startBench } from '../support/store-redis.ts';

let bench: StoreBench;
let store: Store;

beforeAll(async () => {
  bench = await startBench();
  ({ store } = bench.open());
});
afterAll(() => bench.close());

function parts(): UseCaseParts {
  const inForce = { ...policy(), break_glass: { who: ['finance'], lifetime_up_to: 172_800_000 } };
  const directory = { peopleIn: async () => [ANA, BEN], takingPart: async (people: readonly string[]) => [...people] };
  return {
    store,
    policy: () => ({ policy: inForce, digest: DIGEST }) as ReturnType<UseCaseParts['policy']>,
    directory: directory as unknown as UseCaseParts['directory'],
    clock: { now: () => later(60_000) },
  };
}

test('who has broken glass cannot do so again by filing so much that it is out of sight', async () => {
  const breakGlass = { reason: 'The close stands still.', reviewBy: later(86_400_000).toISOString() };
  const broken = request({ id: 'REQ-1', requester: ANA, state: 'fulfilled', breakGlass, dueAt: undefined });
  const more = Array.from({ length: 400 }, (_, at) =>
    request({ id: `REQ-${at + 2}`, requester: ANA, state: 'fulfilled', filedAt: NOW.toISOString(), dueAt: undefined }),
  );
  await store.commit(change({ requests: [broken, ...more].map((record) => ({ record, version: 0 })) }));
  expect(refusalOf(await mayBreakGlass(ANA, parts())).sentence).toContain('REQ-1 broke glass, and is not approved');
  expect(await mayBreakGlass(BEN, parts())).toBeUndefined();
});
