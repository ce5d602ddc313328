import { describe, expect, test } from '@jest/globals';
import { DAY, HOUR } from '../../src/domain/duration.ts';
import { heedPair, isPaired, OVERLAP, runsOnNew, settleReplacement, sweepPair } from '../../src/domain/pair.ts';
import type { Grant } from '../../src/domain/records.ts';
import {
  checkReplacement,
  fileReplacement,
  isPast,
  kindAsked,
  mayNotReplace,
  nextName,
} from '../../src/domain/replacement.ts';
import { end } from '../../src/domain/request-end.ts';
import {
  ANA,
  BEN,
  DIGEST,
  filing,
  grant,
  inWords,
  later,
  moved,
  NOW,
  ONE_ADMIN,
  refusalOf,
  terms,
} from '../support/domain-cases.ts';
import { policy } from '../support/domain-policy.ts';

const FAR = '2027-02-01';
const old = (changes: Partial<Grant> = {}): Grant => grant({ terms: terms({ expires: FAR }), ...changes });
const second = (changes: Partial<Grant> = {}): Grant =>
  grant({
    ...{ id: 'GRANT-9', createdBy: 'REQ-9', clientId: 'client-9', replaces: 'GRANT-7' },
    terms: terms({ clientName: 'Sandbox | nightly export (2)', expires: FAR }),
    ...changes,
  });
const asked = (changes: Partial<Grant> = {}) => old({ replacedBy: { grant: 'GRANT-9', told: [] }, ...changes });
const UNTIL = later(OVERLAP).toISOString();
const FIRST = `GRANT-9.start.${ANA}`;
const PAIR = { grant: 'GRANT-9', since: NOW.toISOString(), until: UNTIL, told: [FIRST] };
const paired = (changes: Partial<Grant> = {}) => old({ replacedBy: PAIR, ...changes });
const asFiled = (stages = ONE_ADMIN) =>
  filing({ id: 'REQ-9', requester: ANA, terms: terms({ clientName: 'Sandbox | nightly export (2)' }), stages });

describe('a second grant', () => {
  test.each([
    ['Sandbox | export', 2, 'Sandbox | export (2)'],
    ['Sandbox | export (2)', 3, 'Sandbox | export (3)'],
    ['x'.repeat(100), 12, `${'x'.repeat(95)} (12)`],
    ['Sandbox | export (19)', 20, 'Sandbox | export (20)'],
    ['Sandbox (2) | export', 2, 'Sandbox (2) | export (2)'],
    [`${'x'.repeat(95)} nightly`, 2, `${'x'.repeat(95)} (2)`],
  ])('beside “%s” is proposed as number %i of that name', (name, number, proposed) => {
    expect(nextName(name, number)).toBe(proposed);
  });

  test('keeps user, workspace, scopes, roles and addresses, and takes name, day and reason from the form', () => {
    const user = { kind: 'new', username: 'svc', givenName: 'S', familyName: 'V', email: 's@example.com' } as const;
    const current = terms({ user, expires: FAR });
    const form = { clientName: ' Second  one ', expires: '2026-12-20', purpose: 'Nightly numbers' };
    expect(checkReplacement(form, current, policy(), NOW)).toEqual({
      ok: true,
      value: {
        ...current,
        clientName: 'Second one',
        expires: '2026-12-20',
        purpose: 'Nightly numbers',
        user: { kind: 'existing', username: 'svc' },
      },
    });
  });

  test('shows every fault at its field', () => {
    const checked = checkReplacement({ clientName: ' ', expires: '2026-11-24', purpose: '' }, terms(), policy(), NOW);
    expect(checked.ok ? [] : checked.faults.map(({ field }) => field)).toEqual(['clientName', 'expires', 'purpose']);
  });

  test('has to have a name, also where all else is as it should be', () => {
    const form = { clientName: ' ', expires: '2026-12-20', purpose: 'Numbers' };
    const checked = checkReplacement(form, terms(), policy(), NOW);
    expect(checked).toMatchObject({ ok: false, faults: [{ field: 'clientName' }] });
  });

  test.each<[string, string, boolean]>([
    ['Close | export', 'close | export (2)', true],
    ['Close | export (2)', 'Close | export (3)', true],
    ['Close | export', 'Close | export', false],
    ['Close | export', 'Close | other (2)', false],
    ['Close | export', 'Close | export2', false],
  ])('of “%s” may be called “%s” where names lead to rules: %s', (had, clientName, isAllowed) => {
    const form = { clientName, expires: '2026-12-20', purpose: 'Numbers' };
    const current = terms({ clientName: had });
    const checked = checkReplacement(form, current, policy(), NOW, true);
    expect(checked.ok ? [] : checked.faults).toEqual(
      isAllowed ? [] : [{ field: 'clientName', sentence: expect.stringContaining('only the number may differ') }],
    );
    expect(checkReplacement(form, current, policy(), NOW).ok).toBe(true);
  });

  test('cannot carry on what the policy does not offer any more', () => {
    const form = { clientName: 'Second', expires: '2026-12-20', purpose: 'Numbers' };
    const checked = checkReplacement(form, terms({ workspace: 'Closed down' }), policy(), NOW);
    expect(checked).toMatchObject({ ok: false, faults: [{ field: 'expires' }] });
  });

  test('is decided on like a renewal', () => {
    expect(kindAsked({ kind: 'create', replaces: 'GRANT-7' })).toBe('renew');
    expect(kindAsked({ kind: 'create' })).toBe('create');
    expect(kindAsked({ kind: 'change' })).toBe('change');
  });

  test('that waits for approval is noted at the first, whose state stays', () => {
    const filed = moved(fileReplacement(asFiled(), old()));
    expect(filed.request).toMatchObject({ id: 'REQ-9', kind: 'create', state: 'pending', replaces: 'GRANT-7' });
    expect(filed.grant).toBeUndefined();
    expect(filed.others).toEqual([asked()]);
    expect(filed.claims).toEqual([{ name: 'client-name:sandbox | nightly export (2)', holder: 'REQ-9' }]);
    expect(filed.events.at(-1)).toMatchObject({
      action: 'grant.replacement_asked',
      subjects: ['GRANT-7', 'REQ-9', 'GRANT-9'],
      detail: { by: 'GRANT-9' },
    });
  });

  test('that nobody has to approve is begun at once, and says whose place it takes', () => {
    const filed = moved(fileReplacement(asFiled([]), old()));
    expect(filed.request?.provisioning?.steps.map(({ name }) => name)).toEqual([
      'user',
      'membership',
      'roles',
      'grant',
    ]);
    expect(filed.grant).toMatchObject({ id: 'GRANT-9', state: 'provisioning', replaces: 'GRANT-7' });
    expect(filed.others).toEqual([asked()]);
  });

  test.each([
    ['somebody else', old({ owner: BEN }), 'not_yours'],
    ['a suspended grant', old({ state: 'suspended' }), 'not_live'],
    ['an expired grant', old({ state: 'expired' }), 'not_live'],
    ['one that is being revoked', old({ revocation: 'REQ-8' }), 'not_live'],
    ['one that broke glass and is not approved', old({ reviewBy: UNTIL }), 'not_live'],
    ['one that is being replaced', asked(), 'replacement_open'],
    ['one of a pair', paired(), 'replacement_open'],
    ['one that takes the place of another', second(), 'replacement_open'],
    ['one that is being changed', old({ change: 'REQ-8' }), 'change_open'],
    ['one that is being narrowed', old({ narrowing: 'REQ-8' }), 'change_open'],
  ])('is refused for %s', (_what, found, code) => {
    expect(refusalOf(fileReplacement(asFiled(), found)).code).toBe(code);
  });

  test('can be asked for anew only where nothing came of the one before', () => {
    expect(mayNotReplace(asked(), ANA, 'GRANT-9')).toBeUndefined();
    expect(refusalOf(mayNotReplace(asked(), ANA, 'GRANT-8')).code).toBe('replacement_open');
    expect(refusalOf(mayNotReplace(paired(), ANA, 'GRANT-9')).code).toBe('replacement_open');
  });

  test('comes to nothing with its request, or once it has ended itself', () => {
    const { request } = moved(fileReplacement(asFiled(), old()));
    if (!request) throw new Error('Nothing was filed.');
    const over = { by: ANA, at: NOW.toISOString() };
    expect(isPast(request, undefined)).toBe(false);
    expect(isPast(end({ request }, 'withdrawn', over).request ?? request, undefined)).toBe(true);
    const done = { ...request, state: 'fulfilled' as const };
    expect(isPast(done, second())).toBe(false);
    expect(isPast(done, second({ state: 'expired' }))).toBe(true);
    expect(isPast(done, second({ state: 'revoked' }))).toBe(true);
    expect(isPast(done, undefined)).toBe(false);
  });
});

describe('a pair', () => {
  test('begins once the second grant is live, and tells the owner', () => {
    const begun = moved(settleReplacement(second(), asked(), later(HOUR)));
    expect(begun.others).toEqual([paired({ dueAt: later(HOUR).toISOString() })]);
    expect(begun.grant).toEqual(second());
    expect(inWords(begun.effects)).toEqual([`notify replacement GRANT-7 ${FIRST}`]);
    expect(begun.events).toMatchObject([{ action: 'grant.pair_began', subjects: ['GRANT-7', 'GRANT-9'] }]);
  });

  test('has until the first grant expires, where that is sooner than 14 days', () => {
    const begun = moved(settleReplacement(second(), asked({ terms: terms({ expires: '2026-12-01' }) }), NOW));
    expect(begun.others?.[0]?.replacedBy?.until).toBe('2026-12-01T00:00:00.000Z');
  });

  test.each([
    ['is still being made', second({ state: 'provisioning' }), asked()],
    ['takes nobody’s place', second({ replaces: undefined }), asked()],
    ['is paired already', second(), paired()],
  ])('does not begin while the second grant %s', (_why, grant, first) => {
    expect(settleReplacement(grant, first, NOW)).toEqual({ ok: true, grant, events: [], effects: [] });
  });

  test.each([
    ['is revoked', asked({ state: 'revoked' })],
    ['has expired', asked({ state: 'expired' })],
    ['is being revoked', asked({ revocation: 'REQ-8' })],
    ['is being replaced by another', asked({ replacedBy: { grant: 'GRANT-8', told: [] } })],
    ['is not there any more', undefined],
  ])('does not begin where the first grant %s, and the second goes on alone', (_why, first) => {
    const settled = moved(settleReplacement(second(), first, NOW));
    expect(settled.grant?.replaces).toBeUndefined();
    expect(settled.others ?? []).toEqual([]);
  });

  test.each([
    ['is revoked', { state: 'revoked' }],
    ['has expired', { state: 'expired' }],
    ['is being revoked', { revocation: 'REQ-12' }],
  ] as const)('ends when the second grant %s: the first stays, and can be replaced again', (_why, changes) => {
    for (const settled of [
      moved(settleReplacement(second(changes), paired(), NOW)),
      moved(sweepPair(paired(), second(changes), NOW)),
    ]) {
      const all = [settled.grant, ...(settled.others ?? [])];
      expect(all.find((one) => one?.id === 'GRANT-7')).toEqual(old());
      expect(all.find((one) => one?.id === 'GRANT-9')?.replaces).toBeUndefined();
      expect(inWords(settled.effects)).toEqual([`notify replacement GRANT-7 ${FIRST}`]);
      expect(settled.events).toMatchObject([{ action: 'grant.pair_ended' }]);
    }
  });

  test.each([
    ['is revoked', { state: 'revoked' }],
    ['has expired', { state: 'expired' }],
    ['is being revoked', { revocation: 'REQ-12' }],
  ] as const)('ends when the first grant %s, once: the second goes on', (_why, changes) => {
    const ended = moved(sweepPair(paired(changes), second(), NOW));
    expect(ended.others).toMatchObject([{ id: 'GRANT-9', state: 'active' }]);
    const [alone] = ended.others ?? [];
    expect(alone?.replaces).toBeUndefined();
    expect(sweepPair(paired(changes), alone, NOW)).toMatchObject({ events: [], effects: [] });
  });

  test.each([
    ['before half the time', 6.9 * DAY, undefined],
    ['at half the time', 7 * DAY, 'half'],
    ['one day before the deadline', 13 * DAY, 'day'],
    ['at the deadline', 14 * DAY, 'deadline'],
    ['long after it', 30 * DAY, 'deadline'],
  ])('reminds its owner %s', (_when, after, mark) => {
    const reminded = moved(sweepPair(paired(), second(), later(after)));
    expect(reminded.grant?.replacedBy?.told).toEqual([FIRST, ...(mark ? [`GRANT-9.${mark}.${ANA}`] : [])]);
    expect(reminded.events.map(({ detail }) => detail.about)).toEqual(mark ? [mark] : []);
    const toAdmins = inWords(reminded.effects).includes('notify replacement-admin GRANT-7 GRANT-9');
    expect(toAdmins).toBe(mark === 'deadline');
    const again = sweepPair(reminded.grant ?? old(), second(), later(after));
    expect(again).toMatchObject({ events: [], effects: [] });
  });

  test('revokes nothing by itself, however long it lasts', () => {
    const reminded = moved(sweepPair(paired(), second(), later(60 * DAY)));
    expect(reminded.grant).toMatchObject({ state: 'active' });
    expect(reminded.grant?.revocation).toBeUndefined();
    expect(reminded.request).toBeUndefined();
  });

  test('asks a new owner', () => {
    const reminded = moved(sweepPair(paired({ owner: BEN }), second(), NOW));
    expect(reminded.grant?.replacedBy?.told).toEqual([FIRST, `GRANT-9.start.${BEN}`]);
  });

  test('reminds of nothing once the first grant is about to expire', () => {
    const soon = paired({ terms: terms({ expires: '2026-12-01' }) });
    expect(sweepPair(soon, second(), new Date('2026-12-01T00:00:00.000Z'))).toMatchObject({ effects: [] });
  });

  test.each([
    [0, later(7 * DAY)],
    [7 * DAY, later(13 * DAY)],
    [13 * DAY, later(14 * DAY)],
    [14 * DAY, later(60 * DAY)],
  ])('is looked at again when the next reminder is due (%i ms)', (after, next) => {
    const swept = {
      ok: true as const,
      grant: paired({ dueAt: later(60 * DAY).toISOString() }),
      events: [],
      effects: [],
    };
    expect(moved(heedPair(swept, later(after))).grant?.dueAt).toBe(next.toISOString());
  });
});

describe('“It runs on the new one”', () => {
  test('revokes the first grant, ends the pair, and leaves the second as it is', () => {
    const outcome = moved(runsOnNew(paired(), second(), { id: 'REQ-12', by: ANA, digest: DIGEST, now: later(DAY) }));
    expect(outcome.request).toMatchObject({ id: 'REQ-12', kind: 'revoke', grant: 'GRANT-7', requester: ANA });
    expect(outcome.grant).toMatchObject({ id: 'GRANT-7', state: 'active', revocation: 'REQ-12' });
    expect(outcome.grant && isPaired(outcome.grant)).toBe(false);
    expect(outcome.others).toMatchObject([{ id: 'GRANT-9', state: 'active' }]);
    expect(outcome.others?.[0]?.replaces).toBeUndefined();
    expect(outcome.events.map(({ action }) => action)).toEqual(
      expect.arrayContaining(['grant.replaced', 'request.filed']),
    );
    expect(inWords(outcome.effects)).toContain(`notify replacement GRANT-7 ${FIRST}`);
  });
});
