import { describe, expect, test } from '@jest/globals';
import { DAY } from '../../src/domain/duration.ts';
import type { Grant } from '../../src/domain/records.ts';
import {
  closeReview,
  escalatePart,
  escalateReview,
  isOver,
  openReview,
  remind,
  reviewDue,
} from '../../src/domain/review.ts';
import { type Answering, answerReview } from '../../src/domain/review-answer.ts';
import { ADMINS, isPartId, isReviewId, partPlace, type Review, reviewOfPart } from '../../src/domain/review-records.ts';
import { headerLine, reportHeader, reportRows, rowLine } from '../../src/domain/review-report.ts';
import {
  sealPart,
  settleEnded,
  suspendUnanswered,
  type UnderReview,
  withEvidence,
} from '../../src/domain/review-settle.ts';
import { assign, PART_SIZE, partsOf } from '../../src/domain/review-share.ts';
import {
  ADMIN,
  ANA,
  BEN,
  CLEO,
  DIGEST,
  grant,
  inWords,
  later,
  moved,
  NOW,
  refusalOf,
  STRANGER,
} from '../support/domain-cases.ts';
import { answering, open, outcomesOf, partAfter, reviewOf, started } from '../support/domain-reviews.ts';

describe('the beginning of a review', () => {
  test.each<[string, Partial<Review> | undefined, number, boolean]>([
    ['there was none yet', undefined, 0, true],
    ['the last began not so long ago', { state: 'closed' }, 89, false],
    ['the last began so long ago', { state: 'closed' }, 90, true],
    ['the last is not over', { state: 'open' }, 200, false],
  ])('is due or not when %s', (_, last, days, due) => {
    const before = last && { ...reviewOf(started()), ...last };
    expect(reviewDue(before, 90 * DAY, later(days * DAY))).toBe(due);
  });

  test('takes over what the policy says, and leaves out reminders after the end', () => {
    const review = reviewOf(started({ remindAfter: [7 * DAY, 3 * DAY, 20 * DAY] }));
    expect(review).toMatchObject({ id: 'REVIEW-1', state: 'sharing', answerBy: later(14 * DAY).toISOString() });
    expect(review.remindAt).toEqual([later(3 * DAY).toISOString(), later(7 * DAY).toISOString()]);
  });

  test('has the number after the last, so that two at once are one', () => {
    const last: Review = { ...reviewOf(started()), id: 'REVIEW-9', state: 'closed' };
    expect(reviewOf(started({}, last)).id).toBe('REVIEW-10');
  });

  test('is refused while another is not over', () => {
    expect(refusalOf(started({}, reviewOf(started()))).code).toBe('review_open');
  });
});

describe('ids', () => {
  test.each(['REVIEW-1-U0ANA-1', 'REVIEW-12-admins-3'])('%s is a part, and not a review', (id) => {
    expect([isPartId(id), isReviewId(id)]).toEqual([true, false]);
    expect(`${reviewOfPart(id)}-${partPlace(id).reviewer}-${partPlace(id).number}`).toBe(id);
  });

  test.each(['', 'REVIEW-', 'REVIEW-1-', 'REVIEW-1-everybody-1', 'GRANT-7'])('%j is neither', (id) => {
    expect([isPartId(id), isReviewId(id)]).toEqual([false, false]);
  });
});

describe('sharing out', () => {
  const grants = [
    { id: 'GRANT-1', owner: ANA },
    { id: 'GRANT-2', owner: BEN },
    { id: 'GRANT-3', owner: ANA },
    { id: 'GRANT-4', owner: CLEO },
  ];

  test('by owner gives everybody their own, and the admins those of who has left', () => {
    const assigned = assign(grants, 'owner', { present: new Set([ANA, CLEO]), people: [] });
    expect(Object.fromEntries(assigned)).toEqual({
      [ANA]: ['GRANT-1', 'GRANT-3'],
      [ADMINS]: ['GRANT-2'],
      [CLEO]: ['GRANT-4'],
    });
  });

  test('by groups gives nobody their own, and everybody about as many', () => {
    const assigned = assign(grants, ['security'], { present: new Set(), people: [ANA, BEN] });
    expect(Object.fromEntries(assigned)).toEqual({ [BEN]: ['GRANT-1', 'GRANT-3'], [ANA]: ['GRANT-2', 'GRANT-4'] });
  });

  test('by groups goes on from what somebody has already', () => {
    const assigned = assign(
      grants.slice(3),
      ['security'],
      { present: new Set(), people: [ANA, BEN] },
      new Map([[ANA, 5]]),
    );
    expect([...assigned.keys()]).toEqual([BEN]);
  });

  test('by groups gives the admins what only its owner could review', () => {
    const assigned = assign(grants.slice(0, 1), ['security'], { present: new Set(), people: [ANA] });
    expect([...assigned.keys()]).toEqual([ADMINS]);
  });

  test('makes parts of a hundred, numbered after those that are there', () => {
    const ids = Array.from({ length: 2 * PART_SIZE + 1 }, (_, at) => `GRANT-${at + 1}`);
    const parts = partsOf({ id: 'REVIEW-1' }, new Map([[ANA, ids]]), new Map([[ANA, 2]]));
    expect(parts.map(({ id, items }) => [id, items.length])).toEqual([
      [`REVIEW-1-${ANA}-3`, PART_SIZE],
      [`REVIEW-1-${ANA}-4`, PART_SIZE],
      [`REVIEW-1-${ANA}-5`, 1],
    ]);
    expect(parts.flatMap(({ items }) => items.map(({ grant: id }) => id))).toEqual(ids);
  });

  test('asks each reviewer once, and the admins in their channel', () => {
    const review = reviewOf(started());
    const { effects } = moved(openReview({ ...review, openParts: 3 }, [ANA, ADMINS], NOW));
    expect(inWords(effects)).toEqual([
      'notify review-progress REVIEW-1',
      `notify review REVIEW-1 ${ANA}`,
      'notify review-admins REVIEW-1 shared',
    ]);
  });

  test('is over at once when there is nothing to review', () => {
    const review = reviewOf(openReview(reviewOf(started()), [], NOW));
    expect(isOver(review, NOW)).toBe(true);
    expect(review.dueAt).toBe(NOW.toISOString());
  });

  test('done twice asks once', () => {
    const { review } = open();
    expect(openReview(review, [ANA], NOW)).toEqual({ ok: true, review, events: [], effects: [] });
  });
});

describe('an answer', () => {
  test.each(['keep', 'narrow', 'revoke'] as const)(
    '“%s” is recorded with who, when, and what the grant was',
    (answer) => {
      const found = open();
      const outcome = moved(answerReview(found, answering({ answer, now: later(DAY) })));
      expect(outcome.part?.items[0]?.settled).toEqual({
        outcome: answer,
        by: ANA,
        at: later(DAY).toISOString(),
        seen: {
          owner: ANA,
          clientName: found.grant.terms.clientName,
          workspace: 'Sandbox',
          username: 'svc.export',
          scopes: ['Spreadsheets (Read)'],
          expires: '2027-02-22',
        },
      });
      expect(outcome.events[0]).toMatchObject({
        actor: ANA,
        action: 'review.answered',
        subjects: ['REVIEW-1', 'GRANT-7'],
        detail: { answer },
      });
    },
  );

  test('“revoke” files the revocation in the same step, also by a reviewer who neither owns it nor is an admin', () => {
    const found = open({ reviewer: BEN, by: ['security'] });
    const outcome = moved(answerReview(found, answering({ by: BEN, reviewers: [BEN], answer: 'revoke' })));
    expect(outcome.request).toMatchObject({ id: 'REQ-90', kind: 'revoke', grant: 'GRANT-7', requester: BEN });
    expect(outcome.grant?.revocation).toBe('REQ-90');
    expect(outcome.events.map(({ action }) => action)).toEqual(
      expect.arrayContaining(['review.answered', 'request.filed']),
    );
  });

  test('“revoke” of what is being revoked already files nothing more', () => {
    const found = open({}, { revocation: 'REQ-80' });
    const outcome = moved(answerReview(found, answering({ answer: 'revoke' })));
    expect(outcome.request).toBeUndefined();
    expect(outcomesOf(partAfter(outcome))).toEqual(['revoke', 'waiting']);
  });

  test('“narrow” of another’s grant tells its owner', () => {
    const found = open({ reviewer: BEN, by: ['security'] });
    const outcome = moved(answerReview(found, answering({ by: BEN, reviewers: [BEN], answer: 'narrow' })));
    expect(inWords(outcome.effects)).toContain(`notify review-narrow GRANT-7 REVIEW-1.${BEN}`);
  });

  test('given twice by the same person is one', () => {
    const found = open();
    const part = partAfter(answerReview(found, answering()));
    const again = moved(answerReview({ ...found, part }, answering({ now: later(DAY) })));
    expect(again.part).toBe(part);
    expect(again.events).toEqual([]);
  });

  test('is not changed by a second one', () => {
    const found = open();
    const part = partAfter(answerReview(found, answering()));
    const refusal = refusalOf(answerReview({ ...found, part }, answering({ answer: 'revoke' })));
    expect(refusal).toEqual({
      code: 'already_decided',
      sentence: `GRANT-7 has its answer in REVIEW-1 already: Keep, by <@${ANA}>. Nothing was changed.`,
    });
  });

  test.each(['expired', 'revoked'] as const)('for a grant that is %s counts as ended', (state) => {
    const outcome = moved(answerReview(open({}, { state }), answering({ answer: 'revoke' })));
    expect(outcomesOf(partAfter(outcome))).toEqual(['ended', 'waiting']);
    expect(outcome.request).toBeUndefined();
  });

  test('that is the last of its part counts the part, and of the last part ends the review', () => {
    const found = open();
    const first = answerReview(found, answering());
    expect(moved(first).review).toBeUndefined();
    const last = answerReview(
      { ...found, part: partAfter(first), grant: grant({ id: 'GRANT-8' }) },
      answering({ now: later(DAY) }),
    );
    expect(reviewOf(last)).toMatchObject({ openParts: 0, dueAt: later(DAY).toISOString() });
  });

  const GROUPS = { reviewer: BEN, by: ['security'] };
  test.each<[string, UnderReview, Partial<Answering>, string]>([
    ['a stranger', open(), { by: STRANGER }, 'not_yours'],
    ['an admin, while its reviewer may answer', open(), { by: ADMIN }, 'not_yours'],
    ['somebody who is no longer in the groups', open(GROUPS), { by: BEN, reviewers: [CLEO] }, 'not_yours'],
    ['its owner, where groups review', open(GROUPS, { owner: BEN }), { by: BEN, reviewers: [BEN] }, 'own_grant'],
    [
      'its owner, as an admin, where groups review',
      open({ reviewer: ADMINS, by: ['security'] }, { owner: ADMIN }),
      { by: ADMIN },
      'own_grant',
    ],
    ['anybody, when the review is over', open({ state: 'closed' }), {}, 'not_open'],
    ['anybody, for what is not in it', open({}, { id: 'GRANT-99' }), {}, 'not_found'],
  ])('is refused to %s', (_, found, given, code) => {
    expect(refusalOf(answerReview(found, answering(given))).code).toBe(code);
  });

  test('is for any admin where it is nobody’s, or was escalated', () => {
    expect(answerReview(open({ reviewer: ADMINS }), answering({ by: ADMIN })).ok).toBe(true);
    const found = open();
    const part = partAfter(escalatePart(found.part, later(14 * DAY)));
    expect(answerReview({ ...found, part }, answering({ by: ADMIN })).ok).toBe(true);
    expect(answerReview({ ...found, part }, answering({ by: ANA })).ok).toBe(true);
  });
});

describe('time', () => {
  test('reminds at each moment once, and once only after several have passed', () => {
    const { review } = open();
    const first = remind(review, [ANA], later(3 * DAY));
    expect(inWords(first.effects)).toEqual([`notify review-reminder REVIEW-1 ${ANA}.${later(3 * DAY).toISOString()}`]);
    expect(first.review.dueAt).toBe(later(7 * DAY).toISOString());
    expect(remind(first.review, [ANA], later(4 * DAY)).effects).toEqual([]);
    const late = remind(review, [ANA], later(8 * DAY));
    expect(inWords(late.effects)).toEqual([`notify review-reminder REVIEW-1 ${ANA}.${later(7 * DAY).toISOString()}`]);
    expect(late.review.dueAt).toBe(review.answerBy);
  });

  test('escalates what waits to the admins, for as long as the reviewers had', () => {
    const { review, part } = open();
    const escalated = escalatePart(part, later(14 * DAY));
    expect(escalated.events[0]).toMatchObject({
      action: 'review.escalated',
      subjects: ['REVIEW-1', 'GRANT-7', 'GRANT-8'],
    });
    const after = escalateReview(review, later(14 * DAY));
    expect(after.review).toMatchObject({ state: 'escalated', dueAt: later(28 * DAY).toISOString() });
    expect(inWords(after.effects)).toContain('notify review-admins REVIEW-1 escalated');
    const fromTheStart = escalateReview({ ...review, toAdmins: true }, later(14 * DAY));
    expect(inWords(fromTheStart.effects)).toContain('notify review-admins REVIEW-1 shared');
    expect(isOver(after.review, later(27 * DAY))).toBe(false);
    expect(isOver(after.review, later(28 * DAY))).toBe(true);
  });

  test('suspends with a reason what nobody has answered for, where the policy says so', () => {
    const outcome = suspendUnanswered(open(), later(14 * DAY));
    expect(outcome.grant).toMatchObject({
      state: 'suspended',
      suspension: { reason: 'Nobody said in the access review REVIEW-1 that it is still needed.' },
    });
    expect(outcomesOf(partAfter(outcome))).toEqual(['suspended', 'waiting']);
    expect(outcome.events.map(({ action }) => action)).toEqual(['review.suspended', 'grant.suspended']);
  });

  test('does not suspend what is suspended, has ended, or was answered', () => {
    const suspended = suspendUnanswered(open(), NOW).grant as Grant;
    expect(suspendUnanswered({ ...open(), grant: suspended }, NOW).grant).toBeUndefined();
    expect(outcomesOf(partAfter(suspendUnanswered(open({}, { state: 'expired' }), NOW)))).toEqual(['ended', 'waiting']);
    const found = open();
    const part = partAfter(answerReview(found, answering()));
    expect(suspendUnanswered({ ...found, part }, NOW)).toEqual({ ok: true, part, events: [], effects: [] });
  });

  test('notes what has ended meanwhile, and leaves the rest', () => {
    expect(outcomesOf(partAfter(settleEnded(open({}, { state: 'revoked' }), NOW)))).toEqual(['ended', 'waiting']);
    const found = open();
    expect(settleEnded(found, NOW).part).toBe(found.part);
  });
});

describe('the end of a review', () => {
  const grants = new Map([
    ['GRANT-7', grant()],
    ['GRANT-8', grant({ id: 'GRANT-8' })],
  ]);

  test('leaves unanswered what nobody answered for, and lets nobody answer any more', () => {
    const found = open();
    const part = partAfter(sealPart(partAfter(answerReview(found, answering())), grants, later(28 * DAY)));
    expect(outcomesOf(part)).toEqual(['keep', 'unanswered']);
    expect(refusalOf(answerReview({ ...found, part, grant: grant({ id: 'GRANT-8' }) }, answering())).code).toBe(
      'already_decided',
    );
    expect(sealPart(part, grants, NOW).part).toBe(part);
  });

  test('gives every outcome its evidence, once', () => {
    const sealed = partAfter(sealPart(open().part, grants, NOW));
    const evidence = new Map([['GRANT-7', 12]]);
    const part = partAfter(withEvidence(sealed, evidence));
    expect(reportRows(part).map(({ grant: id, evidence: seq }) => [id, seq])).toEqual([
      ['GRANT-7', 12],
      ['GRANT-8', null],
    ]);
    expect(withEvidence(part, evidence).part).toBe(part);
  });

  test('puts the digest of the report, and how many of what, into the audit trail', () => {
    const { review } = open();
    const counts = { waiting: 0, keep: 2, narrow: 0, revoke: 0, suspended: 0, ended: 0, unanswered: 0 };
    const tally = [{ id: 'REVIEW-1-U0ANA-1', reviewer: ANA, number: 1, escalated: false, counts }];
    const closed = closeReview(review, DIGEST, tally, later(DAY));
    expect(closed.review).toMatchObject({ state: 'closed', digest: DIGEST, closedAt: later(DAY).toISOString() });
    expect(closed.review.dueAt).toBeUndefined();
    expect(closed.events[0]).toMatchObject({
      action: 'review.closed',
      detail: { digest: DIGEST, grants: 2, keep: 2, revoke: 0 },
    });
    expect(closeReview(closed.review, 'other', tally, NOW).events).toEqual([]);
  });

  test('makes lines that differ whenever something in the report differs', () => {
    const [row] = reportRows(partAfter(sealPart(open().part, grants, NOW)));
    if (!row) throw new Error('There is no row.');
    const changes = Object.keys(row).map((key) => ({
      ...row,
      [key]: key === 'scopes' ? ['a, b'] : key === 'evidence' ? 3 : 'other',
    }));
    const lines = [row, ...changes, { ...row, scopes: ['a', 'b'] }].map((one) => rowLine(one as typeof row));
    expect(new Set(lines).size).toBe(lines.length);
    const header = reportHeader(open().review);
    expect(headerLine({ ...header, by: ['security'] })).not.toBe(headerLine(header));
  });
});
