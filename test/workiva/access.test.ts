import { describe, expect, test } from '@jest/globals';
import { describeAccess, isLackOfAccess, lackOf } from '../../src/workiva/access.ts';
import { WorkivaError } from '../../src/workiva/errors.ts';
import { withWorkiva } from './with-workiva.ts';

describe('what Grantdesk may do', () => {
  test('is nothing without a client, so that every step is an admin task', async () => {
    const { kind, access, works } = await describeAccess(undefined);
    expect({ kind, access }).toEqual({ kind: 'none', access: 'none' });
    expect(works.filter(({ byApi }) => byApi)).toEqual([]);
    expect(works[0]?.words).toBe('becomes an admin task: Grantdesk has no client in Workiva');
  });

  test('is all but the grant itself with every scope', () =>
    withWorkiva({}, async ({ client }) => {
      const { kind, works } = await describeAccess(client);
      expect(kind).toBe('api');
      expect(works.filter(({ byApi }) => !byApi).map(({ what }) => what)).toEqual([
        'create, change or delete the grant itself',
      ]);
    }));

  test('says which scope each thing lacks', () =>
    withWorkiva({ scopes: ['organization:read'] }, async ({ client }) => {
      const { access, works } = await describeAccess(client);
      expect(access).toBe('scopes organization:read');
      const words = Object.fromEntries(works.map(({ what, words: said }) => [what, said]));
      expect(words['give it its roles']).toBe('becomes an admin task: its token lacks organization:write');
      expect(words['read the activity log']).toBe('is off: its token lacks activity:read');
    }));

  test('is nothing where Workiva refuses the client, and the reason is told', () =>
    withWorkiva({}, async ({ another }) => {
      const { kind, refused, works } = await describeAccess(another({ clientSecret: 'another-secret-99' }));
      expect(kind).toBe('refused');
      expect(refused).toContain('does not accept the client ID and secret');
      expect(works.some(({ byApi }) => byApi)).toBe(false);
    }));

  test('is not known while Workiva is away', () =>
    withWorkiva({}, async ({ another }) => {
      const away = another({ apiUrl: 'http://127.0.0.1:9' });
      await expect(describeAccess(away)).rejects.toMatchObject({ code: 'unreachable' });
    }));

  test('is described anew whenever the scopes change, whatever their order', () =>
    withWorkiva({ scopes: ['organization:write', 'organization:read'] }, async ({ client }) => {
      expect((await describeAccess(client)).access).toBe('scopes organization:read organization:write');
    }));
});

describe('a token of which Workiva does not say which scopes it has', () => {
  const UNNAMED = { access_token: 'a-token-without-scopes', expires_in: 600 };

  test('may have any, so that nothing is left to the admins before it is tried', () =>
    withWorkiva({}, async ({ workiva, client }) => {
      workiva.faults.answer({ path: /token$/ }, { status: 200, body: UNNAMED });
      const { kind, access, scopes, works } = await describeAccess(client);
      expect({ kind, access, scopes }).toEqual({ kind: 'api', access: 'scopes', scopes: [] });
      expect(works.filter(({ byApi }) => !byApi).map(({ what }) => what)).toEqual([
        'create, change or delete the grant itself',
      ]);
      expect(works[0]?.words).toBe('by itself, if its grant has organization:read and organization:write');
    }));

  test('does not show what a refused step lacked: it is tried again', () => {
    const error = new WorkivaError({ ...REFUSED, tokenScopes: [] });
    expect(lackOf(error, 'user')).toEqual({
      access: 'scopes',
      why: 'Grantdesk may not do this: Workiva refused (403). Its grant lacks a scope, or its own user a role in Workiva. It tries again by itself after an hour, later once a day.',
      unseen: true,
    });
  });
});

const REFUSED = { code: 'forbidden', endpoint: 'POST /users', sentence: 'Workiva refused (403).' } as const;

describe('a refusal', () => {
  test('for want of a scope is lack of access, and says so to the admins', () =>
    withWorkiva({ scopes: ['organization:read'] }, async ({ client }) => {
      const user = { username: 'svc', givenName: 'S', familyName: 'V', email: 's@example.com' };
      const error = await client.createUser(user).catch((thrown: unknown) => thrown);
      if (!isLackOfAccess(error)) throw new Error('It should be lack of access.');
      const lack = lackOf(error, 'user');
      expect(lack.access).toBe('scopes organization:read');
      expect(lack.unseen).toBeUndefined();
      expect(lack.why).toMatch(/^Grantdesk may not do this: Workiva refused: .*organization:write.*Once it may/);
    }));

  test('to a token of fewer scopes than the one that came after it keeps those of the refused one', () =>
    withWorkiva({ users: [{ username: 'ada' }] }, async ({ workiva, client, clock }) => {
      const narrow = { access_token: 'a-narrow-token', expires_in: 600, scope: 'organization:read' };
      await client.scopes();
      clock.forward(600_000);
      workiva.faults.answer({ path: /token$/ }, { status: 200, body: narrow, times: 2 });
      workiva.faults.answer({ method: 'PATCH' }, { status: 403, times: 2 });
      const error = await client.setUserStatus('u', 'suspended').catch((thrown: unknown) => thrown);
      if (!isLackOfAccess(error)) throw new Error('It should be lack of access.');
      clock.forward(600_000);
      expect((await describeAccess(client)).access).toContain('organization:write');
      expect(lackOf(error, 'user_suspension').access).toBe('scopes organization:read');
    }));

  test('of the client itself keeps that it was refused, even when it passes a moment later', () =>
    withWorkiva({}, async ({ workiva, client }) => {
      workiva.faults.answer({ path: /token$/ }, { status: 401 });
      const error = await client.organization().catch((thrown: unknown) => thrown);
      if (!isLackOfAccess(error)) throw new Error('It should be lack of access.');
      expect((await describeAccess(client)).kind).toBe('api');
      expect(lackOf(error, 'user')).toMatchObject({ access: 'refused', why: expect.stringContaining('Once it may') });
    }));

  test('although all scopes are there is for want of a role, which only another try can show', () => {
    const error = new WorkivaError({ ...REFUSED, tokenScopes: ['organization:write', 'organization:read'] });
    expect(lackOf(error, 'roles')).toEqual({
      access: 'scopes organization:read organization:write',
      why: 'Grantdesk may not do this: Workiva refused (403). The scopes of its token are enough, so its own user lacks a role in Workiva. It tries again by itself after an hour, later once a day.',
      unseen: true,
    });
  });

  test.each([['bad_request'], ['not_found'], ['server_error'], ['unauthorized']] as const)(
    'that is %s is not lack of access',
    (code) => {
      const error = new WorkivaError({ code, endpoint: 'GET /users', sentence: 'No.' });
      expect(isLackOfAccess(error)).toBe(false);
    },
  );
});
