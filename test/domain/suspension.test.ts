import { describe, expect, test } from '@jest/globals';
import { GrantState } from '../../src/domain/records.ts';
import { reinstate } from '../../src/domain/reinstatement.ts';
import {
  enforceByHand,
  enforced,
  enforcedWithoutUser,
  hasOwnUser,
  isOvertaken,
  isToDoByHand,
  isToEnforce,
  notEnforced,
  perhapsActive,
  stop as pressStop,
  suspend,
  suspendLateUser,
  suspendWith,
} from '../../src/domain/suspension.ts';
import {
  ADMIN,
  ANA,
  atGrantStep,
  BEN,
  failed,
  grant,
  inWords,
  later,
  moved,
  NOW,
  pending,
  refusalOf,
} from '../support/domain-cases.ts';

const REASON = 'Its secret has leaked.';
const stop = (changes: Parameters<typeof grant>[0] = {}) =>
  suspend(grant(changes), { by: ADMIN, reason: REASON, now: NOW });
const suspended = () => stop().grant;
const byHand = { by: ADMIN, admins: [ADMIN, BEN], run: 1, now: later(1_000) };

describe('a suspension', () => {
  test('counts at once, asks Workiva, and is told to the admins and the owner', () => {
    const { grant: after, events, effects } = stop();
    expect(after).toMatchObject({ state: 'suspended', suspension: { by: ADMIN, reason: REASON, run: 1 } });
    expect(events).toEqual([
      expect.objectContaining({ actor: ADMIN, action: 'grant.suspended', detail: { reason: REASON } }),
    ]);
    expect(inWords(effects)).toEqual([
      'suspend GRANT-7 run 1',
      'notify suspension GRANT-7 1',
      'notify suspended GRANT-7 1',
      'notify card REQ-7',
      'notify hand-over GRANT-7',
    ]);
  });

  test.each(GrantState.options)('of a grant that is %s changes only a live one’s state', (state) => {
    expect(stop({ state }).grant.state).toBe(state === 'active' ? 'suspended' : state);
  });

  test('anew is a run of its own, and a job of an earlier one no longer counts', () => {
    const again = suspend(suspended(), { by: BEN, reason: 'Again.', now: later(1_000) });
    expect(again.grant.suspension).toEqual({ by: BEN, at: later(1_000).toISOString(), reason: 'Again.', run: 2 });
    expect(isToEnforce(again.grant, 1)).toBe(false);
    expect(isToEnforce(again.grant, 2)).toBe(true);
  });

  test('is to be enforced until Workiva has done it', () => {
    expect(isToEnforce(grant(), 1)).toBe(false);
    expect(isToEnforce(suspended(), 1)).toBe(true);
    expect(isToEnforce(moved(enforced(suspended(), 'grantdesk', NOW)).grant ?? grant(), 1)).toBe(false);
  });
});

describe('a job of an earlier run', () => {
  const trouble = 'Workiva is out of order.';

  test('is overtaken by each later suspension or reinstatement, and by no other', () => {
    const again = suspend(suspended(), { by: BEN, reason: 'Again.', now: NOW }).grant;
    expect([1, 2, 3].map((run) => isOvertaken(again, run))).toEqual([true, false, false]);
    expect(isOvertaken(grant(), 0)).toBe(false);
  });

  test('that may have activated the user of a stopped grant leaves it to the admins, whatever was said before', () => {
    const done = moved(enforced(suspended(), 'grantdesk', NOW)).grant ?? grant();
    const { grant: left, events, effects } = moved(perhapsActive(done, trouble, later(1_000)));
    expect(left?.suspension).toMatchObject({ run: 1, trouble });
    expect(left?.suspension?.enforced).toBeUndefined();
    expect(left && isToDoByHand(left)).toBe(true);
    expect(events).toEqual([
      expect.objectContaining({ action: 'grant.suspension_by_hand', detail: { reason: trouble } }),
    ]);
    expect(inWords(effects)).toContain('notify suspension GRANT-7 1');
  });

  test('changes nothing where the later one is under way still, or has the grant work again', () => {
    const { suspension, ...rest } = suspended();
    const lifted = {
      ...rest,
      suspension: { ...suspension, lifted: { by: BEN, at: NOW.toISOString(), reason: 'It was none.' } },
    };
    for (const standing of [suspended(), moved(enforced(lifted, 'grantdesk', NOW)).grant ?? grant()]) {
      expect(moved(perhapsActive(standing, trouble, NOW))).toEqual({
        ok: true,
        grant: standing,
        events: [],
        effects: [],
      });
    }
  });
});

describe('what becomes of it in Workiva', () => {
  test('is kept with who did it, and told', () => {
    const troubled = moved(notEnforced(suspended(), 'Not allowed.', NOW)).grant ?? grant();
    expect(troubled.suspension).toMatchObject({ trouble: 'Not allowed.' });
    const done = moved(enforced(troubled, ADMIN, later(1_000)));
    expect(done.grant?.suspension?.enforced).toEqual({ by: ADMIN, at: later(1_000).toISOString() });
    expect(done.grant?.suspension?.trouble).toBeUndefined();
    expect(inWords(done.effects)).toEqual([
      'notify suspension GRANT-7 1',
      'notify suspended GRANT-7 1',
      'notify break-glass REQ-7 admin',
      'notify break-glass REQ-7 audit',
    ]);
  });

  test('an admin says for the API, once', () => {
    const { grant: done = grant(), events } = moved(enforceByHand(suspended(), byHand));
    expect(events).toEqual([expect.objectContaining({ actor: ADMIN, action: 'grant.suspension_enforced' })]);
    expect(refusalOf(enforceByHand(done, { ...byHand, by: BEN }))).toEqual({
      code: 'not_open',
      sentence: `This task of GRANT-7 is not open any more. <@${ADMIN}> has done it. Nothing was changed.`,
    });
  });

  test('nobody else says', () => {
    expect(refusalOf(enforceByHand(suspended(), { ...byHand, admins: [BEN] })).code).toBe('not_an_admin');
  });

  test('is nothing to say of a grant that was never suspended', () => {
    expect(refusalOf(enforceByHand(grant(), byHand)).code).toBe('not_open');
  });

  test('names Grantdesk where Grantdesk has done it', () => {
    const done = moved(enforced(suspended(), 'grantdesk', NOW)).grant ?? grant();
    expect(refusalOf(enforceByHand(done, byHand)).sentence).toContain('Grantdesk has done it.');
  });
});

describe('the integration user', () => {
  const UNMADE = grant({ state: 'provisioning', clientId: undefined });

  test('is the grant’s own once it is made, whatever became of the request', () => {
    expect(hasOwnUser(grant(), {})).toBe(true);
  });

  test('is the request’s own before, once its step is done or has begun to make it', () => {
    expect(hasOwnUser(UNMADE, atGrantStep().request)).toBe(true);
    expect(hasOwnUser(UNMADE, pending().request)).toBe(false);
    const stopped = failed().request;
    expect(hasOwnUser(UNMADE, stopped)).toBe(false);
    const steps = stopped.provisioning?.steps.map((step) => ({ ...step, begun: true })) ?? [];
    expect(hasOwnUser(UNMADE, { provisioning: { run: 1, steps } })).toBe(true);
  });

  test('that comes into being after all is suspended after all, for the same reason', () => {
    const { request } = atGrantStep();
    const without = moved(enforcedWithoutUser(suspended(), NOW)).grant ?? grant();
    expect(without.suspension?.enforced).toMatchObject({ noUser: true });
    const late = moved(suspendLateUser({ request, grant: without }, later(1_000)));
    expect(late.grant?.suspension).toEqual({ by: ADMIN, at: later(1_000).toISOString(), reason: REASON, run: 2 });
    expect(inWords(late.effects)).toContain('suspend GRANT-7 run 2');
  });

  test.each([
    ['of a request that made none', () => ({ request: pending().request, grant: stopWithout() })],
    ['that is suspended', () => ({ request: atGrantStep().request, grant: done() })],
    ['whose suspension is still at work', () => ({ request: atGrantStep().request, grant: suspended() })],
    ['of a grant that is not suspended', () => ({ request: atGrantStep().request, grant: grant() })],
    ['of no grant', () => ({ request: atGrantStep().request, grant: undefined })],
  ])('%s is left as it is', (_what, make) => {
    const current = make();
    expect(suspendLateUser(current, NOW)).toEqual({ ok: true, ...current, events: [], effects: [] });
  });
});

const stopWithout = () => moved(enforcedWithoutUser(stop({ clientId: undefined }).grant, NOW)).grant ?? grant();
const done = () => moved(enforced(suspended(), ADMIN, NOW)).grant ?? grant();

describe('the emergency stop', () => {
  const press = (changes: Partial<Parameters<typeof pressStop>[1]> = {}, on = grant()) =>
    pressStop(on, { by: ANA, reason: REASON, admins: [ADMIN], now: NOW, ...changes });

  test.each([ANA, ADMIN])('is for its owner and for admins: %s', (by) => {
    expect(moved(press({ by })).grant).toMatchObject({ state: 'suspended', suspension: { by, reason: REASON } });
  });

  test('needs no reason, and says then that none was given', () => {
    expect(moved(press({ reason: '  ' })).grant?.suspension?.reason).toBe('An emergency stop; no reason was given.');
  });

  test('takes no secret for a reason', () => {
    expect(refusalOf(press({ reason: 'client_secret=Zm9vYmFyYmF6cXV4MTIzNDU2Nzg5MA' })).code).toBe('reason_missing');
  });

  test('is nobody else’s', () => {
    expect(refusalOf(press({ by: BEN }))).toEqual({
      code: 'not_yours',
      sentence: `Only its owner, <@${ANA}>, or an admin can suspend GRANT-7: <@${ADMIN}>.`,
    });
  });

  test('is refused where there is nothing to stop', () => {
    expect(refusalOf(press({}, suspended())).sentence).toBe(`GRANT-7 is suspended already, by <@${ADMIN}>.`);
    const byGrantdesk = suspend(grant(), { by: 'grantdesk', reason: REASON, now: NOW }).grant;
    expect(refusalOf(press({}, byGrantdesk)).sentence).toBe('GRANT-7 is suspended already, by Grantdesk.');
    expect(refusalOf(press({}, grant({ state: 'expired' }))).code).toBe('not_live');
  });

  test('can be pressed again once the grant works again', () => {
    const lifted = { by: ADMIN, at: NOW.toISOString(), reason: 'It was a false alarm.' };
    const again = { ...grant(), suspension: { ...suspended().suspension, run: 2, lifted } };
    expect(moved(press({}, again)).grant).toMatchObject({ state: 'suspended', suspension: { by: ANA, run: 3 } });
  });

  test.each(['active', 'provisioning'] as const)('stops a grant with it that is %s and has the same user', (state) => {
    const other = grant({ id: 'GRANT-8', owner: BEN, createdBy: 'REQ-8', state });
    const { grant: after, events } = moved(suspendWith(other, suspended(), NOW));
    expect(events).toMatchObject([{ action: 'grant.suspended', subjects: ['GRANT-8'], detail: { with: 'GRANT-7' } }]);
    expect(after).toMatchObject({
      state: state === 'active' ? 'suspended' : state,
      suspension: {
        by: ADMIN,
        with: 'GRANT-7',
        reason: expect.stringContaining('shares its integration user with GRANT-7'),
      },
    });
  });

  test.each([
    ['has ended', grant({ id: 'GRANT-8', state: 'expired' }), () => suspended()],
    [
      'is stopped already',
      suspend(grant({ id: 'GRANT-8' }), { by: BEN, reason: 'Mine.', now: NOW }).grant,
      () => suspended(),
    ],
    ['would be stopped for what works again', grant({ id: 'GRANT-8' }), () => grant()],
  ])('leaves alone another grant that %s', (_what, other, cause) => {
    expect(suspendWith(other, cause(), NOW)).toEqual({ ok: true, grant: other, events: [], effects: [] });
  });
});

describe('a reinstatement', () => {
  const lift = (changes: Partial<Parameters<typeof reinstate>[1]> = {}, on = done()) =>
    reinstate(on, {
      by: ADMIN,
      admins: [ADMIN, BEN, ANA],
      others: [],
      reason: 'It was a false alarm.',
      now: later(1_000),
      ...changes,
    });

  test('makes a grant active again, has it swept, and asks Workiva once more', () => {
    const { grant: after, events, effects } = moved(lift());
    expect(after).toMatchObject({
      state: 'active',
      dueAt: later(1_000).toISOString(),
      suspension: { run: 2, lifted: { by: ADMIN, reason: 'It was a false alarm.' } },
    });
    expect(after?.suspension?.enforced).toBeUndefined();
    expect(events).toMatchObject([
      {
        ...{ actor: ADMIN, action: 'grant.reinstated', subjects: ['GRANT-7'] },
        detail: { reason: 'It was a false alarm.' },
      },
    ]);
    expect(inWords(effects)).toEqual(
      expect.arrayContaining([
        'suspend GRANT-7 run 2',
        'notify suspension GRANT-7 1',
        'notify suspension GRANT-7 2',
        'notify suspended GRANT-7 2',
      ]),
    );
    const again = moved(enforced(after ?? grant(), 'grantdesk', later(2_000)));
    expect(again.events).toEqual([expect.objectContaining({ action: 'grant.reinstatement_enforced' })]);
  });

  test('brings back what was stopped with it, and leaves the rest', () => {
    const with8 =
      moved(
        enforced(
          moved(suspendWith(grant({ id: 'GRANT-8', owner: BEN }), suspended(), NOW)).grant ?? grant(),
          'grantdesk',
          NOW,
        ),
      ).grant ?? grant();
    const { others } = moved(lift({ others: [with8, grant({ id: 'GRANT-9' })] }));
    expect(others).toEqual([expect.objectContaining({ id: 'GRANT-8', state: 'active' })]);
  });

  test('has a grant that is still being made go on being made', () => {
    const making = moved(suspendWith(grant({ id: 'GRANT-8', owner: BEN, state: 'provisioning' }), suspended(), NOW));
    const stoppedToo = moved(enforcedWithoutUser(making.grant ?? grant(), NOW)).grant ?? grant();
    const { others = [] } = moved(lift({ others: [stoppedToo] }));
    expect(others).toMatchObject([{ id: 'GRANT-8', state: 'provisioning', suspension: { run: 2 } }]);
    expect(others[0]?.suspension?.enforced).toBeUndefined();
  });

  test('is for admins who own none of what works again', () => {
    expect(refusalOf(lift({ admins: [BEN] })).code).toBe('not_an_admin');
    expect(refusalOf(lift({ by: ANA })).sentence).toBe(
      `You own GRANT-7, so another admin has to reinstate it: <@${ADMIN}>, <@${BEN}>.`,
    );
    const other = { ...done(), id: 'GRANT-8', owner: BEN };
    expect(refusalOf(lift({ by: BEN, others: [other] })).code).toBe('own_request');
    expect(moved(lift({ by: BEN, others: [grant({ id: 'GRANT-8', owner: BEN })] })).others).toEqual([]);
  });

  test('needs a reason', () => {
    expect(refusalOf(lift({ reason: ' ' })).code).toBe('reason_missing');
  });

  test('never brings back what was refused after it broke glass, nor what shares its user', () => {
    const final = suspend(grant(), { by: BEN, reason: 'No.', now: NOW, final: true }).grant;
    const settled = moved(enforced(final, 'grantdesk', NOW)).grant ?? grant();
    const own = refusalOf(lift({}, settled)).sentence;
    expect(own).toContain('GRANT-7 was not approved after it broke glass');
    expect(own).toContain('can request it anew');
    const refusal = refusalOf(lift({ others: [{ ...settled, id: 'GRANT-8' }] }));
    expect(refusal.sentence).toContain('revoke it first, with `/grant revoke GRANT-8`');
  });

  test('waits until Workiva has been told of the suspension', () => {
    expect(refusalOf(lift({}, suspended())).code).toBe('not_open');
    const troubled = moved(notEnforced(suspended(), 'Not allowed.', NOW)).grant ?? grant();
    expect(moved(lift({}, troubled)).grant?.state).toBe('active');
  });

  test.each(['active', 'expired', 'revoked'] as const)('is refused of a grant that is %s', (state) => {
    expect(refusalOf(lift({}, { ...done(), state })).code).toBe('not_open');
  });

  test('by hand counts only for the run that asked for it', () => {
    const after = moved(lift()).grant ?? grant();
    expect(refusalOf(enforceByHand(after, byHand)).code).toBe('not_open');
    const settled = moved(enforceByHand(after, { ...byHand, run: 2 }));
    expect(settled.events).toEqual([expect.objectContaining({ action: 'grant.reinstatement_enforced' })]);
  });
});
