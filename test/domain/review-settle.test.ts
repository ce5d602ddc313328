import { describe, expect, test } from '@jest/globals';
import { DAY } from '../../src/domain/duration.ts';
import { escalatePart } from '../../src/domain/review.ts';
import { answerReview } from '../../src/domain/review-answer.ts';
import { ADMINS } from '../../src/domain/review-records.ts';
import { sealPart, settleEnded, suspendUnanswered, withEvidence } from '../../src/domain/review-settle.ts';
import { ADMIN, ANA, BEN, grant, inWords, later, moved, NOW, refusalOf } from '../support/domain-cases.ts';
import { answering, leftAlone, open, outcomesOf, partAfter } from '../support/domain-reviews.ts';

const GRANTS = new Map([
  ['GRANT-7', grant()],
  ['GRANT-8', grant({ id: 'GRANT-8' })],
]);
const REMINDED = [3 * DAY, 7 * DAY].map((ms) => later(ms).toISOString());
const effectsOf = (move: Parameters<typeof moved>[0]) => inWords(moved(move).effects);

/** A sealed part in which GRANT-8 could not be found any more, and so has no outcome. */
const sealedWithout8 = () => partAfter(sealPart(open().part, new Map([['GRANT-7', grant()]]), later(14 * DAY)));

describe('the messages that an answer brings up to date', () => {
  test('are the reviewer’s own and the progress of the review', () => {
    expect(effectsOf(answerReview(open(), answering()))).toEqual([
      `notify review REVIEW-1 ${ANA}`,
      'notify review-progress REVIEW-1',
    ]);
  });

  test.each([
    ['one reminder', REMINDED.slice(0, 1)],
    ['two reminders', REMINDED],
  ])('are the latest reminder too, after %s', (_many, reminded) => {
    expect(effectsOf(answerReview(open({ reminded }), answering()))).toEqual([
      `notify review REVIEW-1 ${ANA}`,
      `notify review-reminder REVIEW-1 ${ANA}.${reminded.at(-1)}`,
      'notify review-progress REVIEW-1',
    ]);
  });

  test('are the admins’ in their channel, where nobody else reviews the grant', () => {
    const found = open({ reviewer: ADMINS, reminded: REMINDED });
    expect(effectsOf(answerReview(found, answering({ by: ADMIN })))).toEqual([
      'notify review-admins REVIEW-1 shared',
      'notify review-progress REVIEW-1',
    ]);
  });
});

describe('a grant for which nobody has answered', () => {
  test('is suspended, and both the review and the suspension are told', () => {
    expect(effectsOf(suspendUnanswered(open(), later(14 * DAY)))).toEqual([
      `notify review REVIEW-1 ${ANA}`,
      'notify review-progress REVIEW-1',
      'suspend GRANT-7 run 1',
      'notify suspension GRANT-7 1',
      'notify suspended GRANT-7 1',
      'notify card REQ-7',
      'notify hand-over GRANT-7',
    ]);
  });

  test('is left as it is while it lives and its time is not over', () => {
    const found = open();
    expect(settleEnded(found, NOW)).toEqual(leftAlone(found.part));
  });
});

describe('a sealed part', () => {
  const found = () => ({ ...open({ state: 'escalated' }), part: sealedWithout8() });

  test('leaves without an outcome what is not there any more', () => {
    expect(outcomesOf(sealedWithout8())).toEqual(['unanswered', 'waiting']);
  });

  test('writes and tells nothing, and is sealed once', () => {
    const { part } = open();
    const sealed = sealPart(part, GRANTS, NOW);
    expect([sealed.ok, sealed.events, sealed.effects]).toEqual([true, [], []]);
    expect(sealPart(sealed.part, GRANTS, later(DAY))).toEqual(leftAlone(sealed.part));
  });

  test('takes no outcome any more: no answer, no end, no suspension', () => {
    const live = { ...found(), grant: grant({ id: 'GRANT-8' }) };
    expect(refusalOf(answerReview(live, answering())).code).toBe('not_open');
    expect(suspendUnanswered(live, NOW)).toEqual(leftAlone(live.part));
    const ended = { ...live, grant: grant({ id: 'GRANT-8', state: 'expired' }) };
    expect(settleEnded(ended, NOW)).toEqual(leftAlone(live.part));
  });

  test('has the evidence of what has an outcome, which is written once', () => {
    const evidence = new Map([
      ['GRANT-7', 12],
      ['GRANT-8', 13],
    ]);
    const noted = withEvidence(sealedWithout8(), evidence);
    expect([noted.ok, noted.events, noted.effects]).toEqual([true, [], []]);
    expect(noted.part.items).toMatchObject([{ settled: { evidence: 12 } }, { grant: 'GRANT-8' }]);
    expect(noted.part.items[1]?.settled).toBeUndefined();
    expect(withEvidence(noted.part, evidence)).toEqual(leftAlone(noted.part));
  });
});

describe('an answer', () => {
  const others = (answer: 'keep' | 'narrow') => {
    const found = open({ reviewer: BEN, by: ['security'] });
    return effectsOf(answerReview(found, answering({ by: BEN, reviewers: [BEN], answer }))).join('\n');
  };

  test('tells an owner only where it asks them for something, and never of their own answer', () => {
    expect(others('narrow')).toContain('review-narrow');
    expect(others('keep')).not.toContain('review-narrow');
    expect(effectsOf(answerReview(open(), answering({ answer: 'narrow' }))).join('\n')).not.toContain('review-narrow');
  });

  test('of “revoke” that is the last of its part counts the part, and tells of the answer and of the revocation', () => {
    const found = open();
    const part = partAfter(answerReview(found, answering()));
    const last = { ...found, part, grant: grant({ id: 'GRANT-8', createdBy: 'REQ-8' }) };
    const outcome = moved(answerReview(last, answering({ answer: 'revoke', now: later(DAY) })));
    expect(outcome.review).toMatchObject({ openParts: 0, dueAt: later(DAY).toISOString() });
    expect(outcomesOf(partAfter(outcome))).toEqual(['keep', 'revoke']);
    expect(inWords(outcome.effects)).toEqual(
      expect.arrayContaining([
        `notify review REVIEW-1 ${ANA}`,
        'notify review-progress REVIEW-1',
        'notify card REQ-90',
        'provision grant REQ-90 run 1',
      ]),
    );
    expect(moved(answerReview(found, answering({ answer: 'revoke' }))).review).toBeUndefined();
  });

  test('of “revoke” is refused where there is nothing to revoke yet', () => {
    const found = open({}, { state: 'provisioning' });
    expect(refusalOf(answerReview(found, answering({ answer: 'revoke' }))).code).toBe('not_live');
  });

  test('that somebody else has given is not taken again, even if it is the same', () => {
    const found = open();
    const { part } = escalatePart(found.part, later(14 * DAY));
    const answered = partAfter(answerReview({ ...found, part }, answering({ by: ADMIN })));
    expect(refusalOf(answerReview({ ...found, part: answered }, answering())).code).toBe('already_decided');
  });

  test('comes too late for what Grantdesk has settled, which says so', () => {
    const found = open();
    const part = partAfter(suspendUnanswered(found, later(14 * DAY)));
    expect(refusalOf(answerReview({ ...found, part }, answering())).sentence).toContain('Suspended, by Grantdesk.');
  });
});
