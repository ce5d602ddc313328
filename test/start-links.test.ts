import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { World } from '../src/playground/world.ts';
import { readableLog, restart, startQuickWorld } from './support/faults-world.ts';

let world: World;

beforeAll(async () => {
  world = await startQuickWorld({}, {});
});
afterAll(() => world.stop());

/** What is logged at a start with such an address of Workiva. */
async function startWith(changes: { appUrl?: string; region?: 'eu' }): Promise<string> {
  const { log, lines } = readableLog('warn');
  const { appUrl: _, ...workiva } = world.config.workiva;
  await restart(world, { workiva: { ...workiva, ...changes } }, { log });
  return lines.join('');
}

test('a start says when nobody knows where links are to lead, and is silent about it otherwise', async () => {
  expect(await startWith({})).toContain('Set WORKIVA_REGION, or WORKIVA_APP_URL to where people sign in.');
  expect(await startWith({ region: 'eu' })).not.toContain('WORKIVA_APP_URL');
  expect(await startWith({ appUrl: 'https://wdesk.corp.example' })).not.toContain('WORKIVA_APP_URL');
});
