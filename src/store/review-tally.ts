import { partPlace, type ReviewOutcome, type ReviewPart } from '../domain/review-records.ts';
import { emptyTally, type PartTally } from '../domain/review-tally.ts';

/** What is counted of a part in an index, each under a name: how many of its grants wait, or came to an outcome. */
export function tallyMembers(part: ReviewPart): { member: string; count: number }[] {
  const counts = new Map<string, number>();
  for (const { settled } of part.items) {
    const name = settled?.outcome ?? 'waiting';
    counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  if (part.escalatedAt !== undefined) counts.set('escalated', 1);
  if (part.handedOn !== undefined) counts.set('handed', part.handedOn.length);
  return [...counts].map(([name, count]) => ({ member: `${part.id} ${name}`, count }));
}

/** Reads what was counted of all the parts of a review: by reviewer, then in the order of their parts. */
export function readTally(members: readonly string[]): PartTally[] {
  const tallies = new Map<string, PartTally>();
  for (let at = 0; at < members.length; at += 2) {
    const [id = '', name = ''] = (members[at] ?? '').split(' ');
    const count = Number(members[at + 1]);
    const tally = tallies.get(id) ?? { id, ...partPlace(id), escalated: false, counts: emptyTally() };
    if (name === 'escalated') tally.escalated = true;
    else if (name === 'handed') tally.handed = count;
    else tally.counts[name as ReviewOutcome | 'waiting'] = count;
    tallies.set(id, tally);
  }
  return [...tallies.values()].sort(
    (one, other) => one.reviewer.localeCompare(other.reviewer) || one.number - other.number,
  );
}
