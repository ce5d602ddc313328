import { describe, expect, test } from '@jest/globals';
import { approve } from '../../src/domain/approval.ts';
import { canEdit, edit } from '../../src/domain/edit.ts';
import type { Case } from '../../src/domain/records.ts';
import {
  ANA,
  BEN,
  CLEO,
  caseAfter,
  decider,
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

describe('an edit', () => {
  const two = [{ from: ['workiva-admins'], count: 2, distinct: true }];
  const once = () => {
    const filed = pending({ stages: two });
    return caseAfter(filed, approve(filed, decider(BEN, [BEN, CLEO])));
  };
  const when = later(60_000);

  test('drops the approvals given so far, and says whose they were', () => {
    const { request, events } = moved(edit(once(), filing({ stages: two, now: when })));
    expect(request).toMatchObject({
      state: 'pending',
      revision: 2,
      approvals: [],
      edited: { at: when.toISOString(), dropped: [BEN] },
    });
    expect(events).toEqual([
      expect.objectContaining({
        actor: ANA,
        action: 'request.edited',
        detail: expect.objectContaining({ revision: 2, dropped: [BEN], clientName: 'Sandbox | nightly export' }),
      }),
    ]);
  });

  test('asks those who may decide to look again, and asks no owner where the requester is to own it', () => {
    expect(inWords(moved(edit(pending(), filing())).effects)).toEqual([
      'notify approval REQ-7',
      'notify card REQ-7',
      'notify edited REQ-7 2',
    ]);
  });

  test('that names another owner asks them first, and nobody to decide', () => {
    const { request, effects } = moved(edit(pending(), filing({ owner: CLEO })));
    expect(request).toMatchObject({ state: 'awaiting_owner', owner: CLEO, opened: true });
    expect(inWords(effects)).toContain('notify owner REQ-7 U0CLEO.2');
    expect(inWords(effects)).not.toContain('notify edited REQ-7 2');
  });

  test('of a request that its owner has not accepted opens it only where none is to accept any more', () => {
    const unaccepted = pending({ owner: CLEO });
    expect(moved(edit(unaccepted, filing({ owner: BEN }))).request).toMatchObject({ owner: BEN, opened: false });
    const taken = moved(edit(unaccepted, filing()));
    expect(taken.request).toMatchObject({ state: 'pending', owner: ANA, opened: true });
    expect(inWords(taken.effects)).toContain('notify owner REQ-7 U0CLEO.1');
    expect(inWords(taken.effects)).not.toContain('notify edited REQ-7 2');
  });

  test('is the requester’s alone', () => {
    expect(refusalOf(edit(pending(), filing({ requester: BEN })))).toEqual({
      code: 'not_yours',
      sentence: `Only <@${ANA}>, who asked, can edit REQ-7.`,
    });
  });

  test.each(['approved', 'denied', 'withdrawn', 'lapsed', 'fulfilled', 'failed'] as const)(
    'is not possible once the request is %s',
    (state) => {
      const request = { ...pending().request, state };
      expect(canEdit(request)).toBe(false);
      expect(refusalOf(edit({ request, grant: undefined }, filing()))).toMatchObject({
        code: 'not_open',
        sentence: expect.stringContaining('cannot be edited any more'),
      });
    },
  );

  test('is not possible of what broke glass', () => {
    const breakGlass = { reason: 'The close stands still.', reviewBy: NOW.toISOString() };
    expect(canEdit({ ...pending().request, breakGlass })).toBe(false);
  });

  const changing = (): Case => ({
    request: { ...pending({ id: 'REQ-9' }).request, kind: 'change', previous: terms() },
    grant: grant({ change: 'REQ-9' }),
  });

  test('of a change reserves another name for its grant, and frees it with the next edit; the grant keeps its own', () => {
    const once = edit(changing(), named('Treasury | daily feed'));
    const daily = { name: 'client-name:treasury | daily feed', holder: 'REQ-7' };
    expect(moved(once)).toMatchObject({ claims: [daily], releases: [] });
    const twice = edit(caseAfter(changing(), once), named('Treasury | weekly feed'));
    const weekly = { name: 'client-name:treasury | weekly feed', holder: 'REQ-7' };
    expect(moved(twice)).toMatchObject({ claims: [weekly], releases: [daily] });
    const back = edit(caseAfter(caseAfter(changing(), once), twice), named(terms().clientName));
    expect(moved(back)).toMatchObject({ claims: [], releases: [weekly] });
  });

  test('of a renewal reserves and frees nothing', () => {
    const { request, grant: live } = changing();
    const renewal: Case = { request: { ...request, kind: 'renew' }, grant: live };
    expect(moved(edit(renewal, filing()))).toMatchObject({ claims: [], releases: [] });
  });
});
