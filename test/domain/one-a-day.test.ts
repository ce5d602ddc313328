import { describe, expect, test } from '@jest/globals';
import { DAY, HOUR } from '../../src/domain/duration.ts';
import { sweepGrant } from '../../src/domain/grant.ts';
import { isToldToday } from '../../src/domain/one-a-day.ts';
import type { Grant } from '../../src/domain/records.ts';
import { askAboutUnused, isUnused } from '../../src/domain/unused.ts';
import { ANA, BEN, grant, later, moved, NOW, terms } from '../support/domain-cases.ts';

const LEADS = [14 * DAY, 7 * DAY, DAY];
const ASK_AFTER = 14 * DAY;
const UNUSED = { from: NOW.getTime() - 100 * DAY, at: undefined };

/** Live for 27 days, and nobody has collected its secret: on 8 December everything is due at once. */
const uncollected = (changes: Partial<Grant> = {}): Grant => {
  const { collected: _none, ...rest } = grant({ terms: terms({ expires: '2026-12-22' }), ...changes });
  return rest;
};

const WORDS: Record<string, string> = {
  'grant.expiry_warned': 'warning',
  'grant.secret_reminded': 'secret',
  'grant.unused_asked': 'unused',
};

/** Looks at a grant as the sweep and the reader of the activity log do, `every` so many ms, and notes what its owner is told. */
function toldIn(first: Grant, days: number, every: number, from = NOW): string[] {
  const told: string[] = [];
  let current = first;
  for (let ms = 0; ms <= days * DAY; ms += every) {
    const now = later(ms, from);
    const swept = moved(sweepGrant(current, LEADS, now));
    const asked = moved(askAboutUnused(swept.grant ?? current, UNUSED, ASK_AFTER, now));
    current = asked.grant ?? current;
    for (const { action, detail } of [...swept.events, ...asked.events]) {
      const what = WORDS[action];
      const about = typeof detail.about === 'string' ? ` ${detail.about.split('.')[0]}` : '';
      if (what !== undefined) told.push(`${now.toISOString().slice(5, 10)} ${what}${about}`);
    }
  }
  return told;
}

describe('the owner of a grant that nobody uses, whose secret nobody has collected', () => {
  const ALL = [
    '11-26 secret collect',
    '12-08 warning',
    '12-09 secret needed',
    '12-10 unused',
    '12-15 warning',
    '12-21 warning',
  ];

  test('is told one thing a day, the most urgent first, and none is lost', () => {
    expect(toldIn(uncollected(), 27, HOUR)).toEqual(ALL);
  });

  test('is told the same where it is looked at once a day only', () => {
    expect(toldIn(uncollected(), 27, DAY, new Date('2026-11-24T12:00:00Z'))).toEqual(ALL);
  });

  test('is told one thing a day also where everything was due for long, as after downtime', () => {
    expect(toldIn(uncollected(), 4, HOUR, new Date('2026-12-12T10:00:00Z'))).toEqual([
      '12-12 warning',
      '12-13 secret needed',
      '12-14 unused',
      '12-15 warning',
    ]);
  });
});

describe('what is due on the day of another message', () => {
  const AT = new Date('2026-12-08T12:00:00Z');
  const told = { to: ANA, at: '2026-12-08T09:00:00.000Z' };

  test('waits, a warning too, and the sweep looks again when the next day begins', () => {
    const waiting = moved(sweepGrant(uncollected({ lastReminder: told }), LEADS, AT));
    expect(waiting.events).toEqual([]);
    expect(waiting.grant).toMatchObject({ warned: [], asked: [], dueAt: '2026-12-09T00:00:00.000Z' });
  });

  test('does not wait where the grant would end before: a last warning comes on the day', () => {
    const ending = uncollected({ terms: terms({ expires: '2026-12-09' }), lastReminder: told });
    expect(moved(sweepGrant(ending, LEADS, AT)).grant?.warnings).toEqual([`2026-12-09.${DAY}`]);
  });

  test('does not wait where it was another who was told', () => {
    expect(isToldToday(uncollected({ lastReminder: told }), AT)).toBe(true);
    expect(isToldToday(uncollected({ lastReminder: told, owner: BEN }), AT)).toBe(false);
    expect(isToldToday(uncollected({ lastReminder: { ...told, at: '2026-12-07T23:59:59.999Z' } }), AT)).toBe(false);
  });

  test('waits as the question whether it is needed also while the sweep has yet to look at the grant', () => {
    expect(isUnused(uncollected({ dueAt: AT.toISOString() }), UNUSED, ASK_AFTER, AT)).toBe(false);
    expect(isUnused(uncollected({ dueAt: later(1, AT).toISOString() }), UNUSED, ASK_AFTER, AT)).toBe(true);
  });
});
