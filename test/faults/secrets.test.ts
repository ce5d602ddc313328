import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { revoke } from '../../src/domain/revocation.ts';
import { QUEUES } from '../../src/jobs/queues.ts';
import { PEOPLE, WORKIVA_ADMIN } from '../../src/playground/seed.ts';
import type { CallMatch } from '../../src/playground/workiva/stand-in.ts';
import type { World } from '../../src/playground/world.ts';
import type { Store } from '../../src/store/store.ts';
import { missing, transact } from '../../src/store/transact.ts';
import { driftSays, night } from '../support/drifting.ts';
import { WRITES } from '../support/faults-workiva.ts';
import {
  automatic,
  eventually,
  QUICK_RETRY,
  readableLog,
  restart,
  startQuickWorld,
  storedGrant,
  storedRequest,
  withQueues,
  withRedis,
} from '../support/faults-world.ts';
import {
  approveFully,
  createInWorkiva,
  type Filed,
  failureOf,
  fileRequest,
  fillForm,
  finishGrantTask,
  freshClientId,
  handOverOf,
  makeLive,
  openForm,
  openStore,
  reachGrantTask,
  taskOf,
  textOf,
  wish,
} from '../support/journey.ts';
import { everWritten, readKey, spellingsOf, startWatcher, type Watcher } from '../support/secret-watch.ts';
import { stopEnforced, stopGrant } from '../support/stopping.ts';

const { log, lines } = readableLog('trace');
const PATCH: CallMatch = { method: 'PATCH', path: /\/users\// };

let world: World;
let store: Store;
let close: () => void;
let watcher: Watcher;
let secret: string;

beforeAll(async () => {
  world = await startQuickWorld();
  const { workiva } = world.config;
  if (workiva.access !== 'api') throw new Error('This world has a client in Workiva.');
  watcher = await startWatcher(workiva.apiUrl, workiva.clientSecret);
  const { apiUrl } = watcher;
  const operationWait = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, Math.min(ms, 60)));
  await restart(world, { workiva: { ...workiva, apiUrl } }, { log, provisionRetry: QUICK_RETRY, operationWait });
  ({ store, close } = openStore(world));
  const filed = await wholeRun();
  await world.redis.kill();
  await world.redis.start();
  await eventually(async () => (await fetch(`http://127.0.0.1:${world.grantdesk.port}/readyz`)).ok, 'readiness');
  await withTrouble();
  await undone();
  await revoked(filed);
  await stoppedAndReverted();
});

afterAll(async () => {
  close();
  watcher.stop();
  await world.stop();
});

/** From the form to the collected secret, with somebody who puts the secret where it does not belong. */
async function wholeRun(): Promise<Filed> {
  const filed = await fileRequest(world);
  await approveFully(world, filed);
  const task = await reachGrantTask(world, filed);
  const clientId = createInWorkiva(world, task);
  secret = world.workiva.screens.profile(filed.username).regenerate(clientId);
  expect(await finishGrantTask(world, task, secret)).toEqual({ clientId: expect.stringContaining('Regenerate') });
  expect((await world.slack.as(PEOPLE.admin).submit({ clientId })).errors).toBeUndefined();
  const handOver = await handOverOf(world, filed);
  await world.slack.as(PEOPLE.engineer).press(handOver, 'grantdesk.grant.collect');

  await openForm(world);
  await fillForm(world, wish(world, { purpose: `It signs in with ${secret} every night.` }));
  const { errors } = await world.slack.as(PEOPLE.engineer).submit();
  expect(errors?.purpose).toContain('This looks like a secret');
  await world.slack.as(PEOPLE.engineer).close();
  return filed;
}

/** What was sent, said back: plainly, as headers have it, and as a form and a URL do. */
function echo(): string {
  const { workiva } = world.config;
  if (workiva.access !== 'api') throw new Error('This world has a client in Workiva.');
  const { clientId, clientSecret } = workiva;
  const basic = Buffer.from(`${clientId}:${clientSecret}`).toString('base64');
  const form = new URLSearchParams({ client_id: clientId, client_secret: clientSecret });
  return `No: ${clientSecret}, Basic ${basic}, ${form}, Bearer ${watcher.tokens.at(-1)}, ${watcher.tokens.at(-1)}`;
}

const sayBack = (match: CallMatch, status: number, times = 1) =>
  world.workiva.faults.answer(match, { status, message: echo(), code: echo(), times });

/** Each answer of these faults holds what was sent. */
async function withTrouble(): Promise<void> {
  sayBack(WRITES.user, 500);
  sayBack(WRITES.membership, 400);
  world.slack.faults.fail('chat.postMessage', { times: 1, error: 'internal_error' });
  const { request } = await fileRequest(world, automatic(world));
  await pressAtFailure(request, 'retry');
  sayBack(WRITES.user, 403);
  const refused = await fileRequest(world, automatic(world));
  for (const id of [request, refused.request]) await taskOf(world, id);
}

async function pressAtFailure(request: string, what: 'retry' | 'give-up'): Promise<void> {
  const failure = await failureOf(world, request);
  expect(textOf(failure)).toContain('[removed]');
  await world.slack.as(PEOPLE.admin).press(failure, `grantdesk.provisioning.${what}`);
}

/** A request is given up, and what it has done is taken back, with trouble. */
async function undone(): Promise<void> {
  sayBack(WRITES.roles, 400);
  const { request, username } = await fileRequest(world, automatic(world, { roles: ['Viewer'] }));
  sayBack({ method: 'DELETE' }, 429, 3);
  await pressAtFailure(request, 'give-up');
  await eventually(() => world.workiva.userNamed(username)?.inOrganization === false, `${request} to be taken back`);
}

/** The grant of the whole run is revoked, and its clean-up has trouble. */
async function revoked({ grant: id }: Filed): Promise<void> {
  const request = await store.nextRequestId();
  const filing = { id: request, by: PEOPLE.engineer, reason: 'Not needed.', digest: '', now: world.clock.now() };
  await transact(store, { request, grant: id }, ({ grant }) =>
    grant ? revoke(grant, [PEOPLE.admin], filing) : missing(id),
  );
  sayBack({ method: 'DELETE' }, 400);
  await world.slack.as(PEOPLE.admin).press(await taskOf(world, request), 'grantdesk.task.finish');
  await pressAtFailure(request, 'retry');
  await eventually(async () => (await storedRequest(world, request)).state === 'fulfilled', 'the clean-up');
}

/** A grant is stopped in an emergency, which comes undone by hand; a night finds it, and Revert has trouble too. */
async function stoppedAndReverted(): Promise<void> {
  const mine = await makeLive(world, automatic(world), PEOPLE.engineer, freshClientId());
  sayBack(PATCH, 400);
  await stopGrant(world, store, mine.grant);
  await eventually(async () => (await storedGrant(world, mine.grant)).suspension?.trouble, 'the stop to be refused');
  await withQueues(world, async ({ access }) => void (await access.add('access', {})));
  world.clock.advance(3_600_000);
  await withQueues(world, async ({ access }) => void (await access.add('access', {})));
  await stopEnforced(world, mine.grant);
  world.workiva.screens.reinstateUser(WORKIVA_ADMIN, mine.username);
  await night(world);
  sayBack(PATCH, 400);
  const press = async (words: string) =>
    world.slack.as(PEOPLE.admin).press(await driftSays(world, mine.username, words), 'grantdesk.drift.revert');
  await press('its calls are not refused');
  await press('[removed]');
  await driftSays(world, mine.username, 'Reverted by');
}

function secretsOf({ config: { slack, workiva } }: World): Record<string, string> {
  const clientSecret = workiva.access === 'api' ? workiva.clientSecret : '';
  const tokens = watcher.tokens.map((token, index) => [`access token ${index + 1}`, token]);
  return {
    'bot token': slack.botToken,
    'signing secret': slack.signingSecret ?? '',
    'Workiva client secret': clientSecret,
    'secret of the grant': secret,
    ...Object.fromEntries(tokens),
  };
}

function found(text: string): string[] {
  return Object.entries(secretsOf(world)).flatMap(([name, value]) =>
    spellingsOf(value).some((spelling) => text.includes(spelling)) ? [name] : [],
  );
}

test('the run meets every secret, so that there is something to find', () => {
  expect(watcher.tokens.length).toBeGreaterThan(0);
  expect(watcher.respelled()).toBeGreaterThan(6);
  expect(Object.values(secretsOf(world)).every((value) => value.length > 10)).toBe(true);
});

test('no line of the log holds a secret, at the finest level', () => {
  expect(lines.length).toBeGreaterThan(3);
  expect(lines.join('')).toContain('A job failed');
  expect(found(lines.join(''))).toEqual([]);
});

test('no key and no value in Redis holds a secret', async () => {
  const stored = await withRedis(world, async (redis) => {
    const keys = await redis.keys('*');
    return Promise.all(keys.map(async (key) => `${key} ${JSON.stringify(await readKey(redis, key))}`));
  });
  expect(stored.length).toBeGreaterThan(20);
  expect(stored.join('\n')).toContain('Copies the close checklist');
  expect(found(stored.join('\n'))).toEqual([]);
});

test('nothing that was ever written to Redis held a secret, jobs that are done and gone included', async () => {
  const written = await withRedis(world, everWritten);
  expect(written).toContain('Copies the close checklist');
  expect(written).toMatch(/provision.*"step":"membership"/s);
  expect(found(written)).toEqual([]);
});

test('no job holds a secret, in its data, its answer or the reason why it failed', async () => {
  const jobs = await withQueues(world, async (queues) =>
    (await Promise.all(QUEUES.map((name) => queues[name].getJobs()))).flat().map((job) => JSON.stringify(job)),
  );
  expect(jobs.join('\n')).toContain('given_up');
  expect(jobs.join('\n')).toMatch(/"failedReason":"POST \/organizations[^"]+\[removed\]/);
  expect(found(jobs.join('\n'))).toEqual([]);
});

test('no metric holds a secret', async () => {
  const answer = await fetch(`http://127.0.0.1:${world.grantdesk.adminPort}/metrics`);
  const metrics = await answer.text();
  expect(metrics).toContain('workiva');
  expect(found(metrics)).toEqual([]);
});

test('no message in Slack holds a secret', () => {
  const messages = JSON.stringify(world.slack.calls);
  expect(messages).toContain('Retry');
  expect(found(messages)).toEqual([]);
});
