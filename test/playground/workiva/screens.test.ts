import { describe, expect, test } from '@jest/globals';
import { DEFAULT_CATALOGUE, scopesOf } from '../../../src/domain/scopes.ts';
import type { GrantForm, WorkivaStandIn } from '../../../src/playground/workiva/stand-in.ts';
import { withWorkiva } from '../../workiva/with-workiva.ts';
import { ask, idOf, tokenOf } from './asking.ts';

const DAY = 86_400_000;
const FORM: GrantForm = {
  clientName: 'Sandbox | nightly export',
  workspace: 'Sandbox',
  workivaUsername: 'sandbox.export',
  expires: '2026-03-31',
  scopes: ['Spreadsheets (Read)', 'Organization (Admin) (Read)'],
  ipRestrictions: '192.0.2.10,2001:db8::/32',
};
const PEOPLE = {
  admins: ['ada'],
  users: [
    { username: 'sandbox.export', memberOf: { Sandbox: ['Creator'] } },
    { username: 'sandbox.other', memberOf: { Sandbox: [] } },
    { username: 'outsider' },
    { username: 'sleeper', status: 'suspended' as const, memberOf: { Sandbox: [] } },
  ],
};

describe('The form for a grant', () => {
  test('makes a grant that an administrator can list, without a secret', () =>
    withWorkiva(PEOPLE, async ({ workiva }) => {
      const { clientId } = workiva.screens.addGrant('ada', FORM);
      expect(workiva.screens.grants('ada')).toEqual([
        { ...FORM, clientId, ipRestrictions: '192.0.2.10, 2001:db8::/32', status: 'active', hasSecret: false },
      ]);
      expect(workiva.activities.at(-1)).toMatchObject({
        action: { alias: 'apiGrant.create' },
        performer: { displayName: 'ada Example' },
        targets: [{ id: clientId }, { name: 'sandbox.export' }, { name: 'Sandbox' }],
        activityDateTime: '2026-03-02T09:00:00.000Z',
      });
    }));

  test.each<[string, Partial<GrantForm>, RegExp]>([
    ['no name', { clientName: ' ' }, /^Client Name/],
    ['no workspace', { workspace: '' }, /^Workspace: choose a workspace\.$/],
    ['no user', { workivaUsername: ' ' }, /^Workiva Username: enter a username\.$/],
    ['no end', { expires: '' }, /^Expires: choose a date\.$/],
    ['an unknown workspace', { workspace: 'Moon' }, /^Workspace/],
    ['an unknown user', { workivaUsername: 'nobody' }, /^Workiva Username.*no user/],
    ['a user who is no member', { workivaUsername: 'outsider' }, /^Workiva Username.*not a member/],
    ['a suspended user', { workivaUsername: 'sleeper' }, /^Workiva Username.*suspended/],
    ['no scope', { scopes: [] }, /^Scopes/],
    ['a scope that is not offered', { scopes: ['Spreadsheets (Delete)'] }, /^Scopes.*Delete/],
    ['today as its end', { expires: '2026-03-02' }, /^Expires.*after today/],
    ['a day that does not exist', { expires: '2026-02-30' }, /^Expires.*not a date/],
    ['no address', { ipRestrictions: '192.0.2.10, office' }, /^IP Restrictions.*office/],
    ['too long a prefix', { ipRestrictions: '192.0.2.0/33' }, /^IP Restrictions/],
  ])('is refused with %s, naming the field', (_, change, message) =>
    withWorkiva(PEOPLE, async ({ workiva }) => {
      expect(() => workiva.screens.addGrant('ada', { ...FORM, ...change })).toThrow(message);
      expect(workiva.grants).toEqual([]);
    }),
  );

  test('is closed to everybody but Org Security Admins', () =>
    withWorkiva(PEOPLE, async ({ workiva }) => {
      const { screens } = workiva;
      const { clientId } = screens.addGrant('ada', FORM);
      for (const username of ['outsider', 'sandbox.export']) {
        expect(() => screens.addGrant(username, FORM)).toThrow('Org Security Administrator');
        expect(() => screens.editGrant(username, clientId, {})).toThrow('Org Security Administrator');
        expect(() => screens.deleteGrant(username, clientId)).toThrow('Org Security Administrator');
        expect(() => screens.grants(username)).toThrow('Org Security Administrator');
      }
      expect(() => screens.grants('nobody')).toThrow('cannot sign in');
    }));

  test('offers every scope that a policy offers by default', () =>
    withWorkiva(PEOPLE, async ({ workiva }) => {
      const scopes = scopesOf(DEFAULT_CATALOGUE).map(({ name }) => name);
      workiva.screens.addGrant('ada', { ...FORM, scopes });
      expect(workiva.grants[0]?.scopes).toEqual(scopes);
    }));

  test('changes everything but the workspace', () =>
    withWorkiva(PEOPLE, async ({ workiva }) => {
      const { clientId } = workiva.screens.addGrant('ada', FORM);
      workiva.screens.editGrant('ada', clientId, { expires: '2026-06-30', scopes: ['Files (Read)'] });
      expect(workiva.grants[0]).toMatchObject({ expires: '2026-06-30', scopes: ['Files (Read)'] });
      expect(() => workiva.screens.editGrant('ada', clientId, { workspace: 'Finance Close' })).toThrow(
        'cannot be changed',
      );
    }));
});

describe('The secret of a grant', () => {
  test('is shown once to the own user, and nowhere else', () =>
    withWorkiva(PEOPLE, async ({ workiva }) => {
      const { clientId, secret } = grantWithSecret(workiva);
      const shown = [workiva.grants, workiva.screens.grants('ada'), workiva.activities, workiva.calls];
      expect(JSON.stringify(shown)).not.toContain(secret);
      expect(workiva.screens.profile('sandbox.export').grants).toEqual([{ clientId, clientName: FORM.clientName }]);
      expect(workiva.grants[0]?.hasSecret).toBe(true);
    }));

  test('is shown to nobody else, administrators included', () =>
    withWorkiva(PEOPLE, async ({ workiva }) => {
      const { clientId } = grantWithSecret(workiva);
      for (const username of ['ada', 'sandbox.other']) {
        expect(workiva.screens.profile(username).grants).toEqual([]);
        expect(() => workiva.screens.profile(username).regenerate(clientId)).toThrow('Only its own user');
      }
    }));

  test('opens the API with the scopes of the grant, in the name of its user', () =>
    withWorkiva(PEOPLE, async ({ workiva }) => {
      const { clientId, secret } = grantWithSecret(workiva);
      const { token, scope } = await tokenOf(workiva, clientId, secret);
      expect(scope).toBe('file:read organization:read');
      expect((await ask(workiva, 'GET', '', { token })).status).toBe(200);
      expect((await ask(workiva, 'GET', '/activities', { token })).status).toBe(403);
    }));

  test('stops working when another is made', () =>
    withWorkiva(PEOPLE, async ({ workiva }) => {
      const { clientId, secret } = grantWithSecret(workiva);
      const { token } = await tokenOf(workiva, clientId, secret);
      const newer = workiva.screens.profile('sandbox.export').regenerate(clientId);
      expect((await tokenOf(workiva, clientId, secret)).status).toBe(401);
      expect((await ask(workiva, 'GET', '', { token })).status).toBe(401);
      expect((await tokenOf(workiva, clientId, newer)).status).toBe(200);
    }));

  test.each<[string, (workiva: WorkivaStandIn, clientId: string) => unknown]>([
    [
      'the grant gets another user',
      (workiva, id) => workiva.screens.editGrant('ada', id, { workivaUsername: 'sandbox.other' }),
    ],
    ['the grant is deleted', (workiva, id) => workiva.screens.deleteGrant('ada', id)],
    [
      'the user is suspended',
      (workiva) => change(workiva, 'PATCH', [{ op: 'replace', path: '/status', value: 'suspended' }]),
    ],
    ['the user is removed', (workiva) => change(workiva, 'DELETE')],
  ])('stops working, and its tokens with it, when %s', (_, happen) =>
    withWorkiva(PEOPLE, async ({ workiva }) => {
      const { clientId, secret } = grantWithSecret(workiva);
      const { token } = await tokenOf(workiva, clientId, secret);
      await happen(workiva, clientId);
      expect((await tokenOf(workiva, clientId, secret)).status).toBe(401);
      expect((await ask(workiva, 'GET', '', { token })).status).toBe(401);
    }),
  );

  test('works to the end of the last day and not longer', () =>
    withWorkiva(PEOPLE, async ({ workiva, clock }) => {
      const { clientId, secret } = grantWithSecret(workiva);
      clock.forward(Date.parse('2026-03-31T23:59:59Z') - clock.now().getTime());
      expect((await tokenOf(workiva, clientId, secret)).status).toBe(200);
      clock.forward(1000);
      expect((await tokenOf(workiva, clientId, secret)).status).toBe(401);
      expect(workiva.grants[0]?.status).toBe('expired');
      clock.forward(DAY);
      workiva.screens.editGrant('ada', clientId, { expires: '2026-12-31' });
      expect((await tokenOf(workiva, clientId, secret)).status).toBe(200);
    }));

  test('is needed: a grant nobody has taken a secret for lets nobody in', () =>
    withWorkiva(PEOPLE, async ({ workiva }) => {
      const { clientId } = workiva.screens.addGrant('ada', FORM);
      for (const secret of ['', 'undefined']) expect((await tokenOf(workiva, clientId, secret)).status).toBe(401);
    }));
});

describe('The pages', () => {
  test.each(['/', '/admin/security/provisioning', '/profile/security'])('at %s say what the real screen is', (path) =>
    withWorkiva({}, async ({ workiva }) => {
      const response = await fetch(workiva.apiUrl + path);
      expect(response.headers.get('content-type')).toContain('text/html');
      expect(await response.text()).toContain('a stand-in of Workiva');
    }),
  );
});

function grantWithSecret(workiva: WorkivaStandIn) {
  const { clientId } = workiva.screens.addGrant('ada', FORM);
  return { clientId, secret: workiva.screens.profile('sandbox.export').regenerate(clientId) };
}

function change(workiva: WorkivaStandIn, method: string, body?: unknown) {
  return ask(workiva, method, `/users/${idOf(workiva.users, 'sandbox.export')}`, { body });
}
