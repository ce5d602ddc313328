import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { z } from 'zod';
import type { World } from '../../src/playground/world.ts';
import { WRITES } from '../support/faults-workiva.ts';
import { automatic, eventually, QUICK_RETRY, readableLog, startQuickWorld } from '../support/faults-world.ts';
import { failureOf, fileRequest, taskOf } from '../support/journey.ts';

const { log, lines } = readableLog('info');
const GivenUp = z.object({
  msg: z.literal('A job is given up and left to people'),
  level: z.literal(40),
  ...{ queue: z.string(), job: z.string(), step: z.string(), err: z.record(z.string(), z.unknown()) },
});

let world: World;

beforeAll(async () => {
  world = await startQuickWorld({}, { log });
});
afterAll(() => world.stop());

const givenUp = () => lines.flatMap((line) => GivenUp.safeParse(JSON.parse(line)).data ?? []);

async function runsOf(outcome: string): Promise<number> {
  const answer = await fetch(`http://127.0.0.1:${world.grantdesk.adminPort}/metrics`);
  const counted = new RegExp(`^grantdesk_jobs_total\\{queue="provision",outcome="${outcome}"\\} (\\d+)$`, 'm');
  return Number(counted.exec(await answer.text())?.[1] ?? 0);
}

test('a job that is given up is warned of with all that Workiva said, and counts as failed', async () => {
  const failed = await runsOf('failed');
  const headers = { 'x-request-id': 'req-77' };
  const body = { code: 'BadArgument', message: 'Not so.', target: 'email' };
  world.workiva.faults.answer(WRITES.user, { status: 400, body, headers });
  const { request } = await fileRequest(world, automatic(world));
  await failureOf(world, request);

  const [warning] = givenUp();
  expect(warning).toMatchObject({ queue: 'provision', job: `${request}.user.1`, step: 'user' });
  expect(warning?.err).toMatchObject({
    ...{ code: 'bad_request', status: 400, workivaCode: 'BadArgument', workivaMessage: 'Not so.', target: 'email' },
    ...{ requestId: 'req-77', transient: false, endpoint: 'POST /organizations/{organization}/users' },
  });
  await eventually(async () => (await runsOf('failed')) > failed, 'the job to be counted');
  expect(await runsOf('failed')).toBe(failed + 1);
});

test('so is one whose last try has failed, and the tries before it count as tries', async () => {
  const before = givenUp().length;
  const [failed, retried] = [await runsOf('failed'), await runsOf('retried')];
  world.workiva.faults.answer(WRITES.user, { status: 500, message: 'Out of order.', times: 99 });
  const { request } = await fileRequest(world, automatic(world));
  await failureOf(world, request);
  world.workiva.faults.clear();
  expect(givenUp().slice(before)).toEqual([
    expect.objectContaining({ job: `${request}.user.1`, err: expect.objectContaining({ code: 'server_error' }) }),
  ]);
  await eventually(async () => (await runsOf('failed')) === failed + 1, 'the job to be counted');
  expect(await runsOf('retried')).toBe(retried + QUICK_RETRY.attempts - 1);
});

test('a step that is left to the admins for lack of right is no failure, but the refusal is in the log', async () => {
  const [failed, done] = [await runsOf('failed'), await runsOf('done')];
  world.workiva.faults.answer(WRITES.user, {
    status: 403,
    code: 'notPermitted',
    headers: { 'x-request-id': 'req-78' },
  });
  const { request } = await fileRequest(world, automatic(world));
  await taskOf(world, request);
  const said = lines.find((line) => line.includes('req-78'));
  expect(JSON.parse(said ?? '{}')).toMatchObject({
    ...{ level: 40, request, step: 'user' },
    err: { code: 'forbidden', workivaCode: 'notPermitted', requestId: 'req-78' },
  });
  await eventually(async () => (await runsOf('done')) > done, 'the job to be counted');
  expect(await runsOf('failed')).toBe(failed);
});
