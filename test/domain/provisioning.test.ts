import { describe, expect, test } from '@jest/globals';
import { retry } from '../../src/domain/admin-task.ts';
import {
  beginStep,
  completeStep,
  failStep,
  keepPlan,
  needAdmin,
  nextStep,
  noteLateOperation,
  noteStep,
  resume,
  startProvisioning,
  watch,
} from '../../src/domain/provisioning.ts';
import { currentStep, isDueNow, planOf } from '../../src/domain/provisioning-steps.ts';
import type { AccessRequest, Case } from '../../src/domain/records.ts';
import { revoke } from '../../src/domain/revocation.ts';
import { taskDetail } from '../../src/domain/task-ref.ts';
import {
  ADMIN,
  ANA,
  approved,
  atGrantStep,
  awaitingAdmin,
  caseAfter,
  DIGEST,
  failed,
  grant,
  inWords,
  later,
  moved,
  NOW,
  pending,
  terms,
} from '../support/domain-cases.ts';

const begun = (current: Case = approved()) => caseAfter(current, beginStep(current, 'user', NOW));
const stateOf = ({ request }: Case, name: string) =>
  request.provisioning?.steps.find((step) => step.name === name)?.state;

describe('the steps of a request', () => {
  test('make user, membership, roles and grant, in this order', () => {
    expect(planOf({ kind: 'create', terms: terms() })).toEqual(['user', 'membership', 'roles', 'grant']);
  });

  test('leave out roles where none are asked for', () => {
    expect(planOf({ kind: 'create', terms: terms({ roles: [] }) })).toEqual(['user', 'membership', 'grant']);
  });

  test('of a renewal are the grant alone', () => {
    expect(planOf({ kind: 'renew', terms: terms() })).toEqual(['grant']);
  });

  test('of a revocation take roles away only where there are some', () => {
    const backwards = ['grant', 'roles_removal', 'membership_removal', 'user_suspension'];
    expect(planOf({ kind: 'revoke', terms: terms() })).toEqual(backwards);
    expect(planOf({ kind: 'revoke', terms: terms({ roles: [] }) })).toEqual(
      backwards.filter((name) => name !== 'roles_removal'),
    );
  });
});

describe('a request that is approved', () => {
  test('brings its grant into being, of which nothing has been said yet', () => {
    expect(approved().grant).toEqual({
      ...{ id: 'GRANT-7', state: 'provisioning', owner: ANA, terms: terms(), createdBy: 'REQ-7' },
      ...{ warned: [], warnings: [], asked: [], leaks: [] },
    });
  });

  test('is on record with the rule, and the policy that it is from', () => {
    const { events } = moved(startProvisioning(pending(), ADMIN, NOW));
    expect(events).toMatchObject([
      { actor: ADMIN, action: 'request.approved', detail: { rule: 'Everything else', policy: DIGEST } },
    ]);
  });
});

describe('a step', () => {
  test('begins once: people see it, and a second job for it changes nothing', () => {
    const current = begun();
    expect(current.request.state).toBe('provisioning');
    expect(stateOf(current, 'user')).toBe('running');
    const again = moved(beginStep(current, 'user', later(5)));
    expect(again.request).toBe(current.request);
    expect([...again.effects, ...again.events]).toEqual([]);
  });

  test('that begins is shown on the card, and is nothing for the trail', () => {
    const first = moved(beginStep(approved(), 'user', NOW));
    expect(inWords(first.effects)).toEqual(['notify card REQ-7']);
    expect(first.events).toEqual([]);
  });

  test('keeps when it first began, however often it is tried', () => {
    const stopped = caseAfter(begun(), failStep(begun(), 'user', 'No.', later(5)));
    const again = caseAfter(stopped, retry(stopped, { by: ADMIN, admins: [ADMIN], now: later(6) }));
    const running = caseAfter(again, beginStep(again, 'user', later(7)));
    expect(currentStep(running.request)).toMatchObject({ state: 'running', startedAt: NOW.toISOString() });
  });

  test('is none of a request that nobody has approved', () => {
    const current = pending();
    expect(currentStep(current.request)).toBeUndefined();
    expect(nextStep(current.request)).toEqual([]);
    expect(moved(beginStep(current, 'user', NOW))).toEqual({
      ...{ ok: true, request: current.request, grant: undefined, events: [], effects: [] },
    });
    expect(moved(keepPlan(current, [], NOW))).toEqual({ ok: true, ...current, events: [], effects: [] });
  });

  test('is queued no more once all are done', () => {
    const { request } = approved();
    const steps = request.provisioning?.steps.map((step) => ({ ...step, state: 'done' as const })) ?? [];
    expect(nextStep({ ...request, provisioning: { run: 1, steps } })).toEqual([]);
  });

  test('does not begin out of turn', () => {
    const current = approved();
    expect(moved(beginStep(current, 'membership', NOW)).request).toBe(current.request);
  });

  test('that is done keeps what it found, and queues the next one', () => {
    const done = moved(
      completeStep(begun(), 'user', { note: 'svc.export is there', facts: { userId: 'u-1' } }, later(5)),
    );
    expect(done.request?.provisioning).toMatchObject({
      run: 1,
      userId: 'u-1',
      steps: [{ name: 'user', state: 'done', note: 'svc.export is there', at: later(5).toISOString() }, {}, {}, {}],
    });
    expect(inWords(done.effects)).toEqual(['notify card REQ-7', 'provision membership REQ-7 run 1']);
    expect(done.events).toEqual([
      expect.objectContaining({
        ...{ actor: 'grantdesk', action: 'provisioning.user_done', detail: { note: 'svc.export is there' } },
      }),
    ]);
  });

  test('keeps what the steps before it found', () => {
    const one = caseAfter(begun(), completeStep(begun(), 'user', { note: '', facts: { userId: 'u-1' } }, NOW));
    const two = caseAfter(one, completeStep(one, 'membership', { note: '', facts: { membershipId: 'm-1' } }, NOW));
    expect(two.request.provisioning).toMatchObject({ userId: 'u-1', membershipId: 'm-1' });
  });

  test('keeps an operation that shows after the end of its request, and nothing else of it, unless it is done', () => {
    const current = begun();
    const late = moved(noteLateOperation(current, 'user', 'https://api/operations/1'));
    expect(late.request?.provisioning?.steps[0]).toMatchObject({ operation: 'https://api/operations/1' });
    expect(late.request?.dueAt).toBe(current.request.dueAt);
    expect([...late.effects, ...late.events]).toEqual([]);
    const done = caseAfter(current, completeStep(current, 'user', { note: '' }, NOW));
    expect(noteLateOperation(done, 'user', 'https://api/operations/1')).toMatchObject({ ok: false });
  });

  test('remembers its trouble and its operation until it is done', () => {
    const current = begun();
    const remembered = moved(noteStep(current, 'user', { operation: 'https://api/operations/1' }, NOW));
    expect([...remembered.effects, ...remembered.events]).toEqual([]);
    const noted = caseAfter(current, remembered);
    const troubled = moved(noteStep(noted, 'user', { trouble: 'Workiva is busy.' }, NOW));
    expect(inWords(troubled.effects)).toEqual(['notify card REQ-7']);
    expect(troubled.events).toEqual([]);
    expect(currentStep(caseAfter(noted, troubled).request)).toMatchObject({
      trouble: 'Workiva is busy.',
      operation: 'https://api/operations/1',
    });
    const done = caseAfter(noted, completeStep(caseAfter(noted, troubled), 'user', { note: '' }, NOW));
    expect(done.request.provisioning?.steps[0]).toMatchObject({ trouble: undefined, operation: undefined });
  });

  test('that only a person can do becomes an admin task, which no watchdog looks after', () => {
    const current = atGrantStep();
    const asked = moved(needAdmin(current, 'grant', NOW));
    expect(asked.request).toMatchObject({ state: 'awaiting_admin', dueAt: undefined });
    expect(stateOf(caseAfter(current, asked), 'grant')).toBe('by_hand');
    expect(inWords(asked.effects)).toEqual([
      'notify card REQ-7',
      'notify approval REQ-7',
      'notify admin-task REQ-7 grant.1',
    ]);
    expect(asked.events).toEqual([
      expect.objectContaining({ actor: 'grantdesk', action: 'provisioning.grant_by_hand', detail: {} }),
    ]);
  });

  test('that only a person can do is none of the approvers’ business where they were never asked', () => {
    const filing = { id: 'REQ-8', by: ANA, reason: 'It is over.', digest: DIGEST, now: NOW };
    const { request, grant: live } = moved(revoke(grant(), [], filing));
    const asked = moved(needAdmin({ request: request as AccessRequest, grant: live }, 'grant', NOW));
    expect(inWords(asked.effects)).toEqual(['notify card REQ-8', 'notify admin-task REQ-8 grant.1']);
  });
});

describe('a step that fails', () => {
  test('stops the request, says why, and tells the requester once for each run', () => {
    const stopped = moved(failStep(begun(), 'user', 'Workiva refused the username.', later(5)));
    expect(stopped.request).toMatchObject({
      state: 'failed',
      dueAt: undefined,
    });
    expect(stopped.request?.failure).toEqual({
      ...{ step: 'user', run: 1, sentence: 'Workiva refused the username.', at: later(5).toISOString() },
      by: undefined,
    });
    expect(inWords(stopped.effects)).toEqual([
      'notify approval REQ-7',
      'notify card REQ-7',
      'notify failure REQ-7 1',
      'notify outcome REQ-7 failed.1',
    ]);
    expect(stopped.events).toEqual([
      expect.objectContaining({
        ...{ actor: 'grantdesk', action: 'provisioning.user_failed' },
        detail: { reason: 'Workiva refused the username.' },
      }),
    ]);
  });

  test('waits again, without the traces of the try before', () => {
    const current = begun();
    const noted = caseAfter(current, noteStep(current, 'user', { trouble: 't', operation: 'o' }, NOW));
    const step = currentStep(caseAfter(noted, failStep(noted, 'user', 'No.', NOW)).request);
    expect(step).toMatchObject({ name: 'user', state: 'waiting', trouble: undefined, operation: undefined });
  });

  test('keeps the steps before it done, so that a retry starts at this one', () => {
    const one = caseAfter(begun(), completeStep(begun(), 'user', { note: '' }, NOW));
    const stopped = caseAfter(one, failStep(one, 'membership', 'No.', NOW));
    const again = moved(retry(stopped, { by: ADMIN, admins: [ADMIN], now: NOW }));
    expect(inWords(again.effects)).toContain('provision membership REQ-7 run 2');
  });
});

describe('a job', () => {
  test('counts while its step is the current one of its run', () => {
    expect(isDueNow(approved().request, 'user', 1)).toBe(true);
    expect(isDueNow(begun().request, 'user', 1)).toBe(true);
  });

  test('of a step that is done, or not begun, or of another run, counts no more', () => {
    const one = caseAfter(begun(), completeStep(begun(), 'user', { note: '' }, NOW));
    expect(isDueNow(one.request, 'user', 1)).toBe(false);
    expect(isDueNow(one.request, 'membership', 1)).toBe(true);
    expect(isDueNow(one.request, 'roles', 1)).toBe(false);
    expect(isDueNow(one.request, 'membership', 2)).toBe(false);
    expect(isDueNow(one.request, 'membership', 0)).toBe(false);
  });

  test('that comes late finds nothing to do once the request is pending, failed, at an admin or ended', () => {
    expect(isDueNow(pending().request, 'user', 1)).toBe(false);
    expect(isDueNow(failed().request, 'user', 1)).toBe(false);
    expect(isDueNow(awaitingAdmin().request, 'grant', 1)).toBe(false);
    for (const state of ['fulfilled', 'denied', 'withdrawn', 'lapsed'] as const) {
      expect(isDueNow({ ...begun().request, state }, 'user', 1)).toBe(false);
    }
  });
});

describe('the watchdog', () => {
  const due = new Date(watch(NOW));

  test('is set by every move of a request that jobs carry', () => {
    expect(due.getTime()).toBeGreaterThan(NOW.getTime());
    expect(approved().request.dueAt).toBe(watch(NOW));
    const current = begun();
    expect(caseAfter(current, noteStep(current, 'user', { trouble: 't' }, later(9))).request.dueAt).toBe(
      watch(later(9)),
    );
    expect(caseAfter(current, completeStep(current, 'user', { note: '' }, later(9))).request.dueAt).toBe(
      watch(later(9)),
    );
  });

  test.each([
    ['approved', approved],
    ['provisioning', begun],
  ] as const)('starts a request that stands still, %s, again as a new run', (state, make) => {
    const current = make();
    const again = moved(resume(current, due));
    expect(again.request).toMatchObject({ state, provisioning: { run: 2 }, dueAt: watch(due) });
    expect(again.request?.failure).toBeUndefined();
    expect(inWords(again.effects)).toEqual(['provision user REQ-7 run 2']);
    expect(again.events).toEqual([
      expect.objectContaining({ actor: 'grantdesk', action: 'provisioning.resumed', detail: { step: 'user' } }),
    ]);
    expect(isDueNow(caseAfter(current, again).request, 'user', 1)).toBe(false);
    expect(isDueNow(caseAfter(current, again).request, 'user', 2)).toBe(true);
  });

  test('says of an earlier failure what became of it, as before', () => {
    const stopped = failed();
    const retried = caseAfter(stopped, retry(stopped, { by: ADMIN, admins: [ADMIN], now: NOW }));
    expect(retried.request.failure?.handled).toContain(ADMIN);
    expect(moved(resume(retried, due)).request?.failure).toEqual(retried.request.failure);
  });

  test('starts again what has no time at which it is to be looked at', () => {
    const current = begun();
    const again = moved(resume({ ...current, request: { ...current.request, dueAt: undefined } }, NOW));
    expect(again.request?.provisioning?.run).toBe(2);
  });

  test('leaves what has moved meanwhile', () => {
    const current = approved();
    const looked = moved(resume(current, later(-1, due)));
    expect(looked.request).toBe(current.request);
    expect([...looked.effects, ...looked.events]).toEqual([]);
  });

  test('stops looking at what waits for a person or has ended', () => {
    for (const current of [awaitingAdmin(), failed()]) {
      const looked = moved(resume({ ...current, request: { ...current.request, dueAt: NOW.toISOString() } }, due));
      expect(looked.request).toEqual({ ...current.request, dueAt: undefined });
      expect([...looked.effects, ...looked.events]).toEqual([]);
    }
  });
});

test('an admin task of a later run is another message', () => {
  const stopped = failed();
  const again = caseAfter(stopped, retry(stopped, { by: ADMIN, admins: [ADMIN], now: NOW }));
  expect(taskDetail({ step: 'user', run: stopped.request.provisioning?.run ?? 0 })).toBe('user.1');
  expect(taskDetail({ step: 'user', run: again.request.provisioning?.run ?? 0 })).toBe('user.2');
});
