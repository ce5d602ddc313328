import { type Effect, eventAbout, notify, SYSTEM } from './effects.ts';
import { numberOf } from './ids.ts';
import { ADMINS, type Review, type ReviewPart, reviewId } from './review-records.ts';
import { type PartTally, sumOf } from './review-tally.ts';
import { type Moved, type Refused, refused } from './transition.ts';

/** What the policy says about reviews. Times are milliseconds. */
export type ReviewRules = {
  by: Review['by'];
  answerWithin: number;
  remindAfter: readonly number[];
  unanswered: Review['unanswered'];
};

/** A review after a move, and what is written with it. */
export type ReviewMoved = Moved & { review: Review };

/** Whether the time for another review has come. */
export function reviewDue(last: Review | undefined, every: number, now: Date): boolean {
  if (last === undefined) return true;
  return last.state === 'closed' && now.getTime() >= Date.parse(last.startedAt) + every;
}

/** Begins a review; its number follows from the last, so that two who begin at once begin the same. */
export function startReview(
  last: Review | undefined,
  { by, rules, auditFrom, now }: { by: string; rules: ReviewRules; auditFrom: number; now: Date },
): ReviewMoved | Refused {
  if (last && last.state !== 'closed') {
    return refused(
      'review_open',
      `${last.id} is not over yet; it ends when every grant has its answer. Then begin another.`,
    );
  }
  const at = now.toISOString();
  const after = (ms: number) => new Date(now.getTime() + ms).toISOString();
  const remindAt = rules.remindAfter.filter((ms) => ms < rules.answerWithin).map(after);
  const review: Review = {
    id: reviewId(last === undefined ? 1 : numberOf(last.id) + 1),
    state: 'sharing',
    startedBy: by,
    startedAt: at,
    by: rules.by,
    answerBy: after(rules.answerWithin),
    remindAt: remindAt.sort(),
    unanswered: rules.unanswered,
    auditFrom,
    grants: 0,
    parts: 0,
    openParts: 0,
    toAdmins: false,
    reminded: [],
    dueAt: at,
  };
  const started = eventAbout([review], by, 'review.started', now, { by: review.by, answerBy: review.answerBy });
  return { ok: true, review, events: [started], effects: [] };
}

const unchanged = (review: Review): ReviewMoved => ({ ok: true, review, events: [], effects: [] });

/** Counts parts that were made for it. They are stored in the same step, so that nobody makes them twice. */
export function shared(review: Review, parts: readonly ReviewPart[]): Review {
  const grants = parts.reduce((sum, { items }) => sum + items.length, 0);
  return {
    ...review,
    grants: review.grants + grants,
    parts: review.parts + parts.length,
    openParts: review.openParts + parts.length,
  };
}

/** Everything is shared out: the reviewers are asked. */
export function openReview(review: Review, reviewers: readonly string[], now: Date): ReviewMoved {
  if (review.state !== 'sharing') return unchanged(review);
  const people = reviewers.filter((reviewer) => reviewer !== ADMINS);
  const toAdmins = people.length < reviewers.length;
  return {
    ok: true,
    review: timed({ ...review, state: 'open', toAdmins }, now),
    events: [eventAbout([review], SYSTEM, 'review.shared', now, { grants: review.grants, reviewers: people.length })],
    effects: [
      notify('review-progress', review.id),
      ...people.map((person) => notify('review', review.id, person)),
      ...(toAdmins ? [notify('review-admins', review.id, 'shared')] : []),
    ],
  };
}

/** When the sweep must look at it next: at once, when nothing is left to answer. */
export function timed(review: Review, now: Date): Review {
  if (review.openParts === 0) return { ...review, dueAt: now.toISOString() };
  if (review.lookAgainAt !== undefined) return { ...review, dueAt: review.lookAgainAt };
  if (review.state === 'escalated') return { ...review, dueAt: review.escalatedUntil };
  const next = review.remindAt.find((at) => !review.reminded.includes(at));
  return { ...review, dueAt: next ?? review.answerBy };
}

/** Whether its time to answer is over, or there is nothing left to answer. */
export function isOver({ openParts, answerBy, escalatedUntil }: Review, now: Date): boolean {
  return openParts === 0 || now >= new Date(escalatedUntil ?? answerBy);
}

/** Reminds those who have something to answer still. Of reminders that are due at once, one is sent. */
export function remind(review: Review, people: readonly string[], now: Date): ReviewMoved {
  const due = review.remindAt.filter((at) => now >= new Date(at) && !review.reminded.includes(at));
  const latest = due.at(-1);
  const reminded = timed({ ...review, reminded: [...review.reminded, ...due] }, now);
  if (latest === undefined) return unchanged(review.dueAt === reminded.dueAt ? review : reminded);
  if (people.length === 0) return unchanged(reminded);
  return {
    ok: true,
    review: reminded,
    events: [eventAbout([review], SYSTEM, 'review.reminded', now, { people: [...people] })],
    effects: people.map((person) => notify('review-reminder', review.id, `${person}.${latest}`)),
  };
}

/** Nobody has answered for these in time: any admin may, from now on. */
export function escalatePart(part: ReviewPart, now: Date): Moved & { part: ReviewPart } {
  const waiting = part.items.filter(({ settled }) => settled === undefined).map(({ grant }) => grant);
  if (waiting.length === 0 || part.escalatedAt !== undefined) return { ok: true, part, events: [], effects: [] };
  const at = now.toISOString();
  return {
    ok: true,
    part: { ...part, escalatedAt: at },
    events: [
      {
        at,
        actor: SYSTEM,
        action: 'review.escalated',
        subjects: [part.review, ...waiting],
        detail: { reviewer: part.reviewer },
      },
    ],
    effects: part.reviewer === ADMINS ? [] : [notify('review', part.review, part.reviewer)],
  };
}

/** The admins are asked, and have as long as the reviewers had. */
export function escalateReview(review: Review, now: Date): ReviewMoved {
  if (review.state !== 'open') return unchanged(review);
  const answerWithin = Date.parse(review.answerBy) - Date.parse(review.startedAt);
  const escalatedUntil = new Date(now.getTime() + answerWithin).toISOString();
  const escalated = timed({ ...review, state: 'escalated', escalatedUntil }, now);
  return {
    ok: true,
    review: escalated,
    events: [],
    effects: [...adminMessages(escalated), notify('review-progress', review.id)],
  };
}

/** Ends a review. `digest` is that of its report, which the audit chain keeps from now on. */
export function closeReview(review: Review, digest: string, tally: readonly PartTally[], now: Date): ReviewMoved {
  if (review.state === 'closed') return unchanged(review);
  const { waiting: _none, ...outcomes } = sumOf(tally);
  return {
    ok: true,
    review: { ...review, state: 'closed', closedAt: now.toISOString(), digest, dueAt: undefined },
    events: [eventAbout([review], SYSTEM, 'review.closed', now, { digest, grants: review.grants, ...outcomes })],
    effects: closingEffects(review, tally),
  };
}

/** Every message with buttons is brought up to date, so that none is left that does nothing. */
function closingEffects(review: Review, tally: readonly PartTally[]): Effect[] {
  const people = new Set(tally.filter(({ reviewer }) => reviewer !== ADMINS).map(({ reviewer }) => reviewer));
  return [
    notify('review-progress', review.id),
    ...[...people].map((person) => notify('review', review.id, person)),
    ...adminMessages(review),
  ];
}

/** The messages to the admins that were sent: one for what was nobody's, one for what was escalated. */
export function adminMessages({ id, toAdmins, escalatedUntil }: Review): Effect[] {
  return [
    ...(toAdmins ? [notify('review-admins', id, 'shared')] : []),
    ...(escalatedUntil === undefined ? [] : [notify('review-admins', id, 'escalated')]),
  ];
}
