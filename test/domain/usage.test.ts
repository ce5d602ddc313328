import { describe, expect, test } from '@jest/globals';
import { DAY, HOUR } from '../../src/domain/duration.ts';
import {
  type Activity,
  activityKey,
  beginReading,
  endReading,
  forgottenTo,
  knownSince,
  LATE_MS,
  lastUsesIn,
  OVERLAP_MS,
  type ReadPlace,
  takeEntries,
  usageIn,
} from '../../src/domain/usage.ts';
import { NOW } from '../support/domain-cases.ts';

const REACH = 60 * DAY;
const T = NOW.getTime();

const entry = (at: number, performer = 'user-1'): Activity => ({
  action: { alias: 'api.access' },
  performer: { id: performer, type: 'user' },
  targets: [],
  activityDateTime: new Date(at).toISOString(),
});
const at = (...moments: number[]) => moments.map((moment) => entry(moment));

/** Reads entries, page by page, to the end. */
const readAll = (place: ReadPlace | undefined, now: number, ...pages: number[][]): ReadPlace =>
  endReading(pages.reduce((reading, page) => takeEntries(reading, at(...page)), beginReading(place, REACH, now)));

describe('the place in the activity log', () => {
  test('begins as far back as asked, and goes on behind the newest entry, with an overlap', () => {
    expect(beginReading(undefined, REACH, T).since).toBe(T - REACH);
    const place = readAll(undefined, T, [T - 3 * DAY, T - HOUR]);
    expect(beginReading(place, REACH, T + HOUR).since).toBe(T - HOUR - OVERLAP_MS);
  });

  test('moves on with every page, so that a read that is cut off is taken up again', () => {
    const { place } = takeEntries(beginReading(undefined, REACH, T), at(T - 9 * DAY, T - 8 * DAY));
    expect(place.completeAt).toBeUndefined();
    expect(knownSince(place)).toBeUndefined();
    expect(beginReading(place, REACH, T).since).toBe(T - 8 * DAY - OVERLAP_MS);
  });

  test('stays where it is until the end while entries come in no order', () => {
    const reading = takeEntries(beginReading(undefined, REACH, T), at(T - DAY, T - 2 * DAY));
    expect(reading.place.from).toBe(T - REACH);
    expect(endReading(reading).from).toBe(T - DAY);
  });

  test('never goes beyond now, though an entry of another clock does', () => {
    expect(readAll(undefined, T, [T + HOUR]).from).toBe(T);
  });
});

describe('a look for late entries', () => {
  const first = readAll(undefined, T, [T - 3 * DAY, T - HOUR]);
  const day = readAll(first, T + DAY - 1, [T - HOUR, T + DAY - HOUR]);

  test('is taken once a day, and goes as far back as an entry may be late', () => {
    expect(beginReading(day, REACH, T + DAY - 1)).toMatchObject({ looksBack: false, since: day.from - OVERLAP_MS });
    const back = beginReading(day, REACH, T + DAY);
    expect(back).toMatchObject({ looksBack: true, since: T - LATE_MS });
    const after = endReading(takeEntries(back, at(T - DAY, T + DAY - HOUR)));
    expect(after.lookedBackAt).toBe(T + DAY);
    expect(beginReading(after, REACH, T + 2 * DAY - 1).looksBack).toBe(false);
  });

  test('goes back behind the one before it, however long ago that was', () => {
    expect(beginReading(day, REACH, T + 10 * DAY).since).toBe(T - LATE_MS);
    expect(forgottenTo(beginReading(day, REACH, T + HOUR))).toBe(T - LATE_MS);
  });

  test('is taken again where it was cut off, and moves nothing back', () => {
    const { place } = takeEntries(beginReading(day, REACH, T + DAY), at(T - DAY));
    expect(place).toMatchObject({ from: day.from, latest: day.latest });
    expect(beginReading(place, REACH, T + DAY).looksBack).toBe(true);
  });

  test('comes a day after a read of an earlier version, and goes back no further than what has been remembered since', () => {
    const { lookedBackAt: _never, rememberedFrom: _nothing, ...earlier } = first;
    const upgraded = readAll(earlier, T + HOUR, [T - HOUR, T + HOUR]);
    expect(upgraded).toMatchObject({ lookedBackAt: T + HOUR, rememberedFrom: earlier.from - OVERLAP_MS });
    expect(beginReading(upgraded, REACH, T + DAY + HOUR)).toMatchObject({
      looksBack: true,
      since: earlier.from - OVERLAP_MS,
    });
  });

  test('stays due where the log has become empty', () => {
    expect(readAll(first, T + 200 * DAY, [])).toMatchObject({ lookedBackAt: T + 200 * DAY, from: T + 200 * DAY });
  });
});

describe('reads that are cut off anywhere, of a log whose entries come up to 15 minutes late', () => {
  const PAGE = 3;

  /** Numbers from 0 to 1 that are the same for the same seed. */
  const randomOf = (seed: number) => {
    let state = seed + 1;
    return () => {
      state = (state * 48_271) % 2_147_483_647;
      return state / 2_147_483_647;
    };
  };

  /** Reads on at a moment; `pages` says after how many pages it is cut off. Answers where it has come to. */
  function readSome(
    place: ReadPlace | undefined,
    now: number,
    visible: readonly number[],
    pages: number,
    taken: Set<number>,
  ) {
    let reading = beginReading(place, REACH, now);
    const rest = visible.filter((moment) => moment >= reading.since).sort((one, other) => one - other);
    for (let page = 0; page * PAGE < rest.length; page++) {
      if (page === pages) return reading.place;
      const some = rest.slice(page * PAGE, (page + 1) * PAGE);
      for (const moment of some) taken.add(moment);
      reading = takeEntries(reading, at(...some));
    }
    return endReading(reading);
  }

  test.each(Array.from({ length: 50 }, (_, seed) => seed))('miss nothing and go forward only (seed %i)', (seed) => {
    const random = randomOf(seed);
    const entries = Array.from({ length: 60 }, () => {
      const moment = T + Math.floor(random() * 10 * HOUR);
      return { moment, seenAt: moment + Math.floor(random() * OVERLAP_MS) };
    });
    const taken = new Set<number>();
    let place: ReadPlace | undefined;
    for (let now = T; now < T + 11 * HOUR; now += Math.floor(random() * 40 * 60_000) + 1) {
      const visible = entries.filter(({ seenAt }) => seenAt <= now).map(({ moment }) => moment);
      const before: number = place?.from ?? 0;
      place = readSome(place, now, visible, Math.floor(random() * 8), taken);
      expect(place.from).toBeGreaterThanOrEqual(before);
    }
    const all = entries.map(({ moment }) => moment);
    place = readSome(place, T + 11 * HOUR, all, Number.POSITIVE_INFINITY, taken);
    expect([...taken].sort()).toEqual([...new Set(all)].sort());
    expect(place.latest).toBe(Math.max(...all));
  });
});

describe('what is known from the log', () => {
  test('reaches back to its oldest entry only, because a log that is cut off does not say so', () => {
    expect(knownSince(readAll(undefined, T, [T - 30 * DAY, T - DAY]))).toBe(T - 30 * DAY);
    expect(knownSince(readAll(undefined, T, []))).toBe(T);
  });

  test('begins with the first read of an empty log, and stays so', () => {
    const first = readAll(undefined, T, []);
    expect(knownSince(readAll(first, T + DAY, []))).toBe(T);
  });

  test('goes on through reads that meet the newest entry again', () => {
    const first = readAll(undefined, T, [T - 30 * DAY, T - DAY]);
    const second = readAll(first, T + 10 * DAY, [T - DAY, T + DAY]);
    expect(knownSince(second)).toBe(T - 30 * DAY);
  });

  test('begins anew where the newest entry is not met again: what lies between may be missing', () => {
    const first = readAll(undefined, T, [T - 30 * DAY, T - DAY]);
    const second = readAll(first, T + 200 * DAY, [T + 150 * DAY, T + 151 * DAY]);
    expect(knownSince(second)).toBe(T + 150 * DAY);
    const empty = readAll(first, T + 200 * DAY, []);
    expect(knownSince(empty)).toBe(T + 200 * DAY);
    expect(knownSince(readAll(empty, T + 201 * DAY, []))).toBe(T + 200 * DAY);
  });

  test('forgets no gap when the read that met it was cut off', () => {
    const first = readAll(undefined, T, [T - 30 * DAY, T - DAY]);
    const cut = takeEntries(beginReading(first, REACH, T + 200 * DAY), at(T + 150 * DAY));
    expect(knownSince(readAll(cut.place, T + 200 * DAY, [T + 150 * DAY, T + 160 * DAY]))).toBe(T + 150 * DAY);
  });

  test('counts for a user from when it was followed', () => {
    const place = readAll(undefined, T, [T - 30 * DAY]);
    expect(usageIn(place, { from: T - 40 * DAY })).toEqual({ from: T - 30 * DAY });
    expect(usageIn(place, { from: T - DAY, at: T })).toEqual({ from: T - DAY, at: T });
    expect(usageIn(place, undefined)).toBeUndefined();
    expect(usageIn(undefined, { from: T })).toBeUndefined();
  });
});

describe('an activity', () => {
  test('is the latest use of its performer, whatever the order', () => {
    const users = new Map([['user-1', 'svc.export']]);
    const entries = [entry(T - DAY), entry(T), entry(T - HOUR), entry(T + HOUR, 'somebody-else')];
    expect(lastUsesIn(entries, users)).toEqual(new Map([['svc.export', T]]));
  });

  test('is a user’s too that only its name tells', () => {
    const named = { ...entry(T), performer: { id: 'opaque', type: 'user', uniqueName: 'SVC.Export' } };
    expect(lastUsesIn([named], new Map([['user-1', 'svc.export']]))).toEqual(new Map([['svc.export', T]]));
    expect(lastUsesIn([named], new Map([['user-1', 'svc.other']]))).toEqual(new Map());
  });

  test('is recognised by what was done to what, by whom and when, however its time and its targets are written', () => {
    const [one, other] = [
      {
        ...entry(T),
        targets: [
          { id: 'a', type: 'user' },
          { id: 'b', type: 'apiGrant' },
        ],
      },
      {
        ...entry(T),
        activityDateTime: '2026-11-24T11:00:00.000+01:00',
        targets: [
          { id: 'b', type: 'apiGrant', name: 'x' },
          { id: 'a', type: 'user' },
        ],
      },
    ];
    expect(activityKey(one)).toBe(activityKey(other));
    expect(activityKey(one)).not.toBe(activityKey({ ...one, performer: { id: 'user-2', type: 'user' } }));
    expect(activityKey(one)).not.toBe(activityKey({ ...one, action: { alias: 'user.update' } }));
  });
});
