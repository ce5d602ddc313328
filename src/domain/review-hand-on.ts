import { type AuditEvent, type Effect, eventAbout, notify, SYSTEM } from './effects.ts';
import type { Grant } from './records.ts';
import { type ReviewMoved, timed } from './review.ts';
import { ADMINS, type Review, type ReviewItem, type ReviewPart } from './review-records.ts';
import { hasEnded, messagesOf } from './review-settle.ts';
import { partsOf } from './review-share.ts';

/** Whether somebody is asked about a grant, by owner, that is another's by now. The admins may be asked about any. */
export const isAnothers = ({ by }: Review, { reviewer }: ReviewPart, { owner }: Grant): boolean =>
  by === 'owner' && reviewer !== ADMINS && reviewer !== owner;

/** A grant has changed hands: the sweep is to look at once whether somebody else has to be asked about it. */
export function lookAgain(review: Review, now: Date): Review {
  return review.state !== 'closed' && review.by === 'owner'
    ? timed({ ...review, lookAgainAt: now.toISOString() }, now)
    : review;
}

/** It has been looked. Where another grant has changed hands since `seen`, it is to be looked once more. */
export function lookedAgain(review: Review, seen: string | undefined, now: Date): ReviewMoved {
  const { lookAgainAt, ...rest } = review;
  const isDone = lookAgainAt !== undefined && lookAgainAt === seen;
  return { ok: true, review: isDone ? timed(rest, now) : review, events: [], effects: [] };
}

/** What is written when grants of a part are handed on. */
export type HandedOn = { review: Review; parts: ReviewPart[]; events: AuditEvent[]; effects: Effect[] };

/**
 * Asks whoever owns a grant now, in a part of their own, where it waits for the answer of who owned it before. `last` is
 * the number of the last part that somebody has. Nothing, where everybody is asked about their own.
 */
export function handOn(
  { review, part }: { review: Review; part: ReviewPart },
  grants: ReadonlyMap<string, Grant>,
  last: ReadonlyMap<string, number>,
  now: Date,
): HandedOn | undefined {
  if (part.state === 'sealed') return undefined;
  const goes = ({ grant: id, settled }: ReviewItem): boolean => {
    const grant = grants.get(id);
    return grant !== undefined && settled === undefined && !hasEnded(grant) && isAnothers(review, part, grant);
  };
  const going = part.items.filter(goes).flatMap(({ grant }) => grants.get(grant) ?? []);
  if (going.length === 0) return undefined;

  const items = part.items.filter((item) => !goes(item));
  const from: ReviewPart = { ...part, items, handedOn: [...(part.handedOn ?? []), ...going.map(({ id }) => id)] };
  const added = partsOf(review, byOwner(going), last).map((one) => ({ ...one, escalatedAt: part.escalatedAt }));
  const isAnswered = items.every(({ settled }) => settled !== undefined);
  const counted = {
    ...review,
    parts: review.parts + added.length,
    openParts: review.openParts + added.length - (isAnswered ? 1 : 0),
  };
  return {
    review: timed(counted, now),
    parts: [from, ...added],
    events: going.map((grant) =>
      eventAbout([review, grant], SYSTEM, 'review.handed_on', now, { from: part.reviewer, to: grant.owner }),
    ),
    effects: [...messagesOf(review, from), ...asked(review, added, last, now)],
  };
}

function byOwner(grants: readonly Grant[]): Map<string, string[]> {
  const owned = new Map<string, string[]>();
  for (const { id, owner } of grants) owned.set(owner, [...(owned.get(owner) ?? []), id]);
  return owned;
}

/** Whoever has a message of this review gets more into it, which nobody would notice: they are reminded as well. */
function asked({ id }: Review, added: readonly ReviewPart[], last: ReadonlyMap<string, number>, now: Date): Effect[] {
  return [...new Set(added.map(({ reviewer }) => reviewer))].flatMap((person) => [
    notify('review', id, person),
    ...(last.has(person) ? [notify('review-reminder', id, `${person}.${now.toISOString()}`)] : []),
  ]);
}
