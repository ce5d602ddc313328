import type { Clock } from '../domain/clock.ts';
import { driftId } from '../domain/drift-record.ts';
import { report } from '../domain/drift-report.ts';
import type { OutsideChange } from '../domain/outside.ts';
import type { Store } from '../store/store.ts';
import { transact } from '../store/transact.ts';
import { inspect, type Observer } from '../workiva/observe.ts';

/** `glance` may be what was read some time ago; `surely` asks Workiva now. */
export type LookParts = { store: Store; clock: Clock; glance: Observer; surely: Observer };

/**
 * Looks at one integration user, and reports what is new and what is gone. What would change the report is looked at once
 * more before anybody is told: records and Workiva may have moved since the glance. Answers how many differences there are.
 */
export async function lookAt(
  username: string,
  { store, clock, glance, surely }: LookParts,
  changes: readonly OutsideChange[] = [],
): Promise<number> {
  const id = driftId(username);
  let { recorded, findings } = await inspect(username, store.drifts.known, glance);
  const before = (await store.drift(id))?.record;
  if (report(before, { username, findings, now: clock.now() }).drift !== before) {
    ({ recorded, findings } = await inspect(username, store.drifts.known, surely));
  }
  const look = { username, findings, changes, grants: recorded.grants, now: clock.now() };
  await transact(store, { drift: id }, ({ drift }) => report(drift, look));
  return findings.length;
}
