import { describe, expect, test } from '@jest/globals';
import type { Grant } from '../../src/domain/records.ts';
import {
  enforceByHand,
  enforced,
  enforcedWithoutUser,
  isToDoByHand,
  notEnforced,
  suspend,
  suspendAnew,
  suspendLateUser,
} from '../../src/domain/suspension.ts';
import type { Suspension } from '../../src/domain/suspension-record.ts';
import { ADMIN, ANA, atGrantStep, grant, inWords, later, moved, NOW, refusalOf } from '../support/domain-cases.ts';

const AT = NOW.toISOString();
const REASON = 'Its secret has leaked.';
const LIFTED = { by: ADMIN, at: AT, reason: 'It was a false alarm.' };
const TROUBLE = 'Not allowed.';

/** A grant that was stopped, as it is said; `state` is what it is otherwise. */
const stopped = (changes: Partial<Suspension> = {}, state: Grant['state'] = 'suspended') => {
  const suspension: Suspension = { by: ANA, at: AT, reason: REASON, run: 1, ...changes };
  return { ...grant({ state }), suspension };
};
const byHand = { by: ADMIN, admins: [ADMIN], run: 1, now: later(1_000) };
const about = (action: string, detail: object, actor = 'grantdesk') => [
  { at: AT, actor, action, subjects: ['GRANT-7'], detail },
];

describe('what becomes of a suspension in Workiva is audited', () => {
  test('with the user that was suspended, or activated again', () => {
    const user = { user: 'svc.export' };
    expect(moved(enforced(stopped(), ADMIN, NOW)).events).toEqual(about('grant.suspension_enforced', user, ADMIN));
    expect(moved(enforced(stopped({ lifted: LIFTED }, 'active'), ADMIN, NOW)).events).toEqual(
      about('grant.reinstatement_enforced', user, ADMIN),
    );
  });

  test('where there was no user to suspend', () => {
    const done = moved(enforcedWithoutUser(stopped(), NOW));
    expect(done.events).toEqual(about('grant.suspension_without_user', {}));
    expect(done.grant?.suspension?.enforced).toEqual({ by: 'grantdesk', at: AT, noUser: true });
  });

  test('with why an admin has to do it', () => {
    const reason = { reason: TROUBLE };
    expect(moved(notEnforced(stopped(), TROUBLE, NOW)).events).toEqual(about('grant.suspension_by_hand', reason));
    expect(moved(notEnforced(stopped({ lifted: LIFTED }, 'active'), TROUBLE, NOW)).events).toEqual(
      about('grant.reinstatement_by_hand', reason),
    );
  });
});

describe('an admin has something to do by hand', () => {
  test.each<[string, Grant, boolean]>([
    ['for a grant that was never stopped', grant(), false],
    ['while the API is still at it', stopped(), false],
    ['once the API cannot suspend its user', stopped({ trouble: TROUBLE }), true],
    ['for a stopped grant that has ended too', stopped({ trouble: TROUBLE }, 'expired'), true],
    ['no more once it is done', stopped({ trouble: TROUBLE, enforced: { by: ADMIN, at: AT } }), false],
    ['for a reinstated grant that lives', stopped({ trouble: TROUBLE, lifted: LIFTED }, 'active'), true],
    ['for one that is still being made', stopped({ trouble: TROUBLE, lifted: LIFTED }, 'provisioning'), true],
    ['no more for one that has ended', stopped({ trouble: TROUBLE, lifted: LIFTED }, 'expired'), false],
    ['no more for one that is revoked', stopped({ trouble: TROUBLE, lifted: LIFTED }, 'revoked'), false],
  ])('%s', (_when, found, expected) => {
    expect(isToDoByHand(found)).toBe(expected);
  });
});

describe('doing it by hand', () => {
  test.each(['active', 'provisioning'] as const)('activates the user of a reinstated grant that is %s', (state) => {
    const done = moved(enforceByHand(stopped({ lifted: LIFTED, trouble: TROUBLE }, state), byHand));
    expect(done.grant?.suspension).toMatchObject({ enforced: { by: ADMIN, at: later(1_000).toISOString() } });
  });

  test.each(['expired', 'revoked'] as const)('activates no user of a reinstated grant that is %s by now', (state) => {
    expect(refusalOf(enforceByHand(stopped({ lifted: LIFTED }, state), byHand)).code).toBe('not_live');
  });

  test('suspends the user of a stopped grant, also of one that has ended', () => {
    expect(enforceByHand(stopped({}, 'expired'), byHand).ok).toBe(true);
  });

  test('of an earlier run is over, and names nobody where nobody has done it', () => {
    const refusal = refusalOf(enforceByHand(stopped({ run: 2, lifted: LIFTED }, 'revoked'), byHand));
    expect(refusal.code).toBe('not_open');
    expect(refusal.sentence).not.toMatch(/has done it|undefined/);
  });
});

describe('a stopped grant whose user is another by now', () => {
  const last = stopped({ with: 'GRANT-3', final: true, enforced: { by: 'grantdesk', at: AT, noUser: true } });
  const kept = { by: ANA, reason: REASON, with: 'GRANT-3', final: true, run: 2, at: later(1_000).toISOString() };

  test('has that one suspended too, by whom, why and how finally as before', () => {
    const { grant: after, effects } = suspendAnew(last, later(1_000));
    expect(after.suspension).toEqual(kept);
    expect(inWords(effects)).toContain('suspend GRANT-7 run 2');
  });

  test('has a user suspended that came into being late, as finally as before', () => {
    const late = moved(suspendLateUser({ request: atGrantStep().request, grant: last }, later(1_000)));
    expect(late.grant?.suspension).toEqual(kept);
  });

  test('leaves a late user alone where the grant works again', () => {
    const lifted = { ...last, suspension: { ...last.suspension, lifted: LIFTED } };
    const current = { request: atGrantStep().request, grant: lifted };
    expect(suspendLateUser(current, NOW)).toEqual({ ok: true, ...current, events: [], effects: [] });
  });

  test('says of an ordinary suspension nothing that it is not', () => {
    const { events } = suspend(grant(), { by: ANA, reason: REASON, now: NOW });
    expect(events).toStrictEqual(about('grant.suspended', { reason: REASON }, ANA));
  });
});
