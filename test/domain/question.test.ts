import { describe, expect, test } from '@jest/globals';
import { approve } from '../../src/domain/approval.ts';
import { edit } from '../../src/domain/edit.ts';
import { answer, ask, openQuestion } from '../../src/domain/question.ts';
import type { Case } from '../../src/domain/records.ts';
import { sweepWaiting } from '../../src/domain/waiting.ts';
import {
  ADMIN,
  ANA,
  BEN,
  caseAfter,
  DAY,
  decider,
  filing,
  HOUR,
  later,
  NOW,
  pending,
  refusalOf,
} from '../support/domain-cases.ts';

const QUESTION = 'When does it run?';
const ANSWER = 'At night.';

const asked = (current: Case, at = NOW): Case =>
  caseAfter(current, ask(current, { ...decider(BEN, [BEN]), now: at, text: QUESTION }));
const answered = (current: Case, now: Date, number = 0) => answer(current, { by: ANA, text: ANSWER, number, now });

describe('the clock of a request with a question', () => {
  test('stands still from the question to the answer', () => {
    const open = asked(pending(), later(HOUR));
    expect(caseAfter(open, answered(open, later(5 * HOUR))).request.waiting?.heldMs).toBe(4 * HOUR);
  });

  test('that was asked before an edit stands still from the edit on, where it begins anew', () => {
    const open = asked(pending(), later(HOUR));
    const edited = caseAfter(open, edit(open, filing({ now: later(3 * HOUR) })));
    const after = caseAfter(edited, answered(edited, later(5 * HOUR)));
    expect(after.request.waiting).toMatchObject({ since: later(3 * HOUR).toISOString(), heldMs: 2 * HOUR });
  });

  test('does not let it lapse earlier for having been asked before an edit', () => {
    const open = asked(pending());
    const edited = caseAfter(open, edit(open, filing({ now: later(6 * DAY) })));
    const timing = { remindAfter: [], escalateAfter: 30 * DAY, escalateTo: [], lapseAfter: 7 * DAY };
    const swept = (days: number) =>
      caseAfter(edited, sweepWaiting(edited, { now: later(days * DAY), timing, colleagues: () => [] })).request.state;
    expect([swept(8), swept(13)]).toEqual(['pending', 'lapsed']);
  });
});

describe('an answer', () => {
  test('belongs to the question that was read', () => {
    const once = asked(pending());
    const twice = asked(caseAfter(once, answered(once, later(HOUR))), later(2 * HOUR));
    expect(refusalOf(answered(twice, later(3 * HOUR), 0)).code).toBe('no_question');
    expect(refusalOf(answered(twice, later(3 * HOUR), 7)).code).toBe('no_question');
    const both = caseAfter(twice, answered(twice, later(3 * HOUR), 1)).request.questions;
    expect(both.map(({ answer: given }) => given?.text)).toEqual([ANSWER, ANSWER]);
  });

  test('is not waited for any more once the request is decided', () => {
    const open = asked(pending());
    const decided = caseAfter(open, approve(open, decider(ADMIN, [ADMIN])));
    expect(openQuestion(decided.request)).toBeUndefined();
    expect(refusalOf(answered(decided, later(HOUR))).code).toBe('no_question');
  });
});
