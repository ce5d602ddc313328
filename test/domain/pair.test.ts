import { describe, expect, test } from '@jest/globals';
import { DAY, HOUR } from '../../src/domain/duration.ts';
import { heedPair, isPaired, OVERLAP, runsOnNew, settleReplacement, sweepPair } from '../../src/domain/pair.ts';
import type { Grant } from '../../src/domain/records.ts';
import { refused } from '../../src/domain/transition.ts';
import {
  ANA,
  BEN,
  DIGEST,
  grant,
  inWords,
  later,
  moved,
  NOW,
  refusalOf,
  STRANGER,
  terms,
} from '../support/domain-cases.ts';

const FAR = '2027-02-01';
const FIRST = `GRANT-9.start.${ANA}`;
const first = (changes: Partial<Grant> = {}): Grant => grant({ terms: terms({ expires: FAR }), ...changes });
const second = (changes: Partial<Grant> = {}): Grant =>
  first({ id: 'GRANT-9', createdBy: 'REQ-9', clientId: 'client-9', replaces: 'GRANT-7', ...changes });
const asked = () => first({ replacedBy: { grant: 'GRANT-9', told: [] } });
/** Both grants are live for `lasts` ms from now on. */
const paired = (changes: Partial<Grant> = {}, lasts = OVERLAP) => {
  const times = { since: NOW.toISOString(), until: later(lasts).toISOString() };
  return first({ replacedBy: { grant: 'GRANT-9', ...times, told: [FIRST] }, ...changes });
};
const sweep = (grant: Grant, after: number, other: Grant | undefined = second()) =>
  moved(sweepPair(grant, other, later(after)));

describe('the owner of a pair', () => {
  test('is reminded in the order of time, also where it lasts less than two days', () => {
    const short = paired({}, 36 * HOUR);
    const day = sweep(short, 14 * HOUR).grant as Grant;
    expect(day.replacedBy?.told).toEqual([FIRST, `GRANT-9.day.${ANA}`]);
    const half = sweep(day, 20 * HOUR).grant as Grant;
    expect(half.replacedBy?.told.at(-1)).toBe(`GRANT-9.half.${ANA}`);
    expect(sweep(half, 36 * HOUR).grant?.replacedBy?.told.at(-1)).toBe(`GRANT-9.deadline.${ANA}`);
  });

  test('gets every earlier message brought up to date with a new one, and the admins one of their own in the end', () => {
    const { effects, events } = sweep(paired(), OVERLAP);
    expect(inWords(effects)).toEqual([
      `notify replacement GRANT-7 ${FIRST}`,
      `notify replacement GRANT-7 GRANT-9.deadline.${ANA}`,
      'notify replacement-admin GRANT-7 GRANT-9',
    ]);
    expect(events).toMatchObject([{ subjects: ['GRANT-7'], detail: { about: 'deadline' } }]);
    expect(inWords(sweep(paired(), OVERLAP - 1).effects)).not.toContain('notify replacement-admin GRANT-7 GRANT-9');
  });

  test('is reminded of nothing at the moment at which the first grant expires, and until then they are', () => {
    const until = new Date('2026-12-04T00:00:00.000Z').getTime() - NOW.getTime();
    const soon = paired({ terms: terms({ expires: '2026-12-04' }) }, until);
    expect(sweep(soon, until)).toEqual({ ok: true, grant: soon, events: [], effects: [] });
    expect(sweep(soon, until - 1).events).toMatchObject([{ detail: { about: 'day' } }]);
  });

  test('is reminded of nothing by a clock that is behind', () => {
    expect(sweep(paired(), -1)).toEqual({ ok: true, grant: paired(), events: [], effects: [] });
  });

  test('is reminded while the first grant is suspended too', () => {
    const suspended = paired({ state: 'suspended' });
    expect(isPaired(suspended)).toBe(true);
    expect(sweep(suspended, 7 * DAY).events).toMatchObject([{ detail: { about: 'half' } }]);
  });
});

describe('a grant that is no part of a pair', () => {
  test.each([
    ['nobody replaces', first()],
    ['waits for the grant that is to take its place', asked()],
  ])('is left as it is when it %s', (_what, alone) => {
    expect(sweep(alone, 20 * DAY)).toEqual({ ok: true, grant: alone, events: [], effects: [] });
    const looked = { ok: true as const, grant: alone, events: [], effects: [] };
    expect(heedPair(looked, NOW)).toBe(looked);
  });

  test('waits for the other also while that is not there yet, because nobody has approved it', () => {
    expect(moved(sweepPair(asked(), undefined, NOW))).toEqual({ ok: true, grant: asked(), events: [], effects: [] });
  });

  test('and what is refused, or is about no grant, asks for no reminder', () => {
    const no = refused('not_found', 'GRANT-7 is not there.');
    expect(heedPair(no, NOW)).toBe(no);
    const nothing = { ok: true as const, events: [], effects: [] };
    expect(heedPair(nothing, NOW)).toBe(nothing);
  });
});

describe('the next look at a pair', () => {
  const heeded = (dueAt: string | undefined, after = 0) =>
    moved(heedPair({ ok: true, grant: paired({ dueAt }), events: [], effects: [] }, later(after))).grant?.dueAt;

  test('is at the next reminder, where nothing else is due before', () => {
    expect(heeded(undefined)).toBe(later(7 * DAY).toISOString());
    expect(heeded(later(DAY).toISOString())).toBe(later(DAY).toISOString());
  });

  test('is left to the other things that are due once the deadline has passed', () => {
    expect(heeded(later(30 * DAY).toISOString(), OVERLAP)).toBe(later(30 * DAY).toISOString());
    expect(heeded(undefined, OVERLAP)).toBeUndefined();
  });
});

describe('the trail of a pair', () => {
  test('says until when it lasts as it begins', () => {
    const { events } = moved(settleReplacement(second(), asked(), NOW));
    expect(events).toMatchObject([{ actor: 'grantdesk', detail: { until: later(OVERLAP).toISOString() } }]);
  });

  test('names both grants as it ends, whichever of them is looked at', () => {
    const gone = second({ state: 'revoked' });
    for (const { events } of [
      moved(settleReplacement(gone, paired(), NOW)),
      sweep(paired(), 0, gone),
      moved(sweepPair(paired(), undefined, NOW)),
      sweep(paired({ state: 'expired' }), 0),
    ]) {
      expect(events).toMatchObject([{ action: 'grant.pair_ended', subjects: ['GRANT-7', 'GRANT-9'] }]);
    }
  });

  test('names the second grant alone where nobody knows the first any more', () => {
    const { events, effects } = moved(settleReplacement(second(), undefined, NOW));
    expect(events).toMatchObject([{ subjects: ['GRANT-9'] }]);
    expect(effects).toEqual([]);
  });
});

describe('a pair that ends', () => {
  test.each([
    ['is replaced by another', first({ replacedBy: { grant: 'GRANT-8', told: [`GRANT-8.start.${ANA}`] } })],
    ['is not to be replaced any more', first()],
  ])('tells nobody where the first grant %s, which keeps what it has', (_what, old) => {
    const settled = moved(settleReplacement(second(), old, NOW));
    expect(settled.effects).toEqual([]);
    expect(settled.others ?? []).toEqual([]);
    expect(settled.grant).toEqual({ ...second(), replaces: undefined });
  });

  test('sets the second grant free with the first, once', () => {
    const ended = sweep(paired(), 0, second({ revocation: 'REQ-12' }));
    expect(ended.others).toEqual([{ ...second({ revocation: 'REQ-12' }), replaces: undefined }]);
    expect(ended.grant).toEqual(first());
  });

  test('changes no other grant where the second is not there any more, or takes the place of another', () => {
    const gone = moved(sweepPair(paired(), undefined, NOW));
    expect([gone.grant, gone.others]).toEqual([first(), []]);
    expect(sweep(paired(), 0, second({ replaces: 'GRANT-1' })).others).toEqual([]);
    const over = paired({ state: 'revoked' });
    expect(moved(sweepPair(over, undefined, NOW))).toEqual({ ok: true, grant: over, events: [], effects: [] });
  });
});

describe('“It runs on the new one”', () => {
  const say = (old: Grant, other: Grant | undefined, by = ANA) =>
    runsOnNew(old, other, { id: 'REQ-12', by, digest: DIGEST, now: later(DAY) });

  test.each<[string, Grant, Grant | undefined, string, string]>([
    ['of somebody else, whatever is the matter with it', paired(), second({ collected: undefined }), BEN, 'not_yours'],
    ['while the new grant is suspended', paired(), second({ state: 'suspended' }), ANA, 'not_live'],
    ['while the new grant is being revoked', paired(), second({ revocation: 'REQ-10' }), ANA, 'not_live'],
    ['where the new grant takes the place of another', paired(), second({ replaces: 'GRANT-1' }), ANA, 'not_live'],
    ['where nobody knows the new grant', paired(), undefined, ANA, 'not_live'],
    ['before its secret is collected', paired(), second({ collected: undefined }), ANA, 'not_open'],
    ['where there is no pair', asked(), second(), ANA, 'not_open'],
    ['once the old one has ended', paired({ state: 'revoked' }), second(), ANA, 'not_open'],
    ['of somebody who owns neither', paired({ revocation: 'REQ-11' }), second(), STRANGER, 'not_yours'],
  ])('is refused %s', (_when, old, other, by, code) => {
    expect(refusalOf(say(old, other, by)).code).toBe(code);
  });

  test('names the new grant where nothing can run on it, also where it is gone', () => {
    expect(refusalOf(say(paired(), undefined)).sentence).toContain('/grant show GRANT-9');
  });

  test('said twice hears which request revokes the old one already', () => {
    expect(refusalOf(say(paired({ revocation: 'REQ-11' }), second()))).toMatchObject({
      code: 'not_open',
      sentence: expect.stringContaining('REQ-11'),
    });
  });

  test('is on record for both grants, with why the old one is revoked', () => {
    const { events, request, effects } = moved(say(sweep(paired(), OVERLAP).grant as Grant, second()));
    expect(events[0]).toMatchObject({
      ...{ action: 'grant.replaced', actor: ANA, subjects: ['GRANT-7', 'GRANT-9'], detail: { by: 'GRANT-9' } },
    });
    expect(request?.reason).toContain('GRANT-9');
    expect(inWords(effects)).toContain('notify replacement-admin GRANT-7 GRANT-9');
  });
});
