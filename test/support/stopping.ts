import { suspend } from '../../src/domain/suspension.ts';
import { PEOPLE } from '../../src/playground/seed.ts';
import type { World } from '../../src/playground/world.ts';
import type { Store } from '../../src/store/store.ts';
import { transact } from '../../src/store/transact.ts';
import { eventually, storedGrant } from './faults-world.ts';

/** An admin stops a grant in an emergency. */
export async function stopGrant(
  { clock }: Pick<World, 'clock'>,
  store: Store,
  id: string,
  { by = PEOPLE.admin as string, reason = 'A leak.' } = {},
): Promise<void> {
  const moved = await transact(store, { grant: id }, ({ grant }) => {
    if (!grant) throw new Error(`There is no ${id}.`);
    return { ok: true, ...suspend(grant, { by, reason, now: clock.now() }) };
  });
  if (!moved.ok) throw new Error(`${id} was not stopped: ${moved.refusal.sentence}`);
}

/** Waits until Workiva refuses the integration user of a stopped grant. */
export const stopEnforced = (world: World, id: string) =>
  eventually(async () => (await storedGrant(world, id)).suspension?.enforced, `the suspension of ${id}`);
