import { describe, expect, test } from '@jest/globals';
import { SECRET, withWorkiva } from '../../workiva/with-workiva.ts';
import { ask, tokenOf } from './asking.ts';

describe('The token endpoint', () => {
  test('answers a bearer token, its life in seconds and its scopes', () =>
    withWorkiva({ tokenLifeSeconds: 120 }, async ({ workiva }) => {
      const { status, body } = await tokenOf(workiva);
      expect(status).toBe(200);
      expect(body).toEqual({
        access_token: expect.any(String),
        expires_in: 120,
        token_type: 'Bearer',
        scope: 'organization:read organization:write activity:read',
      });
    }));

  test('gives fewer scopes than were asked for when the client has fewer, and none for unknown ones', () =>
    withWorkiva({ scopes: ['organization:read'] }, async ({ workiva }) => {
      const asked = { scope: 'organization:read activity:read' };
      expect((await tokenOf(workiva, undefined, undefined, asked)).scope).toBe('organization:read');
      const none = await tokenOf(workiva, undefined, undefined, { scope: 'activity:read' });
      expect(none).toMatchObject({ status: 400, body: { error: 'invalid_scope' } });
    }));

  test.each([
    ['a wrong secret', { client_secret: 'wrong' }, 401, 'invalid_client'],
    ['an unknown client', { client_id: 'nobody' }, 401, 'invalid_client'],
    ['another kind of grant', { grant_type: 'password' }, 400, 'unsupported_grant_type'],
  ])('refuses %s in the form of OAuth', (_, more, status, error) =>
    withWorkiva({}, async ({ workiva }) => {
      const answer = await tokenOf(workiva, undefined, undefined, more);
      expect(answer).toMatchObject({ status, body: { error, error_description: expect.any(String) } });
    }),
  );

  test('leaves no secret in the recorded calls', () =>
    withWorkiva({}, async ({ workiva }) => {
      const { token } = await tokenOf(workiva);
      await ask(workiva, 'GET', '', { token });
      const recorded = JSON.stringify(workiva.calls);
      expect(recorded).not.toContain(SECRET);
      expect(recorded).not.toContain(token);
      expect(workiva.calls[0]?.body).toMatchObject({ grant_type: 'client_credentials' });
    }));
});

describe('A call', () => {
  test('is answered 401 once its token has ended', () =>
    withWorkiva({ tokenLifeSeconds: 60 }, async ({ workiva, clock }) => {
      const { token } = await tokenOf(workiva);
      clock.forward(59_000);
      expect((await ask(workiva, 'GET', '', { token })).status).toBe(200);
      clock.forward(1_000);
      expect(await ask(workiva, 'GET', '', { token })).toMatchObject({ status: 401, body: { code: 'unauthorized' } });
    }));

  test.each([null, '2022-01-01'])('with X-Version %s is answered 400', (version) =>
    withWorkiva({}, async ({ workiva }) => {
      expect(await ask(workiva, 'GET', '', { version })).toMatchObject({ status: 400, body: { target: 'X-Version' } });
    }),
  );

  test.each([
    ['POST', '/users', 'organization:write'],
    ['GET', '/activities', 'activity:read'],
  ])('%s %s is answered 403 without the scope %s', (method, path, scope) =>
    withWorkiva({ scopes: ['organization:read'] }, async ({ workiva }) => {
      const answer = await ask(workiva, method, path, { body: method === 'POST' ? {} : undefined });
      expect(answer).toMatchObject({ status: 403, body: { code: 'insufficientScope' } });
      expect((answer.body as { message: string }).message).toContain(scope);
    }),
  );

  test('in another organization, or of a call that is not published, is answered 404', () =>
    withWorkiva({}, async ({ workiva }) => {
      const elsewhere = `${workiva.apiUrl}/platform/v1/organizations/0b9f0000-0000-4000-8000-000000000000`;
      expect(await ask(workiva, 'GET', elsewhere)).toMatchObject({
        status: 404,
        body: { code: 'organizationNotFound' },
      });
      expect((await ask(workiva, 'GET', '/apiGrants')).status).toBe(404);
    }));
});
