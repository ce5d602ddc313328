import { describe, expect, test } from '@jest/globals';
import { withWorkiva } from '../../workiva/with-workiva.ts';
import { ask, idOf, itemsOf } from './asking.ts';

const ADA = { username: 'ada.close', givenName: 'Ada', familyName: 'Close', email: 'ada@example.com' };

describe('Creating a user', () => {
  test('answers 201 and the user', () =>
    withWorkiva({}, async ({ workiva }) => {
      const { status, body } = await ask(workiva, 'POST', '/users', { body: ADA });
      expect(status).toBe(201);
      expect(body).toEqual({ ...ADA, id: expect.any(String), displayName: 'Ada Close', status: 'active' });
      expect(workiva.userNamed('ada.close')).toMatchObject({ email: 'ada@example.com', inOrganization: true });
    }));

  test('is answered 409 when the username is taken, whatever its capitals', () =>
    withWorkiva({ users: [{ username: 'ADA.close' }] }, async ({ workiva }) => {
      const answer = await ask(workiva, 'POST', '/users', { body: ADA });
      expect(answer).toMatchObject({ status: 409, body: { code: 'usernameTaken', target: 'username' } });
    }));

  test.each(['Ada.close', 'ada close'])('is answered 400 for the username %s', (username) =>
    withWorkiva({}, async ({ workiva }) => {
      const answer = await ask(workiva, 'POST', '/users', { body: { ...ADA, username } });
      expect(answer).toMatchObject({ status: 400, body: { target: 'username' } });
      expect(workiva.users).toHaveLength(0);
    }),
  );

  test('is answered 400 with a detail for each field that is missing', () =>
    withWorkiva({}, async ({ workiva }) => {
      const answer = await ask(workiva, 'POST', '/users', { body: { id: 'mine', username: 'ada' } });
      const targets = (answer.body as { details: { target: string }[] }).details.map(({ target }) => target);
      expect(targets.toSorted()).toEqual(['email', 'familyName', 'givenName', 'id']);
    }));
});

describe('A user', () => {
  test('is answered by id while in the organization, listed already or not', () =>
    withWorkiva({ listedAfterMs: 60_000 }, async ({ workiva }) => {
      const { id } = (await ask(workiva, 'POST', '/users', { body: ADA })).body as { id: string };
      const found = await ask(workiva, 'GET', `/users/${id}`);
      expect(found).toMatchObject({ status: 200, body: { ...ADA, id, status: 'active' } });
      await ask(workiva, 'DELETE', `/users/${id}`);
      expect((await ask(workiva, 'GET', `/users/${id}`)).status).toBe(404);
    }));

  test('of elsewhere is assigned to the organization by id', () =>
    withWorkiva({ users: [{ username: 'ada', inOrganization: false }] }, async ({ workiva }) => {
      expect(itemsOf(await ask(workiva, 'GET', '/users'))).toEqual([]);
      const user = idOf(workiva.users, 'ada');
      expect((await ask(workiva, 'POST', '/users/assignment', { body: { user } })).status).toBe(200);
      expect(itemsOf(await ask(workiva, 'GET', '/users'))).toMatchObject([{ username: 'ada' }]);
    }));

  test('is changed by JSON Patch, all of it or nothing', () =>
    withWorkiva({ users: [{ username: 'ada' }, { username: 'bob' }] }, async ({ workiva }) => {
      const path = `/users/${idOf(workiva.users, 'ada')}`;
      const replace = (field: string, value: string) => ({ op: 'replace', path: field, value });
      const good = await ask(workiva, 'PATCH', path, { body: [replace('/status', 'suspended')] });
      expect(good).toMatchObject({ status: 200, body: { status: 'suspended' } });
      const half = [replace('/givenName', 'Augusta'), replace('/username', 'bob')];
      expect((await ask(workiva, 'PATCH', path, { body: half })).status).toBe(409);
      for (const body of [[replace('/status', 'gone')], [{ op: 'remove', path: '/status' }], {}]) {
        expect((await ask(workiva, 'PATCH', path, { body })).status).toBe(400);
      }
      expect(workiva.userNamed('ada')).toMatchObject({ givenName: 'ada', status: 'suspended' });
    }));

  test('who is removed keeps the username and loses memberships', () =>
    withWorkiva({ users: [{ username: 'ada', memberOf: { Sandbox: ['Creator'] } }] }, async ({ workiva }) => {
      expect((await ask(workiva, 'DELETE', `/users/${idOf(workiva.users, 'ada')}`)).status).toBe(204);
      expect(workiva.memberships).toEqual([]);
      expect(itemsOf(await ask(workiva, 'GET', '/users'))).toEqual([]);
      expect((await ask(workiva, 'POST', '/users', { body: { ...ADA, username: 'ada' } })).status).toBe(409);
    }));

  test('is given organization roles and loses them again', () =>
    withWorkiva({ users: [{ username: 'ada' }] }, async ({ workiva }) => {
      const path = `/users/${idOf(workiva.users, 'ada')}/roles`;
      const [role] = itemsOf(await ask(workiva, 'GET', '/roles'));
      expect((await ask(workiva, 'POST', `${path}/assignment`, { body: [role?.id] })).status).toBe(202);
      expect(itemsOf(await ask(workiva, 'GET', path))).toEqual([role]);
      expect((await ask(workiva, 'POST', `${path}/revocation`, { body: [role?.id] })).status).toBe(202);
      expect(workiva.userNamed('ada')?.organizationRoles).toEqual([]);
    }));
});
