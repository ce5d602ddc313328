import { test } from '@jest/globals';
import { PEOPLE } from '../../src/playground/seed.ts';
import { startStoredWorld, makeLive, textOf, approvalOf } from '../support/journey.ts';
test('look', async () => {
  const { world, stop } = await startStoredWorld({});
  const live = await makeLive(world, { workspace: 'Finance Close', scopes: ['Files (Write)', 'Files (Read)'], ipRestrictions: '203.0.113.7, 10.0.0.0/8, 192.168.1.1, 192.168.1.2, 192.168.1.3, 192.168.1.4' });
  const p = world.slack.as(PEOPLE.engineer);
  await p.command(`/grant show ${live.grant}`);
  const m = await world.slack.until(() => p.ephemerals[0], 'x');
  console.log(textOf(m as never));
  console.log(textOf(await approvalOf(world, live.request)));
  await stop();
}, 60000);
