import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals';
import { HOUR } from '../../src/domain/duration.ts';
import { DRIFT_OPTIONS } from '../../src/jobs/drift.ts';
import { PEOPLE, WORKIVA_ADMIN } from '../../src/playground/seed.ts';
import type { World } from '../../src/playground/world.ts';
import { beginNight, driftSays, driftsOf, night } from '../support/drifting.ts';
import { automatic, eventually, readableLog, startQuickWorld, withRedis } from '../support/faults-world.ts';
import { freshClientId, type Live, makeLive } from '../support/journey.ts';

const USERS = { method: 'GET', path: /\/users/ };

let world: World;
let mine: Live[];
const { log, lines } = readableLog('info');

beforeAll(async () => {
  world = await startQuickWorld({}, { log });
  mine = [];
  for (let made = 0; made < 6; made++) {
    mine.push(await makeLive(world, automatic(world), PEOPLE.engineer, freshClientId()));
  }
});
afterEach(() => world.workiva.faults.clear());
afterAll(() => world?.stop());

test('a night is tried again for about two hours', () => {
  const { attempts = 0, backoff } = DRIFT_OPTIONS;
  const delay = typeof backoff === 'object' ? (backoff.delay ?? 0) : 0;
  const waits = Array.from({ length: attempts - 1 }, (_, at) => delay * 2 ** at);
  expect(waits.reduce((sum, ms) => sum + ms, 0) / HOUR).toBeCloseTo(2.1, 1);
});

test('a night in which Workiva refuses one after the other ends, and says so', async () => {
  world.workiva.screens.suspendUser(WORKIVA_ADMIN, mine[0]?.username ?? '');
  world.workiva.faults.answer(USERS, { status: 403, times: 99 });
  const { failed } = await beginNight(world);
  expect(await failed()).toContain('Workiva refuses the comparison');
  expect(lines.filter((line) => line.includes('could not be compared'))).toHaveLength(5);
  world.workiva.faults.clear();
  await night(world);
  await driftSays(world, mine[0]?.username ?? '', 'is suspended in Workiva');
});

test('a record that cannot be read keeps nobody from looking at the other users', async () => {
  const [, damaged, other] = mine;
  await withRedis(world, (redis) => redis.hset(`{grantdesk}:record:${damaged?.grant}`, 'data', '{'));
  world.workiva.screens.suspendUser(WORKIVA_ADMIN, other?.username ?? '');
  await night(world);
  await driftSays(world, other?.username ?? '', 'is suspended in Workiva');
  expect(driftsOf(world, damaged?.username ?? '')).toEqual([]);
  await eventually(
    () => lines.some((line) => line.includes(damaged?.username ?? '') && line.includes('not be compared')),
    'the log',
  );
});
