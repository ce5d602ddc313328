import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { Grant } from '../../src/domain/records.ts';
import { enforced, suspend } from '../../src/domain/suspension.ts';
import type { UseCaseParts } from '../../src/slack/use-cases/parts.ts';
import { reportLeak } from '../../src/slack/use-cases/secret.ts';
import { reinstatable, reinstateGrant, seenOf } from '../../src/slack/use-cases/suspension.ts';
import { reinstatementModal } from '../../src/slack/views/stop-modals.ts';
import type { Store } from '../../src/store/store.ts';
import { transact } from '../../src/store/transact.ts';
import { ADMIN, ANA, BEN, DIGEST, grant, later, moved, NOW, refusalOf, terms } from '../support/domain-cases.ts';
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

function parts(): UseCaseParts {
  const directory = { peopleIn: async () => [ADMIN], takingPart: async (people: readonly string[]) => [...people] };
  return {
    store,
    policy: () => ({ policy: policy(), digest: DIGEST }) as ReturnType<UseCaseParts['policy']>,
    directory: directory as unknown as UseCaseParts['directory'],
    clock: { now: () => later(60_000) },
  };
}

/** Two grants of one user: the first was stopped, and the second with it. */
async function putStopped(): Promise<void> {
  const user = { kind: 'existing' as const, username: 'svc.shared' };
  const first = grant({ id: 'GRANT-1', createdBy: 'REQ-1', owner: BEN, terms: terms({ user, clientName: 'one' }) });
  const second = grant({
    id: 'GRANT-2',
    createdBy: 'REQ-2',
    clientId: 'c2',
    terms: terms({ user, clientName: 'two' }),
  });
  const stopped = [
    suspend(first, { by: ADMIN, reason: 'Odd calls.', now: NOW }).grant,
    suspend(second, { by: ADMIN, reason: 'It shares its user.', now: NOW, with: 'GRANT-1' }).grant,
  ];
  const grants = stopped.map((one) => ({ record: moved(enforced(one, 'grantdesk', NOW)).grant ?? one, version: 0 }));
  await store.commit(change({ grants }));
}

async function opened() {
  const found = await reinstatable('GRANT-1', ADMIN, parts());
  if ('ok' in found) throw new Error(found.refusal.sentence);
  const seen = seenOf(found);
  return { seen, shown: JSON.stringify(reinstatementModal(found.grant, found.others, seen).blocks) };
}

const send = ({ seen }: { seen: string }) =>
  reinstateGrant({ id: 'GRANT-1', seen }, ADMIN, 'Nothing was wrong.', parts());
const recordOf = async (id: string): Promise<Grant | undefined> => (await store.grant(id))?.record;

describe('a form to reinstate a grant, after a leak is reported of another that works again with it', () => {
  test.each([true, false])(
    'lets neither work where it was opened before (to be stopped at once: %s)',
    async (stops) => {
      await putStopped();
      const form = await opened();
      expect((await reportLeak('GRANT-2', { by: ANA, where: 'A public repository.', stops }, parts())).ok).toBe(true);
      await transact(store, { grant: 'GRANT-2' }, ({ grant: found = grant() }) =>
        found.suspension?.enforced ? { ok: true, events: [], effects: [] } : enforced(found, 'grantdesk', NOW),
      );
      expect(refusalOf(await send(form)).code).toBe('terms_moved');
      expect([(await recordOf('GRANT-1'))?.state, (await recordOf('GRANT-2'))?.state]).toEqual([
        'suspended',
        'suspended',
      ]);
    },
  );

  test('shows the leak where it is opened after it, and then does what it says', async () => {
    await putStopped();
    await reportLeak('GRANT-2', { by: ANA, where: 'A public repository.', stops: false }, parts());
    const form = await opened();
    expect(form.shown).toContain('The secret of GRANT-2 may have leaked');
    expect(form.shown).toContain('A public repository.');
    moved(await send(form));
    expect((await recordOf('GRANT-2'))?.state).toBe('active');
  });
});
