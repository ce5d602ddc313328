import { describe, expect, test } from '@jest/globals';
import { fulfil } from '../../src/domain/fulfilment.ts';
import type { AccessRequest, Grant } from '../../src/domain/records.ts';
import type { Terms } from '../../src/domain/terms.ts';
import {
  ADMIN,
  ANA,
  atGrantStep,
  awaitingAdmin,
  grant,
  inWords,
  later,
  moved,
  NOW,
  pending,
  terms,
} from '../support/domain-cases.ts';

const OTHER = { kind: 'existing' as const, username: 'svc.other' };
const STEPS = { run: 1, steps: [{ name: 'grant' as const, state: 'running' as const }] };
const SUSPENSION = { by: ANA, at: NOW.toISOString(), reason: 'It runs wild.', run: 1 };
const stopped = (changes: Partial<Grant> = {}) => grant({ state: 'suspended', suspension: SUSPENSION, ...changes });

/** A request to change {@link terms} in these parts, at its grant step. */
const change = (parts: Partial<Terms>, previous = terms()): AccessRequest => ({
  ...pending().request,
  ...{ id: 'REQ-9', kind: 'change', state: 'provisioning', grant: 'GRANT-7', provisioning: STEPS },
  ...{ previous, terms: { ...previous, ...parts } },
});
const done = (request: AccessRequest, live: Grant = grant(), by = ADMIN) =>
  moved(fulfil({ request, grant: live }, { by, now: later(5) }));

describe('a change of a grant that is stopped', () => {
  test('to another user stops that one too, for the same reason', () => {
    const { grant: live, effects, events } = done(change({ user: OTHER }), stopped());
    expect(live).toMatchObject({
      state: 'suspended',
      terms: { user: OTHER },
      suspension: { ...SUSPENSION, run: 2, at: later(5).toISOString() },
    });
    expect(inWords(effects)).toContain('suspend GRANT-7 run 2');
    expect(events.map(({ action }) => action)).toEqual(['grant.changed', 'grant.suspended']);
  });

  test('stops nobody anew where the user stays, whatever its capitals', () => {
    const live = stopped({ terms: terms({ user: { kind: 'existing', username: 'SVC.Export' } }) });
    const changed = done(change({ expires: '2027-03-01' }), live);
    expect(changed.grant).toMatchObject({ state: 'suspended', suspension: SUSPENSION });
    expect(inWords(changed.effects).filter((words) => words.startsWith('suspend'))).toEqual([]);
  });

  test('is no matter for one that is live, or was reinstated', () => {
    for (const live of [
      grant(),
      grant({ suspension: { ...SUSPENSION, lifted: { by: ANA, at: NOW.toISOString(), reason: 'It was a mistake.' } } }),
    ]) {
      const changed = done(change({ user: OTHER }), live);
      expect(changed.grant?.state).toBe('active');
      expect(inWords(changed.effects).filter((words) => words.startsWith('suspend'))).toEqual([]);
    }
  });
});

describe('a client name', () => {
  const OLD = { name: 'client-name:sandbox | nightly export', holder: 'REQ-7' };

  test('that a change gives up is free again, and the new one is taken', () => {
    const { claims, releases } = done(change({ clientName: 'Sandbox | hourly export' }));
    expect(releases).toEqual([OLD]);
    expect(claims).toContainEqual({ name: 'client-name:sandbox | hourly export', holder: 'REQ-7' });
  });

  test.each([
    ['stays', { expires: '2027-03-01' }],
    ['changes in its capitals and spaces alone', { clientName: 'SANDBOX |  Nightly export' }],
  ])('is not given up where it %s', (_what, parts) => {
    const { claims, releases } = done(change(parts));
    expect(releases).toEqual([]);
    expect(claims).toContainEqual(OLD);
  });
});

describe('a change that is done', () => {
  test('leaves what was taken away since it was asked for', () => {
    const before = terms({ scopes: ['Spreadsheets (Read)', 'Files (Read)'] });
    const request = change({ scopes: [...before.scopes, 'Tasks (Read)'] }, before);
    const { grant: live } = done(request, grant({ terms: terms({ scopes: ['Files (Read)'] }) }));
    expect(live?.terms.scopes).toEqual(['Files (Read)', 'Tasks (Read)']);
  });

  test.each([
    ['what gives', { change: 'REQ-9', narrowing: 'REQ-8' }, { narrowing: 'REQ-8' }],
    ['what takes away', { change: 'REQ-8', narrowing: 'REQ-9' }, { change: 'REQ-8' }],
  ])('is open no more, and the other part of it still is: %s', (_what, open, left) => {
    const { grant: live } = done(change({ expires: '2027-03-01' }), grant(open));
    expect({ change: live?.change, narrowing: live?.narrowing }).toEqual({
      ...{ change: undefined, narrowing: undefined },
      ...left,
    });
  });

  test('to another day has it warned of anew, and no longer left to expire', () => {
    const live = grant({
      ...{ warned: [1], warnings: ['w1'], letExpire: { by: ANA, at: NOW.toISOString() } },
    });
    expect(done(change({ expires: '2027-03-01' }), live).grant).toEqual({
      ...{ ...live, letExpire: undefined, warned: [], warnings: [] },
      ...{ terms: terms({ expires: '2027-03-01' }), liveSince: later(5).toISOString(), dueAt: later(5).toISOString() },
    });
  });

  test('of anything else leaves it to expire as its owner has said', () => {
    const live = grant({
      ...{ warned: [1], warnings: ['w1'], letExpire: { by: ANA, at: NOW.toISOString() } },
    });
    const { grant: after } = done(change({ scopes: ['Files (Read)'] }), live);
    expect(after).toEqual({ ...live, terms: terms({ scopes: ['Files (Read)'] }), dueAt: later(5).toISOString() });
  });

  test('is on record with what it changed, and a renewal with its day', () => {
    expect(done(change({ expires: '2027-03-01' })).events).toMatchObject([
      {
        subjects: ['REQ-9', 'GRANT-7'],
        detail: { clientId: 'client-7', changes: ['Expires: 2027-02-22 → 2027-03-01'] },
      },
    ]);
    const renewal: AccessRequest = { ...change({ expires: '2027-03-01' }), kind: 'renew', previous: undefined };
    expect(done(renewal).events).toMatchObject([
      { action: 'grant.renewed', detail: { clientId: 'client-7', expires: '2027-03-01' } },
    ]);
  });
});

test('a renewal of a live grant tells its requester, and nobody that it has expired', () => {
  const request: AccessRequest = { ...change({ expires: '2027-03-01' }), kind: 'renew', previous: undefined };
  expect(inWords(done(request).effects)).toEqual([
    ...['notify approval REQ-9', 'notify card REQ-9', 'notify admin-task REQ-9 grant.1'],
    ...['notify outcome REQ-9 renewed', 'notify card REQ-7', 'notify hand-over GRANT-7'],
  ]);
});

describe('a grant that nobody had to make by hand', () => {
  const byGrantdesk = () => moved(fulfil(atGrantStep(), { by: 'grantdesk', clientId: 'client-7', now: later(5) }));

  test('leaves no admin task, and names nobody who has done it', () => {
    const { request, effects, grant: live } = byGrantdesk();
    expect(inWords(effects)).toEqual(['notify approval REQ-7', 'notify card REQ-7', 'notify hand-over GRANT-7']);
    const step = request?.provisioning?.steps.at(-1);
    expect(step).toMatchObject({ name: 'grant', state: 'done', at: later(5).toISOString() });
    expect([step?.by, step?.note]).toEqual([undefined, undefined]);
    expect(live).toMatchObject({ state: 'active', clientId: 'client-7' });
  });

  test('is noted as done by hand where an admin has made it', () => {
    const { request } = moved(fulfil(awaitingAdmin(), { by: ADMIN, clientId: 'client-7', now: later(5) }));
    expect(request?.provisioning?.steps.at(-1)).toMatchObject({ by: ADMIN, note: 'Done by hand' });
  });
});
