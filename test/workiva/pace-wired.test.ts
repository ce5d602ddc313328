import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { World } from '../../src/playground/world.ts';
import { automatic, readableLog, startQuickWorld, withRedis } from '../support/faults-world.ts';
import { fileRequest, taskOf } from '../support/journey.ts';

const { log, lines } = readableLog('warn');
let world: World;

beforeAll(async () => {
  world = await startQuickWorld({}, { log });
});
afterAll(() => world.stop());

test('Processes of one installation slow down together after a 429, say so, and still do what was asked', async () => {
  await world.startAnother({ role: 'worker' }, { log });
  world.workiva.faults.answer({ method: 'GET', path: /\/users$/ }, { status: 429, retryAfterSeconds: 1 });
  const filed = await fileRequest(world, automatic(world));
  await taskOf(world, filed.request);
  const pace = await withRedis(world, (redis) => redis.hgetall('{grantdesk}:workiva-pace'));
  expect(pace).toMatchObject({ rate: '50', epoch: '1' });
  expect(lines.join('')).toContain('Workiva asks to slow down, and all calls do');
  const looks = world.workiva.calls.filter(({ method, path }) => method === 'GET' && path.endsWith('/users'));
  expect(looks[1]?.at ?? 0).toBeGreaterThanOrEqual((looks[0]?.at ?? 0) + 990);
});
