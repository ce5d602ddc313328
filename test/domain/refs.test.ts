import { describe, expect, test } from '@jest/globals';
import { pairMessage, readPairMessage } from '../../src/domain/pair-ref.ts';
import { questionValue, readQuestionRef } from '../../src/domain/question-ref.ts';
import { readRequestRef, requestValue } from '../../src/domain/request-ref.ts';
import { readTask, readTaskDetail, taskDetail, taskValue } from '../../src/domain/task-ref.ts';

describe('what a button carries is read as it was written', () => {
  test('for a request in a revision', () => {
    expect(requestValue({ id: 'REQ-12', revision: 23 })).toBe('REQ-12:23');
    expect(readRequestRef('REQ-12:23')).toEqual({ id: 'REQ-12', revision: 23 });
  });

  test('for a question', () => {
    expect(questionValue({ id: 'REQ-12', number: 10 })).toBe('REQ-12:10');
    expect(readQuestionRef('REQ-12:10')).toEqual({ id: 'REQ-12', number: 10 });
  });

  test('for an admin task', () => {
    const task = { request: 'REQ-12', step: 'grant', run: 10 } as const;
    expect([taskDetail(task), taskValue(task)]).toEqual(['grant.10', 'REQ-12/grant.10']);
    expect(readTask('REQ-12/grant.10')).toEqual(task);
  });

  test.each(['start', 'half', 'day', 'deadline'] as const)('for the message %s about a pair', (mark) => {
    const message = { grant: 'GRANT-9', mark, owner: 'U0ANA' };
    expect(readPairMessage(pairMessage(message))).toEqual(message);
  });
});

describe('what a button carries that means nothing', () => {
  test.each(['REQ-12', 'REQ-12:', 'REQ-12:x', 'REQ-12:x1', 'REQ-12:1x'])('names no revision: %s', (value) => {
    expect(readRequestRef(value)).toEqual({ id: 'REQ-12' });
  });

  test.each(['REQ-12', 'REQ-12:', 'REQ-12:x', 'REQ-12:x1', 'REQ-12:1x'])('names no question: %s', (value) => {
    expect(readQuestionRef(value)).toEqual({ id: 'REQ-12', number: -1 });
  });

  test.each(['grant', 'grant.', 'grant.x', 'grant.x1', 'grant.1x', 'grant.1.2', 'lunch.1', ''])(
    'names no admin task: %s',
    (detail) => {
      expect(readTaskDetail(detail)).toBeUndefined();
      expect(readTask(`REQ-12/${detail}`)).toBeUndefined();
    },
  );

  test('names no admin task where something follows', () => {
    expect(readTask('REQ-12/grant.1/more')).toBeUndefined();
    expect(readTask('REQ-12')).toBeUndefined();
  });

  test('is the first message about a pair', () => {
    expect(readPairMessage('GRANT-9.lunch')).toEqual({ grant: 'GRANT-9', mark: 'start', owner: '' });
  });
});
