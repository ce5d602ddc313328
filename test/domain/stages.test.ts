import { describe, expect, test } from '@jest/globals';
import type { Approval, Stage } from '../../src/domain/approval-records.ts';
import { RequestState } from '../../src/domain/records.ts';
import {
  type Authority,
  deciders,
  groupsOf,
  isDecidable,
  openStage,
  spentIn,
  staffed,
  withoutApprovalsOf,
} from '../../src/domain/stages.ts';
import { ADMIN, ANA, BEN, CLEO, DIGEST, NOW, pending, STRANGER } from '../support/domain-cases.ts';

const DAN = 'U0DAN';
const stage = (from: string[], count = 1, distinct = true): Stage => ({ from, count, distinct });
const given = (by: string, at: number, instead?: string): Approval => ({
  by,
  ...(instead === undefined ? {} : { for: instead }),
  stage: at,
  at: NOW.toISOString(),
  digest: DIGEST,
});
const requestWith = (stages: Stage[], approvals: Approval[] = [], owner = ANA) => ({
  ...pending({ stages, owner }).request,
  state: 'pending' as const,
  approvals,
});
const authority = (groups: Record<string, string[]>, delegations: Authority['delegations'] = []): Authority => ({
  groups,
  delegations,
});

describe('the open stage', () => {
  test.each([
    ['is the first', [], { stage: 0, missing: 2 }],
    ['stays open until it has all its approvals', [given(BEN, 0)], { stage: 0, missing: 1 }],
    ['is the next one then', [given(BEN, 0), given(CLEO, 0)], { stage: 1, missing: 1 }],
    ['is an earlier one that lacks an approval again', [given(BEN, 0), given(ADMIN, 1)], { stage: 0, missing: 1 }],
    ['is none once all have theirs', [given(BEN, 0), given(CLEO, 0), given(ADMIN, 1)], undefined],
  ])('%s', (_what, approvals, standing) => {
    const open = openStage(requestWith([stage(['finance'], 2), stage(['workiva-admins'])], approvals));
    expect(open && { stage: open.stage, missing: open.missing }).toEqual(standing);
  });

  test('belongs to the groups of the policy and to those it was escalated to, each once', () => {
    const escalated = { at: NOW.toISOString(), to: ['workiva-admins', 'finance'] };
    expect(groupsOf({ ...stage(['finance']), escalated })).toEqual(['finance', 'workiva-admins']);
  });
});

describe('whether somebody can decide', () => {
  const { request } = pending();
  const breakGlass = { reason: 'The close is stuck.', reviewBy: NOW.toISOString() };
  const verdict = { outcome: 'approved' as const, by: ADMIN, at: NOW.toISOString() };

  test.each(RequestState.options)('on a request that is %s: only while it waits for approval', (state) => {
    expect(isDecidable({ ...request, state })).toBe(state === 'pending');
  });

  test.each(RequestState.options)('on one that broke glass and is %s: until it has ended', (state) => {
    const hasEnded = state === 'denied' || state === 'withdrawn' || state === 'lapsed';
    expect(isDecidable({ ...request, state, breakGlass })).toBe(!hasEnded);
    expect(isDecidable({ ...request, state, breakGlass: { ...breakGlass, verdict } })).toBe(false);
  });
});

describe('those who may decide', () => {
  const one = [stage(['finance'])];
  test.each<[string, ReturnType<typeof requestWith>, Authority, string[]]>([
    ['are the people of the group', requestWith(one), authority({ finance: [BEN, CLEO] }), [BEN, CLEO]],
    ['are not the requester', requestWith(one), authority({ finance: [ANA, BEN] }), [BEN]],
    ['are not the owner', requestWith(one, [], BEN), authority({ finance: [BEN, CLEO] }), [CLEO]],
    [
      'are not who has approved in this stage',
      requestWith([stage(['finance'], 2)], [given(BEN, 0)]),
      authority({ finance: [BEN, CLEO] }),
      [CLEO],
    ],
    [
      'are not who has approved in an earlier one',
      requestWith([...one, ...one], [given(BEN, 0)]),
      authority({ finance: [BEN, CLEO] }),
      [CLEO],
    ],
    [
      'may be, where the policy does not tell the stages apart',
      requestWith([...one, stage(['finance'], 1, false)], [given(BEN, 0)]),
      authority({ finance: [BEN, CLEO] }),
      [BEN, CLEO],
    ],
    [
      'are not in whose place another approved',
      requestWith([stage(['finance'], 2)], [given(STRANGER, 0, BEN)]),
      authority({ finance: [BEN, CLEO] }),
      [CLEO],
    ],
    ['are those of a group that nobody knows: none', requestWith([stage(['gone'])]), authority({ finance: [BEN] }), []],
  ])('%s', (_who, request, known, people) => {
    expect(deciders(request, known).map(({ person }) => person)).toEqual(people);
  });

  test.each<[string, Authority['delegations'], { person: string; for?: string }[]]>([
    [
      'stand in for whoever has handed over',
      [{ from: BEN, to: STRANGER }],
      [{ person: BEN }, { person: STRANGER, for: BEN }],
    ],
    ['do not stand in for the requester', [{ from: ANA, to: STRANGER }], [{ person: BEN }]],
    ['do not stand in where they asked themselves', [{ from: BEN, to: ANA }], [{ person: BEN }]],
    [
      'do not pass on what was handed over to them',
      [
        { from: BEN, to: STRANGER },
        { from: STRANGER, to: DAN },
      ],
      [{ person: BEN }, { person: STRANGER, for: BEN }],
    ],
  ])('%s', (_who, delegations, rights) => {
    expect(deciders(requestWith(one), authority({ finance: [ANA, BEN] }, delegations))).toEqual(rights);
  });

  test('are none once it is decided', () => {
    expect(deciders({ ...requestWith(one), state: 'denied' }, authority({ finance: [BEN] }))).toEqual([]);
  });
});

test('whoever gave an approval, and in whose place, has none left to give', () => {
  const request = requestWith([stage(['finance'], 3)], [given(BEN, 0), given(STRANGER, 0, CLEO)]);
  expect([...spentIn(request, { stage: 0, distinct: true })].sort()).toEqual([BEN, CLEO, STRANGER].sort());
});

test('approvals count on where none of these people had part in them', () => {
  const request = requestWith([stage(['finance'], 3)], [given(BEN, 0), given(STRANGER, 0, CLEO)]);
  expect(withoutApprovalsOf(request, [ADMIN])).toBe(request);
  expect(withoutApprovalsOf(request, [CLEO]).approvals).toEqual([given(BEN, 0)]);
  expect(withoutApprovalsOf(request, [BEN, STRANGER]).approvals).toEqual([]);
});

describe('staffing', () => {
  const parties = { requester: ANA, owner: ANA };
  type Case = [string, Stage[], Record<string, string[]>, { escalated: number[]; hopeless: number[] }];
  const enough = { escalated: [], hopeless: [] };
  test.each<Case>([
    ['is enough with one person besides the requester', [stage(['team'])], { team: [ANA, BEN] }, enough],
    [
      'is not with the requester alone: those of escalate_to help out',
      [stage(['team'])],
      { team: [ANA], admins: [BEN] },
      { escalated: [0], hopeless: [] },
    ],
    ['is not with an empty group', [stage(['team'])], { team: [], admins: [BEN] }, { escalated: [0], hopeless: [] }],
    [
      'is hopeless where those are the requester too',
      [stage(['team'])],
      { team: [ANA], admins: [ANA] },
      { escalated: [0], hopeless: [0] },
    ],
    [
      'is not where two are needed',
      [stage(['team'], 2)],
      { team: [BEN], admins: [BEN, CLEO] },
      { escalated: [0], hopeless: [] },
    ],
    [
      'is hopeless where the two are one',
      [stage(['team'], 2)],
      { team: [BEN], admins: [BEN] },
      { escalated: [0], hopeless: [0] },
    ],
    [
      'counts nobody for two stages',
      [stage(['team']), stage(['leads'])],
      { team: [BEN], leads: [BEN], admins: [CLEO] },
      { escalated: [1], hopeless: [] },
    ],
    [
      'gives each the stage that nobody else can take',
      [stage(['team']), stage(['leads'])],
      { team: [BEN, CLEO], leads: [BEN] },
      enough,
    ],
    [
      'moves people on along a whole chain',
      [stage(['a']), stage(['b']), stage(['c'])],
      { a: [BEN, CLEO], b: [CLEO, DAN], c: [BEN] },
      enough,
    ],
    [
      'lets one person take stages that are not told apart',
      [stage(['team']), stage(['team'], 1, false)],
      { team: [BEN] },
      enough,
    ],
    [
      'finds every stage that is short',
      [stage(['team']), stage(['leads'])],
      { admins: [BEN, CLEO] },
      { escalated: [0, 1], hopeless: [] },
    ],
  ])('%s', (_what, stages, groups, found) => {
    const { escalated, hopeless, stages: widened } = staffed(stages, parties, authority(groups), ['admins'], NOW);
    expect({ escalated, hopeless }).toEqual(found);
    expect(widened).toEqual(
      stages.map((one, at) =>
        escalated.includes(at) ? { ...one, escalated: { at: NOW.toISOString(), to: ['admins'] } } : one,
      ),
    );
  });

  test('leaves out the owner too', () => {
    const owned = { requester: ANA, owner: BEN };
    const { hopeless } = staffed([stage(['team'])], owned, authority({ team: [ANA, BEN] }), ['admins'], NOW);
    expect(hopeless).toEqual([0]);
  });
});
