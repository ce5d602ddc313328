import { describe, expect, test } from '@jest/globals';
import { DAY, HOUR } from '../../src/domain/duration.ts';
import { refreshGrant } from '../../src/domain/grant.ts';
import type { Grant } from '../../src/domain/records.ts';
import { askAboutUnused, isUnused, isUsedAgain, keepUnused, unusedSince, usedAgain } from '../../src/domain/unused.ts';
import { unusedAskedOf, unusedName } from '../../src/domain/unused-ref.ts';
import type { Usage } from '../../src/domain/usage.ts';
import { ANA, BEN, grant, inWords, later, moved, NOW, refusalOf } from '../support/domain-cases.ts';

const AFTER = 60 * DAY;
const T = NOW.getTime();
/** Since long before the grant was live. */
const usage = (at?: number): Usage => ({ from: T - 100 * DAY, at });
const ask = (given: Grant, days: number, at?: number) =>
  moved(askAboutUnused(given, usage(at), AFTER, later(days * DAY)));
const asked = () => ask(grant(), 61).grant as Grant;

describe('a grant counts as unused', () => {
  test.each<[string, Partial<Grant>, Usage, number]>([
    ['from when it was live', {}, usage(), T],
    ['from when its secret was collected', { collected: { by: ANA, at: later(DAY).toISOString() } }, usage(), T + DAY],
    [
      'from when it was handed over',
      { handOver: { name: 'x', at: later(2 * DAY).toISOString() } },
      usage(),
      T + 2 * DAY,
    ],
    ['from the latest activity of its user', {}, usage(T + 3 * DAY), T + 3 * DAY],
    ['never from before the log was read', {}, { from: T + 9 * DAY }, T + 9 * DAY],
  ])('%s', (_, changes, known, since) => {
    expect(unusedSince(grant(changes), known)).toBe(since);
  });

  test('once that is as long ago as the policy says, to the millisecond', () => {
    expect(isUnused(grant(), usage(), AFTER, later(AFTER - 1))).toBe(false);
    expect(isUnused(grant(), usage(), AFTER, later(AFTER))).toBe(true);
  });

  test.each<[string, Partial<Grant>]>([
    ['suspended', { state: 'suspended' }],
    ['expired', { state: 'expired' }],
    ['revoked', { state: 'revoked' }],
    ['still being made', { state: 'provisioning' }],
    ['being revoked', { revocation: 'REQ-9' }],
    ['left to expire', { letExpire: { by: ANA, at: NOW.toISOString() } }],
  ])('not while it is %s', (_, changes) => {
    expect(isUnused(grant(changes), usage(), AFTER, later(365 * DAY))).toBe(false);
  });
});

describe('the question whether it is needed', () => {
  test('goes to its owner, and into the trail, with since when', () => {
    const { grant: asking, events, effects } = ask(grant(), 61);
    expect(asking?.unused).toEqual({ to: ANA, at: later(61 * DAY).toISOString(), since: NOW.toISOString() });
    expect(events).toMatchObject([
      { action: 'grant.unused_asked', actor: 'grantdesk', subjects: ['GRANT-7'], detail: { since: NOW.toISOString() } },
    ]);
    const name = `${ANA}.${T + 61 * DAY}`;
    expect(inWords(effects)).toEqual([`notify unused GRANT-7 ${name}`]);
    expect(unusedAskedOf(name)).toBe(ANA);
  });

  test('says when its user was last active, where it was', () => {
    expect(ask(grant(), 70, T + DAY).grant?.unused).toMatchObject({ used: later(DAY).toISOString() });
  });

  test('is asked once', () => {
    expect(ask(asked(), 300)).toMatchObject({ events: [], effects: [] });
  });

  test('is asked of a new owner too, and the former one’s message is brought up to date', () => {
    const { grant: again, effects } = ask({ ...asked(), owner: BEN }, 70);
    expect(again?.unused?.to).toBe(BEN);
    expect(inWords(effects)).toEqual([
      `notify unused GRANT-7 ${BEN}.${T + 70 * DAY}`,
      `notify unused GRANT-7 ${ANA}.${T + 61 * DAY}`,
    ]);
  });

  test('is brought up to date with all that is said about the grant', () => {
    const open = asked();
    expect(inWords(refreshGrant(open))).toContain(`notify unused GRANT-7 ${unusedName(open.unused as never)}`);
  });

  test('is settled by its user’s next activity, and asked again after the same time without any', () => {
    const open = asked();
    expect(isUsedAgain(open, usage(T + DAY))).toBe(false);
    expect(isUsedAgain(open, usage(T + 62 * DAY))).toBe(true);
    const { grant: settled, effects } = moved(usedAgain(open, usage(T + 62 * DAY)));
    expect(settled?.unused?.usedAgain).toBe(later(62 * DAY).toISOString());
    expect(effects).toHaveLength(1);
    expect(isUsedAgain(settled as Grant, usage(T + 63 * DAY))).toBe(false);
    expect(ask(settled as Grant, 121, T + 62 * DAY).events).toEqual([]);
    expect(ask(settled as Grant, 122, T + 62 * DAY).events).toHaveLength(1);
  });

  test('is asked again after a renewal only once that is as long ago', () => {
    const renewed = { ...asked(), liveSince: later(80 * DAY).toISOString() };
    expect(isUnused(renewed, usage(), AFTER, later(139 * DAY))).toBe(false);
    expect(isUnused(renewed, usage(), AFTER, later(140 * DAY))).toBe(true);
  });
});

describe('Keep', () => {
  test('notes who keeps it, and has it asked again after the same time', () => {
    const { grant: kept, events, effects } = moved(keepUnused(asked(), ANA, later(62 * DAY)));
    expect(kept?.unused?.kept).toEqual({ by: ANA, at: later(62 * DAY).toISOString() });
    expect(events).toMatchObject([{ action: 'grant.kept_unused', actor: ANA }]);
    expect(effects).toHaveLength(1);
    expect(ask(kept as Grant, 121).events).toEqual([]);
    expect(ask(kept as Grant, 122).events).toHaveLength(1);
  });

  test('counts once', () => {
    const kept = moved(keepUnused(asked(), ANA, later(62 * DAY))).grant as Grant;
    const again = moved(keepUnused(kept, ANA, later(62 * DAY + HOUR)));
    expect(again.grant).toBe(kept);
    expect(again.events).toEqual([]);
  });

  test.each<[string, Partial<Grant>, string, string]>([
    ['of somebody else', {}, BEN, 'not_yours'],
    ['of a grant that has ended', { state: 'expired' }, ANA, 'not_live'],
    ['of a grant that is being revoked', { revocation: 'REQ-9' }, ANA, 'not_live'],
    ['that nobody has asked for', { unused: undefined }, ANA, 'not_open'],
  ])('%s is refused', (_, changes, by, code) => {
    expect(refusalOf(keepUnused({ ...asked(), ...changes }, by, later(62 * DAY))).code).toBe(code);
  });
});
