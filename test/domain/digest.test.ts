import { describe, expect, test } from '@jest/globals';
import { isDigestDay, isWarningDue } from '../../src/domain/digest.ts';
import { DAY, HOUR } from '../../src/domain/duration.ts';
import { sweepGrant } from '../../src/domain/grant.ts';
import type { Grant } from '../../src/domain/records.ts';
import { ANA, BEN, grant, inWords, later, moved, NOW, terms } from '../support/domain-cases.ts';

const LEADS = [30 * DAY, 7 * DAY];
const MIDNIGHT = new Date('2026-11-24T00:00:00.000Z');

/** A grant of Ana's, live for long, that ends so many days after the day of NOW. */
const ending = (days: number, number = 1, changes: Partial<Grant> = {}): Grant =>
  grant({
    id: `GRANT-${number}`,
    owner: ANA,
    liveSince: later(-100 * DAY).toISOString(),
    terms: terms({
      expires: later(days * DAY)
        .toISOString()
        .slice(0, 10),
    }),
    ...changes,
  });

const several = (count: number) => Array.from({ length: count }, (_, index) => ending(7, index + 1));

describe('a day is one of a digest', () => {
  test('when more than three warnings fall on it, and not when three do', () => {
    expect(isDigestDay(several(3), LEADS, 'many', NOW)).toBe(false);
    expect(isDigestDay(several(4), LEADS, 'many', NOW)).toBe(true);
  });

  test('as its owner wishes, however many there are', () => {
    expect(isDigestDay(several(1), LEADS, 'always', NOW)).toBe(true);
    expect(isDigestDay(several(9), LEADS, 'never', NOW)).toBe(false);
  });

  test('also for warnings that are due later on that day', () => {
    const leads = [7 * DAY, 7 * DAY - 20 * HOUR];
    const warnedAlready = several(2).map((one) => ({ ...one, warned: [7 * DAY] }));
    const grants = [...warnedAlready, ending(7, 3), ending(7, 4)];
    expect(isDigestDay(grants, leads, 'many', MIDNIGHT)).toBe(true);
    expect(isDigestDay(grants, [7 * DAY], 'many', MIDNIGHT)).toBe(false);
  });

  test('with every order in which the grants are looked at, before and after each is warned', () => {
    let grants = several(4);
    for (const { id } of several(4)) {
      expect(isDigestDay(grants, LEADS, 'many', NOW)).toBe(true);
      grants = grants.map((one) => (one.id === id ? warn(one, true) : one));
    }
    expect(isDigestDay(grants, LEADS, 'many', NOW)).toBe(true);
  });

  test('once it has been one, even when fewer than four are left; and the next day is not', () => {
    const left = [warn(ending(7, 1), true), ending(7, 2)];
    expect(isDigestDay(left, LEADS, 'many', NOW)).toBe(true);
    expect(isDigestDay(left, LEADS, 'many', later(DAY))).toBe(false);
  });

  test('from the fourth on, when three were told one by one', () => {
    const told = several(3).map((one) => warn(one, false));
    expect(isDigestDay(told, LEADS, 'many', NOW)).toBe(false);
    expect(isDigestDay([...told, ending(7, 4)], LEADS, 'many', NOW)).toBe(true);
  });

  test('not by grants whose owner lets them expire, that are taken away, or that were told to another', () => {
    const by = { by: ANA, at: NOW.toISOString() };
    const others = [
      ending(7, 2, { letExpire: by }),
      ending(7, 3, { revocation: 'REQ-9' }),
      { ...warn(ending(7, 4), false), owner: BEN },
      ending(7, 5, { state: 'provisioning' }),
    ];
    expect(isDigestDay([...several(3), ...others], LEADS, 'many', NOW)).toBe(false);
  });
});

const warn = (one: Grant, inDigest: boolean): Grant =>
  moved(sweepGrant(one, LEADS, NOW, undefined, inDigest)).grant as Grant;

describe('a warning that comes in a digest', () => {
  test('is recorded and audited like any other, and its message is the one of the day', () => {
    const { grant: after, events, effects } = moved(sweepGrant(ending(7), LEADS, NOW, undefined, true));
    expect(after).toMatchObject({ warned: LEADS, warnings: [], lastWarning: { to: ANA, inDigest: true } });
    expect(events).toMatchObject([{ action: 'grant.expiry_warned', detail: { digest: '2026-11-24' } }]);
    expect(inWords(effects)).toEqual([`notify digest ${ANA} 2026-11-24`]);
    expect(isWarningDue(after as Grant, LEADS, NOW)).toBe(false);
  });

  test('is one of its own where the day is none of a digest', () => {
    const { effects } = moved(sweepGrant(ending(7), LEADS, NOW));
    expect(JSON.stringify(effects)).not.toContain('digest');
    expect(effects).toHaveLength(1);
  });
});

describe('a grant that was imported after the last lead time', () => {
  const at = later(-HOUR).toISOString();
  const imported = (changes: Partial<Grant> = {}) => ending(5, 1, { liveSince: at, importedAt: at, ...changes });

  test('is warned of once', () => {
    expect(isWarningDue(imported(), LEADS, NOW)).toBe(true);
    const warned = moved(sweepGrant(imported(), LEADS, NOW));
    expect(inWords(warned.effects)).toEqual([expect.stringMatching(/^notify warning GRANT-1 /)]);
    expect(isWarningDue(warned.grant ?? grant(), LEADS, later(DAY))).toBe(false);
    expect(moved(sweepGrant(warned.grant ?? grant(), LEADS, later(DAY))).effects).toEqual([]);
  });

  test('is not where the policy warns of nothing, and neither is one that was made or renewed as late', () => {
    expect(isWarningDue(imported(), [], NOW)).toBe(false);
    expect(isWarningDue(imported({ importedAt: undefined }), LEADS, NOW)).toBe(false);
    expect(isWarningDue(imported({ importedAt: later(-DAY).toISOString() }), LEADS, NOW)).toBe(false);
  });
});
