import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { CHANNELS, PEOPLE } from '../../src/playground/seed.ts';
import type { World } from '../../src/playground/world.ts';
import type { Store } from '../../src/store/store.ts';
import { eventually } from '../support/faults-world.ts';
import { cardOf, fileRequest, fillForm, openForm, startStoredWorld, wish } from '../support/journey.ts';

const { engineer, newcomer } = PEOPLE;

let world: World;
let store: Store;
let stop: () => Promise<void>;

beforeAll(async () => {
  ({ world, store, stop } = await startStoredWorld({}));
});
afterAll(() => stop?.());

async function fileAndWithdraw(): Promise<void> {
  const filed = await fileRequest(world);
  await world.slack.as(engineer).press(await cardOf(world, filed), 'grantdesk.request.withdraw');
  await eventually(async () => (await store.request(filed.request))?.record.state === 'withdrawn', 'the withdrawal');
}

test('whoever files and withdraws again and again has to wait, and nobody is asked to look at one more', async () => {
  for (let round = 0; round < 5; round += 1) await fileAndWithdraw();
  const posts = world.slack.messages(CHANNELS.requests).length;
  const person = world.slack.as(engineer);
  await openForm(world);
  await fillForm(world, wish(world));
  expect((await person.submit()).errors).toEqual({
    purpose: expect.stringContaining('You have withdrawn 5 requests within an hour'),
  });
  await person.close();
  expect(await store.requestsOf(engineer, 50)).toHaveLength(5);

  await fileRequest(world, {}, newcomer);
  expect(world.slack.messages(CHANNELS.requests)).toHaveLength(posts + 1);
  world.clock.advance(3_600_000);
  await fileRequest(world);
});
