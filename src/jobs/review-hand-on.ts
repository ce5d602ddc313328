import { handOn, lookedAgain } from '../domain/review-hand-on.ts';
import type { Review } from '../domain/review-records.ts';
import { lastNumbers } from '../domain/review-tally.ts';
import type { Store } from '../store/store.ts';
import { inTurns, missing, transact } from '../store/transact.ts';
import { grantsNamed } from './review-close.ts';

/** Asks whoever owns a grant now, where it waits for the answer of who owned it before. `seen` was read before this. */
export async function handOnAll(seen: Review, store: Store, now: Date): Promise<void> {
  const { id, by, lookAgainAt } = seen;
  if (by !== 'owner') return;
  for (const { id: part, counts } of await store.reviews.tally(id)) {
    if (counts.waiting > 0) await inTurns(() => handOnPart(id, part, store, now));
  }
  if (lookAgainAt === undefined) return;
  await transact(store, { review: id }, ({ review }) => (review ? lookedAgain(review, lookAgainAt, now) : missing(id)));
}

/** Writes the part and those that it gives to others in one step, so that no grant is in two, or in none. */
async function handOnPart(id: string, partId: string, store: Store, now: Date): Promise<void> {
  const [review, part] = await Promise.all([store.review(id), store.part(partId)]);
  if (!review || !part) return;
  const grants = await grantsNamed(
    part.record.items.map(({ grant }) => grant),
    store,
  );
  const last = lastNumbers(await store.reviews.tally(id));
  const handed = handOn({ review: review.record, part: part.record }, grants, last, now);
  if (!handed) return;
  const records = [
    { record: handed.review, version: review.version },
    ...handed.parts.map((record) => ({ record, version: record.id === partId ? part.version : 0 })),
  ];
  const { events, effects } = handed;
  await store.commit({ requests: [], grants: [], records, events, effects, claims: [], releases: [] });
}
