import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { createWorkivaClient, type WorkivaClient } from '../../src/workiva/client.ts';
import { nameOf, PUBLISHED } from './published.ts';
import { CLIENT_ID, ORGANIZATION, SECRET } from './with-workiva.ts';

const ROLES = ['a3b1f3d0-59a4-4a50-8c07-0d3f6b2f1a01'];
const OPERATION = '/platform/v1/operations/128f274395254cf17eda6b3eb3d021b9';
const NEW = { username: 'sandbox.reports', givenName: 'Sandbox', familyName: 'Reports', email: 'reports@example.com' };
const QUIETLY = { notifyNewMember: false, sendWelcomeEmail: false };

type Sent = { method: string; url: URL; headers: IncomingHttpHeaders; text: string };

const sent: Sent[] = [];
const server = createServer((request, response) => void answer(request, response));
let client: WorkivaClient;

beforeAll(async () => {
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  const apiUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  client = createWorkivaClient({
    ...{ apiUrl, clientId: CLIENT_ID, clientSecret: SECRET, organizationId: ORGANIZATION },
    scopes: ['organization:read', 'organization:write', 'activity:read'],
    wait: async () => undefined,
  });
  await Promise.all(Object.values(CALLS).map((call) => call()));
});

afterAll(() => {
  server.closeAllConnections();
  server.close();
});

/** Every call of the client at least once. A new one is added here, or the compiler complains. */
const CALLS: Readonly<Record<keyof WorkivaClient, () => Promise<unknown>>> = {
  organization: () => client.organization(),
  organizationRoles: () => client.organizationRoles(),
  users: () => drain(client.users()),
  user: () => client.user('u1'),
  findUser: () => client.findUser("o'hara"),
  createUser: () => client.createUser(NEW),
  setUserStatus: () => client.setUserStatus('u1', 'suspended'),
  removeUser: () => client.removeUser('u1'),
  userRoles: () => client.userRoles('u1'),
  workspaces: () => client.workspaces(),
  findWorkspace: () => client.findWorkspace('Sandbox'),
  workspaceRoles: () => client.workspaceRoles('w1'),
  memberships: () => drain(client.memberships('w1')),
  findMembership: () => client.findMembership('w1', 'u1'),
  addMember: () => client.addMember('w1', 'u1', QUIETLY),
  memberRoles: () => client.memberRoles('w1', 'm1'),
  giveMemberRoles: () => client.giveMemberRoles('w1', 'm1', ROLES),
  takeMemberRoles: () => client.takeMemberRoles('w1', 'm1', ROLES),
  removeMember: () => client.removeMember('w1', 'm1'),
  activities: async () => [await drain(client.activities({})), await drain(client.activities({ since: '2026-03-02' }))],
  activityActions: () => client.activityActions(),
  operation: () => client.operation({ url: OPERATION, retryAfterSeconds: 1 }),
  followOperation: () => client.followOperation({ url: OPERATION, retryAfterSeconds: 1 }),
  scopes: () => client.scopes(),
};

/** What Workiva does not describe, and the client sends all the same. docs/workiva.md says so, and why. */
const ASSUMED: readonly { name: string; body: unknown }[] = [
  {
    name: 'PATCH /platform/v1/organizations/{}/users/{}',
    body: [{ op: 'replace', path: '/status', value: 'suspended' }],
  },
];

const isAssumed = ({ method, url, text }: Sent) =>
  ASSUMED.some(({ name, body }) => name === nameOf(method, url.pathname) && JSON.stringify(body) === text);

test('Every request is one that Workiva describes, in path, query, content type and body, but those named as assumed', () => {
  for (const { method, url, headers, text } of sent.filter((one) => !isAssumed(one))) {
    const name = nameOf(method, url.pathname);
    const described = PUBLISHED[name];
    expect({ name, described: described !== undefined }).toEqual({ name, described: true });
    const others = [...url.searchParams].filter(([key, value]) => !described?.query[key]?.safeParse(value).success);
    expect({ name, others }).toEqual({ name, others: [] });
    const type = headers['content-type']?.split(';')[0];
    expect({ name, type, text: text === '' }).toEqual({ name, type: described?.body?.type, text: !described?.body });
    if (described?.body) described.body.form.parse(bodyOf(type, text));
  }
});

test('What is assumed is still needed, and still not described', () => {
  for (const { name, body } of ASSUMED) {
    expect(sent.filter(isAssumed).map(({ method, url }) => nameOf(method, url.pathname))).toContain(name);
    expect(PUBLISHED[name]?.body?.form.safeParse(body).success).toBe(false);
  }
});

test.each([
  [
    '/platform/v1/organizations/{}/activities',
    '$filter',
    "activityDateTime ge '2026-03-02' and target.id eq 'u1'",
    true,
  ],
  ['/platform/v1/organizations/{}/activities', '$filter', 'outcome eq failure', false],
  ['/platform/v1/organizations/{}/activities', '$filter', 'activityDateTime ne 2026-03-02', false],
  ['/platform/v1/organizations/{}/activities', '$orderBy', 'id asc', false],
  ['/platform/v1/organizations/{}/users', '$maxpagesize', '1001', false],
  ['/platform/v1/organizations/{}/users', '$filter', "username eq 'o'hara'", false],
])('The description of GET %s tells what %s may be: %s, %s', (path, key, value, fits) => {
  expect(PUBLISHED[`GET ${path}`]?.query[key]?.safeParse(value).success).toBe(fits);
});

test('Every request says its version, and all but the one for a token carry the token', () => {
  for (const { method, url, headers } of sent) {
    expect(headers).toMatchObject({ 'x-version': '2026-01-01', accept: 'application/json' });
    const isForToken = nameOf(method, url.pathname).endsWith('/token');
    expect(headers.authorization).toBe(isForToken ? undefined : 'Bearer token-of-the-day');
  }
});

test('The client makes use of every operation that is noted down', () => {
  const made = new Set(sent.map(({ method, url }) => nameOf(method, url.pathname)));
  expect([...made].sort()).toEqual(Object.keys(PUBLISHED).sort());
});

const bodyOf = (type: string | undefined, text: string): unknown =>
  type === 'application/json' ? JSON.parse(text) : Object.fromEntries(new URLSearchParams(text));

async function drain(items: AsyncIterable<unknown>): Promise<void> {
  for await (const _ of items);
}

async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
  let text = '';
  for await (const chunk of request) text += String(chunk);
  const { method = '', headers } = request;
  const url = new URL(request.url ?? '/', 'http://workiva.example');
  sent.push({ method, url, headers, text });
  const [status, body] = replyTo(method, url.pathname);
  const location = status === 202 ? { location: OPERATION, 'retry-after': '1' } : {};
  response.writeHead(status, { 'content-type': 'application/json', ...location });
  response.end(body === undefined ? undefined : JSON.stringify(body));
}

/** Answers in the forms of the description, whole users and workspaces in a membership included. */
function replyTo(method: string, path: string): [number, unknown?] {
  const user = { id: 'u1', username: 'sandbox.reports', status: 'suspended' };
  if (path.endsWith('/token')) return [200, { access_token: 'token-of-the-day', expires_in: 600, scope: 'x' }];
  if (method === 'DELETE') return [204];
  if (/\/roles\/(assignment|revocation)$/.test(path)) return [202];
  if (path.endsWith('/membershipCreation')) return [201, { id: 'm1', user, workspace: { id: 'w1', name: 'Sandbox' } }];
  if (path.includes('/operations/')) return [200, { id: 'o1', status: 'completed' }];
  if (/\/users(\/u1)?$/.test(path) && (method !== 'GET' || path.endsWith('u1'))) return [200, user];
  if (/\/organizations\/[^/]+$/.test(path)) return [200, { id: ORGANIZATION, name: 'Example', status: 'active' }];
  return [200, { data: [] }];
}
