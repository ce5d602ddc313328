import { describe, expect, test } from '@jest/globals';
import { DAY, HOUR } from '../../src/domain/duration.ts';
import { claimsOf, collect, letExpire, sweepGrant } from '../../src/domain/grant.ts';
import { ANA, BEN, grant, inWords, later, moved, NOW, refusalOf } from '../support/domain-cases.ts';

const END = new Date('2027-02-22T00:00:00.000Z');
const LEADS = [30, 14, 7, 3, 1].map((days) => days * DAY);
const daysBefore = (days: number) => later(-days * DAY, END);
const W7 = `2027-02-22.${7 * DAY}`;

describe('the sweep of a live grant', () => {
  test('says only when to look again while nothing is due', () => {
    const looked = moved(sweepGrant(grant(), LEADS, NOW));
    expect(looked.grant).toEqual({ ...grant(), dueAt: daysBefore(30).toISOString() });
    expect([...looked.effects, ...looked.events]).toEqual([]);
  });

  test('warns the owner at a lead time, and keeps that it did', () => {
    const warned = moved(sweepGrant(grant({ warned: [30 * DAY, 14 * DAY], warnings: ['w1'] }), LEADS, daysBefore(7)));
    expect(warned.grant).toMatchObject({
      warned: [30 * DAY, 14 * DAY, 7 * DAY],
      warnings: ['w1', W7],
      dueAt: daysBefore(3).toISOString(),
    });
    expect(inWords(warned.effects)).toEqual([`notify warning GRANT-7 ${W7}`, 'notify warning GRANT-7 w1']);
    expect(warned.events).toEqual([expect.objectContaining({ actor: 'grantdesk', action: 'grant.expiry_warned' })]);
  });

  test('sends each warning once, however often it looks', () => {
    let current = grant();
    const sent: string[] = [];
    for (let now = daysBefore(35); now < END; now = later(6 * HOUR, now)) {
      for (let twice = 0; twice < 2; twice++) {
        const swept = moved(sweepGrant(current, LEADS, now));
        sent.push(...swept.events.map(() => now.toISOString().slice(0, 10)));
        current = swept.grant ?? current;
      }
    }
    expect(sent).toEqual(['2027-01-23', '2027-02-08', '2027-02-15', '2027-02-19', '2027-02-21']);
  });

  test('after downtime sends only the nearest of the warnings that were missed', () => {
    const { grant: swept, events } = moved(sweepGrant(grant(), LEADS, daysBefore(2)));
    expect(events).toHaveLength(1);
    expect(swept?.warnings).toEqual([`2027-02-22.${3 * DAY}`]);
    expect(moved(sweepGrant(swept ?? grant(), LEADS, daysBefore(2))).events).toEqual([]);
  });

  test('never warns at a lead time that lies before its life began', () => {
    const young = grant({ liveSince: daysBefore(10).toISOString() });
    const first = moved(sweepGrant(young, LEADS, daysBefore(10)));
    expect(first.events).toEqual([]);
    expect(first.grant?.dueAt).toBe(daysBefore(7).toISOString());
    expect(moved(sweepGrant(young, LEADS, daysBefore(7))).grant?.warnings).toEqual([W7]);
  });

  test('never warns at the lead time at which it was made', () => {
    const young = grant({ liveSince: daysBefore(7).toISOString() });
    expect(moved(sweepGrant(young, LEADS, daysBefore(7))).events).toEqual([]);
  });

  test('is silent when the owner lets it expire, and expires it all the same', () => {
    const left = grant({ letExpire: { by: ANA, at: NOW.toISOString() } });
    const silent = moved(sweepGrant(left, LEADS, daysBefore(7)));
    expect([...silent.effects, ...silent.events]).toEqual([]);
    expect(silent.grant?.dueAt).toBe(daysBefore(3).toISOString());
    expect(moved(sweepGrant(left, LEADS, END)).grant?.state).toBe('expired');
  });

  test.each(['active', 'suspended'] as const)(
    'expires one that is %s at its date, and tells owner and admins',
    (state) => {
      const expired = moved(sweepGrant(grant({ state, warnings: [W7] }), LEADS, END));
      expect(expired.grant).toMatchObject({ state: 'expired', endedAt: END.toISOString(), dueAt: END.toISOString() });
      expect(inWords(expired.effects)).toEqual([
        'notify expired GRANT-7 2027-02-22',
        'notify expired-admin GRANT-7 2027-02-22',
        'notify card REQ-7',
        'notify hand-over GRANT-7',
        `notify warning GRANT-7 ${W7}`,
      ]);
      expect(expired.events).toEqual([expect.objectContaining({ action: 'grant.expired', subjects: ['GRANT-7'] })]);
      expect(expired.releases).toEqual(claimsOf(grant()));
    },
  );

  test('does not expire it a moment early, and sends no warning after its end', () => {
    expect(moved(sweepGrant(grant(), LEADS, later(-1, END))).grant?.state).toBe('active');
    expect(inWords(moved(sweepGrant(grant(), LEADS, later(DAY, END))).effects)).not.toContainEqual(
      expect.stringContaining('notify warning'),
    );
  });

  test.each(['provisioning', 'expired', 'revoked'] as const)('forgets one that is %s', (state) => {
    const ended = grant({ state, revocation: 'REQ-9' });
    const looked = moved(sweepGrant({ ...ended, dueAt: NOW.toISOString() }, LEADS, END));
    expect(looked.grant).toEqual({ ...ended, dueAt: undefined });
    expect([...looked.effects, ...looked.events]).toEqual([]);
  });
});

describe('the owner of a live grant', () => {
  const moves: ['letExpire' | 'collected', typeof collect, string][] = [
    ['letExpire', letExpire, 'grant.left_to_expire'],
    ['collected', collect, 'grant.secret_collected'],
  ];

  test.each(moves)('says so once (%s): it is kept with who and when, and on record', (field, act, action) => {
    const said = moved(act(grant({ collected: undefined }), ANA, later(5)));
    expect(said.grant?.[field]).toEqual({ by: ANA, at: later(5).toISOString() });
    expect(said.events).toEqual([expect.objectContaining({ actor: ANA, action, subjects: ['GRANT-7'] })]);
    const again = moved(act(said.grant ?? grant(), ANA, later(9)));
    expect(again.grant).toBe(said.grant);
    expect(again.events).toEqual([]);
  });

  test.each(moves)('is the only one who may (%s)', (_field, act) => {
    expect(refusalOf(act(grant(), BEN, NOW))).toMatchObject({
      code: 'not_yours',
      sentence: expect.stringContaining(`<@${ANA}>`),
    });
  });

  test.each(moves)('cannot once it has ended or before it lives (%s)', (_field, act) => {
    for (const state of ['provisioning', 'expired', 'revoked'] as const) {
      expect(refusalOf(act(grant({ state }), ANA, NOW))).toMatchObject({
        code: 'not_live',
        sentence: expect.stringContaining(state === 'provisioning' ? 'is still being made' : state),
      });
    }
  });

  test('brings the warnings up to date by letting it expire', () => {
    expect(inWords(moved(letExpire(grant({ warnings: ['w1', 'w2'] }), ANA, NOW)).effects)).toEqual([
      'notify warning GRANT-7 w1',
      'notify warning GRANT-7 w2',
    ]);
  });

  test('brings the hand-over and the card up to date by collecting', () => {
    expect(inWords(moved(collect(grant({ collected: undefined }), ANA, NOW)).effects)).toEqual([
      'notify hand-over GRANT-7',
      'notify card REQ-7',
    ]);
  });
});

test('a live grant holds its client name in the name of its request, and its client ID in its own', () => {
  expect(claimsOf(grant())).toEqual([
    { name: 'client-name:sandbox | nightly export', holder: 'REQ-7' },
    { name: 'client-id:client-7', holder: 'GRANT-7' },
  ]);
  const { clientId: _none, ...early } = grant();
  expect(claimsOf(early)).toEqual([{ name: 'client-name:sandbox | nightly export', holder: 'REQ-7' }]);
});

test('a grant that expires while its renewal is open keeps its names until the renewal has ended', () => {
  const expired = moved(sweepGrant(grant({ renewal: 'REQ-9' }), LEADS, END));
  expect(expired.releases).toEqual([]);
});
