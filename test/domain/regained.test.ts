import { describe, expect, test } from '@jest/globals';
import { finishTask, refuseTask, retry, takeOver } from '../../src/domain/admin-task.ts';
import { beginStep, completeStep } from '../../src/domain/provisioning.ts';
import type { Case } from '../../src/domain/records.ts';
import { handBack, isRegained, lackAccess, NO_ACCESS, REFUSED_ACCESS } from '../../src/domain/regained.ts';
import { taskRun } from '../../src/domain/task-ref.ts';
import {
  ADMIN,
  approved,
  awaitingAdmin,
  caseAfter,
  inWords,
  later,
  moved,
  NOW,
  pending,
} from '../support/domain-cases.ts';

const READ = 'scopes organization:read';
const ALL = 'scopes organization:read organization:write';
const WHY = 'Grantdesk may not do this: Workiva refused (403).';
const MOVE = { by: ADMIN, admins: [ADMIN], now: later(9) };

const begun = (current: Case = approved()) => caseAfter(current, beginStep(current, 'user', NOW));
const lacking = (current: Case = begun(), access = READ) =>
  caseAfter(current, lackAccess(current, 'user', { why: WHY, access }, NOW));
const again = (current: Case = lacking()) => caseAfter(current, handBack(current, ALL, later(5)));
const userStep = ({ request }: Case) => request.provisioning?.steps.find(({ name }) => name === 'user');

describe('a step that Grantdesk may not do', () => {
  test('becomes an admin task that says why, and the trail says it too', () => {
    const asked = moved(lackAccess(begun(), 'user', { why: WHY, access: READ }, NOW));
    expect(asked.request).toMatchObject({ state: 'awaiting_admin' });
    expect(asked.request?.provisioning?.steps[0]).toMatchObject({
      state: 'by_hand',
      lack: { why: WHY, access: READ, run: 1 },
    });
    expect(inWords(asked.effects)).toContain('notify admin-task REQ-7 user.1');
    expect(asked.events).toEqual([
      expect.objectContaining({ action: 'provisioning.user_by_hand', detail: { reason: WHY } }),
    ]);
  });

  test('has no reason in the trail where Grantdesk has no access at all', () => {
    const { events } = moved(lackAccess(begun(), 'user', { access: NO_ACCESS }, NOW));
    expect(events.map(({ detail }) => Object.keys(detail))).toEqual([[]]);
  });

  test('is worth another try only once what Grantdesk may do has changed', () => {
    const { request } = lacking();
    const worth = [READ, NO_ACCESS, REFUSED_ACCESS, ALL].map((access) => isRegained(request, access));
    expect(worth).toEqual([false, false, false, true]);
  });
});

describe('an admin task that is handed back', () => {
  test('is queued in a new run, audited, and its message is brought up to date', () => {
    const handed = handBack(lacking(), ALL, later(5));
    expect(handed.request).toMatchObject({ state: 'provisioning', provisioning: { run: 2 } });
    expect(userStep(handed as Case)).toMatchObject({
      state: 'waiting',
      lack: { why: WHY, access: READ, run: 1, handedBack: later(5).toISOString() },
    });
    expect(inWords(handed.effects)).toEqual(
      expect.arrayContaining(['notify card REQ-7', 'notify admin-task REQ-7 user.1', 'provision user REQ-7 run 2']),
    );
    expect(handed.events).toEqual([
      expect.objectContaining({ actor: 'grantdesk', action: 'provisioning.handed_back', detail: { step: 'user' } }),
    ]);
  });

  test('is left as it is when an admin has settled it meanwhile', () => {
    const done = caseAfter(lacking(), finishTask(lacking(), 'user', MOVE));
    expect(handBack(done, ALL, later(9))).toEqual({
      ok: true,
      request: done.request,
      grant: done.grant,
      events: [],
      effects: [],
    });
  });

  test('goes back to the admins in the same message when it is refused again, and waits for another change', () => {
    const running = caseAfter(again(), beginStep(again(), 'user', later(6)));
    const refused = lacking(running, ALL);
    expect(userStep(refused)?.lack).toEqual({ why: WHY, access: ALL, run: 1 });
    expect(taskRun(refused.request, 'user')).toBe(1);
    expect(isRegained(refused.request, ALL)).toBe(false);
    expect(isRegained(refused.request, `${ALL} activity:read`)).toBe(true);
  });

  test('that Grantdesk has done leads to the next step', () => {
    const running = caseAfter(again(), beginStep(again(), 'user', later(6)));
    const done = moved(completeStep(running, 'user', { note: 'Created it' }, later(7)));
    expect(inWords(done.effects)).toContain('provision membership REQ-7 run 2');
  });

  test('was made before anything was kept of the access: without any, it counts as made without any', () => {
    const { request, grant } = lacking();
    const steps = request.provisioning?.steps.map(({ lack: _none, ...step }) => step) ?? [];
    const old = { ...request, provisioning: { run: 1, steps } };
    expect(isRegained(old, NO_ACCESS)).toBe(false);
    expect(handBack({ request: old, grant }, READ, NOW).request?.state).toBe('provisioning');
  });
});

describe('what stays with the admins', () => {
  test('is the grant itself', () => {
    expect(isRegained(awaitingAdmin().request, ALL)).toBe(false);
  });

  test('is a step that an admin has taken over after it failed', () => {
    const failed = caseAfter(lacking(), refuseTask(lacking(), 'user', { ...MOVE, reason: 'The name is taken.' }));
    const taken = caseAfter(failed, takeOver(failed, MOVE));
    expect(taken.request.state).toBe('awaiting_admin');
    expect(isRegained(taken.request, ALL)).toBe(false);
    expect(taskRun(taken.request, 'user')).toBe(2);
  });

  test('a retried step that is refused once more is asked in a message of its own', () => {
    const failed = caseAfter(lacking(), refuseTask(lacking(), 'user', { ...MOVE, reason: 'The name is taken.' }));
    const retried = caseAfter(failed, retry(failed, MOVE));
    const refused = lacking(caseAfter(retried, beginStep(retried, 'user', later(9))));
    expect(taskRun(refused.request, 'user')).toBe(2);
  });
});

describe('what is not for the admins any more, or anew', () => {
  test('a request that was stopped while it waited for them is not begun again', () => {
    const { request } = lacking();
    expect(isRegained({ ...request, state: 'denied' }, ALL)).toBe(false);
    expect(isRegained({ ...pending().request, state: 'awaiting_admin' }, ALL)).toBe(false);
  });

  test('a step that was refused once more after a retry is given back like any other', () => {
    const failed = caseAfter(lacking(), refuseTask(lacking(), 'user', { ...MOVE, reason: 'The name is taken.' }));
    const retried = caseAfter(failed, retry(failed, MOVE));
    const refused = lacking(caseAfter(retried, beginStep(retried, 'user', later(9))));
    expect(isRegained(refused.request, READ)).toBe(false);
    expect(isRegained(refused.request, ALL)).toBe(true);
    expect(again(refused).request).toMatchObject({ state: 'provisioning', provisioning: { run: 3 } });
  });

  test('a step that failed long ago, before anything was kept of the access, is given back', () => {
    const { request } = lacking();
    const steps = request.provisioning?.steps.map(({ lack: _none, ...step }) => step) ?? [];
    const failure = { step: 'user' as const, run: 1, sentence: 'No.', at: NOW.toISOString() };
    const task = (run: number) => ({ ...request, failure, provisioning: { run, steps } });
    expect(isRegained(task(3), ALL)).toBe(true);
    expect(isRegained(task(2), ALL)).toBe(false);
  });
});
