import { describe, expect, test } from '@jest/globals';
import { describeAccess, isLackOfAccess, lackNow } from '../../src/workiva/access.ts';
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

describe('a refusal', () => {
  test('for want of a scope is lack of access, and says so to the admins', () =>
    withWorkiva({ scopes: ['organization:read'] }, async ({ client }) => {
      const user = { username: 'svc', givenName: 'S', familyName: 'V', email: 's@example.com' };
      const error = await client.createUser(user).catch((thrown: unknown) => thrown);
      if (!isLackOfAccess(error)) throw new Error('It should be lack of access.');
      const lack = await lackNow(client, error);
      expect(lack.access).toBe('scopes organization:read');
      expect(lack.why).toMatch(/^Grantdesk may not do this: Workiva refused: .*organization:write.*Once it may/);
    }));

  test.each([['bad_request'], ['not_found'], ['server_error'], ['unauthorized']] as const)(
    'that is %s is not lack of access',
    (code) => {
      const error = new WorkivaError({ code, endpoint: 'GET /users', sentence: 'No.' });
      expect(isLackOfAccess(error)).toBe(false);
    },
  );
});
