import { describe, expect, test } from '@jest/globals';
import { canEdit, edit } from '../../src/domain/edit.ts';
import type { Case } from '../../src/domain/records.ts';
import { ANA, caseAfter, filing, moved, pending, refusalOf, terms } from '../support/domain-cases.ts';

const named = (clientName: string) => filing({ terms: terms({ clientName }) });

describe('an edit of the client name', () => {
  test('reserves the new name and frees the old one', () => {
    expect(moved(edit(pending(), named('Treasury | daily feed')))).toMatchObject({
      claims: [{ name: 'client-name:treasury | daily feed', holder: 'REQ-7' }],
      releases: [{ name: 'client-name:sandbox | nightly export', holder: 'REQ-7' }],
    });
  });

  test('keeps the name reserved where only its case or spacing changes', () => {
    expect(moved(edit(pending(), named('SANDBOX |  Nightly export')))).toMatchObject({ claims: [], releases: [] });
  });
});

describe('a request that was changed twenty times', () => {
  const changed = (times: number): Case =>
    Array.from({ length: times }).reduce<Case>((current) => caseAfter(current, edit(current, filing())), pending());

  test('cannot be changed again, so that nobody is asked to look at it without end', () => {
    expect(refusalOf(edit(changed(20), filing({ requester: ANA })))).toEqual({
      code: 'not_open',
      sentence: 'REQ-7 was changed 20 times, which is as often as it can be. Withdraw it, and ask again.',
    });
    expect([canEdit(changed(19).request), canEdit(changed(20).request)]).toEqual([true, false]);
  });
});
