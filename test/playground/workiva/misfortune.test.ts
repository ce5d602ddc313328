import { describe, expect, test } from '@jest/globals';
import { MISFORTUNES, misfortunesOf } from '../../../src/playground/workiva/misfortune.ts';
import type { MisfortuneKind, WorkivaStandIn } from '../../../src/playground/workiva/stand-in.ts';
import { ORGANIZATION, withWorkiva } from '../../workiva/with-workiva.ts';
import { ask, idOf, itemsOf, tokenOf } from './asking.ts';

const ADA = { username: 'ada', givenName: 'Ada', familyName: 'Close', email: 'ada@example.com' };
const USERS = Array.from({ length: 9 }, (_, index) => ({ username: `user.${index}` }));

/** Makes a user; answers the status, 0 when the connection was cut, the answer, and whether the user is there. */
async function creation(workiva: WorkivaStandIn, token: string) {
  const headers = { authorization: `Bearer ${token}`, 'x-version': '2026-01-01', 'content-type': 'application/json' };
  const answer = await fetch(`${workiva.apiUrl}/platform/v1/organizations/${ORGANIZATION}/users`, {
    method: 'POST',
    headers,
    body: JSON.stringify(ADA),
  }).catch(() => undefined);
  return { status: answer?.status ?? 0, answer, made: workiva.userNamed('ada') !== undefined };
}

describe('A call that is to fail in one way', () => {
  test.each<[MisfortuneKind, number, boolean]>([
    ['error_before', 500, false],
    ['error_after', 500, true],
    ['cut_before', 0, false],
    ['cut_after', 0, true],
    ['html_before', 502, false],
    ['html_after', 502, true],
    ['slow_down_seconds', 429, false],
    ['slow_down_date', 429, false],
    ['token_ended', 401, false],
    ['late', 201, true],
  ])('%s: is answered %i, and its work is done: %s', (kind, status, made) =>
    withWorkiva({}, async ({ workiva }) => {
      const { token } = await tokenOf(workiva);
      workiva.faults.befall({ method: 'POST', path: /users$/ }, kind);
      expect(await creation(workiva, token)).toMatchObject({ status, made });
      const { token: another } = await tokenOf(workiva);
      expect((await creation(workiva, another)).status).toBe(made ? 409 : 201);
    }),
  );

  test('html_before: is answered with a page instead of JSON', () =>
    withWorkiva({}, async ({ workiva }) => {
      const { token } = await tokenOf(workiva);
      workiva.faults.befall({}, 'html_before');
      const { answer } = await creation(workiva, token);
      expect(answer?.headers.get('content-type')).toContain('text/html');
      expect(await answer?.text()).toContain('502 Bad Gateway');
    }));

  test('slow_down: says when to come back, in seconds or as a date', () =>
    withWorkiva({}, async ({ workiva }) => {
      const { token } = await tokenOf(workiva);
      for (const kind of ['slow_down_seconds', 'slow_down_date'] as const) workiva.faults.befall({}, kind);
      const asked = [await creation(workiva, token), await creation(workiva, token)];
      const expected = ['1', 'Mon, 02 Mar 2026 09:00:01 GMT'];
      expect(asked.map(({ answer }) => answer?.headers.get('retry-after'))).toEqual(expected);
    }));

  test('scopes_narrowed: gets a token of a short life that lacks a scope', () =>
    withWorkiva({}, async ({ workiva, clock }) => {
      workiva.faults.befall({}, 'scopes_narrowed');
      const narrowed = await tokenOf(workiva);
      expect(narrowed).toMatchObject({ status: 200, body: { expires_in: 2 } });
      expect(narrowed.scope.split(' ')).toHaveLength(2);
      clock.forward(2_000);
      expect((await creation(workiva, narrowed.token)).status).toBe(401);
      expect((await tokenOf(workiva)).scope.split(' ')).toHaveLength(3);
    }));

  test.each([
    ['operation_failed', 'failed'],
    ['operation_cancelled', 'cancelled'],
  ] as const)('%s: is accepted as work that ends as %s and does nothing', (kind, status) =>
    withWorkiva({ users: [{ username: 'ada' }] }, async ({ workiva }) => {
      const roles = itemsOf(await ask(workiva, 'GET', '/roles'));
      const path = `/users/${idOf(workiva.users, 'ada')}/roles/assignment`;
      workiva.faults.befall({}, kind);
      const accepted = await ask(workiva, 'POST', path, { body: [roles[0]?.id] });
      expect(accepted.status).toBe(202);
      const operation = await ask(workiva, 'GET', accepted.headers.get('location') ?? '');
      expect(operation.body).toMatchObject({ status });
      expect(workiva.userNamed('ada')?.organizationRoles).toEqual([]);
    }),
  );

  test('is the next one that can fail so, not another', () =>
    withWorkiva({ users: USERS }, async ({ workiva }) => {
      workiva.faults.befall({}, 'operation_failed');
      workiva.faults.befall({ method: 'GET' }, 'error_before');
      expect((await ask(workiva, 'GET', '/users')).status).toBe(500);
      expect((await ask(workiva, 'GET', '/users')).status).toBe(200);
    }));
});

describe('Thin pages', () => {
  test('hold fewer items than asked, even none, and lead to the whole list all the same', () =>
    withWorkiva({ users: USERS, misfortune: { share: 0.9, seed: 5, kinds: ['thin_page'] } }, async ({ workiva }) => {
      const { token } = await tokenOf(workiva);
      const sizes: number[] = [];
      const names: unknown[] = [];
      const links = new Set<string>();
      let next: string | undefined = '/users?$maxpagesize=1000';
      while (next) {
        links.add(next);
        const page = await ask(workiva, 'GET', next, { token });
        sizes.push(itemsOf(page).length);
        names.push(...itemsOf(page).map(({ username }) => username));
        next = (page.body as { '@nextLink'?: string })['@nextLink'];
      }
      expect(names).toEqual(USERS.map(({ username }) => username));
      expect(sizes).toContain(0);
      expect(links.size).toBe(sizes.length);
    }));
});

describe('A user that was created', () => {
  const members = (workiva: WorkivaStandIn) => `/workspaces/${idOf(workiva.workspaces, 'Sandbox')}/memberships`;

  test('is not listed for a while, though the username is taken and the user can be made a member', () =>
    withWorkiva({ listedAfterMs: 600_000 }, async ({ workiva }) => {
      const { token } = await tokenOf(workiva);
      const created = await ask(workiva, 'POST', '/users', { token, body: ADA });
      const { id } = created.body as { id: string };
      expect(itemsOf(await ask(workiva, 'GET', '/users', { token }))).toEqual([]);
      expect((await ask(workiva, 'POST', '/users', { token, body: ADA })).status).toBe(409);
      const creation = `${members(workiva)}/membershipCreation`;
      expect((await ask(workiva, 'POST', creation, { token, body: { user: id } })).status).toBe(201);
      expect(itemsOf(await ask(workiva, 'GET', members(workiva), { token }))).toMatchObject([{ user: { id } }]);
    }));

  test('is listed after that while, and not before', () =>
    withWorkiva({ listedAfterMs: 150 }, async ({ workiva }) => {
      const { token } = await tokenOf(workiva);
      const from = performance.now();
      await ask(workiva, 'POST', '/users', { token, body: ADA });
      let listed = 0;
      while (listed === 0) listed = itemsOf(await ask(workiva, 'GET', '/users', { token })).length;
      expect(performance.now() - from).toBeGreaterThanOrEqual(150);
    }));
});

describe('Misfortune at random', () => {
  /** How a hundred calls went. */
  const hundred = async (workiva: WorkivaStandIn, token: string) => {
    const statuses: number[] = [];
    for (let call = 0; call < 100; call++) {
      const url = `${workiva.apiUrl}/platform/v1/organizations/${ORGANIZATION}/users`;
      const headers = { authorization: `Bearer ${token}`, 'x-version': '2026-01-01' };
      const answer = await fetch(url, { headers }).catch(() => undefined);
      await answer?.text();
      statuses.push(answer?.status ?? 0);
    }
    return statuses;
  };
  /** Without what makes all the calls after it fail. */
  const kinds = MISFORTUNES.filter((kind) => kind !== 'token_ended');

  test('befalls about the share of calls that was asked for, the same ones for the same seed', () =>
    withWorkiva({ users: USERS }, async ({ workiva }) => {
      const { token } = await tokenOf(workiva);
      const run = (seed: number) => {
        workiva.faults.misfortune({ share: 0.2, seed, kinds, lateMs: 1 });
        return hundred(workiva, token);
      };
      const first = await run(7);
      expect(await run(7)).toEqual(first);
      expect(await run(8)).not.toEqual(first);
      const failed = first.filter((status) => status !== 200).length;
      expect(failed).toBeGreaterThan(8);
      expect(failed).toBeLessThan(30);
      workiva.faults.clear();
      expect(new Set(await hundred(workiva, token))).toEqual(new Set([200]));
    }));

  test('knows for every way of failing a call that can fail so', () => {
    const calls = [
      ['POST', '/iam/v1/oauth2/token'],
      ['GET', `/platform/v1/organizations/${ORGANIZATION}`],
      ['GET', `/platform/v1/organizations/${ORGANIZATION}/users`],
      ['POST', `/platform/v1/organizations/${ORGANIZATION}/workspaces/w/memberships/m/roles/assignment`],
    ] as const;
    const possible = calls.flatMap(([method, path]) => misfortunesOf(method, path));
    expect(new Set(possible)).toEqual(new Set(MISFORTUNES));
  });
});
