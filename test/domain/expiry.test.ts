import { describe, expect, test } from '@jest/globals';
import { DAY, HOUR } from '../../src/domain/duration.ts';
import {
  dateAfter,
  expiresFault,
  expiryInstant,
  lifetimeFrom,
  proposedRenewal,
  warningsDue,
} from '../../src/domain/expiry.ts';
import { later, NOW } from '../support/domain-cases.ts';

const LIMITS = { defaultLifetime: 90 * DAY, maxLifetime: 365 * DAY };

describe('a date of expiry', () => {
  test('counts from the start of its day in UTC', () => {
    expect(expiryInstant('2026-11-25').toISOString()).toBe('2026-11-25T00:00:00.000Z');
    expect(lifetimeFrom(NOW, '2026-11-25')).toBe(14 * HOUR);
    expect(lifetimeFrom(NOW, '2026-11-24')).toBe(-10 * HOUR);
  });

  test('is counted over leap days and ends of years', () => {
    expect(dateAfter(new Date('2028-02-28T23:59:59Z'), DAY)).toBe('2028-02-29');
    expect(dateAfter(new Date('2026-12-31T00:00:00Z'), DAY)).toBe('2027-01-01');
  });

  test.each([
    undefined,
    '',
    'tomorrow',
    '2027-02-29',
    '2027-13-01',
    '2027-1-1',
    '24.11.2027',
    '2027-02-22T00:00:00Z',
    '+12027-01-01',
  ])('must exist: %s', (typed) => {
    expect(expiresFault(typed, NOW, LIMITS)).toBe('Choose the day on which the grant ends.');
  });

  test.each(['2026-11-24', '2026-11-23', '1999-01-01'])('must lie ahead, unlike %s', (typed) => {
    expect(expiresFault(typed, NOW, LIMITS)).toBe('This day has begun or is past. Choose a later one.');
  });

  test('may be tomorrow or the last day that the policy allows, and not the day after', () => {
    expect(expiresFault('2026-11-25', NOW, LIMITS)).toBeUndefined();
    expect(expiresFault('2027-11-24', NOW, LIMITS)).toBeUndefined();
    expect(expiresFault('2027-11-25', NOW, LIMITS)).toBe(
      'The policy lets a grant live 365 days at most: choose 2027-11-24 or an earlier day.',
    );
  });

  test('of a renewal lies beyond the present one', () => {
    expect(expiresFault('2027-02-22', NOW, LIMITS, '2027-02-22')).toMatch(/already lasts until 2027-02-22/);
    expect(expiresFault('2027-02-23', NOW, LIMITS, '2027-02-22')).toBeUndefined();
  });
});

describe('the date proposed for a renewal', () => {
  test('is the default lifetime from now', () => {
    expect(proposedRenewal(NOW, '2026-12-01', LIMITS)).toBe('2027-02-22');
  });

  test.each(['2027-02-22', '2027-06-01'])('is the latest allowed when the grant lasts until %s anyway', (current) => {
    const proposed = proposedRenewal(NOW, current, LIMITS);
    expect(proposed).toBe('2027-11-24');
    expect(expiresFault(proposed, NOW, LIMITS, current)).toBeUndefined();
  });
});

describe('warnings before expiry', () => {
  const LEADS = [30, 14, 7, 3, 1].map((days) => days * DAY);
  const END = expiryInstant('2027-02-22');
  const daysBefore = (days: number) => later(-days * DAY, END);

  test('nothing is due before the first lead time, and that is when to look again', () => {
    expect(warningsDue('2027-02-22', daysBefore(31), LEADS, [])).toEqual({
      due: undefined,
      passed: [],
      nextAt: daysBefore(30),
    });
  });

  test('one is due from its very moment on', () => {
    expect(warningsDue('2027-02-22', later(-1, daysBefore(30)), LEADS, []).due).toBeUndefined();
    expect(warningsDue('2027-02-22', daysBefore(30), LEADS, [])).toEqual({
      due: 30 * DAY,
      passed: [30 * DAY],
      nextAt: daysBefore(14),
    });
  });

  test('after downtime only the nearest is due, and those before it are passed over', () => {
    expect(warningsDue('2027-02-22', daysBefore(5), LEADS, [])).toEqual({
      due: 7 * DAY,
      passed: [30 * DAY, 14 * DAY, 7 * DAY],
      nextAt: daysBefore(3),
    });
  });

  test('one that was sent is never due again', () => {
    expect(warningsDue('2027-02-22', daysBefore(5), LEADS, [30 * DAY, 14 * DAY, 7 * DAY])).toEqual({
      due: undefined,
      passed: [],
      nextAt: daysBefore(3),
    });
  });

  test('a longer lead time that a changed policy adds is passed over once a nearer was sent', () => {
    const { due, passed } = warningsDue(
      '2027-02-22',
      daysBefore(5),
      [60 * DAY, ...LEADS],
      [30 * DAY, 14 * DAY, 7 * DAY],
    );
    expect(due).toBeUndefined();
    expect(passed).toEqual([60 * DAY]);
  });

  test('after the last one the expiry is what comes next, also without any lead time', () => {
    expect(warningsDue('2027-02-22', daysBefore(0.5), LEADS, LEADS).nextAt).toEqual(END);
    expect(warningsDue('2027-02-22', daysBefore(100), [], []).nextAt).toEqual(END);
  });

  test('looking at every hour sends each exactly once, in order, whatever the order in the policy', () => {
    const shuffled = [3, 30, 1, 14, 7].map((days) => days * DAY);
    const sent: number[] = [];
    let warned: number[] = [];
    for (let now = daysBefore(40); now < END; now = later(HOUR, now)) {
      const { due, passed } = warningsDue('2027-02-22', now, shuffled, warned);
      if (due !== undefined) sent.push(due / DAY);
      warned = [...warned, ...passed];
    }
    expect(sent).toEqual([30, 14, 7, 3, 1]);
  });
});
