import { describe, expect, test } from '@jest/globals';
import { lastVerified, verified } from '../../src/domain/verification.ts';
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
    expect(['Works', 'FEWER', 'more', 'refused'].map(readOutcome)).toEqual(VerifyOutcome.options.map((word) => word));
    expect(readOutcome('perhaps')).toBeUndefined();
  });
});
