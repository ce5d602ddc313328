import { describe, expect, test } from '@jest/globals';
import { approve, approveIfAutomatic, approveLess, codeRefused, deny } from '../../src/domain/approval.ts';
import { HOUR } from '../../src/domain/duration.ts';
import { mayNotDecide } from '../../src/domain/may-decide.ts';
import { fileCreate, fileRenewal } from '../../src/domain/request.ts';
import { withdraw } from '../../src/domain/request-end.ts';
import { openStage } from '../../src/domain/stages.ts';
import {
  ADMIN,
  ANA,
  awaitingAdmin,
  BEN,
  CLEO,
  caseAfter,
  DIGEST,
  decider as deciderOf,
  filing,
  grant,
  inWords,
  later,
  moved,
  NOW,
  pending,
  refusalOf,
  STRANGER,
  terms,
} from '../support/domain-cases.ts';

const APPROVERS = [ADMIN, ANA, BEN, CLEO];
const decider = (by: string, approvers = APPROVERS) => deciderOf(by, approvers);
const TWO_STAGES = [
  { from: ['finance'], count: 2, distinct: true },
  { from: ['workiva-admins', 'security'], count: 1, distinct: true },
];

describe('the last approval that is needed', () => {
  test('approves the request, makes the grant and queues the first step', () => {
    const { request, grant: made, effects } = moved(approve(pending(), decider(BEN)));
    expect(request).toMatchObject({ state: 'approved', decidedAt: NOW.toISOString() });
    expect(request?.approvals).toEqual([{ by: BEN, stage: 0, at: NOW.toISOString(), digest: DIGEST }]);
    expect(made).toMatchObject({ id: 'GRANT-7', state: 'provisioning', owner: ANA, createdBy: 'REQ-7', warned: [] });
    expect(made).not.toHaveProperty('clientId');
    expect(inWords(effects)).toEqual(['notify approval REQ-7', 'notify card REQ-7', 'provision user REQ-7 run 1']);
  });

  test('is recorded with who gave it, who else could, the rule, the policy that routed it and the one in force', () => {
    const { events } = moved(approve(pending(), { ...decider(BEN, [BEN, CLEO, ANA]), digest: 'e'.repeat(64) }));
    expect(events).toEqual([
      expect.objectContaining({
        actor: BEN,
        action: 'request.approval_given',
        detail: {
          stage: 1,
          rule: 'Everything else',
          why: 'It applies to everything that no earlier rule covers.',
          policy: pending().request.policy.digest,
          decidedUnder: 'e'.repeat(64),
          mayDecide: [BEN, CLEO],
        },
      }),
      expect.objectContaining({ actor: BEN, action: 'request.approved' }),
    ]);
  });

  test('of a renewal leaves the grant live and only changes it at its grant step', () => {
    const current = caseAfter({ request: pending().request }, fileRenewal(filing({ id: 'REQ-9' }), grant()));
    const { request, grant: live } = moved(approve(current, decider(BEN)));
    expect(live).toEqual(current.grant);
    expect(request?.provisioning?.steps.map(({ name }) => name)).toEqual(['grant']);
  });
});

describe('stages', () => {
  test('come one after the other, each with its own count', () => {
    const start = pending({ stages: TWO_STAGES });
    expect(openStage(start.request)).toEqual({ stage: 0, missing: 2, from: ['finance'], distinct: true });
    const one = caseAfter(start, approve(start, decider(BEN)));
    expect(openStage(one.request)).toEqual({ stage: 0, missing: 1, from: ['finance'], distinct: true });
    const two = caseAfter(one, approve(one, decider(CLEO)));
    expect(openStage(two.request)).toEqual({
      stage: 1,
      missing: 1,
      from: ['workiva-admins', 'security'],
      distinct: true,
    });
    expect(two.request.state).toBe('pending');
    const three = caseAfter(two, approve(two, decider(ADMIN)));
    expect(openStage(three.request)).toBeUndefined();
    expect(three.request.state).toBe('approved');
    expect(three.request.approvals.map(({ by, stage }) => [by, stage])).toEqual([
      [BEN, 0],
      [CLEO, 0],
      [ADMIN, 1],
    ]);
  });

  test('the next is told once the one before it is complete, and not earlier', () => {
    const start = pending({ stages: TWO_STAGES });
    const first = moved(approve(start, decider(BEN)));
    expect(inWords(first.effects)).toEqual(['notify approval REQ-7', 'notify card REQ-7']);
    const second = moved(approve(caseAfter(start, first), decider(CLEO)));
    expect(inWords(second.effects)).toEqual(['notify approval REQ-7', 'notify card REQ-7', 'notify stage REQ-7 1']);
  });

  test('nothing is provisioned before the last is complete', () => {
    const start = pending({ stages: TWO_STAGES });
    const { grant: made, effects, request } = moved(approve(start, decider(BEN)));
    expect(made).toBeUndefined();
    expect(request?.provisioning).toBeUndefined();
    expect(effects.some(({ kind }) => kind === 'provision')).toBe(false);
  });
});

describe('who may not decide', () => {
  const both = [
    ['approve', (by: string, current = pending()) => approve(current, decider(by))],
    ['deny', (by: string, current = pending()) => deny(current, { ...decider(by), reason: 'No need.' })],
  ] as const;

  test.each(both)('a requester cannot %s their own request, being an approver or not', (_what, decide) => {
    expect(refusalOf(decide(ANA)).code).toBe('own_request');
  });

  test.each(both)('an owner cannot %s what somebody else asked for them', (_what, decide) => {
    const current = pending();
    expect(refusalOf(decide(BEN, { request: { ...current.request, owner: BEN } })).code).toBe('own_request');
  });

  test.each(both)('somebody outside cannot %s, and hears who can', (_what, decide) => {
    const { code, sentence } = refusalOf(decide(STRANGER));
    expect(code).toBe('not_an_approver');
    expect(sentence).toContain('workiva-admins');
    expect(sentence).toContain(`<@${BEN}>`);
  });

  test('nobody counts twice in one stage', () => {
    const start = pending({ stages: TWO_STAGES });
    const one = caseAfter(start, approve(start, decider(BEN)));
    expect(refusalOf(approve(one, decider(BEN))).code).toBe('already_approved');
  });

  test('nobody counts in two stages', () => {
    const start = pending({ stages: [TWO_STAGES[1], TWO_STAGES[1]].flatMap((stage) => stage ?? []) });
    const one = caseAfter(start, approve(start, decider(BEN)));
    expect(openStage(one.request)?.stage).toBe(1);
    expect(refusalOf(approve(one, decider(BEN))).code).toBe('already_approved');
  });

  test('somebody who has left the group since cannot decide any more', () => {
    expect(refusalOf(approve(pending(), decider(BEN, [CLEO]))).code).toBe('not_an_approver');
  });

  test('who comes too late hears who won', () => {
    const start = pending();
    const won = caseAfter(start, approve(start, decider(BEN)));
    expect(refusalOf(approve(won, decider(CLEO)))).toEqual({
      code: 'already_decided',
      sentence: `REQ-7 is already approved by <@${BEN}>. Nothing was changed.`,
    });
    const lost = caseAfter(start, deny(start, { ...decider(BEN), reason: 'No need.' }));
    expect(refusalOf(approve(lost, decider(CLEO))).sentence).toBe(
      `REQ-7 is already denied by <@${BEN}>. Nothing was changed.`,
    );
    const gone = caseAfter(start, withdraw(start, ANA, NOW));
    expect(refusalOf(deny(gone, { ...decider(CLEO), reason: 'No.' })).sentence).toBe(
      `REQ-7 is already withdrawn by <@${ANA}>. Nothing was changed.`,
    );
  });

  test('who may decide is not refused', () => {
    expect(mayNotDecide(pending().request, decider(BEN))).toBeUndefined();
  });

  test('a request on its way cannot be denied any more', () => {
    expect(refusalOf(deny(awaitingAdmin(), { ...decider(BEN), reason: 'Too late.' })).code).toBe('already_decided');
  });
});

describe('denying', () => {
  const denied = (reason: string, current = pending()) => deny(current, { ...decider(BEN), reason });

  test('ends the request with the reason, frees its name and tells the requester', () => {
    const { request, releases, effects, events } = moved(denied('  Use the shared integration. '));
    expect(request).toMatchObject({
      state: 'denied',
      outcome: { by: BEN, at: NOW.toISOString(), reason: 'Use the shared integration.' },
    });
    expect(releases).toEqual([{ name: 'client-name:sandbox | nightly export', holder: 'REQ-7' }]);
    expect(inWords(effects)).toEqual(['notify approval REQ-7', 'notify card REQ-7', 'notify outcome REQ-7 denied']);
    expect(events).toEqual([
      expect.objectContaining({
        actor: BEN,
        action: 'request.denied',
        detail: expect.objectContaining({ reason: 'Use the shared integration.' }),
      }),
    ]);
  });

  test('a renewal leaves the grant live until its date', () => {
    const current = caseAfter(pending(), fileRenewal(filing({ id: 'REQ-9' }), grant()));
    expect(moved(denied('No need.', current)).grant).toEqual(grant());
  });

  test.each([
    ['is missing', ' \n '],
    ['is too long', 'r'.repeat(1_001)],
    ['holds a secret', 'client_secret=abcd1234efgh'],
  ])('is refused when the reason %s', (_what, reason) => {
    expect(refusalOf(denied(reason)).code).toBe('reason_missing');
  });
});

describe('a rule without stages', () => {
  test('approves at once, in the name of nobody', () => {
    const filed = fileCreate(filing({ stages: [] }));
    const outcome = moved(approveIfAutomatic(filed, later(5)));
    expect(outcome.request).toMatchObject({ state: 'approved', approvals: [], decidedAt: later(5).toISOString() });
    expect(outcome.grant).toMatchObject({ id: 'GRANT-7', state: 'provisioning' });
    expect(outcome.events.map(({ actor, action }) => [actor, action])).toEqual([
      [ANA, 'request.filed'],
      ['grantdesk', 'request.approved'],
    ]);
  });

  test('keeps the claims of the filing, and sends each message once', () => {
    const filed = fileCreate(filing({ stages: [] }));
    const outcome = moved(approveIfAutomatic(filed, NOW));
    expect(outcome.claims).toEqual(filed.claims);
    expect(inWords(outcome.effects)).toEqual([
      'notify approval REQ-7',
      'notify card REQ-7',
      'provision user REQ-7 run 1',
    ]);
  });

  test('approves a renewal too, and keeps it noted at the grant', () => {
    const filed = fileRenewal(filing({ id: 'REQ-9', stages: [] }), grant());
    const outcome = moved(approveIfAutomatic(filed, NOW));
    expect(outcome.grant).toMatchObject({ state: 'active', renewal: 'REQ-9' });
    expect(inWords(outcome.effects)).toContain('provision grant REQ-9 run 1');
  });

  test('cannot be decided on by anybody', () => {
    const current = caseAfter(pending(), approveIfAutomatic(fileCreate(filing({ stages: [] })), NOW));
    expect(refusalOf(approve(current, decider(BEN))).sentence).toBe('REQ-7 is already approved. Nothing was changed.');
  });

  test('leaves a filing with stages, and a refused one, as they are', () => {
    const filed = fileCreate(filing());
    expect(approveIfAutomatic(filed, NOW)).toBe(filed);
    const refused = fileRenewal(filing({ requester: BEN, stages: [] }), grant());
    expect(approveIfAutomatic(refused, NOW)).toBe(refused);
  });
});

test('a request whose Expires date has come cannot be approved any more, only denied', () => {
  const late = new Date(`${pending().request.terms.expires}T08:00:00.000Z`);
  expect(refusalOf(approve(pending(), { ...decider(BEN), now: late })).code).toBe('terms_outdated');
  expect(deny(pending(), { ...decider(BEN), now: late, reason: 'Too late' }).ok).toBe(true);
});

describe('an approval with less', () => {
  const two = [{ from: ['workiva-admins'], count: 2, distinct: true }];
  const wide = terms({ scopes: ['Spreadsheets (Read)', 'Spreadsheets (Write)'] });
  const choice = { scopes: ['Spreadsheets (Read)'], expires: '2027-02-22', ipRestrictions: '203.0.113.7' };
  const change = 'Scopes: Spreadsheets (Read), Spreadsheets (Write) → Spreadsheets (Read)';
  const given = (current = pending({ terms: wide, stages: two }), less = choice, by = BEN) =>
    approveLess(current, less, decider(by));
  const less = (...args: Parameters<typeof given>) => {
    const answer = given(...args);
    if (!answer.ok) throw new Error('Nothing was approved.');
    return answer;
  };

  test('narrows the request, keeps what was asked, and says what is less to the requester and in the audit trail', () => {
    const { request, events, effects } = less();
    expect(request).toMatchObject({
      terms: { scopes: ['Spreadsheets (Read)'] },
      asked: wide,
      approvals: [{ by: BEN }],
    });
    expect(events[0]).toMatchObject({ action: 'request.approval_given', detail: { less: [change] } });
    expect(inWords(effects)).toContain(`notify outcome REQ-7 less.${BEN}.${NOW.getTime()}`);
  });

  test('a second time keeps what was asked first', () => {
    const current = pending({ terms: wide, stages: two });
    const once = caseAfter(current, less(current));
    const twice = less(once, { ...choice, expires: '2026-12-24' }, CLEO);
    expect(twice.request).toMatchObject({ terms: { expires: '2026-12-24' }, asked: wide });
    expect(inWords(twice.effects)).toContain(`notify outcome REQ-7 less.${CLEO}.${NOW.getTime()}`);
  });

  test('is refused to who may not decide, and for what broke glass', () => {
    expect(given(undefined, choice, STRANGER)).toMatchObject({ refusal: { code: 'not_an_approver' } });
    const current = pending({ terms: wide });
    const breakGlass = { reason: 'The close stands still.', reviewBy: later(1).toISOString() };
    expect(given({ ...current, request: { ...current.request, breakGlass } })).toMatchObject({
      refusal: { code: 'not_open' },
    });
    const confirmed = { ...current, request: { ...current.request, confirm: 'totp' as const } };
    expect(given(confirmed)).toMatchObject({ refusal: { code: 'code_needed' } });
  });

  test('that is not less answers the faults at their fields', () => {
    expect(given(undefined, { ...choice, scopes: [] })).toMatchObject({ ok: false, faults: [{ field: 'scopes' }] });
  });
});

describe('a code', () => {
  const guarded = () => {
    const current = pending();
    return { ...current, request: { ...current.request, confirm: 'totp' as const } };
  };

  test('is needed where the policy asks for one, and is recorded with the approval', () => {
    expect(refusalOf(approve(guarded(), decider(BEN))).code).toBe('code_needed');
    const { request, events } = moved(approve(guarded(), { ...decider(BEN), confirmed: 'totp' }));
    expect(request?.approvals).toMatchObject([{ by: BEN, confirmed: 'totp' }]);
    expect(events[0]?.detail).toMatchObject({ confirmed: 'totp' });
  });

  test('is not needed to deny', () => {
    expect(deny(guarded(), { ...decider(BEN), reason: 'Too wide.' }).ok).toBe(true);
  });

  test('that was wrong changes nothing, and is recorded', () => {
    const current = guarded();
    expect(codeRefused(current, { by: BEN, code: 'code_wrong', now: NOW })).toEqual({
      ok: true,
      ...current,
      events: [expect.objectContaining({ actor: BEN, action: 'request.code_refused', detail: { code: 'code_wrong' } })],
      effects: [],
    });
  });

  test('that locks their codes, or comes while they are locked, tells the admins of that lock', () => {
    const lockedUntil = later(HOUR);
    const refusals = ['code_wrong', 'locked'].map((code) =>
      codeRefused(guarded(), { by: BEN, code, lockedUntil, now: NOW }),
    );
    for (const { effects } of refusals) {
      expect(inWords(effects)).toEqual([`notify codes-locked ${BEN} ${lockedUntil.getTime()}`]);
    }
  });
});

describe('who decides in the place of another', () => {
  const standIn = (by: string, from: string) => ({
    ...decider(by, [from]),
    authority: { groups: { 'workiva-admins': [from] }, delegations: [{ from, to: by }] },
  });

  test('is recorded with whose place it was, approving and denying', () => {
    expect(moved(approve(pending(), standIn(CLEO, BEN))).events[0]?.detail).toMatchObject({ for: BEN });
    const denied = moved(deny(pending(), { ...standIn(CLEO, BEN), reason: 'Too wide.' }));
    expect(denied.events[0]?.detail).toMatchObject({ for: BEN });
    expect(moved(approve(pending(), decider(BEN))).events[0]?.detail).not.toHaveProperty('for');
  });

  test('has used up the right of that person, who is told by whom', () => {
    const current = pending({ stages: [{ from: ['workiva-admins'], count: 2, distinct: true }] });
    const { groups } = decider(BEN).authority;
    const authority = { groups: { ...groups, 'workiva-admins': [BEN] }, delegations: [{ from: BEN, to: CLEO }] };
    const once = caseAfter(current, approve(current, { ...decider(CLEO), authority }));
    expect(refusalOf(approve(once, { ...decider(BEN), authority }))).toEqual({
      code: 'already_approved',
      sentence: `<@${CLEO}> has approved REQ-7 in your place, and nobody counts twice.`,
    });
    expect(refusalOf(approve(once, { ...decider(CLEO), authority }))).toEqual({
      code: 'already_approved',
      sentence: 'You have already approved REQ-7, and nobody counts twice.',
    });
  });
});

describe('an approver', () => {
  test('who saw the request before it was edited has to read it again', () => {
    expect(refusalOf(approve(pending(), { ...decider(BEN), revision: 2 })).code).toBe('terms_moved');
    expect(approve(pending(), { ...decider(BEN), revision: 1 }).ok).toBe(true);
  });

  test('who has become the owner of the grant meanwhile cannot approve', () => {
    const current = { ...pending(), grant: grant({ owner: BEN }) };
    expect(refusalOf(approve(current, decider(BEN)))).toEqual({
      code: 'own_request',
      sentence: 'GRANT-7 has become yours meanwhile, so somebody else has to approve this.',
    });
  });

  test('comes too late from the moment on at which the grant would end', () => {
    const at = (moment: string) => approve(pending(), { ...decider(BEN), now: new Date(moment) });
    expect(refusalOf(at('2027-02-22T00:00:00.000Z')).code).toBe('terms_outdated');
    expect(at('2027-02-21T23:59:59.999Z').ok).toBe(true);
  });
});

test('what was refused, or waits for its owner, is not begun by a rule without stages', () => {
  const no = { ok: false as const, refusal: { code: 'not_open' as const, sentence: 'No.' } };
  expect(approveIfAutomatic(no, NOW)).toBe(no);
  const waiting = fileCreate(filing({ owner: CLEO, stages: [] }));
  expect(approveIfAutomatic(waiting, NOW)).toBe(waiting);
});
