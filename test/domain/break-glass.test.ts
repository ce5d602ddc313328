import { describe, expect, test } from '@jest/globals';
import { finishTask } from '../../src/domain/admin-task.ts';
import { REVIEW_WITHIN } from '../../src/domain/after-the-fact.ts';
import { approve, approveLess, deny } from '../../src/domain/approval.ts';
import {
  breakingGlass,
  closeReview,
  lapseReview,
  remindOfReview,
  startIfBreakingGlass,
} from '../../src/domain/break-glass.ts';
import { HOUR } from '../../src/domain/duration.ts';
import { sweepGrant } from '../../src/domain/grant.ts';
import { beginStep, completeStep, failStep, needAdmin } from '../../src/domain/provisioning.ts';
import type { Case, Grant } from '../../src/domain/records.ts';
import { decisionDetail, fileCreate } from '../../src/domain/request.ts';
import { withdraw } from '../../src/domain/request-end.ts';
import { refused, type Transition } from '../../src/domain/transition.ts';
import {
  ADMIN,
  ANA,
  BEN,
  caseAfter,
  DIGEST,
  decider,
  filing,
  inWords,
  later,
  moved,
  NOW,
  pending,
  refusalOf,
} from '../support/domain-cases.ts';

const EMERGENCY = 'The close is stuck.';
const DUE = later(REVIEW_WITHIN);
const HALF = later(REVIEW_WITHIN / 2);
const ADMINS = { by: ADMIN, admins: [ADMIN], now: NOW };

type Broken = Case & { grant: Grant };

const filed = () => fileCreate(filing({ urgency: EMERGENCY, breakGlass: breakingGlass(EMERGENCY, NOW) }));
const broken = (): Broken => caseAfter(pending(), startIfBreakingGlass(filed(), NOW));

/** A request that broke glass, at the step that makes the grant. */
function toGrantStep(): Broken {
  let current = broken();
  for (const { name } of current.request.provisioning?.steps ?? []) {
    current = caseAfter(current, beginStep(current, name, NOW));
    if (name !== 'grant') current = caseAfter(current, completeStep(current, name, { note: 'It is there' }, NOW));
  }
  return current;
}

const waitingForAdmin = (): Broken => {
  const current = toGrantStep();
  return caseAfter(current, needAdmin(current, 'grant', NOW));
};

const live = (): Broken => {
  const current = waitingForAdmin();
  return caseAfter(current, finishTask(current, 'grant', { ...ADMINS, clientId: 'client-7' }));
};

const stopped = (): Broken => {
  const begun = caseAfter(broken(), beginStep(broken(), 'user', NOW));
  return caseAfter(begun, failStep(begun, 'user', 'Workiva refused the username.', NOW));
};

const approveIt = (current: Case, now = NOW) => approve(current, decider(ADMIN, [ADMIN], { now }));
const denyIt = (current: Case, now = NOW) =>
  deny(current, { ...decider(ADMIN, [ADMIN], { now }), reason: 'It could have waited.' });

describe('breaking glass', () => {
  test('starts at once, and says until when it has to be approved', () => {
    const { request, grant } = broken();
    expect(request).toMatchObject({
      state: 'approved',
      approvals: [],
      breakGlass: { reason: EMERGENCY, reviewBy: DUE.toISOString() },
    });
    expect(grant).toMatchObject({ state: 'provisioning', reviewBy: DUE.toISOString(), dueAt: HALF.toISOString() });
  });

  test('is announced to admins and auditors, and audited as what it is: nobody has approved it', () => {
    const { events, effects, claims } = moved(startIfBreakingGlass(filed(), NOW));
    expect(inWords(effects)).toEqual([
      'notify approval REQ-7',
      'notify card REQ-7',
      'notify break-glass REQ-7 admin',
      'notify break-glass REQ-7 audit',
      'provision user REQ-7 run 1',
    ]);
    expect(events[1]?.detail).toEqual({ reason: EMERGENCY, reviewBy: DUE.toISOString() });
    expect(events.map(({ actor, action }) => [actor, action])).toEqual([
      [ANA, 'request.filed'],
      [ANA, 'request.glass_broken'],
    ]);
    expect(claims).toEqual([{ name: expect.stringMatching(/^client-name:/), holder: 'REQ-7' }]);
  });

  test('leaves every other filing as it is', () => {
    const plain = fileCreate(filing());
    expect(startIfBreakingGlass(plain, NOW)).toBe(plain);
    const forAnother = fileCreate(filing({ owner: BEN, breakGlass: breakingGlass(EMERGENCY, NOW) }));
    expect(startIfBreakingGlass(forAnother, NOW)).toBe(forAnother);
    const refusal = refused('no_approver', 'Nobody can approve it.');
    expect(startIfBreakingGlass(refusal, NOW)).toBe(refusal);
    const nothing: Transition = { ok: true, events: [], effects: [] };
    expect(startIfBreakingGlass(nothing, NOW)).toBe(nothing);
  });
});

describe('who reviews it', () => {
  test('is never the one who broke it, and nobody without authority', () => {
    expect(refusalOf(approve(live(), decider(ANA, [ANA, ADMIN]))).code).toBe('own_request');
    expect(refusalOf(approve(live(), decider(BEN, [ADMIN]))).code).toBe('not_an_approver');
  });

  test('decides as it is, or not: there is no less of what is carried out', () => {
    const less = { scopes: ['Spreadsheets (Read)'], expires: '2026-12-01', ipRestrictions: '203.0.113.7' };
    const answer = approveLess(live(), less, decider(ADMIN, [ADMIN]));
    expect('refusal' in answer && answer.refusal).toMatchObject({ code: 'not_open' });
  });

  test('decides once', () => {
    const approvedCase = caseAfter(live(), approveIt(live()));
    expect(refusalOf(denyIt(approvedCase))).toEqual({
      code: 'already_decided',
      sentence: `REQ-7 is already approved by <@${ADMIN}>. Nothing was changed.`,
    });
    expect(refusalOf(approveIt(caseAfter(live(), denyIt(live())))).sentence).toContain('already denied');
  });

  test('can still approve what has expired meanwhile', () => {
    const late = new Date('2027-02-22T01:00:00Z');
    expect(moved(approveIt(live(), late)).request?.breakGlass?.verdict).toMatchObject({ outcome: 'approved' });
  });
});

describe('approved after the fact', () => {
  test.each([
    ['while it is being provisioned', toGrantStep, 'provisioning'],
    ['while an admin has to act', waitingForAdmin, 'awaiting_admin'],
    ['after it has stopped', stopped, 'failed'],
    ['when it lives', live, 'fulfilled'],
  ])('%s it goes on where it is', (_when, make, state) => {
    const { request, grant } = caseAfter(make(), approveIt(make()));
    expect(request).toMatchObject({ state, breakGlass: { verdict: { outcome: 'approved', by: ADMIN } } });
    expect(grant.reviewBy).toBeUndefined();
    expect(grant.suspension).toBeUndefined();
    expect(moved(lapseReview({ request, grant }, DIGEST, DUE))).toMatchObject({ events: [], effects: [] });
  });
});

describe('the verdict', () => {
  const at = later(HOUR).toISOString();
  const review = (action: string, detail: object) => ({
    ...{ at, actor: ADMIN, action, subjects: ['REQ-7', 'GRANT-7'] },
    detail: { ...decisionDetail(live().request, DIGEST), ...detail },
  });
  const DENIED = { outcome: 'denied', by: ADMIN, at, reason: 'It could have waited.' } as const;
  const reason = { reason: DENIED.reason };

  test('of approval has a live grant looked at anew, and one that is being made left to its request', () => {
    const verdict = { outcome: 'approved', by: ADMIN, at } as const;
    const approvedLive = closeReview(live(), verdict, DIGEST);
    expect(approvedLive.grant).toMatchObject({ state: 'active', dueAt: at });
    expect(approvedLive.events).toStrictEqual([review('request.review_approved', {})]);
    const begun = closeReview(toGrantStep(), verdict, DIGEST);
    expect(begun.grant).toMatchObject({ state: 'provisioning' });
    expect(begun.grant?.dueAt).toBeUndefined();
  });

  test('of denial is audited with its reason, and stops the grant for good', () => {
    const after = closeReview(live(), DENIED, DIGEST);
    expect(after.events).toEqual([
      review('request.review_denied', reason),
      { at, actor: ADMIN, action: 'grant.suspended', subjects: ['GRANT-7'], detail: reason },
    ]);
    expect(after.grant?.suspension).toMatchObject({ by: ADMIN, at, final: true, ...reason });
  });

  test('of denial ends with who and why what is still being made, and no task that was never given', () => {
    const after = closeReview(toGrantStep(), DENIED, DIGEST);
    expect(after.request).toMatchObject({ state: 'denied', outcome: { by: ADMIN, at, ...reason } });
    expect(inWords(after.effects).join('\n')).not.toContain('admin-task');
  });

  test('of denial ends also a request whose grant cannot be found', () => {
    const after = closeReview({ request: toGrantStep().request }, DENIED, DIGEST);
    expect(after).toMatchObject({ ok: true, request: { state: 'denied' } });
    expect(after.grant).toBeUndefined();
    expect(after.events).toEqual([review('request.review_denied', reason)]);
  });
});

describe.each([
  ['denied', (current: Case) => denyIt(current)],
  ['lapsed', (current: Case) => lapseReview(current, DIGEST, DUE)],
] as const)('%s after the fact', (outcome, close) => {
  test('a live grant is suspended, and stays what it is otherwise', () => {
    const after = moved(close(live()));
    expect(after.request).toMatchObject({ state: 'fulfilled', breakGlass: { verdict: { outcome } } });
    expect(after.grant).toMatchObject({ state: 'suspended', suspension: { run: 1 } });
    expect(after.grant?.reviewBy).toBeUndefined();
    expect(inWords(after.effects)).toEqual(
      expect.arrayContaining([
        'suspend GRANT-7 run 1',
        'notify suspension GRANT-7 1',
        'notify suspended GRANT-7 1',
        'notify break-glass REQ-7 admin',
        'notify break-glass REQ-7 audit',
        `notify outcome REQ-7 ${outcome === 'denied' ? 'denied' : 'review-lapsed'}`,
      ]),
    );
    expect(after.releases ?? []).toEqual([]);
  });

  test.each([
    ['is being provisioned', toGrantStep],
    ['waits for an admin', waitingForAdmin],
    ['has stopped', stopped],
    ['has not begun', broken],
  ])('a request that %s ends, and what was made for it is suspended', (_what, make) => {
    const after = moved(close(make()));
    expect(after.request).toMatchObject({ state: outcome, dueAt: undefined });
    expect(after.grant).toMatchObject({ state: 'revoked', suspension: { run: 1 } });
    expect(inWords(after.effects)).toContain('suspend GRANT-7 run 1');
    expect(after.releases).toEqual([{ name: expect.stringMatching(/^client-name:/), holder: 'REQ-7' }]);
  });

  test('the task of an admin closes, and what they enter later is refused with what to take back', () => {
    const after = moved(close(waitingForAdmin()));
    expect(inWords(after.effects)).toContain('notify admin-task REQ-7 grant.1');
    const late = finishTask(caseAfter(waitingForAdmin(), after), 'grant', { ...ADMINS, clientId: 'client-7' });
    expect(refusalOf(late)).toMatchObject({
      code: 'not_open',
      sentence: expect.stringContaining('delete the grant “Sandbox | nightly export”'),
    });
  });
});

describe('the day of the review', () => {
  test('ends nothing before it is over, and nothing twice', () => {
    const early = new Date(DUE.getTime() - 1);
    expect(moved(lapseReview(live(), DIGEST, early))).toMatchObject({ events: [], effects: [] });
    const over = caseAfter(live(), lapseReview(live(), DIGEST, DUE));
    expect(moved(lapseReview(over, DIGEST, later(HOUR, DUE)))).toMatchObject({ events: [], effects: [] });
  });

  test('is kept in mind by the sweep of a grant that lives, and of one that has expired before', () => {
    const { grant } = live();
    expect(moved(sweepGrant(grant, [], NOW)).grant?.dueAt).toBe(HALF.toISOString());
    expect(moved(sweepGrant(grant, [], HALF)).grant?.dueAt).toBe(DUE.toISOString());
    const short = { ...grant, terms: { ...grant.terms, expires: '2026-11-25' } };
    const expired = moved(sweepGrant(short, [], new Date('2026-11-25T00:00:00Z'))).grant;
    expect(expired).toMatchObject({ state: 'expired', reviewBy: DUE.toISOString() });
    const cleanedUp = { ...(expired ?? grant), revocation: 'REQ-9' };
    expect(moved(sweepGrant(cleanedUp, [], NOW)).grant?.dueAt).toBe(HALF.toISOString());
    expect(moved(sweepGrant(cleanedUp, [], HALF)).grant?.dueAt).toBe(DUE.toISOString());
  });

  test('half-way to it those who may approve are reminded, once', () => {
    for (const current of [broken(), waitingForAdmin(), live(), stopped()]) {
      const early = moved(remindOfReview(current, new Date(HALF.getTime() - 1)));
      expect(early).toMatchObject({ events: [], effects: [] });
      const reminded = moved(remindOfReview(current, HALF));
      expect(reminded.events).toMatchObject([
        { actor: 'grantdesk', action: 'request.review_reminded', detail: { reviewBy: DUE.toISOString() } },
      ]);
      expect(inWords(reminded.effects)).toEqual([`notify stage REQ-7 0.${HALF.getTime()}.review`]);
      const breakGlass = { ...current.request.breakGlass, remindedAt: HALF.toISOString() };
      expect(reminded.request).toEqual({ ...current.request, breakGlass });
      const again = remindOfReview(caseAfter(current, reminded), later(HOUR, HALF));
      expect(moved(again)).toMatchObject({ events: [], effects: [] });
    }
    expect(broken().grant.dueAt).toBe(HALF.toISOString());
  });

  test('reminds of the stage that is open by then', () => {
    const admins = { from: ['workiva-admins'], count: 1, distinct: true };
    const two = fileCreate(filing({ stages: [admins, admins], breakGlass: breakingGlass(EMERGENCY, NOW) }));
    const begun = caseAfter(pending(), startIfBreakingGlass(two, NOW));
    const half = caseAfter(begun, approveIt(begun));
    expect(inWords(moved(remindOfReview(half, HALF)).effects)).toEqual([
      `notify stage REQ-7 1.${HALF.getTime()}.review`,
    ]);
  });

  test('reminds nobody of what is reviewed, was withdrawn, or never broke glass', () => {
    const reviewed = caseAfter(live(), approveIt(live()));
    const failedAndBack = caseAfter(stopped(), approveIt(stopped()));
    for (const current of [reviewed, caseAfter(failedAndBack, withdraw(failedAndBack, ANA, NOW)), pending()])
      expect(moved(remindOfReview(current, HALF))).toMatchObject({ events: [], effects: [] });
  });

  test('cannot be evaded by withdrawing', () => {
    expect(refusalOf(withdraw(stopped(), ANA, NOW))).toMatchObject({
      code: 'not_open',
      sentence: expect.stringContaining('its approvers have the last word'),
    });
    const approvedCase = caseAfter(stopped(), approveIt(stopped()));
    expect(moved(withdraw(approvedCase, ANA, NOW)).request?.state).toBe('withdrawn');
  });
});
