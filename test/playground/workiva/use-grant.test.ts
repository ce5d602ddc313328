import { describe, expect, test } from '@jest/globals';
import type { WorkivaStandIn } from '../../../src/playground/workiva/stand-in.ts';
import { ORGANIZATION, withWorkiva } from '../../workiva/with-workiva.ts';
import { ask, itemsOf, tokenOf } from './asking.ts';

const PEOPLE = { admins: ['ada'], users: [{ username: 'export', memberOf: { Sandbox: ['Viewer'] } }] };

/** A grant with these scopes, and its secret. */
function grantOf({ screens }: WorkivaStandIn, scopes: string[], expires = '2026-03-31') {
  const form = { clientName: 'Sandbox | export', workspace: 'Sandbox', workivaUsername: 'export', expires, scopes };
  const { clientId } = screens.addGrant('ada', form);
  return { clientId, secret: screens.profile('export').regenerate(clientId) };
}

/** The last lines of the log that say that the API was called. */
const uses = ({ activities }: WorkivaStandIn) => activities.filter(({ action }) => action.alias === 'api.access');

describe('An integration that uses its grant', () => {
  test.each([
    [['Spreadsheets (Read)'], 'GET /spreadsheets'],
    [['Wdata tables (Write)'], 'POST /wdata_tables'],
    [['Organization (Admin) (Read)'], `GET /organizations/${ORGANIZATION}`],
    [['Activities (Read)'], `GET /organizations/${ORGANIZATION}/activities`],
  ])('with the scopes %j calls %s, and the log shows its user, the grant and the time', (scopes, call) =>
    withWorkiva(PEOPLE, async ({ workiva, clock }) => {
      const { clientId, secret } = grantOf(workiva, scopes);
      clock.forward(3_600_000);
      expect(await workiva.useGrant(clientId, secret)).toMatchObject({ ok: true, call });
      expect(uses(workiva)).toEqual([
        {
          action: expect.objectContaining({ alias: 'api.access', category: 'API' }),
          performer: {
            id: workiva.userNamed('export')?.id,
            type: 'user',
            displayName: 'export Example',
            ipAddress: expect.stringContaining('127.0.0.1'),
          },
          targets: [
            { id: clientId, type: 'apiGrant', name: 'Sandbox | export' },
            { id: call.split(' ')[1], type: 'apiCall', name: call },
          ],
          activityDateTime: '2026-03-02T10:00:00.000Z',
          outcome: 'success',
        },
      ]);
    }),
  );

  test.each<[string, (workiva: WorkivaStandIn, clientId: string) => void]>([
    ['has been deleted', ({ screens }, clientId) => screens.deleteGrant('ada', clientId)],
    ['has another secret by now', ({ screens }, clientId) => void screens.profile('export').regenerate(clientId)],
    ['has a user that is suspended', ({ screens }) => screens.suspendUser('ada', 'export')],
  ])('is refused when the grant %s, and nothing is logged', (_, happen) =>
    withWorkiva(PEOPLE, async ({ workiva }) => {
      const { clientId, secret } = grantOf(workiva, ['Spreadsheets (Read)']);
      happen(workiva, clientId);
      const message = 'The client is not known or may not act.';
      expect(await workiva.useGrant(clientId, secret)).toEqual({ ok: false, status: 401, message });
      expect(uses(workiva)).toEqual([]);
    }),
  );

  test('is refused what its scopes do not allow', () =>
    withWorkiva(PEOPLE, async ({ workiva }) => {
      const { clientId, secret } = grantOf(workiva, ['Spreadsheets (Read)']);
      const { token } = await tokenOf(workiva, clientId, secret);
      const documents = `${workiva.apiUrl}/platform/v1/documents`;
      const tasks = `${workiva.apiUrl}/platform/v1/tasks`;
      expect((await ask(workiva, 'GET', tasks, { token })).status).toBe(403);
      expect((await ask(workiva, 'POST', `${workiva.apiUrl}/platform/v1/files`, { token, body: {} })).status).toBe(403);
      expect(uses(workiva)).toEqual([]);
      // Spreadsheets and documents take the same scope.
      expect((await ask(workiva, 'GET', documents, { token })).status).toBe(200);
    }));

  test('leaves no trace of its secret in the recorded calls', () =>
    withWorkiva(PEOPLE, async ({ workiva }) => {
      const { clientId, secret } = grantOf(workiva, ['Spreadsheets (Read)']);
      await workiva.useGrant(clientId, secret);
      expect(JSON.stringify(workiva.calls)).not.toContain(secret);
    }));
});

test('What Grantdesk itself reads is not logged', () =>
  withWorkiva(PEOPLE, async ({ workiva }) => {
    await ask(workiva, 'GET', '/users');
    expect(workiva.activities).toEqual([]);
  }));

test('The log is read page by page, from a moment on, the oldest first', () =>
  withWorkiva(PEOPLE, async ({ workiva, clock }) => {
    const { clientId, secret } = grantOf(workiva, ['Spreadsheets (Read)']);
    for (let hour = 1; hour <= 5; hour++) {
      clock.forward(3_600_000);
      const { token } = await tokenOf(workiva, clientId, secret);
      await ask(workiva, 'GET', `${workiva.apiUrl}/platform/v1/spreadsheets`, { token });
    }
    const filter = encodeURIComponent('activityDateTime ge 2026-03-02T11:00:00Z');
    const moments: unknown[] = [];
    const ids = new Set<unknown>();
    let next: string | undefined = `/activities?$filter=${filter}&$orderBy=activityDateTime&$maxpagesize=3`;
    while (next) {
      const page = await ask(workiva, 'GET', next);
      for (const { id, activityDateTime } of itemsOf(page)) {
        ids.add(id);
        moments.push(activityDateTime);
      }
      next = (page.body as { '@nextLink'?: string })['@nextLink'];
    }
    expect(moments).toEqual([11, 12, 13, 14].map((hour) => `2026-03-02T${hour}:00:00.000Z`));
    expect(ids.size).toBe(4);
  }));
