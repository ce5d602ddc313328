import { describe, expect, test } from '@jest/globals';
import type { Grant } from '../../src/domain/records.ts';
import { lastVerified, settleVerification, testName, verified } from '../../src/domain/verification.ts';
import { readOutcome, VerifyOutcome } from '../../src/domain/verify-outcome.ts';
import { ADMIN, ANA, grant, inWords, later, moved, NOW, refusalOf } from '../support/domain-cases.ts';

describe('what came of testing a grant', () => {
  test('is kept with the grant, audited, and shown where its owner collected the secret', () => {
    const told = moved(verified(grant(), ANA, 'works', NOW));
    expect(told.grant?.verified).toEqual({ by: ANA, at: NOW.toISOString(), outcome: 'works' });
    expect(told.events).toEqual([
      expect.objectContaining({
        actor: ANA,
        action: 'grant.verified',
        subjects: ['GRANT-7'],
        detail: { outcome: 'works' },
      }),
    ]);
    expect(inWords(told.effects)).toEqual(['notify hand-over GRANT-7']);
  });

  test.each(['fewer', 'more', 'refused'] as const)('is told to the admins when it is “%s”', (outcome) => {
    const { effects } = moved(verified(grant(), ANA, outcome, NOW));
    expect(inWords(effects)).toEqual(['notify hand-over GRANT-7', `notify verification GRANT-7 ${NOW.getTime()}`]);
  });

  test('that is well after all brings the admins’ message up to date, and sends no other', () => {
    const bad = moved(verified(grant(), ANA, 'fewer', NOW)).grant ?? grant();
    const { effects } = moved(verified(bad, ANA, 'works', later(60_000)));
    expect(inWords(effects)).toEqual(['notify hand-over GRANT-7', `notify verification GRANT-7 ${NOW.getTime()}`]);
  });

  test('is said by nobody but the owner, of nothing but a live grant', () => {
    expect(refusalOf(verified(grant(), ADMIN, 'works', NOW)).code).toBe('not_yours');
    expect(refusalOf(verified(grant({ state: 'revoked' }), ANA, 'works', NOW)).code).toBe('not_live');
  });

  test('no longer counts once another secret is to be collected', () => {
    const tested = grant({ verified: { by: ANA, at: NOW.toISOString(), outcome: 'works' } });
    expect(lastVerified(tested)?.outcome).toBe('works');
    expect(lastVerified({ ...tested, handOver: { name: 'REQ-9', at: later(1).toISOString() } })).toBeUndefined();
    expect(lastVerified({ ...tested, handOver: { name: 'REQ-9', at: NOW.toISOString() } })?.outcome).toBe('works');
  });

  test('is read as it is typed, and nothing else is', () => {
    expect(['Works', 'FEWER', 'more', 'unclear', 'refused'].map(readOutcome)).toEqual(
      VerifyOutcome.options.map((word) => word),
    );
    expect(readOutcome('perhaps')).toBeUndefined();
  });
});

describe('what a test has shown, once an admin has seen to it', () => {
  const tested = (outcome: VerifyOutcome, changes: Partial<Grant> = {}) =>
    grant({ verified: { by: ANA, at: NOW.toISOString(), outcome }, ...changes });
  const admins = [ADMIN, ANA];
  const settle = (found: Grant, by = ADMIN, test = String(NOW.getTime())) =>
    settleVerification(found, { by, admins, test, now: later(60_000) });

  test('is kept with who and when, audited, and shown to the admins and where the secret was collected', () => {
    const settled = moved(settle(tested('more')));
    expect(settled.grant?.verified?.settled).toEqual({ by: ADMIN, at: later(60_000).toISOString() });
    expect(settled.events).toEqual([
      expect.objectContaining({ actor: ADMIN, action: 'grant.verification_settled', detail: { outcome: 'more' } }),
    ]);
    expect(inWords(settled.effects)).toEqual([
      'notify hand-over GRANT-7',
      `notify verification GRANT-7 ${NOW.getTime()}`,
    ]);
  });

  test('is settled by no one but an admin, and not by whose own grant can do more than was approved', () => {
    expect(refusalOf(settle(tested('more'), 'U0NOBODY')).code).toBe('not_an_admin');
    expect(refusalOf(settle(tested('more'), ANA)).code).toBe('own_grant');
    expect(refusalOf(settle(tested('unclear'), ANA)).code).toBe('own_grant');
    expect(settle(tested('fewer'), ANA).ok).toBe(true);
  });

  test('is settled once, and not after another test', () => {
    const settled = moved(settle(tested('fewer'))).grant ?? grant();
    expect(refusalOf(settle(settled)).sentence).toBe(`<@${ADMIN}> has settled it already. Nothing was changed.`);
    const again = moved(verified(settled, ANA, 'refused', later(120_000))).grant ?? grant();
    expect(refusalOf(settle(again)).sentence).toBe('GRANT-7 was tested again since. Nothing was changed.');
    expect(settle(again, ADMIN, testName(again.verified ?? { by: ANA, at: '', outcome: 'works' })).ok).toBe(true);
    for (const found of [tested('works'), grant()]) expect(refusalOf(settle(found)).code).toBe('not_open');
  });
});
