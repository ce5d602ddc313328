import { describe, expect, test } from '@jest/globals';
import { nameThem } from '../../src/domain/refusal.ts';
import { fileCreate, fileRenewal, refreshed } from '../../src/domain/request.ts';
import { canAskAgain, canWithdraw, end, withdraw } from '../../src/domain/request-end.ts';
import { stateInWords } from '../../src/domain/state-words.ts';
import {
  ANA,
  approved,
  awaitingAdmin,
  BEN,
  failed,
  filing,
  grant,
  inWords,
  later,
  moved,
  NOW,
  pending,
  refusalOf,
  terms,
} from '../support/domain-cases.ts';

describe('a request for a new grant', () => {
  test('waits for approval, and knows the rule, the policy and the grant that it will become', () => {
    expect(fileCreate(filing({ id: 'REQ-142' })).request).toMatchObject({
      id: 'REQ-142',
      kind: 'create',
      state: 'pending',
      requester: ANA,
      owner: ANA,
      grant: 'GRANT-142',
      policy: { rule: 'Everything else', digest: 'd'.repeat(64) },
      approvals: [],
      filedAt: NOW.toISOString(),
    });
  });

  test('makes no grant yet', () => {
    expect(fileCreate(filing()).grant).toBeUndefined();
  });

  test('tells the approvers and the requester, and leaves its trace', () => {
    const { effects, events } = fileCreate(filing());
    expect(inWords(effects)).toEqual(['notify approval REQ-7', 'notify card REQ-7']);
    expect(events).toEqual([
      expect.objectContaining({
        actor: ANA,
        action: 'request.filed',
        subjects: ['REQ-7', 'GRANT-7'],
        at: NOW.toISOString(),
      }),
    ]);
  });

  test('reserves its client name, whatever the case', () => {
    expect(fileCreate(filing({ terms: terms({ clientName: 'Sandbox | EXPORT' }) })).claims).toEqual([
      { name: 'client-name:sandbox | export', holder: 'REQ-7' },
    ]);
  });
});

describe('a request to renew a grant', () => {
  const live = grant({ warnings: ['2027-02-22.86400000'], letExpire: { by: ANA, at: NOW.toISOString() } });
  const renewal = filing({ id: 'REQ-9', terms: terms({ expires: '2027-05-01' }) });

  test('is refused while a change is open, or where the grant has become another since', () => {
    for (const open of [{ change: 'REQ-5' }, { narrowing: 'REQ-5' }]) {
      expect(refusalOf(fileRenewal(renewal, grant(open))).code).toBe('change_open');
    }
    const wider = grant({ terms: terms({ scopes: ['Spreadsheets (Read)', 'Spreadsheets (Write)'] }) });
    expect(refusalOf(fileRenewal(renewal, wider)).code).toBe('terms_moved');
  });

  test('remembers the date before it, and is noted at the grant', () => {
    const { request, grant: after } = moved(fileRenewal(renewal, live));
    expect(request).toMatchObject({ kind: 'renew', state: 'pending', grant: 'GRANT-7', previousExpires: '2027-02-22' });
    expect(after).toMatchObject({ id: 'GRANT-7', state: 'active', renewal: 'REQ-9', terms: { expires: '2027-02-22' } });
  });

  test('takes back that the grant may expire, and brings the warnings up to date', () => {
    const { grant: after, effects } = moved(fileRenewal(renewal, live));
    expect(after).not.toHaveProperty('letExpire');
    expect(inWords(effects)).toContain('notify warning GRANT-7 2027-02-22.86400000');
  });

  test('takes no claim, since the grant has its own', () => {
    expect(moved(fileRenewal(renewal, live)).claims).toEqual([]);
  });

  test('is the owner’s alone', () => {
    expect(refusalOf(fileRenewal({ ...renewal, requester: BEN }, live))).toMatchObject({
      code: 'not_yours',
      sentence: expect.stringContaining(`<@${ANA}>`),
    });
  });

  test.each(['provisioning', 'suspended', 'expired', 'revoked'] as const)(
    'cannot be about a grant that is %s',
    (state) => {
      expect(refusalOf(fileRenewal(renewal, { ...live, state }))).toMatchObject({
        code: 'not_live',
        sentence: expect.stringContaining(state === 'provisioning' ? 'is still being made' : state),
      });
    },
  );

  test('waits for the approval after the fact of what broke glass', () => {
    const unreviewed = { ...live, reviewBy: '2026-11-25T10:00:00.000Z' };
    expect(refusalOf(fileRenewal(renewal, unreviewed))).toMatchObject({
      code: 'not_live',
      sentence: expect.stringContaining('REQ-7 is not approved yet'),
    });
  });

  test('is refused while another is open, and names that one', () => {
    expect(refusalOf(fileRenewal(renewal, { ...live, renewal: 'REQ-8' }))).toMatchObject({
      code: 'renewal_open',
      sentence: expect.stringContaining('REQ-8'),
    });
  });
});

describe('withdrawing', () => {
  const when = later(1_000);

  test('ends a pending request and frees its client name', () => {
    const { request, releases, events, grant: after } = moved(withdraw(pending(), ANA, when));
    expect(request).toMatchObject({ state: 'withdrawn', outcome: { by: ANA, at: when.toISOString() } });
    expect(releases).toEqual([{ name: 'client-name:sandbox | nightly export', holder: 'REQ-7' }]);
    expect(events).toEqual([expect.objectContaining({ actor: ANA, action: 'request.withdrawn' })]);
    expect(after).toBeUndefined();
  });

  test('a failed request revokes the grant that was begun, and closes the message of the failure', () => {
    const { request, grant: after, effects } = moved(withdraw(failed(), ANA, when));
    expect(request).toMatchObject({ state: 'withdrawn', dueAt: undefined });
    expect(after).toMatchObject({ state: 'revoked', endedAt: when.toISOString() });
    expect(inWords(effects)).toEqual(['notify approval REQ-7', 'notify card REQ-7', 'notify failure REQ-7 1']);
  });

  test('a renewal leaves the grant as it was, open for another renewal', () => {
    const { request, grant: live } = moved(fileRenewal(filing({ id: 'REQ-9' }), grant({ warnings: ['w'] })));
    if (!request) throw new Error('Nothing was filed.');
    const { grant: after, releases, effects } = moved(withdraw({ request, grant: live }, ANA, when));
    expect(after).toEqual(grant({ warnings: ['w'] }));
    expect(releases).toEqual([]);
    expect(inWords(effects)).toContain('notify warning GRANT-7 w');
  });

  test('is the requester’s alone', () => {
    expect(refusalOf(withdraw(pending(), BEN, when))).toMatchObject({ code: 'not_yours' });
  });

  test.each([
    ['approved', approved()],
    ['awaiting_admin', awaitingAdmin()],
    ...(['provisioning', 'fulfilled', 'denied', 'withdrawn', 'lapsed'] as const).map(
      (state) => [state, { ...pending(), request: { ...pending().request, state } }] as const,
    ),
  ])('is refused once a request is %s, in words', (state, current) => {
    expect(current.request.state).toBe(state);
    expect(refusalOf(withdraw(current, ANA, when))).toMatchObject({
      code: 'not_open',
      sentence: expect.stringContaining(stateInWords(current.request)),
    });
  });
});

test('bringing the messages of a request up to date never touches the warnings of a grant that it creates', () => {
  expect(inWords(refreshed(pending().request, grant({ warnings: ['w'] })))).toEqual([
    'notify approval REQ-7',
    'notify card REQ-7',
  ]);
});

describe('the state of a request in words', () => {
  const inState = (kind: 'create' | 'revoke', state: ReturnType<typeof pending>['request']['state']) =>
    stateInWords({ ...pending().request, kind, state });

  test('is of its own for what takes away', () => {
    const states = ['pending', 'approved', 'provisioning', 'fulfilled', 'failed'] as const;
    expect(states.map((state) => inState('revoke', state))).toEqual([
      'waiting for approval',
      'begun',
      'being carried out',
      'done',
      'stopped by a failure',
    ]);
    expect(states.map((state) => inState('create', state))).toEqual([
      'waiting for approval',
      'approved',
      'being provisioned',
      'fulfilled',
      'stopped by a failure',
    ]);
  });
});

describe('a request can be asked for again', () => {
  const glass = (outcome?: 'approved' | 'denied' | 'lapsed') => ({
    reason: 'The close stands still.',
    reviewBy: NOW.toISOString(),
    ...(outcome === undefined ? {} : { verdict: { outcome, by: BEN, at: NOW.toISOString() } }),
  });

  test.each(['denied', 'withdrawn', 'lapsed'] as const)('once it is %s', (state) => {
    expect(canAskAgain({ ...pending().request, state })).toBe(true);
  });

  test.each(['pending', 'fulfilled', 'failed'] as const)('not while it is %s', (state) => {
    expect(canAskAgain({ ...pending().request, state })).toBe(false);
  });

  test.each([
    ['denied', true],
    ['lapsed', true],
    ['approved', false],
    [undefined, false],
  ] as const)('after breaking glass with the verdict %s: %s', (outcome, can) => {
    expect(canAskAgain({ ...pending().request, state: 'fulfilled', breakGlass: glass(outcome) })).toBe(can);
  });
});

describe('what is audited of a request', () => {
  const detailOf = (changes: Parameters<typeof filing>[0]) => fileCreate(filing(changes)).events[0]?.detail;

  test('is everything that was asked for, and why it was routed as it was', () => {
    const user = { username: 'svc.export' };
    const { user: _, ...rest } = terms();
    expect(detailOf({})).toEqual({
      kind: 'create',
      owner: ANA,
      rule: 'Everything else',
      why: 'It applies to everything that no earlier rule covers.',
      policy: 'd'.repeat(64),
      ...rest,
      userKind: 'existing',
      ...user,
    });
  });

  test('is also why it cannot wait, and why glass was broken', () => {
    const breakGlass = { reason: 'The close stands still.', reviewBy: NOW.toISOString() };
    expect(detailOf({ urgency: 'The close is today.', breakGlass })).toMatchObject({
      urgency: 'The close is today.',
      breakGlass: 'The close stands still.',
      reviewBy: NOW.toISOString(),
    });
  });
});

describe('what comes to nothing', () => {
  const outcome = { by: BEN, at: NOW.toISOString() };
  const created = { kind: 'new', username: 'svc.new', givenName: 'A', familyName: 'B', email: 'a@b.example' } as const;
  const step = (state: 'waiting' | 'done', begun?: true) => ({
    ...failed().request.provisioning,
    steps: [{ name: 'user' as const, state, run: 1, ...(begun ? { begun } : {}) }],
  });
  const failing = (changes: object) => ({ ...failed().request, ...changes }) as ReturnType<typeof failed>['request'];
  const left = (changes: object, own = grant()) =>
    end({ request: failing(changes), grant: own }, 'denied', outcome).grant;

  test('leaves the integration user that was made for it to be cleaned up', () => {
    const made = terms({ user: created });
    const after = left({ terms: made, provisioning: step('done') });
    expect(after).toMatchObject({ state: 'revoked', leftovers: [made], dueAt: NOW.toISOString() });
    expect(left({ terms: made, provisioning: step('waiting', true) })).toMatchObject({ leftovers: [made] });
  });

  test('adds it to what was left before', () => {
    const made = terms({ user: created });
    const after = left({ terms: made, provisioning: step('done') }, grant({ leftovers: [terms()] }));
    expect(after?.leftovers).toEqual([
      terms(),
      { ...made, undo: { request: 'REQ-7', roles: [], membership: false, user: true } },
    ]);
  });

  test('leaves nothing where the user was not made, or was there before', () => {
    expect(left({ terms: terms({ user: created }), provisioning: step('waiting') })).not.toHaveProperty('leftovers');
    expect(left({ terms: terms({ user: created }), provisioning: undefined })).not.toHaveProperty('leftovers');
    expect(left({ provisioning: step('done') })).not.toHaveProperty('leftovers');
  });

  test('leaves nothing of a change that keeps the grant’s own user, and that of one that does not', () => {
    const change = { kind: 'change', previous: terms(), provisioning: step('done') };
    const own = grant({ terms: terms({ user: created }), change: 'REQ-7' });
    expect(left({ ...change, terms: terms({ user: created }) }, own)).toEqual(
      grant({ terms: terms({ user: created }) }),
    );
    expect(left({ ...change, terms: terms({ user: created }) })).toMatchObject({
      state: 'active',
      leftovers: [{ user: created }],
    });
  });

  test('gives back what it has given to a user that was there before, also where it broke glass', () => {
    const steps = [{ name: 'roles' as const, state: 'done' as const, begun: true, changed: ['Viewer'] }];
    const breakGlass = { reason: 'The close stands still.', reviewBy: NOW.toISOString() };
    const undo = { request: 'REQ-7', roles: ['Viewer'], membership: false, user: false };
    for (const glass of [{}, { breakGlass }])
      expect(left({ ...glass, provisioning: { run: 1, steps } })).toMatchObject({ leftovers: [{ undo }] });
  });

  test('leaves a user that it inherited from another grant', () => {
    expect(left({}, grant({ inherits: true }))).toMatchObject({ leftovers: [terms()] });
    expect(left({ kind: 'renew' }, grant({ inherits: true }))).not.toHaveProperty('leftovers');
  });

  test('keeps the other requests that are open at the grant', () => {
    const after = left({ kind: 'change', previous: terms() }, grant({ change: 'REQ-7', renewal: 'REQ-8' }));
    expect(after).toEqual(grant({ renewal: 'REQ-8' }));
  });

  test('has a grant that has expired meanwhile cleaned up, and frees its names', () => {
    const ended = end({ request: failing({ kind: 'renew' }), grant: grant({ state: 'expired' }) }, 'denied', outcome);
    expect(ended.grant?.dueAt).toBe(NOW.toISOString());
    expect(ended.releases).toEqual(
      expect.arrayContaining([{ name: 'client-name:sandbox | nightly export', holder: 'REQ-7' }]),
    );
  });

  test('frees the name that a change had reserved', () => {
    const changed = (clientName: string) =>
      failing({ kind: 'change', previous: terms(), terms: terms({ clientName }) });
    const freed = (clientName: string) =>
      end({ request: changed(clientName), grant: grant() }, 'denied', outcome).releases;
    expect(freed('Treasury | daily feed')).toEqual([{ name: 'client-name:treasury | daily feed', holder: 'REQ-7' }]);
    expect(freed('SANDBOX | nightly export')).toEqual([]);
  });
});

test('what takes away cannot be withdrawn', () => {
  expect(canWithdraw({ ...pending().request, kind: 'revoke', state: 'failed' })).toBe(false);
  expect(canWithdraw({ ...pending().request, state: 'failed' })).toBe(true);
});

test('people are named by the first few, and the rest are counted', () => {
  expect(nameThem([])).toBe('nobody at present');
  expect(nameThem(['U1', 'U2'], 2)).toBe('<@U1>, <@U2>');
  expect(nameThem(['U1', 'U2', 'U3', 'U4'], 2)).toBe('<@U1>, <@U2> and 2 more');
});
