import { describe, expect, test } from '@jest/globals';
import { DAY } from '../../src/domain/duration.ts';
import type { Grant } from '../../src/domain/records.ts';
import { isUnused, isUsedAgain, keepUnused, unusedSince, usedAgain } from '../../src/domain/unused.ts';
import { ANA, grant, inWords, later, moved, NOW } from '../support/domain-cases.ts';

const AFTER = 60 * DAY;
const T = NOW.getTime();
const ASKED = { to: ANA, at: later(61 * DAY).toISOString(), since: NOW.toISOString() };
const asked = (changes: Partial<Grant> = {}) => grant({ unused: ASKED, ...changes });
const from = T - 100 * DAY;

describe('activity of the user', () => {
  test('at the very moment of the question does not answer it; a millisecond later it does', () => {
    expect(isUsedAgain(asked(), { from, at: T + 61 * DAY })).toBe(false);
    expect(isUsedAgain(asked(), { from, at: T + 61 * DAY + 1 })).toBe(true);
  });

  test('answers nothing where nobody asked, or there was none', () => {
    expect(isUsedAgain(grant(), { from, at: T + 90 * DAY })).toBe(false);
    expect(isUsedAgain(asked(), { from })).toBe(false);
  });

  test.each<[string, Grant, number | undefined]>([
    ['nobody asked', grant(), T + 62 * DAY],
    ['there was none', asked(), undefined],
    ['it was before the question', asked(), T + DAY],
    ['the owner has answered', asked({ unused: { ...ASKED, kept: { by: ANA, at: ASKED.at } } }), T + 62 * DAY],
    ['it was noted already', asked({ unused: { ...ASKED, usedAgain: later(61.5 * DAY).toISOString() } }), T + 62 * DAY],
  ])('changes nothing where %s', (_why, given, at) => {
    expect(usedAgain(given, { from, at })).toEqual({ ok: true, grant: given, events: [], effects: [] });
  });

  test('is noted with its moment, in the message that asked, and is nothing for the trail', () => {
    const noted = moved(usedAgain(asked(), { from, at: T + 62 * DAY }));
    expect(noted.grant?.unused).toEqual({ ...ASKED, usedAgain: later(62 * DAY).toISOString() });
    expect(inWords(noted.effects)).toEqual([`notify unused GRANT-7 ${ANA}.${T + 61 * DAY}`]);
    expect(noted.events).toEqual([]);
  });
});

test('a grant whose secret nobody has collected counts as unused from when it was live', () => {
  expect(unusedSince(grant({ collected: undefined }), { from })).toBe(T);
});

test('a question is asked again where the user was active at the moment of the last one, and not since', () => {
  const usage = { from, at: T + 61 * DAY };
  expect(isUnused(asked(), usage, AFTER, later(121 * DAY - 1))).toBe(false);
  expect(isUnused(asked(), usage, AFTER, later(121 * DAY))).toBe(true);
});

test('that its owner keeps it is on record for the grant, with since when it was unused', () => {
  expect(moved(keepUnused(asked(), ANA, later(62 * DAY))).events).toMatchObject([
    { action: 'grant.kept_unused', actor: ANA, subjects: ['GRANT-7'], detail: { since: NOW.toISOString() } },
  ]);
});
