import { DAY } from '../../src/domain/duration.ts';
import type { Grant } from '../../src/domain/records.ts';
import type { Store } from '../../src/store/store.ts';
import { grant, terms } from '../support/domain-cases.ts';
import { change, event } from '../support/store-redis.ts';

const BATCH = 250;

/** Which grants are stored: numbers from `from`, `owner` and days to the expiry by number. `dueAt` where the sweep is to find it. */
export type Seed = {
  from: number;
  count: number;
  now: Date;
  owner: (number: number) => string;
  expiresIn: (number: number) => number;
  dueAt?: (number: number) => Date;
};

/** Stores grants with an audit event each, as every other commit does: nothing here knows how they are kept. */
export async function seedGrants(store: Store, { from, count, ...seed }: Seed): Promise<void> {
  for (let first = from; first < from + count; first += BATCH) {
    const numbers = Array.from({ length: Math.min(BATCH, from + count - first) }, (_, index) => first + index);
    await store.commit(
      change({
        grants: numbers.map((number) => ({ record: oneGrant(number, seed), version: 0 })),
        events: numbers.map((number) =>
          event({ at: seed.now.toISOString(), action: 'grant.imported', subjects: [`GRANT-${number}`] }),
        ),
      }),
    );
  }
}

function oneGrant(number: number, { now, owner, expiresIn, dueAt }: Omit<Seed, 'from' | 'count'>): Grant {
  const expires = new Date(now.getTime() + expiresIn(number) * DAY).toISOString().slice(0, 10);
  return grant({
    id: `GRANT-${number}`,
    createdBy: `REQ-${number}`,
    owner: owner(number),
    clientId: `client-${number}`,
    liveSince: now.toISOString(),
    dueAt: (dueAt?.(number) ?? new Date(now.getTime() + 300 * DAY)).toISOString(),
    terms: terms({
      clientName: `Finance Close | export ${number}`,
      workspace: 'Finance Close',
      user: { kind: 'existing', username: `export-${number}` },
      expires,
    }),
  });
}
