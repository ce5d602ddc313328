import { describe, expect, test } from '@jest/globals';
import { approve } from '../../src/domain/approval.ts';
import type { Stage } from '../../src/domain/approval-records.ts';
import { breakingGlass, startIfBreakingGlass } from '../../src/domain/break-glass.ts';
import { DAY, HOUR } from '../../src/domain/duration.ts';
import { edit } from '../../src/domain/edit.ts';
import { asDemanded, type Demand, recheck, staffingBy, withoutPerson } from '../../src/domain/recheck.ts';
import { type Case, NEXT_REQUEST } from '../../src/domain/records.ts';
import { fileCreate } from '../../src/domain/request.ts';
import { openStage } from '../../src/domain/stages.ts';
import {
  ADMIN,
  ANA,
  BEN,
  CLEO,
  caseAfter,
  DIGEST,
  decider,
  failed,
  filing,
  inWords,
  later,
  moved,
  NOW,
  pending,
} from '../support/domain-cases.ts';

const FINANCE: Stage = { from: ['finance'], count: 1, distinct: true };
const ADMINS: Stage = { from: ['workiva-admins'], count: 1, distinct: true };
const SECURITY: Stage = { from: ['security'], count: 1, distinct: true };
const groups = { finance: [BEN, CLEO], 'workiva-admins': [ADMIN, CLEO], security: ['U0SAM'] };

const two = () => pending({ stages: [FINANCE, ADMINS] });
const IN_FORCE = { rule: 'By now', why: 'It can write.', digest: 'd'.repeat(64), explanation: [] };
const demanding = (...stages: Stage[]): Demand => ({ stages, changed: true, by: IN_FORCE });
const UNCHANGED: Demand = { stages: [FINANCE, ADMINS], changed: false, by: IN_FORCE };
const FORBIDDEN: Demand = { stages: [], forbidden: 'Nobody may have this any more.', changed: true, by: IN_FORCE };

const approvedBy = (current: Case, by: string, after = HOUR, delegations: { from: string; to: string }[] = []) =>
  caseAfter(current, approve(current, decider(by, [], { authority: { groups, delegations }, now: later(after) })));
const held = (current: Case, demand: Demand, after = 2 * HOUR) => recheck(current, demand, later(after));
/** Stages of a stricter policy say of each whether it was escalated. */
const withEscalation = (stage: Stage): Stage => ({ escalated: undefined, ...stage });
const wordsOf = (move: Parameters<typeof moved>[0]) => inWords(moved(move).effects);

describe('a policy that has become stricter', () => {
  test('holds from now on, which is audited and asked for, once', () => {
    const first = moved(held(two(), demanding({ ...FINANCE, count: 2 }, ADMINS, SECURITY)));
    expect(first.request).toMatchObject({
      stages: [{ from: ['finance'], count: 2 }, { from: ['workiva-admins'] }, { from: ['security'] }],
      stricterSince: later(2 * HOUR).toISOString(),
      stricter: IN_FORCE,
    });
    expect(first.events).toMatchObject([
      {
        actor: 'grantdesk',
        action: 'request.policy_stricter',
        detail: {
          stages: ['2 of finance', '1 of workiva-admins', '1 of security'],
          policy: DIGEST,
          stricterRule: 'By now',
          stricterWhy: 'It can write.',
          decidedUnder: IN_FORCE.digest,
        },
      },
    ]);
    expect(inWords(first.effects)).toEqual([
      'notify approval REQ-7',
      'notify card REQ-7',
      `notify stage REQ-7 0.${later(2 * HOUR).getTime()}.stricter`,
    ]);
    const again = moved(
      held(caseAfter(two(), first), { ...demanding(...(first.request?.stages ?? [])), changed: false }),
    );
    expect(again).toMatchObject({ events: [], effects: [] });
  });

  test('leaves the approvals that were given, at their places', () => {
    const given = approvedBy(two(), BEN);
    const { request } = caseAfter(given, held(given, demanding(FINANCE, ADMINS, SECURITY)));
    expect(request.approvals).toEqual(given.request.approvals);
    expect(openStage(request)?.from).toEqual(['workiva-admins']);
    expect(request.waiting).toEqual(given.request.waiting);
  });

  test('starts the clock anew where that takes it back to an earlier stage', () => {
    const given = approvedBy(two(), BEN);
    const { request } = caseAfter(given, held(given, demanding({ ...FINANCE, count: 2 }, ADMINS), DAY));
    expect(openStage(request)?.stage).toBe(0);
    expect(request.waiting).toEqual({ since: later(DAY).toISOString(), heldMs: 0, told: [] });
  });

  test('keeps to whom a stage was escalated', () => {
    const escalated = { at: NOW.toISOString(), to: ['workiva-admins'] };
    const current = pending({ stages: [{ ...FINANCE, escalated }] });
    const { request } = caseAfter(current, held(current, demanding({ ...FINANCE, count: 2 })));
    expect(request.stages[0]).toMatchObject({ count: 2, escalated });
  });

  test('gives a stage of other groups its own time, before anybody else may decide on it', () => {
    const escalated = { at: later(2 * DAY).toISOString(), to: ['workiva-admins'] };
    const current = pending({ stages: [{ ...FINANCE, escalated }] });
    const { request } = caseAfter(current, held(current, demanding(SECURITY), 3 * DAY));
    expect(openStage(request)?.from).toEqual(['security']);
    expect(request.waiting?.since).toBe(later(3 * DAY).toISOString());
  });

  test('gives a stage that takes in other groups its own time too', () => {
    const escalated = { at: later(2 * DAY).toISOString(), to: ['workiva-admins'] };
    const current = pending({ stages: [{ ...FINANCE, escalated }] });
    const both = { ...FINANCE, from: ['finance', 'security'], count: 2 };
    const { request } = caseAfter(current, held(current, demanding(both), 3 * DAY));
    expect(openStage(request)?.from).toEqual(['finance', 'security']);
    expect(request.waiting?.since).toBe(later(3 * DAY).toISOString());
  });

  test('asks nobody while its owner has not accepted, and takes effect all the same', () => {
    const current = pending({ stages: [FINANCE], owner: CLEO });
    const stricter = moved(held(current, demanding(FINANCE, ADMINS)));
    expect(stricter.request).toMatchObject({ state: 'awaiting_owner', stages: [FINANCE, ADMINS] });
    expect(inWords(stricter.effects)).toEqual(['notify card REQ-7', `notify owner REQ-7 ${CLEO}.1`]);
  });

  test('holds for a decision that is made before it was looked at', () => {
    const given = approvedBy(two(), BEN);
    const demand = demanding(FINANCE, ADMINS, SECURITY);
    const { request } = approvedBy(
      { request: asDemanded(given.request, { ...demand, confirm: undefined }, []) },
      ADMIN,
    );
    expect(request).toMatchObject({ state: 'pending', stages: [FINANCE, ADMINS, SECURITY] });
    expect(request.approvals.map(({ by, stage }) => [by, stage])).toEqual([
      [BEN, 0],
      [ADMIN, 1],
    ]);
    expect(approvedBy({ request }, 'U0SAM').request.state).toBe('approved');
  });

  test('that asks for a code by now counts no approval that was given without one', () => {
    const given = approvedBy(two(), BEN);
    const after = moved(held(given, { ...demanding(FINANCE, ADMINS), confirm: 'totp' }));
    expect(after.request).toMatchObject({
      confirm: 'totp',
      approvals: [],
      dropped: [{ by: BEN, at: later(2 * HOUR).toISOString() }],
    });
    expect(after.events).toMatchObject([{ action: 'request.policy_stricter', detail: { dropped: [BEN] } }]);
    expect(wordsOf(after)).toContain(`notify stage REQ-7 0.${later(2 * HOUR).getTime()}.stricter`);
    const request = after.request ?? given.request;
    const refused = approve({ request }, decider(BEN, [], { authority: { groups, delegations: [] } }));
    expect(refused).toMatchObject({ ok: false, refusal: { code: 'code_needed' } });
  });

  test('that asks for a code keeps the approvals that were proven with one', () => {
    const coded = { request: { ...two().request, confirm: 'totp' as const } };
    const proven = { authority: { groups, delegations: [] }, confirmed: 'totp' as const };
    const given = caseAfter(coded, approve(coded, decider(BEN, [], proven)));
    const after = moved(held(given, { ...demanding(FINANCE, ADMINS, SECURITY), confirm: 'totp' }));
    expect(after.request?.approvals).toMatchObject([{ by: BEN, stage: 0, confirmed: 'totp' }]);
    expect(after.request?.dropped).toBeUndefined();
    expect(after.events[0]?.detail.dropped).toEqual([]);
    expect(moved(held(given, demanding(FINANCE, ADMINS, SECURITY))).request?.approvals).toHaveLength(1);
  });

  describe('that adds a stage whose group has nobody who may decide', () => {
    const nobody = { ...groups, security: [] };
    const staffing = staffingBy({ groups: nobody, delegations: [] }, ['workiva-admins']);
    const heldTo = (current: Case, ...stages: Stage[]) =>
      moved(recheck(current, demanding(...stages), later(2 * HOUR), staffing));

    test('asks those of escalate_to at once, with a word to the operators', () => {
      const after = heldTo(two(), FINANCE, ADMINS, SECURITY);
      const escalated = { at: later(2 * HOUR).toISOString(), to: ['workiva-admins'] };
      expect(after.request?.stages).toEqual([FINANCE, ADMINS, { ...SECURITY, escalated }].map(withEscalation));
      expect(inWords(after.effects)).toContain('notify unstaffed REQ-7 1.2');
      const given = heldTo(approvedBy(two(), BEN), FINANCE, ADMINS, SECURITY);
      expect(given.request?.stages[2]?.escalated).toEqual(escalated);
    });

    test('leaves a stage alone that has its approvals, or was escalated before', () => {
      const given = approvedBy(two(), BEN);
      const lonely = staffingBy({ groups: { ...groups, finance: [] }, delegations: [] }, ['workiva-admins']);
      const after = moved(recheck(given, demanding(FINANCE, ADMINS, SECURITY), later(2 * HOUR), lonely));
      expect(after.request?.stages[0]?.escalated).toBeUndefined();

      const once = caseAfter(two(), heldTo(two(), FINANCE, ADMINS, SECURITY));
      const [, , third] = once.request.stages;
      const again = moved(
        recheck(once, demanding(FINANCE, { ...ADMINS, count: 2 }, SECURITY), later(3 * HOUR), staffing),
      );
      expect(again.request?.stages[2]?.escalated).toEqual(third?.escalated);
      expect(inWords(again.effects)).not.toContain('notify unstaffed REQ-7 1.2');
    });
  });

  test('is said no more after an edit, which is routed by it', () => {
    const stricter = caseAfter(two(), held(two(), demanding(FINANCE, ADMINS, SECURITY)));
    const { request } = caseAfter(stricter, edit(stricter, filing({ stages: [SECURITY], now: later(DAY) })));
    expect([request.stricterSince, request.stricter]).toEqual([undefined, undefined]);
  });
});

test('a policy that demands no more leaves a request as it is', () => {
  const current = two();
  expect(held(current, UNCHANGED)).toEqual({ ok: true, ...current, events: [], effects: [] });
  expect(asDemanded(current.request, UNCHANGED, [])).toBe(current.request);
});

test('a policy that forbids it denies it, with the text, and frees its name', () => {
  const denied = moved(held(approvedBy(two(), BEN), FORBIDDEN));
  expect(denied.request).toMatchObject({
    state: 'denied',
    outcome: { by: 'grantdesk', reason: 'Nobody may have this any more.' },
  });
  expect(denied.events).toMatchObject([
    {
      action: 'request.denied',
      detail: {
        reason: 'Nobody may have this any more.',
        policy: DIGEST,
        stricterRule: 'By now',
        decidedUnder: IN_FORCE.digest,
      },
    },
  ]);
  expect(inWords(denied.effects)).toContain('notify outcome REQ-7 denied');
  expect(denied.releases).toHaveLength(1);
});

test('a policy that forbids it denies it also while its owner has not accepted', () => {
  const current = pending({ owner: CLEO });
  expect(current.request.state).toBe('awaiting_owner');
  const { request } = moved(held(current, FORBIDDEN));
  expect(request).toMatchObject({ state: 'denied', stricter: IN_FORCE });
  expect(NEXT_REQUEST.awaiting_owner).toContain(request?.state);
});

test('what does not wait any more is left alone by every policy', () => {
  const current = failed();
  for (const demand of [FORBIDDEN, demanding(SECURITY)]) {
    expect(held(current, demand)).toEqual({ ok: true, ...current, events: [], effects: [] });
  }
});

describe('somebody who has left', () => {
  test('counts no more: their stage is open again, its people are asked, and the clock begins anew', () => {
    const given = approvedBy(two(), BEN);
    const dropped = moved(withoutPerson(given, BEN, later(DAY)));
    expect(dropped.request).toMatchObject({
      approvals: [],
      dropped: [{ by: BEN, at: later(DAY).toISOString() }],
      waiting: { since: later(DAY).toISOString(), told: [] },
      dueAt: later(DAY).toISOString(),
    });
    expect(dropped.events).toMatchObject([
      { action: 'request.approval_dropped', actor: BEN, detail: { dropped: [BEN] } },
    ]);
    expect(inWords(dropped.effects)).toContain(`notify stage REQ-7 0.${later(DAY).getTime()}.${BEN}`);
  });

  test('takes along what was approved in their place, and what they approved in that of others', () => {
    const delegations = [{ from: BEN, to: 'U0OTTO' }];
    const given = approvedBy(two(), 'U0OTTO', HOUR, delegations);
    for (const gone of [BEN, 'U0OTTO']) {
      const { request } = caseAfter(given, withoutPerson(given, gone, later(DAY)));
      expect(request).toMatchObject({ approvals: [], dropped: [{ by: 'U0OTTO' }] });
    }
  });

  test('leaves the approvals of others, and the clock of a stage that stays open', () => {
    const first = approvedBy(pending({ stages: [{ ...FINANCE, count: 2 }, ADMINS] }), BEN);
    const dropped = caseAfter(first, withoutPerson(first, BEN, later(DAY)));
    expect(dropped.request.waiting).toEqual(first.request.waiting);
    const both = approvedBy(first, CLEO);
    const without = moved(withoutPerson(both, BEN, later(DAY)));
    expect(without.request?.approvals).toMatchObject([{ by: CLEO }]);
    expect(without.events).toMatchObject([{ detail: { dropped: [BEN] } }]);
  });

  test('starts the clock anew at an earlier stage, even where the same people decide on it', () => {
    const given = approvedBy(pending({ stages: [FINANCE, FINANCE] }), BEN);
    const { request } = caseAfter(given, withoutPerson(given, BEN, later(DAY)));
    expect(openStage(request)?.stage).toBe(0);
    expect(request.waiting?.since).toBe(later(DAY).toISOString());
  });

  test('has the next stage told again when its turn comes again', () => {
    const given = approvedBy(two(), BEN);
    const dropped = caseAfter(given, withoutPerson(given, BEN, later(DAY)));
    const again = approve(dropped, decider(CLEO, [], { authority: { groups, delegations: [] }, now: later(2 * DAY) }));
    expect(wordsOf(approve(two(), decider(BEN, [BEN])))).toContain('notify stage REQ-7 1');
    expect(wordsOf(again)).toContain(`notify stage REQ-7 1.${later(2 * DAY).getTime()}`);
  });

  test('changes nothing where they have approved nothing, or where it is decided', () => {
    const given = approvedBy(two(), BEN);
    const decided = approvedBy(given, ADMIN);
    for (const [current, person] of [
      [given, CLEO],
      [given, ANA],
      [decided, BEN],
    ] as const) {
      expect(withoutPerson(current, person, later(DAY))).toEqual({ ok: true, ...current, events: [], effects: [] });
    }
  });

  test('counts no more in a review after the fact, whose provisioning is watched as before', () => {
    const filed = fileCreate(filing({ stages: [FINANCE, ADMINS], breakGlass: breakingGlass('The close fails.', NOW) }));
    const broken = caseAfter({ request: filed.request as Case['request'] }, startIfBreakingGlass(filed, NOW));
    const given = approvedBy(broken, BEN);
    const { request } = caseAfter(given, withoutPerson(given, BEN, later(DAY)));
    expect(request).toMatchObject({ state: 'approved', approvals: [], dueAt: given.request.dueAt });
  });
});
