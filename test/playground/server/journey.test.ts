import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { BackstageSnapshot, JobView, TrafficEntry } from '../../../src/playground/server/contract.ts';
import { type Asking, automaticWish, messageWith, type Stream, startAsking } from './asking.ts';

// A worker's process needs a moment to start, and more of it on a busy machine.
let asking: Asking;
let backstage: Stream<BackstageSnapshot>;
let clientId: string;
let secret: string;

beforeAll(async () => {
  asking = await startAsking();
  backstage = asking.backstage();
});
afterAll(() => asking.stop());

test('a request goes its way through Slack, Workiva and Slack again', async () => {
  const [ana, ada] = [asking.slack('U0ENGINEER'), asking.slack('U0ADMIN')];
  const { now } = await ana.until((snapshot) => snapshot, 'a snapshot');
  await asking.act({ do: 'slack.shortcut', as: 'U0ENGINEER', callbackId: 'grantdesk.request.open' });
  await ana.until(({ modals }) => modals.length === 1, 'the form');
  const { userKind, ...wish } = automaticWish('export-1', now);
  expect(
    await asking.act({ do: 'slack.choose', as: 'U0ENGINEER', actionId: 'userKind', value: userKind }),
  ).toMatchObject({ ok: true });
  await asking.act({ do: 'slack.fill', as: 'U0ENGINEER', values: { ...wish, clientName: 'x' } });
  expect(await asking.act({ do: 'slack.submit', as: 'U0ENGINEER', values: wish })).toMatchObject({ ok: true });

  const task = await ada.until((snapshot) => messageWith(snapshot, 'grantdesk.task.finish', 'REQ-1'), 'the admin task');
  expect(task.about).toEqual(expect.arrayContaining(['REQ-1']));
  const form = {
    clientName: wish.clientName,
    workspace: 'Sandbox',
    workivaUsername: 'export-1',
    expires: wish.expires,
  };
  const added = await asking.act({ do: 'workiva.addGrant', as: 'ada.admin', form: { ...form, scopes: wish.scopes } });
  clientId = (added.ok && added.clientId) || '';
  const press = { channel: task.channel, ts: task.ts, actionId: 'grantdesk.task.finish' };
  await asking.act({ do: 'slack.press', as: 'U0ADMIN', ...press });
  await ada.until(({ modals }) => modals.length === 1, 'the question for the client ID');
  expect(await asking.act({ do: 'slack.submit', as: 'U0ADMIN', values: { clientId } })).toMatchObject({ ok: true });
  await ana.until((snapshot) => messageWith(snapshot, 'GRANT-1 is live'), 'the hand-over');
});

test('jobs, audit trail and traffic of both directions can be looked at', async () => {
  const seen = await backstage.until(
    (snapshot) =>
      snapshot.jobs.some(({ id, state }) => id === 'REQ-1.grant.1' && state === 'completed') &&
      snapshot.traffic.some(({ what }) => what.includes('grantdesk.task.finish')) &&
      snapshot,
    'the last provisioning job, and the press that ended it',
  );
  expect(seen.audit.map(({ action }) => action)).toContain('request.filed');
  const whats = seen.traffic.map(({ from, to, what }) => `${from} → ${to}: ${what}`);
  expect(whats).toContain('slack → grantdesk: POST /slack/events · block_actions · grantdesk.task.finish');
  expect(whats).toContain('grantdesk → slack: chat.postMessage');
  expect(whats).toContain('grantdesk → workiva: POST …/users');
  expect(seen.traffic.map(({ id }) => id)).toEqual(seen.traffic.map(({ id }) => id).sort((one, other) => one - other));
});

test('a regenerated secret is answered once, and is nowhere afterwards', async () => {
  const answered = await asking.act({ do: 'workiva.regenerate', as: 'export-1', clientId });
  secret = (answered.ok && answered.secret) || '';
  expect(secret).toHaveLength(43);
  await asking.workiva().until(({ grants }) => grants[0]?.hasSecret, 'the secret to be taken');

  await asking.act({ do: 'slack.command', as: 'U0ENGINEER', text: `/grant show ${secret}`, channel: 'C0REQUESTS' });
  const traffic = await backstage.until(
    (snapshot) => snapshot.traffic.some(({ what }) => what.includes('/grant show')) && snapshot,
    'the command with the secret',
  );
  expect(JSON.stringify(traffic)).not.toContain(secret);
  for (const stream of [asking.slack('U0ADMIN'), asking.workiva()]) {
    expect(JSON.stringify(await stream.until((snapshot) => snapshot as object, 'a snapshot'))).not.toContain(secret);
  }
});

test('the integration works with the secret, its last use is shown, and the secret is in no traffic', async () => {
  const answered = await asking.act({ do: 'workiva.useGrant', as: 'export-1', clientId, secret });
  expect(answered).toEqual({ ok: true, use: { scopes: ['file:read'], call: 'GET /spreadsheets' } });
  const used = await asking
    .workiva()
    .until(
      ({ activities }) => activities.find(({ action }) => action.alias === 'api.access')?.activityDateTime,
      'the activity',
    );
  // A job may have begun to read before the use, and end after it; the read itself has to begin after it.
  const isReadOfIt = ({ from, what, at, ms = 0 }: TrafficEntry) =>
    from === 'grantdesk' && what.includes('/activities') && Date.parse(at) - ms > Date.parse(used);
  const seen = await backstage.until((snapshot) => {
    const read = snapshot.traffic.find(isReadOfIt);
    const isRead = ({ queue, state, at }: JobView) =>
      queue === 'activity' && state === 'completed' && read !== undefined && at >= read.at;
    return snapshot.jobs.some(isRead) && snapshot;
  }, 'the activity log to be read');
  const calls = seen.traffic
    .filter(({ from }) => from === 'integration')
    .map(({ what, status }) => `${what} ${status}`);
  expect(calls).toEqual(['POST …/oauth2/token 200', 'GET …/spreadsheets 200']);
  expect(JSON.stringify(seen)).not.toContain(secret);
  await asking.act({ do: 'slack.command', as: 'U0ENGINEER', text: '/grant show GRANT-1', channel: 'C0REQUESTS' });
  const day = used.slice(0, 10);
  const shown = await asking
    .slack('U0ENGINEER')
    .until((snapshot) => messageWith(snapshot, '*Last use*'), 'the last use');
  expect(JSON.stringify(shown)).toMatch(new RegExp(`\\*Last use\\*: [^"]*${day}`));
});

test('no token, signature or client secret is in the traffic', async () => {
  const { traffic } = await backstage.until((snapshot) => snapshot, 'a snapshot');
  const text = JSON.stringify(traffic);
  expect(text).not.toMatch(/xoxb-|v0=|Bearer .|"client_secret":"(?!\(removed\))|"access_token":"(?!\(removed\))/);
  expect(text).not.toMatch(/"token":"(?!\(removed\))|\/response\//);
});

test('the clock goes to the next event, which then happens', async () => {
  const { nextEvent, now } = await backstage.until(
    (snapshot) => snapshot.nextEvent && snapshot.nextEvent.at > snapshot.now && snapshot,
    'the next event',
  );
  expect(nextEvent?.what).toBe('The owner of GRANT-1 is reminded to collect its secret');
  const ana = asking.slack('U0ENGINEER');
  expect(await asking.act({ do: 'world.toNextEvent' })).toEqual({ ok: true });
  await ana.until((snapshot) => Date.parse(snapshot.now) > Date.parse(now) + 86_400_000, 'the time to move');
  const words = 'The owner of GRANT-1 is warned that it expires in 14 days';
  const { nextEvent: second } = await backstage.until(
    (snapshot) => snapshot.nextEvent?.what === words && snapshot,
    'the warning to be next',
  );
  expect(await asking.act({ do: 'world.toNextEvent' })).toEqual({ ok: true });
  const warning = await ana.until((snapshot) => messageWith(snapshot, 'Renew', 'GRANT-1'), 'the warning');
  expect(warning.at).toBeGreaterThan(Date.parse(second?.at ?? ''));
  await backstage.until((snapshot) => snapshot.nextEvent?.what.includes('in 7 days'), 'the event after it');
  const isNight = ({ queue, state }: JobView) => queue === 'drift' && state === 'completed';
  await backstage.until(({ jobs }) => jobs.some(isNight), 'the comparison of a night that the clock has jumped over');
});

test('right after the clock has jumped, what is due is said, though nobody does it yet, and then what comes next', async () => {
  const before = await backstage.until((seen) => seen.worker === 'running' && seen, 'the worker');
  await asking.act({ do: 'world.killWorker' });
  await asking.act({ do: 'world.advance', ms: 30 * 86_400_000 });
  const jumped = await backstage.until(
    (seen) => Date.parse(seen.now) > Date.parse(before.now) + 86_400_000 && seen,
    'the time to move',
  );
  expect(jumped.nextEvent?.at).toBe(before.nextEvent?.at);
  await backstage.until(({ worker }) => worker === 'killed', 'the end of the worker');
  const refused = await asking.act({ do: 'world.toNextEvent' });
  expect(refused).toMatchObject({ ok: false, sentence: expect.stringContaining('Nothing is due') });
  await asking.act({ do: 'world.startWorker' });
  await backstage.until(({ nextEvent }) => nextEvent?.at !== jumped.nextEvent?.at, 'what was due to be done');
});
