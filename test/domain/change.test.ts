import { describe, expect, test } from '@jest/globals';
import { finishTask } from '../../src/domain/admin-task.ts';
import { changesBetween, leavesForm, mayNotChange, patched, splitChange } from '../../src/domain/change.ts';
import { checkChange } from '../../src/domain/check-change.ts';
import { DAY } from '../../src/domain/duration.ts';
import { fileChange, restatePurpose } from '../../src/domain/file-change.ts';
import { fulfil } from '../../src/domain/fulfilment.ts';
import { type Less, lessTerms, reducible } from '../../src/domain/less.ts';
import { needAdmin } from '../../src/domain/provisioning.ts';
import { planOf } from '../../src/domain/provisioning-steps.ts';
import type { AccessRequest } from '../../src/domain/records.ts';
import { TAKING_AWAY } from '../../src/domain/taking-away.ts';
import { taskSheet } from '../../src/domain/task-sheet.ts';
import { formOf, type Terms } from '../../src/domain/terms.ts';
import {
  ADMIN,
  ANA,
  BEN,
  filing,
  grant,
  inWords,
  later,
  moved,
  NOW,
  refusalOf,
  terms,
} from '../support/domain-cases.ts';
import { policy } from '../support/domain-policy.ts';

const BASE = terms({
  scopes: ['Spreadsheets (Read)', 'Documents (Read)'],
  ipRestrictions: ['203.0.113.0/24', '198.51.100.1'],
  roles: ['Viewer', 'Creator'],
});
const to = (changes: Partial<Terms>): Terms => ({ ...BASE, ...changes });
const OTHER = { kind: 'existing' as const, username: 'svc.other' };

describe('a change is split', () => {
  test.each<[string, Partial<Terms>]>([
    ['an earlier day', { expires: '2027-01-01' }],
    ['fewer scopes', { scopes: ['Documents (Read)'] }],
    ['fewer addresses', { ipRestrictions: ['198.51.100.1'] }],
    ['a smaller range', { ipRestrictions: ['203.0.113.7', '198.51.100.1'] }],
    ['fewer roles', { roles: [] }],
    ['another client name', { clientName: 'Sandbox | hourly export' }],
  ])('%s only takes away', (_what, less) => {
    expect(splitChange(BASE, to(less))).toEqual({ narrowed: to(less), widened: undefined });
  });

  test.each<[string, Partial<Terms>]>([
    ['a later day', { expires: '2027-03-01' }],
    ['another scope', { scopes: ['Spreadsheets (Read)', 'Documents (Read)', 'Tasks (Read)'] }],
    ['another scope in place of all', { scopes: ['Tasks (Read)'] }],
    ['another address', { ipRestrictions: ['203.0.113.0/24', '198.51.100.1', '192.0.2.1'] }],
    ['a wider range', { ipRestrictions: ['203.0.112.0/23', '198.51.100.1', '203.0.113.0/24'] }],
    ['no IP restrictions any more', { ipRestrictions: [] }],
    ['another role', { roles: ['Viewer', 'Creator', 'Manager'] }],
    ['another user', { user: OTHER }],
  ])('%s only gives', (_what, more) => {
    expect(splitChange(BASE, to(more))).toEqual({ narrowed: undefined, widened: to(more) });
  });

  test('another client name gives something where it may lead to another rule', () => {
    const renamed = to({ clientName: 'Close | mine' });
    expect(splitChange(BASE, renamed, true)).toEqual({ narrowed: undefined, widened: renamed });
    const less = { expires: '2027-01-01', roles: [] };
    const { narrowed, widened } = splitChange(BASE, to({ ...less, clientName: 'Close | mine' }), true);
    expect(narrowed).toEqual(to(less));
    expect(widened).toEqual(to({ ...less, clientName: 'Close | mine' }));
  });

  test('a client name in other letters is the same one for every rule', () => {
    const spelled = to({ clientName: ` ${BASE.clientName.toUpperCase()}` });
    expect(splitChange(BASE, spelled, true)).toEqual({ narrowed: spelled, widened: undefined });
  });

  test('both at once are two parts, the second from where the first leads', () => {
    const wanted = to({
      expires: '2027-01-01',
      roles: ['Viewer', 'Manager'],
      scopes: ['Spreadsheets (Read)', 'Tasks (Read)'],
    });
    const { narrowed, widened } = splitChange(BASE, wanted);
    expect(narrowed).toEqual(to({ expires: '2027-01-01', roles: ['Viewer'], scopes: ['Spreadsheets (Read)'] }));
    expect(widened).toEqual(wanted);
    expect(changesBetween(narrowed ?? BASE, widened ?? BASE).map(({ label }) => label)).toEqual(['Scopes', 'Roles']);
  });

  test('a purpose goes with what it argues for, and alone gives nothing', () => {
    const purpose = 'Writes back checksums too.';
    expect(splitChange(BASE, to({ purpose }))).toEqual({ narrowed: to({ purpose }), widened: undefined });
    const { narrowed, widened } = splitChange(BASE, to({ purpose, expires: '2027-01-01', user: OTHER }));
    expect([narrowed?.purpose, widened?.purpose]).toEqual([BASE.purpose, purpose]);
  });

  test('the order in which things are typed is no difference', () => {
    const shuffled = to({
      scopes: BASE.scopes.toReversed(),
      ipRestrictions: BASE.ipRestrictions.toReversed(),
      roles: BASE.roles.toReversed(),
    });
    expect(splitChange(BASE, shuffled)).toEqual({ narrowed: undefined, widened: undefined });
  });
});

describe('the two parts of a change', () => {
  const wanted = to({
    expires: '2027-01-01',
    scopes: ['Documents (Read)', 'Tasks (Read)'],
    ipRestrictions: ['198.51.100.1', '192.0.2.1'],
    roles: ['Creator', 'Manager'],
    user: OTHER,
  });
  const { narrowed = BASE, widened = BASE } = splitChange(BASE, wanted);
  const sorted = (one: Terms) => ({
    ...one,
    scopes: one.scopes.toSorted(),
    ipRestrictions: one.ipRestrictions.toSorted(),
    roles: one.roles.toSorted(),
  });

  test('lead to the same in either order', () => {
    const first = patched(patched(BASE, BASE, narrowed), narrowed, widened);
    const second = patched(patched(BASE, narrowed, widened), BASE, narrowed);
    expect(sorted(first)).toEqual(sorted(wanted));
    expect(sorted(second)).toEqual(sorted(wanted));
  });

  test('never open a grant to every address, unless that was asked for', () => {
    const narrow = to({ ipRestrictions: ['198.51.100.1'] });
    expect(patched(to({ ipRestrictions: ['203.0.113.0/24'] }), BASE, narrow).ipRestrictions).toEqual(['198.51.100.1']);
    expect(patched(BASE, BASE, to({ ipRestrictions: [] })).ipRestrictions).toEqual([]);
  });
});

const own = grant({ terms: BASE });
const part = (id: string, wanted: Terms, routing?: typeof TAKING_AWAY) => ({
  ...filing({ id, terms: wanted }),
  ...(routing ? { routing } : {}),
});

describe('filing a change', () => {
  const both = {
    by: ANA,
    from: BASE,
    narrowing: part('REQ-8', to({ expires: '2027-01-01' }), TAKING_AWAY),
    widening: part('REQ-9', to({ expires: '2027-01-01', scopes: [...BASE.scopes, 'Tasks (Read)'] })),
    now: NOW,
  };

  test('begins what takes away, asks about what gives, and notes both with the grant, in one step', () => {
    const filed = moved(fileChange(own, both));
    expect(filed.request).toMatchObject({ id: 'REQ-9', state: 'pending', previous: both.narrowing.terms });
    expect(filed.also).toMatchObject({ id: 'REQ-8', state: 'approved', opened: false, previous: BASE });
    expect(filed.grant).toMatchObject({ narrowing: 'REQ-8', change: 'REQ-9', terms: BASE });
    const effects = inWords(filed.effects);
    expect(effects).toContain('notify approval REQ-9');
    expect(effects).toContain('provision grant REQ-8 run 1');
    expect(effects).not.toContain('notify approval REQ-8');
  });

  test('is refused while another is open, and when the grant has changed since the form was opened', () => {
    const filed = moved(fileChange(own, both)).grant ?? own;
    expect(refusalOf(fileChange(filed, both))).toMatchObject({ code: 'change_open' });
    const moot = { ...own, terms: to({ scopes: ['Documents (Read)'] }) };
    expect(refusalOf(fileChange(moot, both)).code).toBe('terms_moved');
  });

  test('holds a new client name, and none where only its case differs', () => {
    const named = (clientName: string) =>
      moved(
        fileChange(own, { ...both, widening: undefined, narrowing: part('REQ-8', to({ clientName }), TAKING_AWAY) }),
      ).claims;
    expect(named('Sandbox | hourly export')).toEqual([
      { name: 'client-name:sandbox | hourly export', holder: 'REQ-7' },
    ]);
    expect(named('SANDBOX | nightly export')).toEqual([]);
  });

  test.each([
    ['somebody else', own, BEN, 'not_yours'],
    ['one that has expired', grant({ state: 'expired' }), ANA, 'not_live'],
    ['one that is being revoked', grant({ revocation: 'REQ-20' }), ANA, 'not_live'],
    ['one that is being renewed', grant({ renewal: 'REQ-20' }), ANA, 'change_open'],
  ] as const)('is refused of %s', (_whose, of, by, code) => {
    expect(mayNotChange(of, by)?.refusal.code).toBe(code);
    expect(refusalOf(restatePurpose(of, by, 'Something else.', NOW)).code).toBe(code);
  });

  test('of the purpose alone is noted and audited, with nobody to act', () => {
    const noted = moved(restatePurpose(own, ANA, 'Something else.', NOW));
    expect(noted.grant?.terms).toEqual(to({ purpose: 'Something else.' }));
    expect(noted.events).toEqual([
      expect.objectContaining({
        action: 'grant.purpose_changed',
        detail: { from: BASE.purpose, to: 'Something else.' },
      }),
    ]);
    expect(noted.request).toBeUndefined();
  });
});

const change = (after: Terms, changes: Partial<AccessRequest> = {}): AccessRequest => {
  const { request } = moved(
    fileChange(own, { by: ANA, from: BASE, narrowing: undefined, widening: part('REQ-9', after), now: NOW }),
  );
  if (!request) throw new Error('Nothing was filed.');
  return { ...request, ...changes };
};

describe('carrying out a change', () => {
  test.each<[string, Partial<Terms>, string[]]>([
    ['of scopes', { scopes: ['Tasks (Read)'] }, ['grant']],
    ['of the user', { user: OTHER }, ['user', 'membership', 'roles', 'grant']],
    ['that gives a role', { roles: ['Viewer', 'Creator', 'Manager'] }, ['roles', 'grant']],
    ['that takes a role', { roles: ['Viewer'] }, ['roles_removal', 'grant']],
    ['that does both', { roles: ['Manager'] }, ['roles', 'roles_removal', 'grant']],
  ])('%s needs its steps, and no more', (_what, changes, steps) => {
    expect(planOf(change(to(changes)))).toEqual(steps);
  });

  test('leaves Workiva’s form alone where only roles change', () => {
    expect(leavesForm(change(to({ roles: ['Viewer'] })))).toBe(true);
    expect(leavesForm(change(to({ roles: ['Viewer'], expires: '2027-03-01' })))).toBe(false);
  });

  test('takes from the user only the roles that it drops', () => {
    const sheet = taskSheet(change(to({ roles: ['Viewer'] })), own, 'roles_removal');
    expect(sheet.values.at(-1)).toEqual({ label: 'Roles to take away', value: 'Creator' });
  });

  test('shows the admin one difference as a sentence, several by their names, before and after it is done', () => {
    const one = change(to({ expires: '2027-03-01' }));
    expect(taskSheet(one, own, 'grant').title).toBe('Change Expires from 2027-02-22 to 2027-03-01');
    const done = { ...one, state: 'fulfilled' as const };
    expect(taskSheet(done, { ...own, terms: one.terms }, 'grant').title).toBe(
      'Change Expires from 2027-02-22 to 2027-03-01',
    );
    const more = change(to({ expires: '2027-03-01', user: OTHER }));
    expect(taskSheet(more, own, 'grant')).toMatchObject({
      title: 'Change Workiva Username and Expires',
      note: expect.stringContaining('makes the secret of this grant invalid'),
    });
  });

  test('another user makes the secret invalid and is handed over anew; another day is warned of anew', () => {
    const request = change(to({ user: OTHER }));
    const live = moved(fulfil({ request, grant: { ...own, warnings: ['w1'] } }, { by: ADMIN, now: NOW }));
    expect(live.grant).toMatchObject({
      terms: { user: OTHER },
      handOver: { name: 'REQ-9' },
      leftovers: [BASE],
      warnings: ['w1'],
    });
    expect(live.grant?.collected).toBeUndefined();
    expect(inWords(live.effects)).toContain('notify hand-over GRANT-7 REQ-9');

    const later = moved(
      fulfil(
        { request: change(to({ expires: '2027-03-01' })), grant: { ...own, warnings: ['w1'] } },
        { by: ADMIN, now: NOW },
      ),
    );
    expect(later.grant).toMatchObject({ collected: own.collected, warnings: [], liveSince: NOW.toISOString() });
  });

  test('a renewal that was asked for before does not undo it', () => {
    const renewal: AccessRequest = { ...change(to({ expires: '2027-05-01' })), kind: 'renew', previous: undefined };
    const narrowed = { ...own, terms: to({ scopes: ['Documents (Read)'] }) };
    expect(moved(fulfil({ request: renewal, grant: narrowed }, { by: ADMIN, now: NOW })).grant?.terms).toEqual(
      to({ scopes: ['Documents (Read)'], expires: '2027-05-01' }),
    );
  });

  test('ends with the admin’s Done', () => {
    const request = change(to({ expires: '2027-03-01' }), {
      state: 'provisioning',
      provisioning: { run: 1, steps: [{ name: 'grant', state: 'running' }] },
    });
    const task = moved(needAdmin({ request, grant: own }, 'grant', NOW));
    const done = moved(
      finishTask({ request: task.request ?? request, grant: own }, 'grant', { by: ADMIN, admins: [ADMIN], now: NOW }),
    );
    expect(done.request?.state).toBe('fulfilled');
    expect(done.events).toEqual([
      expect.objectContaining({
        action: 'grant.changed',
        detail: { clientId: 'client-7', changes: ['Expires: 2027-02-22 → 2027-03-01'] },
      }),
    ]);
  });
});

describe('approving less of a change', () => {
  const asked = to({
    scopes: [...BASE.scopes, 'Tasks (Read)', 'Graph (Read)'],
    expires: '2027-05-01',
    ipRestrictions: [...BASE.ipRestrictions, '192.0.2.1'],
  });
  const all: Less = { scopes: asked.scopes, expires: asked.expires, ipRestrictions: asked.ipRestrictions.join(', ') };
  const faultOf = (less: Partial<Less>) => {
    const checked = lessTerms(change(asked), { ...all, ...less }, NOW);
    return checked.ok ? checked.changes : checked.faults.map(({ field, sentence }) => `${field}: ${sentence}`);
  };

  test.each<[string, Partial<Terms>, string[]]>([
    ['scopes', { scopes: [...BASE.scopes, 'Tasks (Read)'] }, ['scopes']],
    ['a later day', { expires: '2027-05-01' }, ['expires']],
    ['addresses', { ipRestrictions: [] }, ['ipRestrictions']],
    ['another user', { user: OTHER }, []],
  ])('is possible of what it gives: %s', (_what, changes, parts) => {
    expect(reducible(change(to(changes)))).toEqual(parts);
  });

  test('leaves what the grant has already', () => {
    expect(faultOf({ scopes: ['Tasks (Read)', 'Documents (Read)'] })).toEqual([
      expect.stringMatching(/^scopes: Spreadsheets \(Read\) is what the grant has already/),
    ]);
    expect(faultOf({ expires: '2027-02-01' })).toEqual([
      expect.stringMatching(/^expires: The grant lasts until 2027-02-22 already/),
    ]);
    expect(faultOf({ ipRestrictions: '198.51.100.1' })).toEqual([
      expect.stringMatching(/^ipRestrictions: 203\.0\.113\.0\/24 is what the grant has/),
    ]);
  });

  test('takes away what is asked for anew, but not all of it', () => {
    expect(faultOf({ scopes: [...BASE.scopes, 'Tasks (Read)'], expires: '2027-02-22' })).toEqual([
      'Expires: 2027-05-01 → 2027-02-22',
      'Scopes: Spreadsheets (Read), Documents (Read), Tasks (Read), Graph (Read) → Spreadsheets (Read), Documents (Read), Tasks (Read)',
    ]);
    expect(
      faultOf({ scopes: BASE.scopes, expires: '2027-02-22', ipRestrictions: BASE.ipRestrictions.join(', ') }),
    ).toEqual([expect.stringMatching(/^scopes: Nothing of the change would be left/)]);
  });
});

describe('the check of a change', () => {
  const inForce = policy();
  const checked = (changes: Parameters<typeof checkChange>[0], current = BASE, rules = inForce) =>
    checkChange({ ...formOf(current), userKind: 'existing', ...changes }, current, rules, NOW);

  test('keeps the grant’s own user as it is', () => {
    const current = to({
      user: { kind: 'new', username: 'svc.export', givenName: 'N', familyName: 'E', email: 'n@example.com' },
    });
    expect(checked({ expires: '2027-01-01' }, current)).toMatchObject({ ok: true, value: { user: current.user } });
  });

  test('refuses what is no difference', () => {
    expect(checked({})).toMatchObject({
      ok: false,
      faults: [{ field: 'scopes', sentence: expect.stringMatching(/^Nothing is different/) }],
    });
  });

  test('lets a grant be narrowed whose workspace or lifetime the policy does not offer any more', () => {
    const stricter = { ...inForce, workspaces: ['Elsewhere'], limits: { ...inForce.limits, max_lifetime: 10 * DAY } };
    expect(checked({ scopes: ['Documents (Read)'] }, BASE, stricter)).toMatchObject({ ok: true });
    expect(checked({ roles: [...BASE.roles, 'Manager'] }, BASE, stricter)).toMatchObject({
      ok: false,
      faults: [{ sentence: expect.stringContaining('can only be narrowed') }],
    });
    expect(
      checked(
        {
          expires: later(20 * DAY)
            .toISOString()
            .slice(0, 10),
        },
        BASE,
        stricter,
      ),
    ).toMatchObject({
      ok: false,
      faults: [{ field: 'expires' }],
    });
  });
});
