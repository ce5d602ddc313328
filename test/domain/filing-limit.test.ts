import { describe, expect, test } from '@jest/globals';
import { HOUR } from '../../src/domain/duration.ts';
import { FILING_LIMITS, newestFiled, reachBack, tooManyFiled, tooManyWaiting } from '../../src/domain/filing-limit.ts';
import type { AccessRequest } from '../../src/domain/records.ts';
import { ANA, atGrantStep, BEN, later, NOW, pending, refusalOf } from '../support/domain-cases.ts';

const filedAt = (ago: number, changes: Partial<AccessRequest> = {}): AccessRequest => ({
  ...pending().request,
  filedAt: later(-ago).toISOString(),
  ...changes,
});
const withdrawn = (ago: number, by = ANA) =>
  filedAt(ago, { state: 'withdrawn', outcome: { by, at: NOW.toISOString() } });
const many = (count: number, one: AccessRequest) => Array.from({ length: count }, () => one);

describe('what one person may file', () => {
  test('is so many requests in an hour', () => {
    const { filed } = FILING_LIMITS;
    expect(tooManyFiled(many(filed - 1, filedAt(HOUR - 1)), NOW)).toBeUndefined();
    expect(refusalOf(tooManyFiled(many(filed, filedAt(HOUR - 1)), NOW))).toEqual({
      code: 'too_many_open',
      sentence: expect.stringContaining(`You have filed ${filed} requests within an hour`),
    });
    expect(tooManyFiled(many(filed, filedAt(HOUR)), NOW)).toBeUndefined();
  });

  test('ends sooner for who withdraws what they have filed again and again', () => {
    expect(tooManyFiled(many(4, withdrawn(1)), NOW)).toBeUndefined();
    expect(refusalOf(tooManyFiled(many(5, withdrawn(1)), NOW)).sentence).toContain('You have withdrawn 5 requests');
    expect(tooManyFiled(many(5, withdrawn(HOUR)), NOW)).toBeUndefined();
  });

  test('does not count what others have ended, or what takes away', () => {
    expect(tooManyFiled(many(5, withdrawn(1, BEN)), NOW)).toBeUndefined();
    expect(tooManyFiled(many(5, filedAt(1, { state: 'denied', outcome: { by: ANA, at: '' } })), NOW)).toBeUndefined();
    expect(tooManyFiled(many(100, filedAt(1, { kind: 'revoke' })), NOW)).toBeUndefined();
    expect(tooManyFiled(many(100, filedAt(1, { kind: 'change', opened: false })), NOW)).toBeUndefined();
    expect(tooManyFiled(many(100, filedAt(1, { kind: 'change' })), NOW)).toBeDefined();
    expect(tooManyFiled(many(100, filedAt(1, { opened: false })), NOW)).toBeDefined();
  });

  test('does not count what was imported, but all that was provisioned', () => {
    const imported = filedAt(1, { state: 'fulfilled' });
    expect(tooManyFiled(many(100, imported), NOW)).toBeUndefined();
    expect(
      tooManyFiled(many(30, { ...imported, provisioning: atGrantStep().request.provisioning }), NOW),
    ).toBeDefined();
    expect(newestFiled([imported, filedAt(2, { kind: 'revoke' }), filedAt(3, { id: 'REQ-3' })])).toBe('REQ-3');
    expect(newestFiled([imported])).toBeUndefined();
  });

  test('is looked up as far back as it counts', () => {
    expect(reachBack([filedAt(HOUR - 1)], NOW)).toBe(false);
    expect(reachBack([filedAt(1), filedAt(HOUR)], NOW)).toBe(true);
    expect(reachBack([], NOW)).toBe(false);
  });
});

describe('what one person may have waiting', () => {
  test('is so many requests, whether approvers or the owner are to answer', () => {
    const { waiting } = FILING_LIMITS;
    const forOwner = filedAt(1, { state: 'awaiting_owner' });
    const all = [...many(waiting - 2, filedAt(HOUR)), forOwner, ...many(9, filedAt(1, { state: 'provisioning' }))];
    expect(tooManyWaiting(all)).toBeUndefined();
    expect(refusalOf(tooManyWaiting([...all, forOwner]))).toEqual({
      code: 'too_many_open',
      sentence: `You have ${waiting} requests that wait for approval. Withdraw some of them first.`,
    });
  });
});
