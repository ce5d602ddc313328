import { describe, expect, test } from '@jest/globals';
import { approve } from '../../src/domain/approval.ts';
import { DAY, HOUR } from '../../src/domain/duration.ts';
import { edit } from '../../src/domain/edit.ts';
import { answer, ask, openQuestion, questionOpen } from '../../src/domain/question.ts';
import type { Case } from '../../src/domain/records.ts';
import { sweepWaiting } from '../../src/domain/waiting.ts';
import {
  ADMIN,
  ANA,
  BEN,
  caseAfter,
  DIGEST,
  decider,
  filing,
  inWords,
  later,
  moved,
  NOW,
  pending,
  refusalOf,
  STRANGER,
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
      caseAfter(edited, sweepWaiting(edited, { now: later(days * DAY), timing, digest: DIGEST, colleagues: () => [] }))
        .request.state;
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

describe('a question', () => {
  const question = (changes: { text?: string; by?: string } = {}, current = pending()) =>
    ask(current, { ...decider(changes.by ?? BEN, [BEN]), text: changes.text ?? QUESTION });

  test('is kept, recorded, shown in every message of the request, and sent to the requester', () => {
    const { request, events, effects } = moved(question());
    expect(request?.questions).toEqual([{ by: BEN, at: NOW.toISOString(), text: QUESTION }]);
    expect(request?.dueAt).toBe(NOW.toISOString());
    expect(events).toEqual([
      expect.objectContaining({ actor: BEN, action: 'request.question_asked', detail: { text: QUESTION } }),
    ]);
    expect(inWords(effects)).toEqual([
      'notify approval REQ-7',
      'notify card REQ-7',
      'notify question REQ-7 0',
      'notify asked REQ-7 0',
    ]);
  });

  test('is an approver’s to ask, and says something', () => {
    expect(refusalOf(question({ by: STRANGER })).code).toBe('not_an_approver');
    expect(refusalOf(question({ text: ' ' })).code).toBe('text_missing');
    expect(refusalOf(question({ text: 'x'.repeat(1_001) })).code).toBe('text_missing');
  });

  test('waits until the one before it has its answer', () => {
    const open = asked(pending());
    expect(refusalOf(question({}, open))).toEqual({
      code: 'question_open',
      sentence: `<@${BEN}> has asked already, and the answer is not there yet.`,
    });
    expect(questionOpen(pending().request)).toBeUndefined();
    expect(question({}, caseAfter(open, answered(open, later(HOUR)))).ok).toBe(true);
  });

  test('is answered by the requester or the owner alone, with something', () => {
    const open = asked(pending());
    const by = (person: string, text = ANSWER) => answer(open, { by: person, text, number: 0, now: later(HOUR) });
    expect(refusalOf(by(BEN)).code).toBe('not_yours');
    expect(refusalOf(by(ANA, ' ')).code).toBe('text_missing');
  });

  test('still waits where the owner has not accepted yet', () => {
    const open = asked(pending()).request;
    expect(openQuestion({ ...open, state: 'awaiting_owner' })).toMatchObject({ text: QUESTION });
  });

  test('of what broke glass leaves the time at which its provisioning is looked at', () => {
    const breakGlass = { reason: 'The close stands still.', reviewBy: later(DAY).toISOString() };
    const request = { ...pending().request, breakGlass, state: 'fulfilled' as const, dueAt: undefined };
    expect(moved(question({}, { request, grant: undefined })).request?.dueAt).toBeUndefined();
  });
});

test('an answer is recorded, and told to who asked; answers to other questions stay as they are', () => {
  const first = asked(pending());
  const second = asked(caseAfter(first, answered(first, later(HOUR))), later(2 * HOUR));
  const { request, events, effects } = moved(
    answer(second, { by: ANA, text: 'By day, too.', number: 1, now: later(3 * HOUR) }),
  );
  expect(request?.questions.map((one) => one.answer)).toEqual([
    { by: ANA, at: later(HOUR).toISOString(), text: ANSWER },
    { by: ANA, at: later(3 * HOUR).toISOString(), text: 'By day, too.' },
  ]);
  expect(request).toMatchObject({ dueAt: later(3 * HOUR).toISOString(), waiting: { heldMs: 2 * HOUR } });
  expect(events).toEqual([
    expect.objectContaining({ actor: ANA, action: 'request.question_answered', detail: { text: 'By day, too.' } }),
  ]);
  expect(inWords(effects)).toEqual([
    'notify approval REQ-7',
    'notify card REQ-7',
    'notify question REQ-7 1',
    'notify answer REQ-7 1',
  ]);
});
