import { describe, expect, test } from '@jest/globals';
import { DAY } from '../../src/domain/duration.ts';
import type { Grant } from '../../src/domain/records.ts';
import { openReview, remind } from '../../src/domain/review.ts';
import { answerReview } from '../../src/domain/review-answer.ts';
import { type HandedOn, handOn, lookAgain, lookedAgain } from '../../src/domain/review-hand-on.ts';
import { ADMINS, type ReviewPart } from '../../src/domain/review-records.ts';
import { sealPart } from '../../src/domain/review-settle.ts';
import { ADMIN, ANA, BEN, grant, inWords, later, moved, NOW, refusalOf } from '../support/domain-cases.ts';
import { answering, open, outcomesOf, partAfter, reviewOf } from '../support/domain-reviews.ts';

const AT = NOW.toISOString();
const eight = (owner: string, changes: Partial<Grant> = {}) => grant({ id: 'GRANT-8', owner, ...changes });

/** Hands on what of the part of GRANT-7 and GRANT-8 is another's by now. */
function handed(
  grants: readonly Grant[],
  found: Pick<ReturnType<typeof open>, 'review' | 'part'> = open(),
  last: ReadonlyMap<string, number> = new Map([[ANA, 1]]),
): HandedOn | undefined {
  return handOn(found, new Map(grants.map((one) => [one.id, one])), last, NOW);
}

function handedOf(...given: Parameters<typeof handed>): HandedOn & { from: ReviewPart; to: ReviewPart } {
  const done = handed(...given);
  const [from, to] = done?.parts ?? [];
  if (!done || !from || !to) throw new Error('Nothing was handed on.');
  return { ...done, from, to };
}

describe('an answer for a grant that has changed hands', () => {
  const found = open({}, { owner: BEN });

  test.each(['keep', 'narrow', 'revoke'] as const)(
    '“%s” is refused to who owned it, and says whose it is now',
    (answer) => {
      expect(refusalOf(answerReview(found, answering({ answer })))).toMatchObject({
        code: 'not_yours',
        sentence: `GRANT-7 is <@${BEN}>’s now, so you do not answer for it any more. It is for <@${BEN}> to answer.`,
      });
    },
  );

  test.each(['keep', 'narrow', 'revoke'] as const)('“%s” is taken from who owns it', (answer) => {
    expect(outcomesOf(partAfter(answerReview(found, answering({ by: BEN, answer }))))).toEqual([answer, 'waiting']);
  });

  test('is for the owner who is there now, and for any admin, where it went to the admins', () => {
    const late = { ...found, part: { ...found.part, escalatedAt: AT } };
    expect(refusalOf(answerReview(late, answering())).sentence).toContain(`It is for <@${ADMIN}> to answer.`);
    for (const by of [BEN, ADMIN]) expect(answerReview(late, answering({ by })).ok).toBe(true);
    const admins = open({ reviewer: ADMINS }, { owner: BEN });
    for (const by of [BEN, ADMIN]) expect(answerReview(admins, answering({ by })).ok).toBe(true);
  });
});

describe('what waits for an answer in a review by owner', () => {
  test('goes to whoever owns it now, in a part of their own; both are shown it', () => {
    const { review, from, to, events, effects } = handedOf([grant({ owner: BEN }), eight(ANA)]);
    expect(from).toMatchObject({ reviewer: ANA, items: [{ grant: 'GRANT-8' }], handedOn: ['GRANT-7'] });
    expect(to).toMatchObject({ id: `REVIEW-1-${BEN}-1`, state: 'open', reviewer: BEN, items: [{ grant: 'GRANT-7' }] });
    expect(review).toMatchObject({ grants: 2, parts: 2, openParts: 2 });
    expect(events).toMatchObject([
      { action: 'review.handed_on', subjects: ['REVIEW-1', 'GRANT-7'], detail: { from: ANA, to: BEN } },
    ]);
    expect(inWords(effects)).toEqual([
      `notify review REVIEW-1 ${ANA}`,
      'notify review-progress REVIEW-1',
      `notify review REVIEW-1 ${BEN}`,
    ]);
  });

  test('leaves no part open that has nothing left, and goes by owner', () => {
    const { review, parts } = handedOf([grant({ owner: BEN }), eight(BEN)]);
    expect(parts.map(({ items }) => items.length)).toEqual([0, 2]);
    expect(review).toMatchObject({ parts: 2, openParts: 1 });
  });

  test('reminds somebody who has a message of this review already, and numbers their parts on', () => {
    const { to, effects } = handedOf(
      [grant({ owner: BEN }), eight(ANA)],
      open(),
      new Map([
        [ANA, 1],
        [BEN, 3],
      ]),
    );
    expect(to.id).toBe(`REVIEW-1-${BEN}-4`);
    expect(inWords(effects)).toContain(`notify review-reminder REVIEW-1 ${BEN}.${AT}`);
  });

  test('stays open to the admins where they were asked already', () => {
    const { review, part } = open();
    expect(handedOf([grant({ owner: BEN })], { review, part: { ...part, escalatedAt: AT } }).to.escalatedAt).toBe(AT);
  });

  test('keeps what was answered with who has answered', () => {
    const answered = partAfter(answerReview(open(), answering()));
    expect(handed([grant({ owner: BEN }), eight(ANA)], { review: open().review, part: answered })).toBeUndefined();
  });

  test.each<[string, Parameters<typeof handed>]>([
    ['everybody is asked about their own', [[grant({ owner: ANA }), eight(ANA)]]],
    ['the admins are asked', [[grant({ owner: BEN })], open({ reviewer: ADMINS })]],
    ['groups review', [[grant({ owner: BEN })], open({ by: ['finance'] })]],
    ['the grant has ended', [[grant({ owner: BEN, state: 'revoked' }), eight(BEN, { state: 'expired' })]]],
    ['the grant is not there', [[]]],
    ['the part is sealed', [[grant({ owner: BEN })], { ...open(), part: sealPart(open().part, new Map(), NOW).part }]],
  ])('stays where it is when %s', (_, given) => {
    expect(handed(...given)).toBeUndefined();
  });
});

describe('a grant that changes hands', () => {
  test('makes a review by owner due at once, whatever else it was due for, until it was looked', () => {
    const { review } = open();
    const due = lookAgain(review, later(DAY));
    expect(due.dueAt).toBe(later(DAY).toISOString());
    const swept = reviewOf(remind(due, [], later(3 * DAY)));
    expect(swept.dueAt).toBe(later(DAY).toISOString());
    const looked = reviewOf(lookedAgain(due, due.lookAgainAt, later(DAY)));
    expect(looked).toEqual(review);
  });

  test('while it is shared out is looked at as soon as that is done', () => {
    const due = lookAgain({ ...open().review, state: 'sharing' }, NOW);
    expect(reviewOf(openReview(due, [ANA], later(1)))).toMatchObject({ state: 'open', dueAt: AT });
  });

  test('while it is looked lets it be looked once more', () => {
    const first = lookAgain(open().review, NOW);
    const second = lookAgain(first, later(1));
    expect(moved(lookedAgain(second, first.lookAgainAt, later(2))).review).toBe(second);
  });

  test.each([{ state: 'closed' }, { by: ['finance'] }] as const)('changes nothing in a review of %j', (changes) => {
    const review = { ...open().review, ...changes } as ReturnType<typeof open>['review'];
    expect(lookAgain(review, NOW)).toBe(review);
  });
});
