import { describe, expect, test } from '@jest/globals';
import { finishTask } from '../../src/domain/admin-task.ts';
import { approve } from '../../src/domain/approval.ts';
import { DAY } from '../../src/domain/duration.ts';
import { endedByRevocation, mayNotRenew, needsCleanUp, sweepGrant } from '../../src/domain/grant.ts';
import { beginStep, completeStep, needAdmin } from '../../src/domain/provisioning.ts';
import { currentStep } from '../../src/domain/provisioning-steps.ts';
import { type Case, type Grant, NEXT_REQUEST } from '../../src/domain/records.ts';
import { fileRenewal } from '../../src/domain/request.ts';
import { canWithdraw, withdraw } from '../../src/domain/request-end.ts';
import { cleanUp, endByRevocation, endOutdated, inherit, mayNotRevoke, revoke } from '../../src/domain/revocation.ts';
import { stateInWords } from '../../src/domain/state-words.ts';
import {
  ADMIN,
  ANA,
  atGrantStep,
  awaitingAdmin,
  BEN,
  caseAfter,
  DIGEST,
  decider,
  filing,
  grant,
  inWords,
  later,
  moved,
  NOW,
  refusalOf,
  terms,
} from '../support/domain-cases.ts';

const REASON = 'It was switched off.';
const asked = (changes: object = {}) => ({
  id: 'REQ-9',
  by: ANA,
  reason: REASON,
  digest: DIGEST,
  now: NOW,
  ...changes,
});
const file = (on: Grant = grant(), changes: object = {}) => revoke(on, [ADMIN], asked(changes));
const filed = (on: Grant = grant()) => caseAfter({ request: awaitingAdmin().request, grant: on }, file(on));
const stepsOf = ({ request }: Pick<Case, 'request'>) => request.provisioning?.steps.map(({ name }) => name);

/** A revocation whose grant an admin has deleted. */
function deleted(on: Grant = grant()): Case & { grant: Grant } {
  const begun = filed(on);
  const running = caseAfter(begun, beginStep(begun, 'grant', NOW));
  const asking = caseAfter(running, needAdmin(running, 'grant', NOW));
  return caseAfter(asking, finishTask(asking, 'grant', { by: ADMIN, admins: [ADMIN], now: later(1_000) }));
}

describe('a revocation', () => {
  test('begins at once, asks nobody for an approval, and posts none', () => {
    const { request, grant: after, events, effects } = moved(file());
    expect(request).toMatchObject({ kind: 'revoke', state: 'approved', reason: REASON, stages: [], opened: false });
    expect(after).toMatchObject({ state: 'active', revocation: 'REQ-9', dueAt: NOW.toISOString() });
    expect(events.map(({ action }) => action)).toEqual(['request.filed', 'request.approved']);
    expect(inWords(effects)).toEqual(expect.arrayContaining(['provision grant REQ-9 run 1', 'notify card REQ-9']));
    expect(inWords(effects).some((effect) => effect.startsWith('notify approval'))).toBe(false);
    const begun = filed();
    expect(inWords(moved(needAdmin(begun, 'grant', NOW)).effects)).not.toContain('notify approval REQ-9');
  });

  test('tells the owner when an admin has begun it', () => {
    expect(inWords(moved(file(grant(), { by: ADMIN })).effects)).toContain('notify revoked REQ-9');
    expect(inWords(moved(file()).effects)).not.toContain('notify revoked REQ-9');
  });

  test('is for the owner and for admins, of a live grant, once, and says why', () => {
    expect(refusalOf(mayNotRevoke(grant(), BEN, [ADMIN])).code).toBe('not_yours');
    expect(refusalOf(file(grant({ state: 'expired' }))).code).toBe('not_live');
    expect(refusalOf(file(grant({ revocation: 'REQ-8' }))).sentence).toBe('REQ-8 already revokes GRANT-7.');
    expect(refusalOf(file(grant(), { reason: '' })).code).toBe('reason_missing');
    expect(moved(file(grant({ state: 'suspended' }))).grant?.revocation).toBe('REQ-9');
  });

  test('ends the grant when an admin has deleted it, and then takes step by step what is left', () => {
    let current = deleted();
    expect(current.grant).toMatchObject({ state: 'revoked', endedAt: later(1_000).toISOString() });
    for (const name of ['roles_removal', 'membership_removal', 'user_suspension'] as const) {
      expect(currentStep(current.request)?.name).toBe(name);
      current = caseAfter(current, beginStep(current, name, NOW));
      current = caseAfter(current, completeStep(current, name, { note: 'done' }, NOW));
    }
    expect(current.request.state).toBe('fulfilled');
    expect(stateInWords(current.request)).toBe('done');
  });

  test('cannot be taken back, because part of it may be done', () => {
    expect(canWithdraw({ ...filed().request, state: 'failed' })).toBe(false);
    expect(refusalOf(withdraw({ ...filed(), request: { ...filed().request, state: 'failed' } }, ANA, NOW)).code).toBe(
      'not_open',
    );
  });
});

describe('what is still asked of a grant that is taken away', () => {
  const renewing = () => {
    const made = moved(fileRenewal({ ...filing({ id: 'REQ-8' }), terms: terms({ expires: '2027-06-01' }) }, grant()));
    return { request: made.request as Case['request'], grant: made.grant as Grant };
  };
  const taken = () => ({ ...renewing(), grant: filed(renewing().grant).grant });

  test('is denied by Grantdesk with a sentence, whether somebody has approved it or not', () => {
    const approved = caseAfter(renewing(), approve(renewing(), decider(ADMIN, [ADMIN])));
    for (const current of [taken(), { ...taken(), request: approved.request }]) {
      expect(endedByRevocation(current.grant)).toEqual(['REQ-8']);
      const ended = moved(endByRevocation(current, DIGEST, NOW));
      expect(ended.request).toMatchObject({
        state: 'denied',
        outcome: {
          by: 'grantdesk',
          reason: 'GRANT-7 is being taken away (REQ-9), so it is neither renewed nor changed any more.',
        },
      });
      expect(ended.grant?.renewal).toBeUndefined();
      expect(ended.grant?.revocation).toBe('REQ-9');
      expect(ended.events).toMatchObject([
        { actor: 'grantdesk', action: 'request.denied', detail: { policy: DIGEST, decidedUnder: DIGEST } },
      ]);
      expect(inWords(ended.effects)).toContain('notify outcome REQ-8 denied');
    }
  });

  test('keeps the grant due until it has ended, also when the sweep was at work on the grant meanwhile', () => {
    const { grant: revoked, request } = taken();
    expect(moved(sweepGrant(revoked, [], NOW)).grant?.dueAt).toBe(NOW.toISOString());
    const ended = moved(endByRevocation({ request, grant: revoked }, DIGEST, NOW)).grant as Grant;
    expect(moved(sweepGrant(ended, [], NOW)).grant?.dueAt).toBe('2027-02-22T00:00:00.000Z');
  });

  test('is left as it is while the grant is not taken away', () => {
    expect(endedByRevocation(renewing().grant)).toEqual([]);
    expect(endByRevocation(renewing(), DIGEST, NOW)).toEqual({ ok: true, ...renewing(), events: [], effects: [] });
  });

  test('is not done by an admin any more, nor asked anew', () => {
    const { request } = awaitingAdmin();
    const renewal = { ...request, kind: 'renew' as const };
    const move = { by: ADMIN, admins: [ADMIN], now: NOW };
    expect(refusalOf(finishTask({ request: renewal, grant: filed().grant }, 'grant', move)).code).toBe('not_live');
    expect(refusalOf(mayNotRenew(filed().grant, ANA)).code).toBe('not_live');
  });
});

describe('what is asked of a grant by somebody, or for a time, that does not count any more', () => {
  const renewing = () => {
    const made = moved(fileRenewal(filing({ id: 'REQ-8', terms: terms({ expires: '2027-05-01' }) }), grant()));
    return { request: made.request as Case['request'], grant: made.grant as Grant };
  };
  const END = new Date('2027-02-22T00:00:00.000Z');
  const LATE = later(14 * DAY, END);
  const expired = () => {
    const { request, grant: live } = renewing();
    const over = moved(sweepGrant(live, [], END)).grant as Grant;
    return { request: { ...request, state: 'awaiting_admin' as const }, grant: over };
  };

  test('ends a renewal that nobody has confirmed two weeks after the expiry, and what is left is cleaned up', () => {
    const current = expired();
    expect(moved(sweepGrant(current.grant, [], END)).grant?.dueAt).toBe(LATE.toISOString());
    expect(moved(endOutdated(current, DIGEST, later(-1, LATE))).events).toEqual([]);
    const ended = moved(endOutdated(current, DIGEST, LATE));
    expect(ended.request).toMatchObject({
      state: 'denied',
      outcome: { by: 'grantdesk', reason: expect.stringContaining('GRANT-7 expired on 2027-02-22') },
    });
    expect(NEXT_REQUEST.awaiting_admin).toContain('denied');
    expect(ended.events).toMatchObject([{ action: 'request.denied', detail: { decidedUnder: DIGEST } }]);
    expect(needsCleanUp(ended.grant as Grant)).toBe(true);
    expect(ended.grant?.dueAt).toBe(LATE.toISOString());
  });

  test('ends what waits for approval once the grant is somebody else’s, and leaves what is approved alone', () => {
    const { request, grant: live } = renewing();
    const theirs = { ...live, owner: BEN };
    expect(moved(endOutdated({ request, grant: live }, DIGEST, NOW)).events).toEqual([]);
    const approved = { request: { ...request, state: 'awaiting_admin' as const }, grant: theirs };
    expect(moved(endOutdated(approved, DIGEST, NOW)).events).toEqual([]);
    const ended = moved(endOutdated({ request, grant: theirs }, DIGEST, NOW));
    expect(ended.request?.outcome?.reason).toContain(`GRANT-7 has been handed over to <@${BEN}>`);
    expect(ended.grant?.renewal).toBeUndefined();
  });

  test('is not approved by anybody once the grant is somebody else’s', () => {
    const { request, grant: live } = renewing();
    const current = { request, grant: { ...live, owner: BEN } };
    expect(refusalOf(approve(current, decider(ADMIN, [ADMIN, BEN]))).sentence).toContain('has been handed over');
  });
});

describe('a clean-up', () => {
  const clean = (on: Grant) => cleanUp(on, { id: 'REQ-9', digest: DIGEST, now: NOW });

  test('follows an expiry by itself, and keeps the grant expired', () => {
    const expired = moved(sweepGrant(grant(), [], new Date('2027-02-22T00:00:00Z'))).grant as Grant;
    expect(needsCleanUp(expired)).toBe(true);
    expect(expired.dueAt).toBeDefined();
    const { request, grant: after, effects } = moved(clean(expired));
    expect(request).toMatchObject({ kind: 'revoke', requester: ANA, reason: 'The grant has expired.' });
    expect(stepsOf({ request: request as Case['request'] })).toContain('grant');
    expect(after).toMatchObject({ state: 'expired', revocation: 'REQ-9' });
    expect(inWords(effects)).toEqual(expect.arrayContaining(['notify expired-admin GRANT-7 2027-02-22']));
    expect(deleted(grant()).grant.state).toBe('revoked');
  });

  test.each([
    ['is live', {}],
    ['a renewal may bring back', { state: 'expired', renewal: 'REQ-8' }],
    ['is cleaned up already', { state: 'expired', revocation: 'REQ-8' }],
  ] as const)('leaves alone a grant that %s', (_what, changes) => {
    const left = grant(changes);
    expect(clean(left)).toEqual({ ok: true, grant: left, events: [], effects: [] });
  });

  test('of a former integration user deletes no grant', () => {
    const former = terms({ user: { kind: 'existing', username: 'svc.former' } });
    const { request, grant: after } = moved(clean(grant({ leftovers: [former] })));
    expect(stepsOf({ request: request as Case['request'] })).toEqual([
      'roles_removal',
      'membership_removal',
      'user_suspension',
    ]);
    expect(request).toMatchObject({ terms: former, reason: 'GRANT-7 does not act as svc.former.' });
    expect(after?.leftovers).toBeUndefined();
    expect(after?.revocation).toBeUndefined();
  });

  test('follows a request of which nothing came, where it had made a user', () => {
    const user = { kind: 'new', username: 'svc.new', givenName: 'S', familyName: 'N', email: 's@example.com' } as const;
    const stopped = (asking: Case & { grant: Grant }) =>
      moved(withdraw({ ...asking, request: { ...asking.request, state: 'failed' } }, ANA, NOW)).grant;
    const made = stopped(atGrantStep({ terms: terms({ user }) }));
    expect(made).toMatchObject({ state: 'revoked', dueAt: NOW.toISOString(), leftovers: [{ user }] });
    expect(stopped(atGrantStep())?.leftovers).toBeUndefined();
  });

  test('that was left to a grant still being made follows when nothing comes of that', () => {
    const current = atGrantStep();
    const heir = moved(inherit(current.grant)).grant as Grant;
    const failed = { request: { ...current.request, state: 'failed' as const }, grant: heir };
    expect(moved(withdraw(failed, ANA, NOW)).grant).toMatchObject({ state: 'revoked', leftovers: [terms()] });
    expect(refusalOf(inherit(grant({ state: 'revoked' }))).code).toBe('not_live');
    expect(moved(inherit(grant())).grant?.inherits).toBeUndefined();
  });

  test('gives back of what an undone request has left no more than that, once', () => {
    const current = atGrantStep();
    const undo = { request: 'REQ-6', roles: [], membership: true, user: false };
    const left = { ...current.request.terms, undo };
    const heir = moved(inherit(moved(inherit(current.grant, left)).grant as Grant, left)).grant as Grant;
    expect(heir).toMatchObject({ heirOf: [left] });
    expect(heir.inherits).toBeUndefined();
    const failed = { request: { ...current.request, state: 'failed' as const }, grant: heir };
    expect(moved(withdraw(failed, ANA, NOW)).grant?.leftovers).toEqual([left]);
  });

  test('is done once: nothing more is due of the grant then', () => {
    const ended = deleted(grant()).grant;
    expect(moved(sweepGrant(ended, [], later(DAY))).grant?.dueAt).toBeUndefined();
  });
});
