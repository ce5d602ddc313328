import { describe, expect, test } from '@jest/globals';
import { DAY } from '../../src/domain/duration.ts';
import { messageKey } from '../../src/domain/effects.ts';
import { collect, sweepGrant } from '../../src/domain/grant.ts';
import type { Grant } from '../../src/domain/records.ts';
import { leaked, rotated } from '../../src/domain/secret.ts';
import { readSecretReminder, secretDue } from '../../src/domain/secret-due.ts';
import { suspend } from '../../src/domain/suspension.ts';
import { ADMIN, ANA, BEN, grant, inWords, later, moved, NOW, refusalOf, STRANGER } from '../support/domain-cases.ts';

const AT = NOW.getTime();
const uncollected = (changes: Partial<Grant> = {}): Grant => {
  const { collected: _none, ...rest } = grant(changes);
  return rest;
};

describe('a secret that is not collected', () => {
  test.each([
    [1, undefined, 2],
    [2, `collect.${AT}.${ANA}`, 14],
    [14, `needed.${AT}.${ANA}`, undefined],
    [40, `needed.${AT}.${ANA}`, undefined],
  ])('is due after %i days for %s', (days, due, next) => {
    const nextAt = next === undefined ? undefined : AT + next * DAY;
    expect(secretDue(uncollected(), undefined, later(days * DAY))).toEqual({ due, nextAt });
  });

  test('is reminded of once, and both reminders say so once it is collected', () => {
    const reminded = moved(sweepGrant(uncollected(), [], later(2 * DAY)));
    expect(inWords(reminded.effects)).toContain(`notify secret GRANT-7 collect.${AT}.${ANA}`);
    const again = moved(sweepGrant(reminded.grant ?? grant(), [], later(3 * DAY)));
    expect([...again.effects, ...again.events]).toEqual([]);
    const collected = moved(collect(reminded.grant ?? grant(), ANA, later(3 * DAY)));
    expect(inWords(collected.effects)).toContain(`notify secret GRANT-7 collect.${AT}.${ANA}`);
    expect(collected.grant?.dueAt).toBe(later(3 * DAY).toISOString());
  });

  test('counts from when it came to be collected, where another user or another owner has come', () => {
    const anew = uncollected({ handOver: { name: 'REQ-9', at: later(100 * DAY).toISOString() } });
    expect(secretDue(anew, undefined, later(101 * DAY))).toEqual({ due: undefined, nextAt: AT + 102 * DAY });
    const theirs = uncollected({ owner: BEN, asked: [`collect.${AT}.${ANA}`] });
    expect(secretDue(theirs, undefined, later(3 * DAY)).due).toBe(`collect.${AT}.${BEN}`);
  });

  test.each([
    ['suspended', { state: 'suspended' }],
    ['being revoked', { revocation: 'REQ-20' }],
    ['without a client ID', { clientId: undefined }],
  ] as const)('is not reminded of while the grant is %s', (_what, changes) => {
    const { clientId, ...rest } = uncollected(changes as Partial<Grant>);
    const found = clientId === undefined ? rest : { ...rest, clientId };
    expect(secretDue(found, undefined, later(20 * DAY))).toEqual({ due: undefined, nextAt: undefined });
  });
});

describe('the rotation of a secret', () => {
  test('is due as often as the policy says since it was collected or last regenerated, whichever is later', () => {
    expect(secretDue(grant(), 90 * DAY, later(89 * DAY))).toEqual({ due: undefined, nextAt: AT + 90 * DAY });
    expect(secretDue(grant(), 90 * DAY, later(90 * DAY)).due).toBe(`rotate.${AT}.${ANA}`);
    const done = moved(rotated(grant(), ANA, later(91 * DAY))).grant ?? grant();
    expect(secretDue(done, 90 * DAY, later(92 * DAY))).toEqual({ due: undefined, nextAt: AT + 181 * DAY });
    const anew = { ...done, collected: { by: ANA, at: later(120 * DAY).toISOString() } };
    expect(secretDue(anew, 90 * DAY, later(181 * DAY)).due).toBeUndefined();
  });

  test('is nobody’s business where the policy does not ask for it', () => {
    expect(secretDue(grant(), undefined, later(900 * DAY))).toEqual({ due: undefined, nextAt: undefined });
  });

  test('is confirmed by the owner, once there is a secret', () => {
    expect(refusalOf(rotated(grant(), BEN, NOW)).code).toBe('not_yours');
    expect(refusalOf(rotated(uncollected(), ANA, NOW)).code).toBe('not_open');
    expect(refusalOf(rotated(grant({ state: 'expired' }), ANA, NOW)).code).toBe('not_live');
  });
});

test('the name of a reminder can be read back, and stands in a message’s key and in the id of a job', () => {
  for (const kind of ['collect', 'needed', 'rotate'] as const) {
    expect(readSecretReminder(`${kind}.${AT}.${BEN}`)).toEqual({ kind, owner: BEN });
  }
  expect(messageKey({ message: 'secret', about: 'GRANT-7', detail: `rotate.${AT}.${BEN}` })).not.toContain(':');
});

describe('a secret that may have leaked', () => {
  const report = (by: string, where: string, of: Grant = grant()) =>
    leaked(of, { by, where, admins: [ADMIN], now: NOW });

  test.each([ANA, ADMIN])('is reported by its owner or an admin: %s', (by) => {
    const told = moved(report(by, ' In a log. '));
    expect(told.grant?.leaks).toEqual([{ by, at: NOW.toISOString(), where: 'In a log.' }]);
    expect(inWords(told.effects)).toEqual(['notify leaked GRANT-7 0']);
    expect(told.events).toEqual([
      expect.objectContaining({ action: 'grant.secret_leaked', detail: { where: 'In a log.' } }),
    ]);
    expect(inWords(moved(report(by, 'Again.', told.grant)).effects)).toEqual(['notify leaked GRANT-7 1']);
  });

  test('stops its grant in the same step, where that is wanted', () => {
    const told = moved(leaked(grant(), { by: ANA, where: 'In a log.', stops: true, admins: [ADMIN], now: NOW }));
    expect(told.grant).toMatchObject({
      state: 'suspended',
      leaks: [{ where: 'In a log.' }],
      suspension: { by: ANA, reason: 'Its secret may have leaked.', run: 1 },
    });
    expect(told.events.map(({ action }) => action)).toEqual(['grant.secret_leaked', 'grant.suspended']);
    expect(inWords(told.effects)).toEqual(
      expect.arrayContaining(['notify leaked GRANT-7 0', 'suspend GRANT-7 run 1', 'notify suspension GRANT-7 1']),
    );
  });

  test('stops anew a grant that stands still, in its own right, and keeps why it did before', () => {
    const still = suspend(grant(), { by: ADMIN, reason: 'It shares.', now: NOW, with: 'GRANT-1', final: true }).grant;
    const move = { by: ANA, where: 'In a log.', stops: true, admins: [ADMIN], now: later(DAY) };
    const once = moved(leaked(still, move)).grant;
    const reason = 'Its secret may have leaked. It was suspended before, for this reason: It shares.';
    expect(once?.suspension).toEqual({ by: ANA, at: later(DAY).toISOString(), reason, run: 2, final: true });
    expect(moved(leaked(once ?? still, move)).grant?.suspension).toMatchObject({ reason, run: 3 });
  });

  test('is not reported by others, of a grant that has ended, without words, or with the secret itself', () => {
    expect(refusalOf(report(STRANGER, 'In a log.')).code).toBe('not_yours');
    expect(refusalOf(report(ADMIN, 'In a log.', grant({ state: 'revoked' }))).code).toBe('not_live');
    expect(refusalOf(report(ANA, ' ')).code).toBe('text_missing');
    expect(refusalOf(report(ANA, `client_secret = ${'x7Qp'.repeat(11)}`))).toMatchObject({
      code: 'text_missing',
      sentence: expect.stringContaining('looks like a secret'),
    });
  });
});
