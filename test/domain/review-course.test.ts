import { describe, expect, test } from '@jest/globals';
import { DAY } from '../../src/domain/duration.ts';
import {
  closeReview,
  escalatePart,
  escalateReview,
  isOver,
  openReview,
  remind,
  shared,
} from '../../src/domain/review.ts';
import { answerReview } from '../../src/domain/review-answer.ts';
import { ADMINS, type Review } from '../../src/domain/review-records.ts';
import { partsOf } from '../../src/domain/review-share.ts';
import { emptyTally, type PartTally } from '../../src/domain/review-tally.ts';
import { ADMIN, ANA, BEN, DIGEST, grant, inWords, later, moved, NOW } from '../support/domain-cases.ts';
import { answering, leftAlone, open, partAfter, reviewOf, started } from '../support/domain-reviews.ts';

const AT = NOW.toISOString();
const about = (action: string, at: Date, detail: object) => ({
  ...{ at: at.toISOString(), actor: 'grantdesk', action, subjects: ['REVIEW-1'] },
  detail,
});

describe('a review that begins', () => {
  test('asks nobody yet, has nothing in it, and is looked at at once', () => {
    const begun = moved(started());
    expect(begun.effects).toEqual([]);
    expect(begun.review).toEqual({
      ...{
        id: 'REVIEW-1',
        state: 'sharing',
        startedBy: 'operator',
        startedAt: AT,
        by: 'owner',
        unanswered: 'escalate',
      },
      ...{ answerBy: later(14 * DAY).toISOString(), auditFrom: 1, dueAt: AT },
      remindAt: [later(3 * DAY).toISOString(), later(7 * DAY).toISOString()],
      ...{ grants: 0, parts: 0, openParts: 0, toAdmins: false, reminded: [] },
    });
  });

  test.each<[string, Review['by']]>([
    ['each owner', 'owner'],
    ['groups', ['security', 'finance']],
  ])('is audited with who reviews, %s, and until when', (_who, by) => {
    expect(moved(started({ by })).events).toEqual([
      {
        ...about('review.started', NOW, { by, answerBy: later(14 * DAY).toISOString() }),
        actor: 'operator',
      },
    ]);
  });

  test('reminds nobody at the very moment at which it is over', () => {
    const review = reviewOf(started({ remindAfter: [14 * DAY - 1, 14 * DAY] }));
    expect(review.remindAt).toEqual([later(14 * DAY - 1).toISOString()]);
  });

  test('counts what is shared out, batch by batch', () => {
    const review = reviewOf(started());
    const parts = partsOf(
      review,
      new Map([
        [ANA, ['GRANT-1', 'GRANT-2']],
        [BEN, ['GRANT-3']],
        [ADMINS, ['GRANT-4']],
      ]),
    );
    const first = shared(review, parts.slice(0, 1));
    expect(shared(first, parts.slice(1))).toMatchObject({ grants: 4, parts: 3, openParts: 3 });
  });
});

describe('a review that opens', () => {
  const ready = (): Review => ({ ...reviewOf(started()), grants: 5, parts: 2, openParts: 2 });

  test('does not turn to the admins where every grant has its reviewer', () => {
    const opened = moved(openReview(ready(), [ANA, BEN], NOW));
    expect(opened.review).toMatchObject({ state: 'open', toAdmins: false, dueAt: later(3 * DAY).toISOString() });
    expect(inWords(opened.effects)).toEqual([
      'notify review-progress REVIEW-1',
      `notify review REVIEW-1 ${ANA}`,
      `notify review REVIEW-1 ${BEN}`,
    ]);
  });

  test('is audited with how many grants it covers, and how many people were asked: the admins as such are none', () => {
    const opened = moved(openReview(ready(), [ANA, ADMINS], NOW));
    expect(opened.review?.toAdmins).toBe(true);
    expect(opened.events).toEqual([about('review.shared', NOW, { grants: 5, reviewers: 1 })]);
  });
});

describe('a reminder of a review', () => {
  test('is audited with whom it was sent to', () => {
    const reminded = moved(remind(open().review, [ANA, BEN], later(3 * DAY)));
    expect(reminded.events).toEqual([about('review.reminded', later(3 * DAY), { people: [ANA, BEN] })]);
    expect(reminded.effects).toHaveLength(2);
  });

  test('is passed over where everybody has answered', () => {
    const { review } = open();
    const passed = remind(review, [], later(3 * DAY));
    expect(passed).toMatchObject({ ok: true, events: [], effects: [] });
    expect(passed.review).toMatchObject({
      reminded: [later(3 * DAY).toISOString()],
      dueAt: later(7 * DAY).toISOString(),
    });
  });

  test('is not sent before its moment, and nothing is written then', () => {
    const { review } = open();
    const early = remind(review, [ANA], later(3 * DAY - 1));
    expect(early).toEqual({ ok: true, review, events: [], effects: [] });
    expect(early.review).toBe(review);
  });

  test('is what a review is due for next, whatever it was looked at for', () => {
    const looked = remind({ ...open().review, dueAt: later(DAY).toISOString() }, [ANA], later(DAY));
    expect(looked).toMatchObject({
      ok: true,
      events: [],
      effects: [],
      review: { dueAt: later(3 * DAY).toISOString() },
    });
  });
});

describe('what nobody has answered in time', () => {
  test('goes to the admins without what was answered, and its reviewer is shown so', () => {
    const found = open();
    const part = partAfter(answerReview(found, answering()));
    const escalated = escalatePart(part, later(14 * DAY));
    expect(escalated.part.escalatedAt).toBe(later(14 * DAY).toISOString());
    expect(escalated.events).toEqual([
      { ...about('review.escalated', later(14 * DAY), { reviewer: ANA }), subjects: ['REVIEW-1', 'GRANT-8'] },
    ]);
    expect(inWords(escalated.effects)).toEqual([`notify review REVIEW-1 ${ANA}`]);
  });

  test('and was the admins’ from the beginning stays theirs, with nobody to tell', () => {
    const escalated = escalatePart(open({ reviewer: ADMINS }).part, later(14 * DAY));
    expect(escalated.part.escalatedAt).toBe(later(14 * DAY).toISOString());
    expect(escalated.effects).toEqual([]);
  });

  test('is escalated once', () => {
    const { part } = escalatePart(open().part, later(14 * DAY));
    expect(escalatePart(part, later(15 * DAY))).toEqual(leftAlone(part));
  });

  test('is nothing where everything is answered', () => {
    const found = open();
    const first = partAfter(answerReview(found, answering()));
    const all = partAfter(answerReview({ ...found, part: first, grant: grant({ id: 'GRANT-8' }) }, answering()));
    expect(escalatePart(all, later(14 * DAY))).toEqual(leftAlone(all));
  });

  test('is put to the admins in one message, and shown in the progress of the review', () => {
    const after = moved(escalateReview(open().review, later(14 * DAY)));
    expect(inWords(after.effects)).toEqual([
      'notify review-admins REVIEW-1 escalated',
      'notify review-progress REVIEW-1',
    ]);
    expect(after.events).toEqual([]);
  });

  test.each(['sharing', 'escalated', 'closed'] as const)('is not put to them in a review that is %s', (state) => {
    const { review } = open({ state });
    expect(escalateReview(review, later(14 * DAY))).toEqual({ ok: true, review, events: [], effects: [] });
  });
});

test('a review is over at the very moment at which its time is over, and not before', () => {
  const { review } = open();
  expect(isOver(review, later(14 * DAY - 1))).toBe(false);
  expect(isOver(review, later(14 * DAY))).toBe(true);
});

describe('a review that ends', () => {
  const tallied = (reviewer: string, number = 1): PartTally => ({
    ...{ id: `REVIEW-1-${reviewer}-${number}`, reviewer, number, escalated: false },
    counts: { ...emptyTally(), keep: 1, ended: 1 },
  });

  test('is audited with its digest and what became of its grants', () => {
    const closed = moved(closeReview(open().review, DIGEST, [tallied(ANA)], later(DAY)));
    const outcomes = { keep: 1, narrow: 0, revoke: 0, suspended: 0, ended: 1, unanswered: 0 };
    expect(closed.events).toEqual([about('review.closed', later(DAY), { digest: DIGEST, grants: 2, ...outcomes })]);
  });

  test('brings the message of every reviewer up to date, once, and none of the admins’ that was never sent', () => {
    const tally = [tallied(ANA), tallied(ANA, 2), tallied(BEN)];
    expect(inWords(closeReview(open().review, DIGEST, tally, later(DAY)).effects)).toEqual([
      'notify review-progress REVIEW-1',
      `notify review REVIEW-1 ${ANA}`,
      `notify review REVIEW-1 ${BEN}`,
    ]);
  });

  test('brings both messages of the admins up to date, where both were sent', () => {
    const { review } = open({ toAdmins: true, state: 'escalated', escalatedUntil: later(28 * DAY).toISOString() });
    expect(inWords(closeReview(review, DIGEST, [tallied(ADMINS), tallied(ADMIN)], later(28 * DAY)).effects)).toEqual([
      'notify review-progress REVIEW-1',
      `notify review REVIEW-1 ${ADMIN}`,
      'notify review-admins REVIEW-1 shared',
      'notify review-admins REVIEW-1 escalated',
    ]);
  });

  test('ends once', () => {
    const { review } = closeReview(open().review, DIGEST, [], later(DAY));
    expect(closeReview(review, 'another', [], later(2 * DAY))).toEqual({ ok: true, review, events: [], effects: [] });
  });
});
