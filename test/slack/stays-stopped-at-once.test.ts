import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { beginStep, needAdmin } from '../../src/domain/provisioning.ts';
import type { Grant } from '../../src/domain/records.ts';
import { enforced, suspend } from '../../src/domain/suspension.ts';
import { taskRun } from '../../src/domain/task-ref.ts';
import { finishAdminTask } from '../../src/slack/use-cases/admin-task.ts';
import type { UseCaseParts } from '../../src/slack/use-cases/parts.ts';
import type { Store } from '../../src/store/store.ts';
import { ADMIN, ANA, approved, caseAfter, DIGEST, grant, moved, NOW } from '../support/domain-cases.ts';
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

/** The process as it is where it is killed right after its first write. */
function killedAfterOneWrite(): UseCaseParts {
  let writes = 0;
  const commit: Store['commit'] = async (written) => {
    if (writes > 0) throw new Error('The process was killed.');
    writes += 1;
    return store.commit(written);
  };
  const directory = { peopleIn: async () => [ADMIN], takingPart: async (people: readonly string[]) => [...people] };
  return {
    store: { ...store, commit },
    policy: () => ({ policy: policy(), digest: DIGEST }) as ReturnType<UseCaseParts['policy']>,
    directory: directory as unknown as UseCaseParts['directory'],
    clock: { now: () => NOW },
  };
}

/** A stopped grant whose user Workiva has suspended. */
const stopped = (changes: Partial<Grant>): Grant => {
  const { grant: halted } = suspend(grant(changes), { by: ANA, reason: 'It leaked.', now: NOW });
  return moved(enforced(halted, 'grantdesk', NOW)).grant ?? halted;
};

/** A request of the same user whose first step an admin has to do. */
async function putTask(own: (grant: Grant) => Grant = (same) => same, others: Grant[] = []) {
  const begun = approved({ id: 'REQ-5' });
  const running = caseAfter(begun, beginStep(begun, 'user', NOW));
  const { request, grant: made } = caseAfter(running, needAdmin(running, 'user', NOW));
  const grants = [own(made), ...others].map((record) => ({ record, version: 0 }));
  await store.commit(change({ requests: [{ record: request, version: 0 }], grants }));
  return { request: 'REQ-5', step: 'user' as const, run: taskRun(request, 'user') };
}

const suspensionOf = async (id: string) => (await store.grant(id))?.record.suspension;

describe('Done on a task that may have activated an integration user', () => {
  test('suspends the user of a stopped grant again, though the process is killed right after', async () => {
    const task = await putTask(undefined, [stopped({ id: 'GRANT-1', createdBy: 'REQ-1' })]);
    const done = moved(await finishAdminTask(task, ADMIN, undefined, killedAfterOneWrite()));
    expect(done.effects).toContainEqual({ kind: 'suspend', grant: 'GRANT-1', run: 2 });
    expect(await suspensionOf('GRANT-1')).toMatchObject({ by: ANA, reason: 'It leaked.', run: 2 });
    expect((await suspensionOf('GRANT-1'))?.enforced).toBeUndefined();
  });

  test('does so for the very grant that is stopped while it is made', async () => {
    const task = await putTask((made) => suspend(made, { by: ANA, reason: 'It leaked.', now: NOW }).grant);
    moved(await finishAdminTask(task, ADMIN, undefined, killedAfterOneWrite()));
    expect(await suspensionOf('GRANT-5')).toMatchObject({ run: 2 });
  });

  test('leaves the grants alone where none is stopped, and the user of a task that was done already', async () => {
    const task = await putTask(undefined, [grant({ id: 'GRANT-1', createdBy: 'REQ-1' })]);
    moved(await finishAdminTask(task, ADMIN, undefined, killedAfterOneWrite()));
    expect([await suspensionOf('GRANT-1'), await suspensionOf('GRANT-5')]).toEqual([undefined, undefined]);
    expect((await finishAdminTask(task, ADMIN, undefined, killedAfterOneWrite())).ok).toBe(false);
  });
});
