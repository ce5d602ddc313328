import { describe, expect, test } from '@jest/globals';
import { type QuietHours, quietUntil } from '../../src/domain/quiet-hours.ts';

const NIGHTS: QuietHours = { from: '19:00', to: '08:00', weekends: false };
const WITH_WEEKENDS: QuietHours = { ...NIGHTS, weekends: true };
const LUNCH: QuietHours = { from: '12:00', to: '13:30', weekends: false };

describe('somebody is left alone', () => {
  test.each([
    ['in the evening, until the morning after', 'Etc/UTC', NIGHTS, '2026-11-24T19:00:00Z', '2026-11-25T08:00:00Z'],
    ['after midnight, until the same morning', 'Etc/UTC', NIGHTS, '2026-11-25T03:10:00Z', '2026-11-25T08:00:00Z'],
    ['by the clock of where they are', 'America/Chicago', NIGHTS, '2026-11-25T02:00:00Z', '2026-11-25T14:00:00Z'],
    ['where the offset is not whole', 'Asia/Kolkata', NIGHTS, '2026-11-24T15:00:00Z', '2026-11-25T02:30:00Z'],
    ['where it is a quarter', 'Asia/Kathmandu', NIGHTS, '2026-11-24T15:00:00Z', '2026-11-25T02:15:00Z'],
    ['to the minute', 'Etc/UTC', { ...NIGHTS, to: '08:10' }, '2026-11-25T08:00:30Z', '2026-11-25T08:10:00Z'],
    ['over noon', 'Etc/UTC', LUNCH, '2026-11-24T13:29:59Z', '2026-11-24T13:30:00Z'],
    ['from Friday evening to Monday', 'Etc/UTC', WITH_WEEKENDS, '2026-11-27T20:00:00Z', '2026-11-30T08:00:00Z'],
    ['on Sunday at noon', 'Etc/UTC', WITH_WEEKENDS, '2026-11-29T12:00:00Z', '2026-11-30T08:00:00Z'],
    ['when the clocks go forward', 'Europe/Berlin', NIGHTS, '2026-03-28T22:00:00Z', '2026-03-29T06:00:00Z'],
    ['when the clocks go back', 'Europe/Berlin', NIGHTS, '2026-10-24T22:00:00Z', '2026-10-25T07:00:00Z'],
  ])('%s (%s)', (_when, tz, quiet, now, until) => {
    expect(quietUntil(new Date(now), tz, quiet)).toEqual(new Date(until));
  });
});

describe('somebody may be disturbed', () => {
  test.each([
    ['in the morning, to the minute', 'Etc/UTC', NIGHTS, '2026-11-24T08:00:00Z'],
    ['until the evening', 'Etc/UTC', NIGHTS, '2026-11-24T18:59:59Z'],
    ['on a weekend that is not quiet', 'Etc/UTC', NIGHTS, '2026-11-28T12:00:00Z'],
    ['where it is Monday already', 'Pacific/Auckland', WITH_WEEKENDS, '2026-11-29T20:00:00Z'],
    ['outside a quiet noon', 'Etc/UTC', LUNCH, '2026-11-24T13:30:00Z'],
    ['always, when the hours are empty', 'Etc/UTC', { ...NIGHTS, to: '19:00' }, '2026-11-24T19:00:00Z'],
  ])('%s (%s)', (_when, tz, quiet, now) => {
    expect(quietUntil(new Date(now), tz, quiet)).toBeUndefined();
  });
});
