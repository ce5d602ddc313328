import { describe, expect, test } from '@jest/globals';
import { GrantState } from '../../src/domain/records.ts';
import {
  enforceByHand,
  enforced,
  enforcedWithoutUser,
  hasOwnUser,
  isToEnforce,
  notEnforced,
  suspend,
  suspendLateUser,
} from '../../src/domain/suspension.ts';
import {
  ADMIN,
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
const byHand = { by: ADMIN, admins: [ADMIN, BEN], now: later(1_000) };

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
  test('is the request’s own once its step is done or has begun to make it', () => {
    expect(hasOwnUser(atGrantStep().request)).toBe(true);
    expect(hasOwnUser(pending().request)).toBe(false);
    const stopped = failed().request;
    expect(hasOwnUser(stopped)).toBe(false);
    const steps = stopped.provisioning?.steps.map((step) => ({ ...step, begun: true })) ?? [];
    expect(hasOwnUser({ provisioning: { run: 1, steps } })).toBe(true);
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

const stopWithout = () => moved(enforcedWithoutUser(suspended(), NOW)).grant ?? grant();
const done = () => moved(enforced(suspended(), ADMIN, NOW)).grant ?? grant();
