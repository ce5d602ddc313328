import type { Grant } from './records.ts';
import { ADMINS, partId, type Review, type ReviewPart } from './review-records.ts';

/** The most grants of one part: each answer writes its part anew. */
export const PART_SIZE = 100;

/** Who can review now. `present`: owners who have not left; `people`: those of the policy's groups who take part. */
export type ReviewPeople = { present: ReadonlySet<string>; people: readonly string[] };

/**
 * Says who reviews each grant. By owner, everybody reviews their own; those of owners who have left go to the admins. By
 * groups, each goes to whoever of the groups has the fewest so far and does not own it; where that is nobody, to the
 * admins. `load` is how many somebody has already.
 */
export function assign(
  grants: readonly Pick<Grant, 'id' | 'owner'>[],
  by: Review['by'],
  { present, people }: ReviewPeople,
  load: Map<string, number> = new Map(),
): Map<string, string[]> {
  const assigned = new Map<string, string[]>();
  const loadOf = (person: string) => (load.get(person) ?? 0) + (assigned.get(person)?.length ?? 0);
  for (const { id, owner } of grants) {
    const reviewer =
      by === 'owner' ? (present.has(owner) ? owner : ADMINS) : (leastBusy(people, owner, loadOf) ?? ADMINS);
    const own = assigned.get(reviewer);
    if (own) own.push(id);
    else assigned.set(reviewer, [id]);
  }
  return assigned;
}

function leastBusy(people: readonly string[], owner: string, loadOf: (person: string) => number): string | undefined {
  const others = people.filter((person) => person !== owner);
  return others.reduce<string | undefined>(
    (best, person) => (best === undefined || loadOf(person) < loadOf(best) ? person : best),
    undefined,
  );
}

/** Makes the parts of what was assigned. `last` is the number of the last part that somebody has already. */
export function partsOf(
  review: Pick<Review, 'id'>,
  assigned: ReadonlyMap<string, readonly string[]>,
  last: ReadonlyMap<string, number> = new Map(),
): ReviewPart[] {
  return [...assigned].flatMap(([reviewer, grants]) =>
    Array.from(
      { length: Math.ceil(grants.length / PART_SIZE) },
      (_, at): ReviewPart => ({
        id: partId(review.id, reviewer, (last.get(reviewer) ?? 0) + at + 1),
        state: 'open',
        review: review.id,
        reviewer,
        items: grants.slice(at * PART_SIZE, (at + 1) * PART_SIZE).map((grant) => ({ grant })),
      }),
    ),
  );
}
