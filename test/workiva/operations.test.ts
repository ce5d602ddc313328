import { describe, expect, test } from '@jest/globals';
import type { OperationRef } from '../../src/workiva/client.ts';
import { countOf, type Setting, withWorkiva } from './with-workiva.ts';

const OPERATIONS = /operations/;
const MEMBER = { users: [{ username: 'ada', memberOf: { Sandbox: [] } }] };

describe('An operation', () => {
  test('is followed to its end, at the pace that Workiva asks for', () =>
    withWorkiva({ ...MEMBER, operationMs: 60_000 }, async (setting) => {
      const { workiva, another, waits } = setting;
      const client = another({
        wait: async (ms) => {
          if (waits.push(ms) === 3) workiva.finishOperations();
        },
      });
      await client.followOperation(await givenRole(setting));
      expect(workiva.rolesOf('ada', 'Sandbox')).toEqual(['Creator']);
      expect(countOf(workiva, OPERATIONS)).toBe(3);
      expect(waits).toEqual([1000, 1000, 1000]);
    }));

  test('is looked at no faster than once a second, or Workiva would answer 429', () =>
    withWorkiva({ ...MEMBER, operationMs: 60_000, pollMs: 1000 }, async (setting) => {
      const { workiva, another } = setting;
      let waits = 0;
      const client = another({
        wait: async (ms) => {
          await new Promise((resolve) => setTimeout(resolve, ms));
          if (++waits === 2) workiva.finishOperations();
        },
      });
      const ref = await givenRole(setting);
      await client.followOperation(ref);
      expect(workiva.rolesOf('ada', 'Sandbox')).toEqual(['Creator']);
      const looks = workiva.calls.filter(({ path }) => OPERATIONS.test(path));
      expect(looks.map(({ status }) => status)).toEqual([200, 200]);
      await expect(client.operation(ref)).resolves.toMatchObject({ status: 'completed' });
      expect(workiva.calls.slice(-2).map(({ status }) => status)).toEqual([429, 200]);
    }));

  test('is given a second between looks even when Workiva asks for none', () =>
    withWorkiva(MEMBER, async (setting) => {
      const { workiva, client, waits } = setting;
      const ref = { ...(await givenRole(setting)), retryAfterSeconds: 0 };
      workiva.faults.answer({ path: OPERATIONS }, { status: 200, body: { status: 'queued' }, retryAfterSeconds: 0 });
      await client.followOperation(ref);
      expect(waits).toEqual([1000, 1000]);
      workiva.faults.answer({ path: OPERATIONS }, { status: 200, body: { status: 'queued' }, retryAfterSeconds: 0 });
      await expect(client.operation(ref)).resolves.toMatchObject({ retryAfterSeconds: 1 });
    }));

  test('waits longer when Workiva asks for longer', () =>
    withWorkiva(MEMBER, async (setting) => {
      const { workiva, client, waits } = setting;
      const ref = await givenRole(setting);
      workiva.faults.answer({ path: OPERATIONS }, { status: 200, body: { status: 'queued' }, retryAfterSeconds: 7 });
      await client.followOperation(ref);
      expect(waits).toEqual([1000, 7000]);
    }));

  test('is waited for as long as Workiva asks, minutes too', () =>
    withWorkiva(MEMBER, async (setting) => {
      const { workiva, client, waits } = setting;
      const ref = await givenRole(setting);
      workiva.faults.answer({ path: OPERATIONS }, { status: 200, body: { status: 'queued' }, retryAfterSeconds: 240 });
      await client.followOperation(ref);
      expect(waits).toEqual([1000, 240_000]);
    }));

  test('for which Workiva asks more time than there is, is left for later, and is not looked at before', () =>
    withWorkiva(MEMBER, async (setting) => {
      const { workiva, client, waits } = setting;
      const ref = await givenRole(setting);
      const body = { status: 'queued', originalRequest: 'req-of-the-role' };
      workiva.faults.answer({ path: OPERATIONS }, { status: 200, body, retryAfterSeconds: 900 });
      await expect(client.followOperation(ref)).rejects.toMatchObject({
        code: 'timeout',
        transient: true,
        retryAfterMs: 900_000,
        requestId: 'req-of-the-role',
        sentence: 'Workiva has not finished the work yet (queued), and asks to look again in 900 s.',
      });
      expect(waits).toEqual([1000]);
      expect(countOf(workiva, OPERATIONS)).toBe(1);
    }));

  test('shows where it stands when looked at once', () =>
    withWorkiva({ ...MEMBER, operationMs: 60_000 }, async (setting) => {
      const ref = await givenRole(setting);
      const status = await setting.client.operation(ref);
      expect(status).toEqual({ status: 'acknowledged', details: [], retryAfterSeconds: 1 });
      expect(setting.workiva.rolesOf('ada', 'Sandbox')).toEqual([]);
    }));

  test('can be stored as plain values and followed by another process', () =>
    withWorkiva(MEMBER, async (setting) => {
      const stored = JSON.parse(JSON.stringify(await givenRole(setting))) as OperationRef;
      await setting.another().followOperation(stored);
      expect(setting.workiva.rolesOf('ada', 'Sandbox')).toEqual(['Creator']);
    }));

  test('that fails says why in words', () =>
    withWorkiva(MEMBER, async (setting) => {
      setting.workiva.faults.failOperation({
        details: ['The licence allows no more creators.', 'Ask your administrator.'],
      });
      await expect(setting.client.followOperation(await givenRole(setting))).rejects.toMatchObject({
        code: 'operation_failed',
        transient: false,
        sentence: 'Workiva could not finish the work: the licence allows no more creators; Ask your administrator.',
      });
      expect(setting.workiva.rolesOf('ada', 'Sandbox')).toEqual([]);
    }));

  test('that is cancelled without a word says so', () =>
    withWorkiva(MEMBER, async (setting) => {
      setting.workiva.faults.failOperation({ status: 'cancelled' });
      await expect(setting.client.followOperation(await givenRole(setting))).rejects.toMatchObject({
        code: 'operation_failed',
        sentence: 'Workiva cancelled the work and did not say why.',
      });
    }));

  test('that never ends is given up as a timeout that may be followed again', () =>
    withWorkiva({ ...MEMBER, operationMs: 60_000 }, async (setting) => {
      const { another, clock } = setting;
      const client = another({ followForMs: 10_000, wait: async (ms) => clock.forward(ms) });
      await expect(client.followOperation(await givenRole(setting))).rejects.toMatchObject({
        code: 'timeout',
        transient: true,
        sentence: 'Workiva has not finished the work after 10 s (acknowledged).',
        requestId: expect.stringMatching(/./),
      });
    }));

  test('is not started when there is no role to give', () =>
    withWorkiva(MEMBER, async ({ workiva, client }) => {
      await expect(client.giveMemberRoles('w', 'm', [])).resolves.toBeUndefined();
      expect(workiva.calls).toHaveLength(0);
    }));

  test('is not waited for when Workiva has done the work at once', () =>
    withWorkiva(MEMBER, async ({ workiva, client }) => {
      workiva.faults.answer({ path: /assignment/ }, { status: 204, body: '' });
      await expect(client.giveMemberRoles('w', 'm', ['r'])).resolves.toBeUndefined();
    }));

  test('without a Location is an answer that nobody expects', () =>
    withWorkiva(MEMBER, async ({ workiva, client }) => {
      workiva.faults.answer({ path: /assignment/ }, { status: 202, body: '' });
      await expect(client.giveMemberRoles('w', 'm', ['r'])).rejects.toMatchObject({ code: 'unexpected_answer' });
    }));

  test('on another host is not looked at: the token would go there', () =>
    withWorkiva(MEMBER, async ({ workiva, client }) => {
      const headers = { location: 'http://elsewhere.example/platform/v1/operations/1', 'x-request-id': 'req-77' };
      workiva.faults.answer({ path: /assignment/ }, { status: 202, body: '', headers });
      const ref = await client.giveMemberRoles('w', 'm', ['r']);
      if (!ref) throw new Error('no operation');
      await expect(client.operation(ref)).rejects.toMatchObject({ code: 'unexpected_answer', requestId: 'req-77' });
    }));
});

/** Asks for the role Creator for ada in the sandbox. */
async function givenRole({ workiva, client }: Setting): Promise<OperationRef> {
  const workspace = workiva.workspaces.find(({ name }) => name === 'Sandbox');
  const role = workspace?.roles.find(({ name }) => name === 'Creator');
  const membership = workiva.memberships[0];
  const ref = await client.giveMemberRoles(workspace?.id ?? '', membership?.id ?? '', [role?.id ?? '']);
  if (!ref) throw new Error('no operation');
  return ref;
}
