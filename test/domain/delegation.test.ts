import { describe, expect, test } from '@jest/globals';
import {
  type DelegationMoved,
  delegate,
  endDelegation,
  endsAt,
  type HandOver,
  holds,
  lastDayFault,
  lookAgain,
  MOST_DAYS,
  nothingOwn,
  waitingTold,
} from '../../src/domain/delegation.ts';
import type { Delegation } from '../../src/domain/delegation-record.ts';
import { DAY } from '../../src/domain/duration.ts';
import { dateAfter } from '../../src/domain/expiry.ts';
import type { AccessRequest } from '../../src/domain/records.ts';
import { deciders, withoutApprovalsOf } from '../../src/domain/stages.ts';
import type { Refused } from '../../src/domain/transition.ts';
import { ANA, BEN, CLEO, inWords, later, NOW, pending, STRANGER } from '../support/domain-cases.ts';

const UNTIL = '2026-12-04';

const handOver = (changes: Partial<HandOver> = {}): HandOver => ({
  from: BEN,
  to: CLEO,
  until: UNTIL,
  groups: ['finance'],
  takesPart: true,
  now: NOW,
  ...changes,
});

function done(outcome: DelegationMoved | Refused): DelegationMoved {
  if (!outcome.ok) throw new Error(`Refused: ${outcome.refusal.sentence}`);
  return outcome;
}

const active = (changes: Partial<HandOver> = {}): Delegation => done(delegate(undefined, handOver(changes))).delegation;
const heard = (delegation: Delegation): Delegation => done(waitingTold(delegation, NOW.toISOString())).delegation;
const sentence = (outcome: DelegationMoved | Refused) => (outcome.ok ? 'It was allowed.' : outcome.refusal.sentence);

describe('a hand-over', () => {
  test('holds until the end of its last day in UTC, and is due then', () => {
    const delegation = heard(active());
    expect(delegation).toMatchObject({ id: `DELEGATION-${BEN}`, state: 'active', dueAt: '2026-12-05T00:00:00.000Z' });
    expect(delegation.untold).toBeUndefined();
    expect(holds(delegation, NOW)).toBe(true);
    expect(holds(delegation, new Date('2026-12-04T23:59:59.999Z'))).toBe(true);
    expect(holds(delegation, endsAt(UNTIL))).toBe(false);
  });

  test('is told to the other, and audited with the groups', () => {
    const { events, effects } = done(delegate(undefined, handOver()));
    expect(inWords(effects)).toEqual([`notify delegation DELEGATION-${BEN} ${CLEO}.${NOW.toISOString()}`]);
    expect(events).toEqual([
      expect.objectContaining({
        actor: BEN,
        action: 'delegation.started',
        subjects: [`DELEGATION-${BEN}`],
        detail: { to: CLEO, until: UNTIL, groups: ['finance'] },
      }),
    ]);
  });

  test('to another takes the place of the first, who is told', () => {
    const { delegation, events, effects } = done(delegate(active(), handOver({ to: STRANGER, now: later(DAY) })));
    expect(delegation.to).toBe(STRANGER);
    expect(events.map(({ action, detail }) => [action, detail.to])).toEqual([
      ['delegation.ended', CLEO],
      ['delegation.started', STRANGER],
    ]);
    expect(inWords(effects)).toEqual([
      `notify delegation DELEGATION-${BEN} ${STRANGER}.${later(DAY).toISOString()}`,
      `notify delegation DELEGATION-${BEN} ${CLEO}.${NOW.toISOString()}`,
    ]);
  });

  test('to the same person only changes its last day', () => {
    const { delegation, events } = done(delegate(active(), handOver({ until: '2026-12-10', now: later(DAY) })));
    expect(delegation.until).toBe('2026-12-10');
    expect(events.map(({ action }) => action)).toEqual(['delegation.started']);
  });

  test('that is said again as it is tells nobody again', () => {
    const delegation = active();
    const again = done(delegate(delegation, handOver({ now: later(DAY) })));
    expect(again).toEqual({ ok: true, delegation, events: [], effects: [] });
  });

  test('begins anew after it has ended', () => {
    const ended = done(endDelegation(active(), BEN, later(DAY))).delegation;
    const { delegation, events } = done(delegate(ended, handOver({ now: later(2 * DAY) })));
    expect(delegation).toMatchObject({ state: 'active', to: CLEO });
    expect(delegation.ended).toBeUndefined();
    expect(events.map(({ action }) => action)).toEqual(['delegation.started']);
  });

  test.each([
    ['who decides on nothing in their own right', { groups: [] }, 'not an approver in your own right'],
    ['to oneself', { to: BEN }, 'cannot hand over to yourself'],
    ['to somebody who may not take part', { takesPart: false }, `<@${CLEO}> cannot decide here`],
    ['until something that is no date', { until: 'friday' }, 'YYYY-MM-DD'],
    ['until a date that does not exist', { until: '2026-02-30' }, 'YYYY-MM-DD'],
    ['until a past day', { until: '2026-11-23' }, '2026-11-23 is past'],
    ['for longer than the longest', { until: '2027-01-24' }, `${MOST_DAYS} days at most: name 2027-01-23`],
  ])('is refused %s', (_who, changes, words) => {
    expect(sentence(delegate(undefined, handOver(changes)))).toContain(words);
  });

  test('may end today, or on the latest day', () => {
    expect(lastDayFault('2026-11-24', NOW)).toBeUndefined();
    expect(lastDayFault(dateAfter(NOW, MOST_DAYS * DAY), NOW)).toBeUndefined();
    expect(nothingOwn(['finance'])).toBeUndefined();
  });
});

describe('what waits when a hand-over begins', () => {
  test('is to be told to the other at once, of all groups in which they decide now', () => {
    expect(active()).toMatchObject({ untold: ['finance'], dueAt: NOW.toISOString() });
    const other = done(delegate(heard(active()), handOver({ to: STRANGER, now: later(DAY) }))).delegation;
    expect(other).toMatchObject({ untold: ['finance'], dueAt: later(DAY).toISOString() });
  });

  test('stays untold for whoever has taken the place of the other meanwhile', () => {
    const other = done(delegate(active(), handOver({ to: STRANGER, now: later(DAY) }))).delegation;
    expect(heard(other)).toBe(other);
  });

  test('is told to nobody once it was taken back', () => {
    const ended = done(endDelegation(active(), BEN, later(1))).delegation;
    expect(ended).toMatchObject({ state: 'ended', dueAt: undefined });
    expect(ended).not.toHaveProperty('untold');
    expect(heard(ended)).toBe(ended);
  });

  test('is looked at now where it waits for a decision, and is not put off where it is due', () => {
    const at = later(DAY);
    const looked = (changes: Partial<AccessRequest>) => {
      const outcome = lookAgain({ request: { ...pending().request, ...changes } }, at);
      return outcome.ok && outcome.request?.dueAt;
    };
    const due = (when: Date) => ({ dueAt: when.toISOString() });
    expect(looked(due(later(3 * DAY)))).toBe(at.toISOString());
    expect(looked({ dueAt: undefined })).toBe(at.toISOString());
    expect(looked(due(NOW))).toBe(NOW.toISOString());
    expect(looked({ state: 'denied', dueAt: undefined })).toBeUndefined();
    expect(looked({ state: 'provisioning', ...due(later(3 * DAY)) })).toBe(later(3 * DAY).toISOString());
  });
});

describe('the end of a hand-over', () => {
  test('comes when it is taken back', () => {
    const { delegation, events, effects } = done(endDelegation(active(), BEN, later(DAY)));
    expect(delegation).toMatchObject({ state: 'ended', ended: { by: BEN, at: later(DAY).toISOString() } });
    expect(delegation.dueAt).toBeUndefined();
    expect(events).toEqual([expect.objectContaining({ actor: BEN, action: 'delegation.ended', detail: { to: CLEO } })]);
    expect(effects).toHaveLength(1);
  });

  test('comes by itself when its time is over, and not before', () => {
    const early = done(endDelegation(active(), 'grantdesk', later(DAY)));
    expect([early.delegation.state, early.events, early.effects]).toEqual(['active', [], []]);
    const over = done(endDelegation(active(), 'grantdesk', endsAt(UNTIL)));
    expect(over.delegation).toMatchObject({ state: 'ended', ended: { by: 'grantdesk' } });
  });

  test('comes once', () => {
    const ended = done(endDelegation(active(), BEN, NOW)).delegation;
    const again = done(endDelegation(ended, BEN, later(DAY)));
    expect(again).toEqual({ ok: true, delegation: ended, events: [], effects: [] });
  });

  test.each([CLEO, STRANGER])('is not for %s to decide', (by) => {
    expect(sentence(endDelegation(active(), by, NOW))).toContain(`Only <@${BEN}>, who has handed over`);
  });
});

describe('who may decide by what was handed over', () => {
  const request = pending({ stages: [{ from: ['finance'], count: 2, distinct: true }] }).request;
  const rights = (delegations: { from: string; to: string }[], changes: Partial<typeof request> = {}) =>
    deciders({ ...request, ...changes }, { groups: { finance: [BEN, ANA] }, delegations });

  test('the other decides beside the one who handed over', () => {
    expect(rights([{ from: BEN, to: CLEO }])).toEqual([{ person: BEN }, { person: CLEO, for: BEN }]);
  });

  test('nobody by the right of a requester, and never the requester', () => {
    expect(rights([{ from: ANA, to: CLEO }])).toEqual([{ person: BEN }]);
    expect(rights([{ from: BEN, to: ANA }])).toEqual([{ person: BEN }]);
  });

  test('nobody by the right of an owner, and never the owner', () => {
    const owned = { requester: STRANGER, owner: BEN };
    expect(rights([{ from: BEN, to: CLEO }], owned)).toEqual([{ person: ANA }]);
    expect(rights([{ from: ANA, to: BEN }], owned)).toEqual([{ person: ANA }]);
  });

  test('what was handed over is not passed on', () => {
    const chain = [
      { from: BEN, to: CLEO },
      { from: CLEO, to: STRANGER },
    ];
    expect(rights(chain).map(({ person }) => person)).toEqual([BEN, CLEO]);
  });

  test('what was approved in the place of somebody who has left no longer counts', () => {
    const approvals = [{ by: CLEO, for: BEN, stage: 0, at: NOW.toISOString(), digest: '' }];
    expect(withoutApprovalsOf({ ...request, approvals }, [BEN]).approvals).toEqual([]);
    expect(withoutApprovalsOf({ ...request, approvals }, [CLEO]).approvals).toEqual([]);
    expect(withoutApprovalsOf({ ...request, approvals }, [ANA]).approvals).toEqual(approvals);
  });

  test('the two have one approval between them', () => {
    const given = (by: string, instead?: string) => ({
      approvals: [{ by, for: instead, stage: 0, at: NOW.toISOString(), digest: '' }],
    });
    expect(rights([{ from: BEN, to: CLEO }], given(CLEO, BEN))).toEqual([]);
    expect(rights([{ from: BEN, to: CLEO }], given(BEN))).toEqual([]);
  });
});
