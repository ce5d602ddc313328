import { describe, expect, test } from '@jest/globals';
import { fileCreate, fileRenewal, refreshed, stateInWords, withdraw } from '../../src/domain/request.ts';
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
        sentence: expect.stringContaining(state),
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
