import { describe, expect, test } from '@jest/globals';
import { countOf, type Setting, withWorkiva } from './with-workiva.ts';

const ORG = { path: /organizations/ };
const ADA = { users: [{ username: 'ada', memberOf: { Sandbox: [] } }] };
const NEW = { username: 'sandbox.reports', givenName: 'Sandbox', familyName: 'Reports', email: 'reports@example.com' };

describe('A call that may pass', () => {
  test('is made again, up to three times in all, with growing pauses of which a half is chance', () =>
    withWorkiva({}, async ({ workiva, client, waits }) => {
      workiva.faults.answer(ORG, { status: 503, times: 2 });
      await expect(client.organization()).resolves.toMatchObject({ status: 'active' });
      expect(countOf(workiva, ORG.path)).toBe(3);
      const [first = 0, second = 0, ...more] = waits;
      expect(first).toBeGreaterThanOrEqual(250);
      expect(first).toBeLessThanOrEqual(500);
      expect(second).toBeGreaterThanOrEqual(500);
      expect(second).toBeLessThanOrEqual(1_000);
      expect(more).toEqual([]);
    }));

  test.each([
    ['seconds', { status: 429, retryAfterSeconds: 7 }, 7_000],
    ['a date', { status: 503, retryAfterDate: new Date('2026-03-02T09:00:20Z') }, 20_000],
  ])('is made again when Workiva says, as %s', (_, fault, wait) =>
    withWorkiva({}, async ({ workiva, client, waits }) => {
      workiva.faults.answer(ORG, fault);
      await client.organization();
      expect(waits).toEqual([wait]);
    }),
  );

  test('is made again after a connection that broke, and after an answer that did not come', () =>
    withWorkiva({}, async ({ workiva, another }) => {
      const client = another({ attemptTimeoutMs: 1_000 });
      await client.scopes();
      workiva.faults.answer(ORG, { status: 200, dropConnection: true });
      await expect(client.organization()).resolves.toMatchObject({ status: 'active' });
      workiva.faults.hold(ORG);
      await expect(client.organization()).resolves.toMatchObject({ status: 'active' });
      expect(countOf(workiva, ORG.path)).toBe(4);
    }));

  test('is not made again when Workiva asks for more time than there is: who called tries later', () =>
    withWorkiva({}, async ({ workiva, client, waits }) => {
      workiva.faults.answer(ORG, { status: 429, retryAfterSeconds: 60 });
      const failed = { code: 'rate_limited', transient: true, retryAfterMs: 60_000 };
      await expect(client.organization()).rejects.toMatchObject(failed);
      expect(countOf(workiva, ORG.path)).toBe(1);
      expect(waits).toEqual([]);
    }));

  test('ends with the time limit of all its tries', () =>
    withWorkiva({}, async ({ workiva, another, clock }) => {
      const client = another({ callTimeoutMs: 10_000, wait: async (ms) => clock.forward(ms) });
      workiva.faults.answer(ORG, { status: 503, retryAfterSeconds: 6, times: 9 });
      await expect(client.organization()).rejects.toMatchObject({ code: 'server_error' });
      expect(countOf(workiva, ORG.path)).toBe(2);
    }));
});

describe('What is safe to repeat', () => {
  test('is setting a value', () =>
    withWorkiva(ADA, async ({ workiva, client }) => {
      workiva.faults.answer({ method: 'PATCH' }, { status: 502, afterDoing: true });
      await client.setUserStatus(workiva.userNamed('ada')?.id ?? '', 'suspended');
      expect(workiva.userNamed('ada')?.status).toBe('suspended');
      expect(workiva.calls.filter(({ method }) => method === 'PATCH')).toHaveLength(2);
    }));

  test('is removing: what a second try finds gone, the first has removed', () =>
    withWorkiva(ADA, async ({ workiva, client }) => {
      const [membership] = workiva.memberships;
      const sandbox = workiva.workspaces.find(({ name }) => name === 'Sandbox')?.id ?? '';
      workiva.faults.answer({ method: 'DELETE' }, { status: 500, afterDoing: true });
      await client.removeMember(sandbox, membership?.id ?? '');
      expect(workiva.memberships).toEqual([]);
    }));

  test('still says that there was nothing to remove when that was so from the first', () =>
    withWorkiva(ADA, async ({ client }) => {
      await expect(client.removeUser('nobody')).rejects.toMatchObject({ code: 'not_found' });
    }));

  test.each<[string, (setting: Setting) => Promise<unknown>]>([
    ['making a user', ({ client }) => client.createUser(NEW)],
    [
      'adding a member',
      ({ client }) => client.addMember('w', 'u', { notifyNewMember: false, sendWelcomeEmail: false }),
    ],
    ['giving roles', ({ client }) => client.giveMemberRoles('w', 'm', ['r'])],
    ['taking roles', ({ client }) => client.takeMemberRoles('w', 'm', ['r'])],
  ])('is not %s', (_, call) =>
    withWorkiva({}, async (setting) => {
      const { workiva, waits } = setting;
      await setting.client.scopes();
      workiva.faults.answer({ method: 'POST' }, { status: 503, times: 9 });
      await expect(call(setting)).rejects.toMatchObject({ code: 'server_error', transient: true });
      expect(workiva.calls).toHaveLength(2);
      expect(waits).toEqual([]);
    }),
  );

  test('is not asking for a token, which is a POST as well', () =>
    withWorkiva({}, async ({ workiva, client }) => {
      workiva.faults.answer({ method: 'POST' }, { status: 503, times: 9 });
      await expect(client.organization()).rejects.toMatchObject({ code: 'server_error', transient: true });
      expect(workiva.calls).toHaveLength(1);
    }));
});
