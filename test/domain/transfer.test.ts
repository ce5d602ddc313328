import { describe, expect, test } from '@jest/globals';
import { sweepGrant } from '../../src/domain/grant.ts';
import type { Grant } from '../../src/domain/records.ts';
import {
  acceptTransfer,
  declineTransfer,
  type Offer,
  offerTransfer,
  orphaned,
  ownerBack,
  takeOverGrant,
} from '../../src/domain/transfer.ts';
import {
  ADMIN,
  ANA,
  BEN,
  CLEO,
  grant,
  inWords,
  later,
  moved,
  NOW,
  refusalOf,
  STRANGER,
} from '../support/domain-cases.ts';

const AT = NOW.getTime();
const offer = (changes: Partial<Offer> = {}): Offer => ({
  ...{ by: ANA, to: BEN, admins: [ADMIN], takesPart: true, now: NOW },
  ...changes,
});
const offered = (changes: Partial<Grant> = {}): Grant => {
  const { grant: asked } = moved(offerTransfer(grant(changes), offer()));
  return asked ?? grant();
};

describe('an offer', () => {
  test('asks the other, and leaves the grant with its owner', () => {
    const made = moved(offerTransfer(grant(), offer()));
    expect(made.grant).toEqual({ ...grant(), transfer: { to: BEN, by: ANA, at: NOW.toISOString() } });
    expect(inWords(made.effects)).toEqual([`notify transfer GRANT-7 ${BEN}.${AT}`]);
  });

  test('is not for an admin to make to themselves', () => {
    expect(refusalOf(offerTransfer(grant(), offer({ by: ADMIN, to: ADMIN, admins: [ADMIN] }))).sentence).toContain(
      'Only they can offer it to you',
    );
  });

  test('takes the place of an open one, whose message is brought up to date', () => {
    const again = moved(offerTransfer(offered(), offer({ to: CLEO, now: later(1_000) })));
    expect(again.grant?.transfer?.to).toBe(CLEO);
    expect(inWords(again.effects)).toEqual([
      `notify transfer GRANT-7 ${CLEO}.${AT + 1_000}`,
      `notify transfer GRANT-7 ${BEN}.${AT}`,
    ]);
    expect(refusalOf(acceptTransfer(again.grant ?? grant(), BEN, true, NOW)).code).toBe('not_open');
  });

  test('may come from an admin too', () => {
    expect(moved(offerTransfer(grant(), offer({ by: ADMIN }))).grant?.transfer?.by).toBe(ADMIN);
  });

  test.each([
    ['by somebody else', grant(), { by: STRANGER }, 'not_yours'],
    ['to its owner', grant(), { to: ANA }, 'not_open'],
    ['to somebody who may not own one', grant(), { takesPart: false }, 'may_not_take_part'],
    ['of one that has expired', grant({ state: 'expired' }), {}, 'not_live'],
    ['of one that is being revoked', grant({ revocation: 'REQ-20' }), {}, 'not_live'],
  ] as const)('%s is refused', (_what, of, changes, code) => {
    expect(refusalOf(offerTransfer(of, offer(changes))).code).toBe(code);
  });
});

describe('an offer that is accepted', () => {
  test('makes the other the owner, tells both, and warns the new one from now on', () => {
    const accepted = moved(acceptTransfer(offered({ warnings: ['w1'], asked: ['collect.1.U0ANA'] }), BEN, true, NOW));
    expect(accepted.grant).toMatchObject({
      ...{ owner: BEN, warnings: [], dueAt: NOW.toISOString() },
      handOver: { name: `${BEN}.${AT}`, at: NOW.toISOString() },
    });
    expect(accepted.grant?.transfer).toBeUndefined();
    expect(inWords(accepted.effects)).toEqual([
      'notify card REQ-7',
      'notify hand-over GRANT-7',
      'notify warning GRANT-7 w1',
      'notify secret GRANT-7 collect.1.U0ANA',
      `notify transfer GRANT-7 ${BEN}.${AT}`,
      `notify hand-over GRANT-7 ${BEN}.${AT}`,
      `notify transferred GRANT-7 ${ANA}.${AT}`,
    ]);
    expect(accepted.events).toEqual([
      expect.objectContaining({ actor: BEN, action: 'grant.transferred', detail: { from: ANA, to: BEN } }),
    ]);
  });

  test('takes back that the owner before wanted it to expire: the new one is warned', () => {
    const own = moved(acceptTransfer(offered({ letExpire: { by: ANA, at: NOW.toISOString() } }), BEN, true, NOW)).grant;
    expect(own?.letExpire).toBeUndefined();
    const leadTime = Date.parse(`${own?.terms.expires}T00:00:00Z`) - AT;
    const swept = moved(sweepGrant(own ?? grant(), [leadTime - 1_000], later(1_000)));
    expect(inWords(swept.effects)).toContainEqual(expect.stringMatching(/^notify warning GRANT-7 /));
  });

  test('by somebody who may not own a grant any more, or after it has ended, changes nothing', () => {
    expect(refusalOf(acceptTransfer(offered(), BEN, false, NOW)).code).toBe('may_not_take_part');
    expect(refusalOf(acceptTransfer({ ...offered(), state: 'revoked' }, BEN, true, NOW)).code).toBe('not_live');
    expect(refusalOf(acceptTransfer(offered(), CLEO, true, NOW)).code).toBe('not_open');
  });
});

test('an offer that is declined is over, and the owner is told', () => {
  const declined = moved(declineTransfer(offered(), BEN, NOW));
  expect(declined.grant).toEqual(grant());
  expect(inWords(declined.effects)).toEqual([
    `notify transfer GRANT-7 ${BEN}.${AT}`,
    `notify transfer-declined GRANT-7 ${BEN}.${AT}`,
  ]);
  expect(refusalOf(declineTransfer(offered(), ANA, NOW)).code).toBe('not_open');
});

describe('an owner who has left', () => {
  const left = moved(orphaned(grant(), ANA, NOW)).grant ?? grant();
  const admin = { by: ADMIN, admins: [ADMIN], now: later(1_000) };

  test('is told to the admins once, however often it is noticed', () => {
    expect(inWords(moved(orphaned(grant(), ANA, NOW)).effects)).toEqual([`notify orphaned GRANT-7 ${ANA}.${AT}`]);
    expect(moved(orphaned(left, ANA, later(1_000)))).toMatchObject({ grant: left, events: [], effects: [] });
  });

  test('and is back has it as before: the admins’ message says so, and nobody can take it over', () => {
    const back = moved(ownerBack(left, ANA, later(1_000)));
    expect(back.grant).toEqual(grant());
    expect(inWords(back.effects)).toEqual([`notify orphaned GRANT-7 ${ANA}.${AT}`]);
    expect(back.events).toMatchObject([{ actor: ANA, action: 'grant.owner_back', detail: { owner: ANA } }]);
    expect(refusalOf(takeOverGrant(back.grant ?? grant(), admin)).code).toBe('not_open');
    const again = moved(orphaned(back.grant ?? grant(), ANA, later(2_000)));
    expect(inWords(again.effects)).toEqual([`notify orphaned GRANT-7 ${ANA}.${AT + 2_000}`]);
  });

  test.each([
    ['who had not left', grant(), ANA],
    ['of another', left, BEN],
  ])('changes nothing by being there: of one %s', (_whose, of, person) => {
    expect(moved(ownerBack(of, person, NOW))).toEqual({ ok: true, grant: of, events: [], effects: [] });
  });

  test.each([
    ['it has ended', grant({ state: 'revoked' })],
    ['it is another’s', grant({ owner: BEN })],
    ['it is being revoked', grant({ revocation: 'REQ-20' })],
  ])('is not told where %s', (_why, of) => {
    expect(moved(orphaned(of, ANA, NOW)).effects).toEqual([]);
  });

  test('is followed by an admin who is warned, whatever the one who left wanted', () => {
    const taken = moved(takeOverGrant({ ...left, letExpire: { by: ANA, at: NOW.toISOString() } }, admin));
    expect(taken.grant?.letExpire).toBeUndefined();
  });

  test('is followed by an admin, whose message says so; the one who left is not written to', () => {
    const taken = moved(takeOverGrant(left, admin));
    expect(taken.grant).toMatchObject({ owner: ADMIN });
    expect(taken.grant?.ownerLeft).toBeUndefined();
    const effects = inWords(taken.effects);
    expect(effects).toContain(`notify orphaned GRANT-7 ${ANA}.${AT}`);
    expect(effects.filter((effect) => effect.includes('transferred'))).toEqual([]);
  });

  test.each([
    ['by somebody else', left, { ...admin, by: BEN }, 'not_an_admin'],
    ['while its owner is there', grant(), admin, 'not_open'],
    ['once it has ended', { ...left, state: 'expired' as const }, admin, 'not_live'],
  ] as const)('is not followed %s', (_what, of, move, code) => {
    expect(refusalOf(takeOverGrant(of, move)).code).toBe(code);
  });
});
