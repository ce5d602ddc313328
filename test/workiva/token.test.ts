import { describe, expect, test } from '@jest/globals';
import { systemClock } from '../../src/domain/clock.ts';
import { countOf, movingClock, SECRET, withWorkiva } from './with-workiva.ts';

const TOKEN = /oauth2\/token$/;
const ADA_AND_BEN = [{ username: 'ada' }, { username: 'ben' }];
const NARROW = { access_token: 'a-narrow-token', expires_in: 600, scope: 'organization:read' };

describe('The access token', () => {
  test('is fetched once for 50 calls at the same time', () =>
    withWorkiva({}, async ({ workiva, client }) => {
      await Promise.all(Array.from({ length: 50 }, () => client.organization()));
      expect(countOf(workiva, TOKEN)).toBe(1);
      expect(countOf(workiva, /organizations/)).toBe(50);
    }));

  test('is renewed 30 seconds before it ends, not sooner', () =>
    withWorkiva({ tokenLifeSeconds: 600 }, async ({ workiva, client, clock }) => {
      await client.organization();
      clock.forward(569_000);
      await client.organization();
      expect(countOf(workiva, TOKEN)).toBe(1);
      clock.forward(1_000);
      await client.organization();
      expect(countOf(workiva, TOKEN)).toBe(2);
      expect(workiva.calls.every(({ status }) => status === 200)).toBe(true);
    }));

  test('that lives only 10 seconds still serves more than one call', () =>
    withWorkiva({ tokenLifeSeconds: 10 }, async ({ workiva, client, clock }) => {
      await client.organization();
      clock.forward(8_900);
      await client.organization();
      expect(countOf(workiva, TOKEN)).toBe(1);
      clock.forward(200);
      await client.organization();
      expect(countOf(workiva, TOKEN)).toBe(2);
    }));

  test('serves to its end when the early renewal fails for a passing reason', () =>
    withWorkiva({}, async ({ workiva, client, clock }) => {
      await client.organization();
      clock.forward(575_000);
      workiva.faults.answer({ path: TOKEN }, { status: 503, times: 2 });
      await client.organization();
      clock.forward(25_000);
      await expect(client.organization()).rejects.toMatchObject({ code: 'server_error', transient: true });
    }));

  test('is fetched once more after a 401, and the call is made again', () =>
    withWorkiva({}, async ({ workiva, client }) => {
      await client.organization();
      workiva.faults.answer({ path: /organizations/ }, { status: 401 });
      await expect(client.organization()).resolves.toMatchObject({ status: 'active' });
      expect(countOf(workiva, TOKEN)).toBe(2);
    }));

  test('is fetched once more only once when it ended too soon for many calls together', () =>
    withWorkiva({}, async ({ workiva, another, clock }) => {
      const client = another({ clock: movingClock() });
      await client.organization();
      clock.forward(601_000);
      await Promise.all(Array.from({ length: 20 }, () => client.organization()));
      expect(countOf(workiva, TOKEN)).toBe(2);
      expect(workiva.calls.filter(({ status }) => status === 401)).toHaveLength(20);
    }));

  test('that is refused twice makes the call fail as unauthorized, without a third try', () =>
    withWorkiva({}, async ({ workiva, client }) => {
      workiva.faults.answer({ path: /organizations/ }, { status: 401, times: 9 });
      await expect(client.organization()).rejects.toMatchObject({
        code: 'unauthorized',
        status: 401,
        transient: true,
      });
      expect(countOf(workiva, /organizations/)).toBe(2);
    }));

  test('is refused for a wrong secret in words that name neither token nor secret', () =>
    withWorkiva({}, async ({ another }) => {
      const wrong = another({ clientSecret: 'not-the-secret-at-all' });
      await expect(wrong.organization()).rejects.toMatchObject({
        code: 'token_refused',
        status: 401,
        workivaCode: 'invalid_client',
        transient: false,
        sentence:
          'Workiva does not accept the client ID and secret of Grantdesk: the client is not known or may not act (401, invalid_client).',
      });
    }));

  test('is asked for again after a refusal: one failure is not remembered', () =>
    withWorkiva({}, async ({ workiva, client }) => {
      workiva.faults.answer({ path: TOKEN }, { status: 503 });
      await expect(client.organization()).rejects.toMatchObject({ code: 'server_error' });
      await expect(client.organization()).resolves.toMatchObject({ status: 'active' });
    }));

  test('tells the scopes that were given, though more were asked for', () =>
    withWorkiva({ scopes: ['organization:read'] }, async ({ workiva, another }) => {
      const client = another({ scopes: ['organization:read', 'organization:write'] });
      await expect(client.scopes()).resolves.toEqual(['organization:read']);
      expect(workiva.calls[0]?.body).toMatchObject({ scope: 'organization:read organization:write' });
    }));

  test('that has fewer scopes than the one before is fetched anew when Workiva refuses a call for it, once', () =>
    withWorkiva({ users: [{ username: 'ada' }] }, async ({ workiva, client, clock }) => {
      const ada = workiva.userNamed('ada')?.id ?? '';
      await client.setUserStatus(ada, 'suspended');
      clock.forward(600_000);
      workiva.faults.answer({ path: TOKEN }, { status: 200, body: NARROW });
      workiva.faults.answer({ method: 'PATCH' }, { status: 403, code: 'insufficientScope' });
      await client.setUserStatus(ada, 'active');
      expect(workiva.userNamed('ada')?.status).toBe('active');
      expect(countOf(workiva, TOKEN)).toBe(3);
    }));

  test('that stays narrow is believed: a refused call asks for no third', () =>
    withWorkiva({}, async ({ workiva, client, clock }) => {
      await client.organization();
      clock.forward(600_000);
      workiva.faults.answer({ path: TOKEN }, { status: 200, body: NARROW, times: 9 });
      workiva.faults.answer({ method: 'PATCH' }, { status: 403, code: 'insufficientScope', times: 9 });
      for (const _ of [1, 2]) {
        await expect(client.setUserStatus('u', 'active')).rejects.toMatchObject({ code: 'forbidden' });
      }
      expect(countOf(workiva, TOKEN)).toBe(3);
    }));

  test('of few scopes is fetched anew for each of the calls that went out with it, the later ones too', () =>
    withWorkiva({ users: ADA_AND_BEN }, async ({ workiva, client, clock }) => {
      const [ada, ben] = ['ada', 'ben'].map((name) => workiva.userNamed(name)?.id ?? '');
      await client.organization();
      clock.forward(600_000);
      workiva.faults.answer({ path: TOKEN }, { status: 200, body: NARROW });
      workiva.faults.answer({ method: 'PATCH' }, { status: 403, code: 'insufficientScope', times: 2 });
      await Promise.all([client.setUserStatus(ada ?? '', 'suspended'), client.setUserStatus(ben ?? '', 'suspended')]);
      expect(workiva.users.map(({ status }) => status)).toEqual(['suspended', 'suspended']);
      expect(countOf(workiva, TOKEN)).toBe(3);
    }));

  test('that ended too soon and came back with few scopes is fetched once more for that', () =>
    withWorkiva({ users: ADA_AND_BEN }, async ({ workiva, client }) => {
      await client.organization();
      workiva.faults.answer({ path: TOKEN }, { status: 200, body: NARROW });
      workiva.faults.answer({ method: 'PATCH' }, { status: 401 });
      workiva.faults.answer({ method: 'PATCH' }, { status: 403, code: 'insufficientScope' });
      await client.setUserStatus(workiva.userNamed('ada')?.id ?? '', 'suspended');
      expect(workiva.userNamed('ada')?.status).toBe('suspended');
      expect(countOf(workiva, TOKEN)).toBe(3);
    }));

  test('is waited for no longer than the call may take, though others wait on', () =>
    withWorkiva({}, async ({ workiva, another }) => {
      const client = another({ callTimeoutMs: 500, attemptTimeoutMs: 29_000, clock: systemClock });
      const held = workiva.faults.hold({ path: TOKEN });
      await expect(client.organization()).rejects.toMatchObject({
        code: 'not_sent',
        transient: true,
        endpoint: 'POST /iam/v1/oauth2/token',
        sentence: 'Workiva gave Grantdesk no access token in time, so nothing was asked or done.',
      });
      const waiting = client.scopes();
      held.release();
      await expect(waiting).resolves.toContain('organization:read');
      expect(countOf(workiva, TOKEN)).toBe(1);
    }));

  test('is not fetched anew after a 401 when too little time is left to make the call again', () =>
    withWorkiva({}, async ({ workiva, another }) => {
      const client = another({ callTimeoutMs: 900 });
      await client.scopes();
      workiva.faults.answer({ path: /organizations/ }, { status: 401 });
      await expect(client.organization()).rejects.toMatchObject({ code: 'unauthorized', transient: true });
      expect(countOf(workiva, TOKEN)).toBe(1);
    }));

  test('goes with the version of the API on every request, its own included', () =>
    withWorkiva({}, async ({ workiva, client }) => {
      await client.workspaces();
      expect(workiva.calls.map(({ headers }) => headers)).toEqual([
        { 'x-version': '2026-01-01' },
        { 'x-version': '2026-01-01' },
      ]);
      expect(JSON.stringify(workiva.calls)).not.toContain(SECRET);
    }));
});
