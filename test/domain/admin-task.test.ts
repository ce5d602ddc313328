import { describe, expect, test } from '@jest/globals';
import { finishTask, giveUp, refuseTask, retry, takeOver } from '../../src/domain/admin-task.ts';
import { approve } from '../../src/domain/approval.ts';
import { fulfil } from '../../src/domain/fulfilment.ts';
import { beginStep, completeStep, failStep, needAdmin, watch } from '../../src/domain/provisioning.ts';
import { isDueNow } from '../../src/domain/provisioning-steps.ts';
import type { AccessRequest, Case } from '../../src/domain/records.ts';
import { fileRenewal } from '../../src/domain/request.ts';
import { SECRET_ADVICE } from '../../src/domain/secret-guard.ts';
import {
  ADMIN,
  ANA,
  approved,
  atGrantStep,
  awaitingAdmin,
  BEN,
  caseAfter,
  decider,
  failed,
  filing,
  grant,
  inWords,
  later,
  moved,
  NOW,
  pending,
  refusalOf,
  terms,
} from '../support/domain-cases.ts';

const move = { by: ADMIN, admins: [ADMIN], now: later(60_000) };
const outsider = { ...move, by: BEN };

/** A renewal that waits for an admin. */
function renewalAtAdmin(
  live = grant({ warnings: ['w1'], warned: [1], letExpire: { by: ANA, at: NOW.toISOString() } }),
): Case {
  const asked = filing({ id: 'REQ-9', terms: terms({ expires: '2027-05-01', purpose: 'Still needed.' }) });
  let current: Case = caseAfter(pending(), fileRenewal(asked, live));
  current = caseAfter(current, approve(current, decider(BEN, [BEN])));
  current = caseAfter(current, beginStep(current, 'grant', NOW));
  return caseAfter(current, needAdmin(current, 'grant', NOW));
}

function userByHand(): Case {
  const current = approved();
  return caseAfter(current, needAdmin(current, 'user', NOW));
}

describe('an admin who has made the grant', () => {
  const finish = (clientId?: string, current: Case = awaitingAdmin()) =>
    finishTask(current, 'grant', { ...move, clientId });

  test('fulfils the request: the grant is live with its client ID, and to be looked at now', () => {
    const { request, grant: live } = moved(finish(' client-7 '));
    expect(request).toMatchObject({ state: 'fulfilled', fulfilledAt: move.now.toISOString(), dueAt: undefined });
    expect(request?.provisioning?.steps.at(-1)).toMatchObject({ name: 'grant', state: 'done', by: ADMIN });
    expect(live).toMatchObject({
      id: 'GRANT-7',
      state: 'active',
      clientId: 'client-7',
      liveSince: move.now.toISOString(),
      dueAt: move.now.toISOString(),
      warned: [],
    });
  });

  test('after its day of expiry has passed is told to delete it, and nothing is changed', () => {
    const late = new Date('2027-02-22T00:00:00.000Z');
    const refusal = refusalOf(finishTask(awaitingAdmin(), 'grant', { ...move, clientId: 'client-7', now: late }));
    expect(refusal.sentence).toContain('expires 2027-02-22, which has passed');
    expect(refusal.sentence).toContain('press *Cannot do it*');
    const revoking = awaitingAdmin();
    const deletion: Case = { ...revoking, request: { ...revoking.request, kind: 'revoke' } };
    expect(moved(finishTask(deletion, 'grant', { ...move, now: late })).grant?.state).toBe('revoked');
    const before = new Date(late.getTime() - 1);
    expect(moved(finishTask(awaitingAdmin(), 'grant', { ...move, clientId: 'client-7', now: before })).ok).toBe(true);
  });

  test('hands over to the owner, and is on record', () => {
    const { effects, events } = moved(finish('client-7'));
    expect(inWords(effects)).toEqual([
      'notify approval REQ-7',
      'notify card REQ-7',
      'notify admin-task REQ-7 grant.1',
      'notify hand-over GRANT-7',
    ]);
    expect(events).toEqual([
      expect.objectContaining({
        actor: ADMIN,
        action: 'grant.created',
        subjects: ['REQ-7', 'GRANT-7'],
        detail: { clientId: 'client-7', expires: '2027-02-22' },
      }),
    ]);
  });

  test('makes client name and client ID unique', () => {
    expect(moved(finish('client-7')).claims).toEqual([
      { name: 'client-name:sandbox | nightly export', holder: 'REQ-7' },
      { name: 'client-id:client-7', holder: 'GRANT-7' },
    ]);
  });

  test('cannot bring the secret instead of the client ID', () => {
    expect(refusalOf(finish('q1Z8vT0r-3kLmX_9sYbN4cWdE7uGhJ2pQaRfS5tU6wo'))).toEqual({
      code: 'client_id_invalid',
      sentence: SECRET_ADVICE,
    });
  });

  test.each([undefined, '', '  ', 'two words'])('has to bring a client ID, not %j', (clientId) => {
    expect(refusalOf(finish(clientId)).code).toBe('client_id_invalid');
  });

  test('comes too late when the task is settled, and hears by whom', () => {
    const current = awaitingAdmin();
    const settled = caseAfter(current, finish('client-7', current));
    expect(refusalOf(finish('client-8', settled))).toEqual({
      code: 'not_open',
      sentence: `This task of REQ-7 is not open any more. <@${ADMIN}> has done it. Nothing was changed.`,
    });
  });

  test('cannot settle a step that is not the current one, nor one that a job carries', () => {
    expect(refusalOf(finishTask(awaitingAdmin(), 'user', move)).code).toBe('not_open');
    expect(refusalOf(finish('client-7', atGrantStep())).code).toBe('not_open');
  });

  test('hears of nobody who has done it where nobody has, also of a step that the request does not have', () => {
    for (const no of [finish('client-7', atGrantStep()), finishTask(awaitingAdmin(), 'roles_removal', move)]) {
      expect(refusalOf(no)).toEqual({
        code: 'not_open',
        sentence: 'This task of REQ-7 is not open any more. Nothing was changed.',
      });
    }
  });

  test('must be an admin', () => {
    expect(refusalOf(finishTask(awaitingAdmin(), 'grant', { ...outsider, clientId: 'client-7' }))).toMatchObject({
      code: 'not_an_admin',
      sentence: expect.stringContaining(`<@${ADMIN}>`),
    });
  });

  test('cannot bring a grant to life that is not there any more', () => {
    const { request } = awaitingAdmin();
    expect(refusalOf(finishTask({ request }, 'grant', { ...move, clientId: 'client-7' }))).toMatchObject({
      code: 'not_found',
      sentence: expect.stringContaining('GRANT-7'),
    });
  });
});

describe('a task of a request that broke glass', () => {
  const glass = (outcome: 'approved' | 'denied' | 'lapsed', state: AccessRequest['state']): Case => {
    const verdict = { outcome, by: BEN, at: NOW.toISOString() };
    const breakGlass = { reason: 'The close stands still.', reviewBy: NOW.toISOString(), verdict };
    return { ...awaitingAdmin(), request: { ...awaitingAdmin().request, state, breakGlass } };
  };
  const settle = (current: Case, name: 'grant' | 'user') => refusalOf(finishTask(current, name, move)).sentence;

  test('which was stopped says why, and what an admin who has done it already has to take back', () => {
    expect(settle(glass('denied', 'denied'), 'grant')).toMatch(
      /was denied.*delete the grant “Sandbox . nightly export”/,
    );
    expect(settle(glass('denied', 'denied'), 'user')).toMatch(/was denied.*suspend the user “svc\.export”/);
    expect(settle(glass('lapsed', 'lapsed'), 'grant')).toMatch(/was not approved within 24 hours.*delete the grant/);
  });

  test('which was approved, or was done before it was denied, leaves nothing to take back', () => {
    for (const current of [glass('approved', 'provisioning'), glass('denied', 'fulfilled')]) {
      expect(settle(current, 'grant')).toBe('This task of REQ-7 is not open any more. Nothing was changed.');
    }
  });
});

describe('an admin who has done an earlier step by hand', () => {
  test('lets the jobs go on with the next step', () => {
    const { request, effects, events } = moved(finishTask(userByHand(), 'user', move));
    expect(request).toMatchObject({ state: 'provisioning', dueAt: watch(move.now) });
    expect(request?.provisioning?.steps[0]).toMatchObject({ state: 'done', by: ADMIN, note: 'Done by hand' });
    expect(inWords(effects)).toEqual([
      'notify card REQ-7',
      'provision membership REQ-7 run 1',
      'notify admin-task REQ-7 user.1',
    ]);
    expect(events).toEqual([expect.objectContaining({ actor: ADMIN, action: 'provisioning.user_done_by_hand' })]);
  });
});

describe('a renewal that an admin has carried out', () => {
  test('gives the grant its new date and keeps its client ID, without asking for one', () => {
    const { request, grant: live } = moved(finishTask(renewalAtAdmin(), 'grant', move));
    expect(request?.state).toBe('fulfilled');
    expect(live).toMatchObject({
      state: 'active',
      clientId: 'client-7',
      terms: { expires: '2027-05-01' },
      liveSince: move.now.toISOString(),
      createdBy: 'REQ-7',
    });
  });

  test('takes no other client ID', () => {
    const done = moved(finishTask(renewalAtAdmin(), 'grant', { ...move, clientId: 'client-8' }));
    expect(done.grant?.clientId).toBe('client-7');
  });

  test('starts the warnings anew, closes the old ones, and is open for the next renewal', () => {
    const { grant: live, effects } = moved(finishTask(renewalAtAdmin(), 'grant', move));
    expect(live).toMatchObject({ warned: [], warnings: [], dueAt: move.now.toISOString() });
    expect(live).not.toHaveProperty('renewal');
    expect(live).not.toHaveProperty('letExpire');
    expect(inWords(effects)).toEqual(
      expect.arrayContaining(['notify outcome REQ-9 renewed', 'notify warning GRANT-7 w1']),
    );
    expect(inWords(effects)).toContain('notify hand-over GRANT-7');
  });

  test('brings a grant back that expired while the request was on its way', () => {
    const { request } = renewalAtAdmin();
    const expired = grant({ state: 'expired', endedAt: NOW.toISOString(), renewal: 'REQ-9' });
    const done = moved(finishTask({ request, grant: expired }, 'grant', move));
    expect(done.grant).toMatchObject({ state: 'active' });
    expect(done.grant).not.toHaveProperty('endedAt');
    const { expires } = expired.terms;
    expect(inWords(done.effects)).toEqual(
      expect.arrayContaining([`notify expired GRANT-7 ${expires}`, `notify expired-admin GRANT-7 ${expires}`]),
    );
    expect(done.claims).toEqual([
      { name: 'client-name:sandbox | nightly export', holder: 'REQ-7' },
      { name: 'client-id:client-7', holder: 'GRANT-7' },
    ]);
  });

  test('is refused for a grant whose client ID was never known', () => {
    const { clientId: _unknown, ...unknown } = grant();
    expect(refusalOf(fulfil({ request: renewalAtAdmin().request, grant: unknown }, move)).code).toBe(
      'client_id_invalid',
    );
  });
});

describe('an admin who cannot do the task', () => {
  const refuse = (reason: string, by = move) => refuseTask(awaitingAdmin(), 'grant', { ...by, reason });

  test('stops the request with the reason, in their name', () => {
    const { request, effects, events } = moved(refuse(' The workspace is archived. '));
    expect(request).toMatchObject({
      state: 'failed',
      failure: { step: 'grant', sentence: 'The workspace is archived.', by: ADMIN, run: 1 },
    });
    expect(inWords(effects)).toEqual(
      expect.arrayContaining([
        'notify failure REQ-7 1',
        'notify admin-task REQ-7 grant.1',
        'notify outcome REQ-7 failed.1',
      ]),
    );
    expect(events).toEqual([expect.objectContaining({ actor: ADMIN, action: 'provisioning.grant_failed' })]);
  });

  test.each([' ', 'r'.repeat(1_001), 'client_secret=abcd1234efgh'])(
    'has to say why, in plain words: %.20j',
    (reason) => {
      expect(refusalOf(refuse(reason)).code).toBe('reason_missing');
    },
  );

  test('must be an admin, and the task open', () => {
    expect(refusalOf(refuse('Why.', outsider)).code).toBe('not_an_admin');
    expect(refusalOf(refuseTask(atGrantStep(), 'grant', { ...move, reason: 'Why.' })).code).toBe('not_open');
  });
});

describe('a request that is given up', () => {
  test('ends with the reason for which it stopped, frees its name, and tells its requester', () => {
    const { request, grant: ended, effects, events, releases } = moved(giveUp(failed(), move));
    expect(request).toMatchObject({ state: 'withdrawn', outcome: { by: ADMIN } });
    expect(request?.outcome?.reason).toContain(failed().request.failure?.sentence);
    expect(ended?.state).toBe('revoked');
    expect(inWords(effects)).toContain('notify outcome REQ-7 given-up');
    expect(events).toMatchObject([
      { action: 'request.given_up', actor: ADMIN, detail: { reason: 'Workiva refused the username.' } },
    ]);
    expect(releases).toEqual([{ name: 'client-name:sandbox | nightly export', holder: 'REQ-7' }]);
  });

  test('is given up by an admin, while it is stopped, and never where it takes away', () => {
    expect(refusalOf(giveUp(failed(), outsider)).code).toBe('not_an_admin');
    expect(refusalOf(giveUp(awaitingAdmin(), move)).code).toBe('not_open');
    const revoking: Case = { ...failed(), request: { ...failed().request, kind: 'revoke' } };
    expect(refusalOf(giveUp(revoking, move)).sentence).toContain('only its end leaves nothing behind');
  });
});

describe('a failure', () => {
  test('is tried again as a new run: jobs of the run before count no more', () => {
    const stopped = failed();
    const again = moved(retry(stopped, move));
    expect(again.request).toMatchObject({
      state: 'provisioning',
      provisioning: { run: 2 },
      failure: { run: 1, handled: `Tried again by <@${ADMIN}>` },
      dueAt: watch(move.now),
    });
    expect(inWords(again.effects)).toEqual([
      'notify approval REQ-7',
      'notify card REQ-7',
      'notify failure REQ-7 1',
      'provision user REQ-7 run 2',
    ]);
    expect(again.events).toMatchObject([
      { action: 'provisioning.retried', actor: ADMIN, subjects: ['REQ-7', 'GRANT-7'], detail: { step: 'user' } },
    ]);
    const { request } = caseAfter(stopped, again);
    expect(isDueNow(request, 'user', 1)).toBe(false);
    expect(isDueNow(request, 'user', 2)).toBe(true);
  });

  test('after failure gets a message of its own for each run', () => {
    const stopped = failed();
    let current = caseAfter(stopped, retry(stopped, move));
    current = caseAfter(current, beginStep(current, 'user', NOW));
    const { request, effects } = moved(failStep(current, 'user', 'Again.', NOW));
    expect(request?.failure).toMatchObject({ run: 2, sentence: 'Again.' });
    expect(request?.failure).not.toHaveProperty('handled');
    expect(inWords(effects)).toContain('notify failure REQ-7 2');
  });

  test('can be done by hand: the failed step becomes a task, and finishing it goes on', () => {
    const stopped = failed();
    const taken = moved(takeOver(stopped, move));
    expect(taken.request).toMatchObject({
      state: 'awaiting_admin',
      provisioning: { run: 2 },
      failure: { handled: `Taken over by <@${ADMIN}>` },
      dueAt: undefined,
    });
    expect(inWords(taken.effects)).toContain('notify admin-task REQ-7 user.2');
    expect(taken.events).toMatchObject([
      { action: 'provisioning.taken_by_hand', actor: ADMIN, subjects: ['REQ-7', 'GRANT-7'], detail: { step: 'user' } },
    ]);
    const current = caseAfter(stopped, taken);
    expect(inWords(moved(finishTask(current, 'user', move)).effects)).toContain('provision membership REQ-7 run 2');
  });

  test('at a later step is done by hand at that step', () => {
    let current: Case = approved();
    current = caseAfter(current, beginStep(current, 'user', NOW));
    current = caseAfter(current, completeStep(current, 'user', { note: '' }, NOW));
    current = caseAfter(current, failStep(current, 'membership', 'No.', NOW));
    expect(inWords(moved(takeOver(current, move)).effects)).toContain('notify admin-task REQ-7 membership.2');
  });

  test.each([
    ['tried again', retry],
    ['done by hand', takeOver],
  ] as const)('is %s only by an admin, and only once', (_what, act) => {
    expect(refusalOf(act(failed(), outsider)).code).toBe('not_an_admin');
    const stopped = failed();
    const second = refusalOf(act(caseAfter(stopped, retry(stopped, move)), move));
    expect(second.code).toBe('not_open');
    expect(second.sentence).toContain(`Tried again by <@${ADMIN}>`);
    expect(refusalOf(act(approved(), move))).toEqual({
      code: 'not_open',
      sentence: 'REQ-7 is not stopped by a failure any more.',
    });
  });
});
