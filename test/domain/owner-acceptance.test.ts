import { describe, expect, test } from '@jest/globals';
import { approve } from '../../src/domain/approval.ts';
import { HOUR } from '../../src/domain/duration.ts';
import { edit } from '../../src/domain/edit.ts';
import { acceptOwnership, declineOwnership } from '../../src/domain/owner-acceptance.ts';
import type { Case } from '../../src/domain/records.ts';
import { withdraw } from '../../src/domain/request-end.ts';
import {
  ADMIN,
  ANA,
  BEN,
  CLEO,
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
  STRANGER,
} from '../support/domain-cases.ts';

const awaiting = (changes: Parameters<typeof pending>[0] = {}): Case => pending({ owner: BEN, ...changes });
const answer = (by: string, now: Date) => ({ by, digest: DIGEST, now });
const accepted = () => caseAfter(awaiting(), acceptOwnership(awaiting(), answer(BEN, later(HOUR))));

describe('a request for another owner', () => {
  test('is filed without anybody being asked to approve it', () => {
    expect(awaiting().request).toMatchObject({ state: 'awaiting_owner', owner: BEN, opened: false });
  });

  test('cannot be approved before they accept', () => {
    expect(refusalOf(approve(awaiting(), decider(ADMIN, [ADMIN])))).toEqual({
      code: 'already_decided',
      sentence: `REQ-7 waits for <@${BEN}> to accept it first.`,
    });
  });

  test('can be withdrawn by its requester meanwhile', () => {
    expect(moved(withdraw(awaiting(), ANA, NOW)).request?.state).toBe('withdrawn');
  });
});

describe('accepting', () => {
  test('opens the request to those who may approve, whose clock begins then', () => {
    const { request, events, effects } = moved(acceptOwnership(awaiting(), answer(BEN, later(HOUR))));
    expect(request).toMatchObject({
      state: 'pending',
      opened: true,
      waiting: { since: later(HOUR).toISOString(), told: [] },
      dueAt: later(HOUR).toISOString(),
    });
    expect(events).toEqual([expect.objectContaining({ actor: BEN, action: 'request.owner_accepted' })]);
    expect(inWords(effects)).toEqual(['notify approval REQ-7', 'notify card REQ-7', `notify owner REQ-7 ${BEN}.1`]);
  });

  test('asks those to look again who were asked before an edit named this owner', () => {
    const before = pending();
    const edited = caseAfter(before, edit(before, filing({ owner: BEN })));
    const { effects } = moved(acceptOwnership(edited, answer(BEN, later(HOUR))));
    expect(inWords(effects)).toContain('notify edited REQ-7 2');
  });

  test('starts what the rule approves by itself, with one job', () => {
    const current = awaiting({ stages: [] });
    const { request, grant, events, effects } = moved(acceptOwnership(current, answer(BEN, NOW)));
    expect(request).toMatchObject({ state: 'approved', approvals: [] });
    expect(grant).toMatchObject({ state: 'provisioning', owner: BEN });
    expect(events.map(({ action }) => action)).toEqual(['request.owner_accepted', 'request.approved']);
    expect(inWords(effects).filter((effect) => effect.startsWith('provision'))).toEqual(['provision user REQ-7 run 1']);
  });

  test('lets neither requester nor owner decide', () => {
    for (const party of [ANA, BEN]) {
      expect(refusalOf(approve(accepted(), decider(party, [party]))).code).toBe('own_request');
    }
  });

  test('is refused once the day that was asked for is past', () => {
    expect(refusalOf(acceptOwnership(awaiting(), answer(BEN, new Date('2027-02-22T00:00:00Z'))))).toMatchObject({
      code: 'terms_outdated',
      sentence: expect.stringContaining(`<@${ANA}> has to choose a later day`),
    });
  });
});

describe('declining', () => {
  test('ends the request, frees its name and tells the requester', () => {
    const { request, events, effects, releases } = moved(declineOwnership(awaiting(), answer(BEN, NOW)));
    expect(request).toMatchObject({ state: 'withdrawn', outcome: { by: BEN } });
    expect(events).toEqual([
      expect.objectContaining({
        actor: BEN,
        action: 'request.owner_declined',
        detail: expect.objectContaining({ rule: 'Everything else', policy: DIGEST, decidedUnder: DIGEST }),
      }),
    ]);
    expect(inWords(effects)).toContain('notify outcome REQ-7 declined');
    expect(inWords(effects)).not.toContain('notify approval REQ-7');
    expect(releases).toEqual([{ name: expect.stringMatching(/^client-name:/), holder: 'REQ-7' }]);
  });
});

describe.each([
  ['accepting', acceptOwnership],
  ['declining', declineOwnership],
])('%s', (_what, move) => {
  test.each([ANA, CLEO, STRANGER])('is not for %s', (by) => {
    expect(refusalOf(move(awaiting(), answer(by, NOW)))).toEqual({
      code: 'not_yours',
      sentence: `Only <@${BEN}>, who is named as owner, can answer this.`,
    });
  });

  test('is done once', () => {
    expect(refusalOf(move(accepted(), answer(BEN, NOW)))).toEqual({
      code: 'not_open',
      sentence: 'REQ-7 is waiting for approval; there is nothing left to answer.',
    });
  });
});
