import { describe, expect, test } from '@jest/globals';
import { DAY } from '../../src/domain/duration.ts';
import type { Grant } from '../../src/domain/records.ts';
import { GrantState } from '../../src/domain/records.ts';
import { mayNotReinstate, reinstate } from '../../src/domain/reinstatement.ts';
import { enforced, notEnforced, suspend } from '../../src/domain/suspension.ts';
import { heedSuspension, isLost, resumeSuspension, unsettle, watched } from '../../src/domain/suspension-watch.ts';
import { ADMIN, BEN, grant, later, moved, NOW } from '../support/domain-cases.ts';

const QUIET = 15 * 60_000;
const stop = (changes: Partial<Grant> = {}) =>
  suspend(grant(changes), { by: ADMIN, reason: 'A leak.', now: NOW }).grant;
const grantAfter = (transition: Parameters<typeof moved>[0]): Grant => moved(transition).grant ?? grant();

describe('a suspension of which nothing is heard', () => {
  test.each(GrantState.options)('of a grant that is %s is looked at after 15 minutes', (state) => {
    const before = state === 'active' ? { dueAt: later(DAY).toISOString() } : {};
    const stopped = stop({ state, ...before });
    expect(stopped.dueAt).toBe(later(QUIET).toISOString());
    expect([isLost(stopped, later(QUIET - 1)), isLost(stopped, later(QUIET))]).toEqual([false, true]);
  });

  test('leaves a grant due that is due before that', () => {
    const dueAt = later(60_000).toISOString();
    expect(stop({ dueAt }).dueAt).toBe(dueAt);
  });

  test('gets a job of its own again, in the same messages, each 15 minutes', () => {
    const once = resumeSuspension(stop(), later(QUIET));
    expect(once.effects).toEqual([{ kind: 'suspend', grant: 'GRANT-7', run: 1, again: 1 }]);
    expect(once.events).toEqual([expect.objectContaining({ actor: 'grantdesk', action: 'grant.suspension_resumed' })]);
    const resumed = grantAfter(once);
    expect(resumeSuspension(resumed, later(2 * QUIET - 1)).effects).toEqual([]);
    expect(grantAfter(heedSuspension(once)).suspension?.run).toBe(1);
    expect(watched({ ...resumed, dueAt: undefined }).dueAt).toBe(later(2 * QUIET).toISOString());
    expect(resumeSuspension(resumed, later(2 * QUIET)).effects).toMatchObject([{ run: 1, again: 2 }]);
  });

  test('is not lost once Workiva has done it, or the admins have been asked to', () => {
    for (const settled of [enforced(stop(), 'grantdesk', NOW), notEnforced(stop(), 'Workiva is away.', NOW)]) {
      const known = grantAfter(settled);
      expect(isLost(known, later(DAY))).toBe(false);
      expect(resumeSuspension(known, later(DAY)).effects).toEqual([]);
      expect(watched({ ...known, dueAt: undefined }).dueAt).toBeUndefined();
    }
  });

  test('and its end are told apart, and are counted each from its own beginning', () => {
    const suspended = grantAfter(
      enforced(grantAfter(resumeSuspension(stop(), later(QUIET))), 'grantdesk', later(QUIET)),
    );
    const move = { by: BEN, admins: [BEN], others: [], reason: 'A false alarm.', now: later(DAY) };
    expect(mayNotReinstate(suspended, move)).toBeUndefined();
    const lifted = grantAfter(reinstate(suspended, move));
    expect(lifted.suspension?.requeued).toBeUndefined();
    expect(isLost(lifted, later(DAY + QUIET - 1))).toBe(false);
    const resumed = resumeSuspension(lifted, later(DAY + QUIET));
    expect(resumed.effects).toEqual([{ kind: 'suspend', grant: 'GRANT-7', run: 2, again: 1 }]);
    expect(resumed.events).toMatchObject([{ action: 'grant.reinstatement_resumed' }]);
  });
});

describe('a suspension that somebody is about to undo in Workiva', () => {
  const settled = () => grantAfter(enforced(stop(), 'grantdesk', NOW));

  test('is carried over again by the sweep, where nobody does so before', () => {
    const before = moved(unsettle(settled(), later(DAY)));
    expect([before.events, before.effects]).toEqual([[], []]);
    const expected = grantAfter(before);
    expect(expected.dueAt).toBe(later(QUIET).toISOString());
    expect(isLost(expected, later(DAY + QUIET - 1))).toBe(false);
    const resumed = resumeSuspension(expected, later(DAY + QUIET));
    expect(resumed.effects).toEqual([{ kind: 'suspend', grant: 'GRANT-7', run: 1, again: 2 }]);
  });

  test('is left alone where it was lifted, or is the admins’ to carry over', () => {
    const move = { by: BEN, admins: [BEN], others: [], reason: 'A false alarm.', now: NOW };
    const byHand = grantAfter(notEnforced(stop(), 'Workiva is away.', NOW));
    for (const known of [grantAfter(reinstate(settled(), move)), byHand, grant()]) {
      expect(unsettle(known, later(DAY)).grant).toBe(known);
    }
  });
});
