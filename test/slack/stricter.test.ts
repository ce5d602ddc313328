import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { fileCreate } from '../../src/domain/request.ts';
import { createLogger } from '../../src/observability/log.ts';
import type { ObservedCall } from '../../src/observability/metrics.ts';
import { CHANNELS, PEOPLE } from '../../src/playground/seed.ts';
import { TEAM } from '../../src/playground/slack/identity.ts';
import { parsePolicy } from '../../src/policy/load.ts';
import { createWebClient } from '../../src/slack/app.ts';
import { createDirectory } from '../../src/slack/directory.ts';
import { recheckWaiting } from '../../src/slack/use-cases/recheck.ts';
import type { Grantdesk } from '../../src/start.ts';
import { transact } from '../../src/store/transact.ts';
import { answerTo } from '../support/answers.ts';
import { approvalSaying, modalText, openedByApproval, postSaying, pressApproval } from '../support/deciding.ts';
import { filing } from '../support/domain-cases.ts';
import { fileRequest, labelsOf, startStoredWorld } from '../support/journey.ts';
import { actionsOn, approvalText, policyText, startWaitingWorld, type WaitingWorld } from '../support/waiting.ts';

const { engineer, finance: finn, secondFinance: flora, admin: ada, security: sam } = PEOPLE;
const STRICTER = `
  - name: Everything
    approval: { stages: [{ from: [finance] }, { from: [security] }] }`;
const TWICE = `
  - name: Everything
    approval: { stages: [{ from: [finance], count: 2 }] }`;
const LAXER = `
  - name: Everything
    approval: automatic`;
const FORBIDDING = `
  - name: Nothing
    approval: { forbidden: No grants before the audit is over. }`;

let waiting: WaitingWorld;

beforeAll(async () => {
  waiting = await startWaitingWorld();
});
afterAll(() => waiting?.stop());
beforeEach(() => waiting.replacePolicy({}));

const stored = async (request: string) => (await waiting.store.request(request))?.record;
const times = async (request: string, action: string) =>
  (await actionsOn(waiting, request)).filter((one) => one === action).length;

describe('a policy that becomes stricter while a request waits', () => {
  test('holds at once: the message says so, and the decision needs what it demands', async () => {
    const filed = await fileRequest(waiting.world);
    await waiting.replacePolicy({ rules: STRICTER });
    await approvalSaying(waiting.world, filed, '*The policy became stricter*');
    await approvalSaying(waiting.world, filed, '(stage 1 of 2)');
    await postSaying(
      waiting.world,
      { channel: CHANNELS.requests },
      `The policy has become stricter, and holds for what already waits. ${filed.request} now waits for finance`,
    );
    await openedByApproval(waiting.world, sam, filed, 'why');
    expect(modalText(waiting.world, sam)).toContain('The policy has become stricter since: Everything holds too');
    await waiting.world.slack.as(sam).close();
    await pressApproval(waiting.world, finn, filed, 'approve');
    await approvalSaying(waiting.world, filed, 'from security');
    await pressApproval(waiting.world, sam, filed, 'approve');
    await approvalSaying(waiting.world, filed, '*Approved*');
    expect((await stored(filed.request))?.approvals.map(({ by, stage }) => [by, stage])).toEqual([
      [finn, 0],
      [sam, 1],
    ]);
  });

  test('keeps the approvals that were given, at their places', async () => {
    const filed = await fileRequest(waiting.world, { scopes: ['Spreadsheets (Write)'] });
    await pressApproval(waiting.world, finn, filed, 'approve');
    await approvalSaying(waiting.world, filed, 'stage 2 of 2');
    await waiting.replacePolicy({ rules: TWICE });
    await approvalSaying(waiting.world, filed, '*Waiting for 1 approval* (stage 1 of 2) from finance');
    await pressApproval(waiting.world, flora, filed, 'approve');
    await approvalSaying(waiting.world, filed, '(stage 2 of 2)');
    await pressApproval(waiting.world, ada, filed, 'approve');
    await approvalSaying(waiting.world, filed, '*Approved*');
    expect((await stored(filed.request))?.approvals.map(({ by, stage }) => [by, stage])).toEqual([
      [finn, 0],
      [flora, 0],
      [ada, 1],
    ]);
  });

  test('is held against it once, however often it is loaded', async () => {
    const filed = await fileRequest(waiting.world);
    await waiting.replacePolicy({ rules: STRICTER });
    await approvalSaying(waiting.world, filed, '*The policy became stricter*');
    const before = await stored(filed.request);
    await waiting.replacePolicy({ rules: `${STRICTER} # the same` });
    await waiting.replacePolicy({ rules: STRICTER });
    const marker = await fileRequest(waiting.world);
    await waiting.replacePolicy({ rules: FORBIDDING });
    await approvalSaying(waiting.world, marker, 'Denied');
    expect(await times(filed.request, 'request.policy_stricter')).toBe(1);
    expect(before?.stages).toMatchObject([{ from: ['finance'] }, { from: ['security'] }]);
  });

  test('denies what it forbids, with its text, and the requester can ask again', async () => {
    const filed = await fileRequest(waiting.world);
    await waiting.replacePolicy({ rules: FORBIDDING });
    await approvalSaying(waiting.world, filed, 'No grants before the audit is over.');
    const post = await postSaying(waiting.world, { person: engineer }, `${filed.request} was denied`);
    expect(labelsOf(post)).toEqual(['Ask again']);
    expect(await stored(filed.request)).toMatchObject({ state: 'denied', outcome: { by: 'grantdesk' } });
  });
});

test('a policy that forbids what waits for its owner denies that too', async () => {
  const filed = await fileRequest(waiting.world, { owner: flora });
  expect(await stored(filed.request)).toMatchObject({ state: 'awaiting_owner' });
  await waiting.replacePolicy({ rules: FORBIDDING });
  await postSaying(waiting.world, { person: engineer }, `${filed.request} was denied`);
  expect(await stored(filed.request)).toMatchObject({ state: 'denied', stricter: { rule: 'Nothing' } });
});

test('a policy that becomes more lax leaves a request at the stages it was filed under', async () => {
  const filed = await fileRequest(waiting.world);
  const marker = await fileRequest(waiting.world, { scopes: ['Spreadsheets (Write)'] });
  await waiting.replacePolicy({ rules: LAXER });
  expect(approvalText(waiting, filed.request)).toContain('*Waiting for 1 approval* from finance');
  await pressApproval(waiting.world, finn, marker, 'approve');
  await approvalSaying(waiting.world, marker, 'stage 2 of 2');
  expect(await stored(filed.request)).toMatchObject({ state: 'pending', stages: [{ from: ['finance'] }] });
  expect(await actionsOn(waiting, filed.request)).toEqual(['request.filed']);
});

describe('a button that is pressed before anybody has looked at what waits', () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'grantdesk-stricter-'));
  });
  afterAll(() => rm(folder, { recursive: true }));

  /** Presses Approve at a process that has another policy already, and only listens. */
  async function approveUnder(rules: string, by: string, request: Parameters<typeof pressApproval>[2]) {
    const { world } = waiting;
    const policyPath = join(folder, 'policy.yml');
    await writeFile(policyPath, policyText({ rules }));
    const app = await world.startAnother({ role: 'app', policyPath }, { policyPollMs: 0 });
    world.slack.connect(`http://127.0.0.1:${app.port}/slack/events`);
    try {
      await pressApproval(world, by, request, 'approve');
    } finally {
      world.slack.connect(`http://127.0.0.1:${world.grantdesk.port}/slack/events`);
    }
    return app;
  }

  test('is held to the stricter policy as well, and that is in the audit trail', async () => {
    const filed = await fileRequest(waiting.world);
    const app = await approveUnder(STRICTER, finn, filed);
    await approvalSaying(waiting.world, filed, 'from security');
    expect(await stored(filed.request)).toMatchObject({
      state: 'pending',
      stages: [{ from: ['finance'] }, { from: ['security'] }],
      approvals: [{ by: finn, stage: 0 }],
    });
    expect(await actionsOn(waiting, filed.request)).toEqual([
      'request.filed',
      'request.policy_stricter',
      'request.approval_given',
    ]);
    await app.stop();
  });

  test('approves nothing that the policy now forbids', async () => {
    const filed = await fileRequest(waiting.world);
    let app: Grantdesk | undefined;
    const approve = async () => {
      app = await approveUnder(FORBIDDING, finn, filed);
    };
    await answerTo(waiting.world, finn, approve, `${filed.request} is already denied`);
    await approvalSaying(waiting.world, filed, 'No grants before the audit is over.');
    expect((await stored(filed.request))?.approvals).toEqual([]);
    await app?.stop();
  });
});

describe('a thousand requests that wait', () => {
  const BY_PEOPLE = `
  - name: Guests of the warehouse
    when: { requester: ['@elsewhere.example'] }
    approval: { stages: [{ from: [security] }] }
  - name: On call
    when: { requester: [S0ONCALL], access: write }
    approval: { stages: [{ from: [security] }] }`;

  test('are held against a policy with a look at each requester and each user group, not at each request', async () => {
    const { world, store, stop } = await startStoredWorld({ role: 'app' });
    try {
      const requesters = Object.values(PEOPLE);
      const fileOne = (number: number) => {
        const { claims: _names, ...filed } = fileCreate(
          filing({
            id: `REQ-${number}`,
            requester: requesters[number % requesters.length] ?? engineer,
            stages: [{ from: ['finance'], count: 1, distinct: true }],
          }),
        );
        return transact(store, { request: `REQ-${number}` }, () => ({ ...filed, effects: [] }));
      };
      await Promise.all(Array.from({ length: 1_000 }, (_, before) => fileOne(before + 1)));
      const log = createLogger('silent');
      const loaded = parsePolicy(policyText({ rules: `${BY_PEOPLE}${REST}` }), 'policy.yml');
      const calls: ObservedCall[] = [];
      const client = createWebClient({ ...world.config.slack, observe: (call) => calls.push(call) }, log);
      const directory = createDirectory({ client, clock: world.clock, teamId: TEAM.id, log });
      const codes = { isEnrolled: async () => true };
      await recheckWaiting({ store, policy: () => loaded, directory, clock: world.clock, codes });
      expect(calls.length).toBeGreaterThan(0);
      expect(calls.length).toBeLessThanOrEqual(requesters.length + 1);
      expect((await store.request('REQ-1000'))?.record.stages).toMatchObject([{ from: ['finance'] }]);
    } finally {
      await stop();
    }
  });

  const REST = `
  - name: Everything else
    approval: { stages: [{ from: [finance] }] }`;

  test('that Slack cannot say anything about keep no worker from starting, and the others from being held', async () => {
    const { world } = waiting;
    const filed = await fileRequest(world);
    await waiting.replacePolicy({ rules: `${BY_PEOPLE}${REST}` });
    world.slack.faults.fail('users.info', { times: 100 });
    const worker = await world.startAnother({ role: 'worker' });
    await worker.stop();
    world.slack.faults.clear();
    await waiting.replacePolicy({ rules: STRICTER });
    await approvalSaying(world, filed, '*The policy became stricter*');
  });
});
