import { describe, expect, test } from '@jest/globals';
import { withWorkiva } from '../../workiva/with-workiva.ts';
import { ask, itemsOf, tokenOf } from './asking.ts';

const ADA = { username: 'ada', givenName: 'Ada', familyName: 'Close', email: 'ada@example.com' };

describe('A fault', () => {
  test('befalls as many matching requests as ordered, in Workiva’s form', () =>
    withWorkiva({}, async ({ workiva }) => {
      const fault = { status: 429, times: 2, retryAfterSeconds: 3, message: 'Too fast.' };
      workiva.faults.answer({ method: 'GET', path: /workspaces$/ }, fault);
      expect((await ask(workiva, 'GET', '/users')).status).toBe(200);
      const refused = await ask(workiva, 'GET', '/workspaces');
      expect(refused).toMatchObject({ status: 429, body: { code: 'tooManyRequests', message: 'Too fast.' } });
      expect(refused.headers.get('retry-after')).toBe('3');
      expect((await ask(workiva, 'GET', '/workspaces')).status).toBe(429);
      expect((await ask(workiva, 'GET', '/workspaces')).status).toBe(200);
    }));

  test('before the work leaves nothing done', () =>
    withWorkiva({}, async ({ workiva }) => {
      workiva.faults.answer({ path: /users$/ }, { status: 503 });
      expect((await ask(workiva, 'POST', '/users', { body: ADA })).status).toBe(503);
      expect(workiva.users).toEqual([]);
    }));

  test('after the work leaves it done, though the answer says otherwise', () =>
    withWorkiva({}, async ({ workiva }) => {
      workiva.faults.answer({ path: /users$/ }, { status: 500, afterDoing: true });
      expect((await ask(workiva, 'POST', '/users', { body: ADA })).status).toBe(500);
      expect(workiva.userNamed('ada')).toBeDefined();
    }));

  test('can cut the connection after the work', () =>
    withWorkiva({}, async ({ workiva }) => {
      const { token } = await tokenOf(workiva);
      workiva.faults.answer({ path: /users$/ }, { status: 201, afterDoing: true, dropConnection: true });
      await expect(ask(workiva, 'POST', '/users', { token, body: ADA })).rejects.toThrow();
      expect(workiva.userNamed('ada')).toBeDefined();
      expect(workiva.calls.at(-1)?.status).toBe(0);
    }));

  test('is forgotten when cleared', () =>
    withWorkiva({}, async ({ workiva }) => {
      workiva.faults.answer({}, { status: 500, times: 9 });
      workiva.faults.clear();
      expect((await ask(workiva, 'GET', '')).status).toBe(200);
    }));
});

describe('A hold', () => {
  test('keeps one request unanswered, its work undone, until it is released', () =>
    withWorkiva({}, async ({ workiva }) => {
      const { token } = await tokenOf(workiva);
      const held = workiva.faults.hold({ method: 'POST', path: /users$/ });
      const creating = ask(workiva, 'POST', '/users', { token, body: ADA });
      await held.arrived;
      expect(workiva.users).toEqual([]);
      expect(itemsOf(await ask(workiva, 'GET', '/users', { token }))).toEqual([]);
      held.release();
      expect((await creating).status).toBe(201);
    }));

  test('can keep only the answer back', () =>
    withWorkiva({}, async ({ workiva }) => {
      const { token } = await tokenOf(workiva);
      const held = workiva.faults.hold({ path: /users$/, afterDoing: true });
      const creating = ask(workiva, 'POST', '/users', { token, body: ADA });
      await held.arrived;
      expect(workiva.userNamed('ada')).toBeDefined();
      held.release();
      expect((await creating).status).toBe(201);
    }));
});

describe('The activity log', () => {
  test('tells what happened, newest first when asked so, filtered by time and kind, under ids that change', () =>
    withWorkiva({}, async ({ workiva, clock }) => {
      await ask(workiva, 'POST', '/users', { body: ADA });
      clock.forward(60_000);
      await ask(workiva, 'DELETE', `/users/${workiva.userNamed('ada')?.id}`);
      const list = async (query: string) => itemsOf(await ask(workiva, 'GET', `/activities?${query}`));

      const newest = await list('$orderBy=activityDateTime%20desc');
      expect(newest.map(({ action }) => (action as { alias: string }).alias)).toEqual(['user.remove', 'user.create']);
      expect(newest[0]).toMatchObject({
        performer: { id: expect.any(String), type: 'user', ipAddress: expect.stringContaining('127.0.0.1') },
        targets: [{ uniqueName: 'ada' }],
        outcome: 'success',
      });
      expect(await list("$filter=activityDateTime gt '2026-03-02T09:00:30Z'")).toHaveLength(1);
      expect(await list("$filter=action/alias eq 'user.create'")).toHaveLength(1);
      expect((await list(''))[0]?.id).not.toBe((await list(''))[0]?.id);
    }));

  test('knows the kinds of activity', () =>
    withWorkiva({}, async ({ workiva }) => {
      const kinds = itemsOf(await ask(workiva, 'GET', `${workiva.apiUrl}/platform/v1/activityActions`));
      expect(kinds).toContainEqual(expect.objectContaining({ alias: 'apiGrant.create', deprecated: false }));
    }));
});
