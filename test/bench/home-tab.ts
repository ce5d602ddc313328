import { PEOPLE, SEED_PEOPLE } from '../../src/playground/seed.ts';
import type { Exchange } from '../../src/playground/slack/stand-in.ts';
import { startWorld, type World } from '../../src/playground/world.ts';
import { IDS } from '../../src/slack/ids.ts';
import type { Store } from '../../src/store/store.ts';
import { type Spread, spreadOf, timed } from './measure.ts';
import { seedGrants } from './seed.ts';

const OPENINGS = 40;
const OWNERS = Array.from({ length: 200 }, (_, index) => `U0OWNER${index}`);
const OF_THE_OWNER = 500;

/** Who opens the tab, and what they look for in it. */
const CASES = [
  { who: 'an owner with 500 grants', person: PEOPLE.engineer, search: '' },
  { who: 'an admin', person: PEOPLE.admin, search: '' },
  { who: 'an admin who looks for one grant', person: PEOPLE.admin, search: 'export 77' },
  { who: 'an admin who looks for what all have', person: PEOPLE.admin, search: 'finance export' },
] as const;

/**
 * A world in which somebody hears when a Home tab is published: `published` does something in Slack, and waits until
 * what follows has been taken by the stand-in.
 */
export type HomeWorld = { world: World; published(act: () => Promise<unknown>): Promise<void> };

/** Starts it. Grants have owners whom Slack knows, because it refuses views that name others. */
export async function startHomeWorld(): Promise<HomeWorld> {
  let hear: ((exchange: Exchange) => void) | undefined;
  const owners = OWNERS.map((id) => ({
    id,
    name: id.toLowerCase(),
    realName: id,
    email: `${id}@example.com`,
    tz: 'UTC',
    tzOffset: 0,
  }));
  const world = await startWorld({
    role: 'app',
    paced: false,
    slack: { people: [...SEED_PEOPLE, ...owners], observe: (exchange) => hear?.(exchange) },
  });
  return {
    world,
    async published(act) {
      const heard = new Promise<string>((resolve) => {
        hear = ({ what, status }) => {
          if (what === 'views.publish') resolve(status);
        };
      });
      await act();
      const status = await heard;
      if (status !== '200') throw new Error(`The Home tab was not taken: ${status}`);
    },
  };
}

/** Opens, or searches in, the Home tab of everybody whom it is to be measured for, many times each. */
export async function openings({ world, published }: HomeWorld): Promise<Map<string, Spread>> {
  const spreads = new Map<string, Spread>();
  for (const { who, person, search } of CASES) {
    const actor = world.slack.as(person);
    await published(() => actor.openHome());
    const once = () =>
      published(() => (search === '' ? actor.openHome() : actor.pressHome(IDS.home.search, { value: search })));
    for (let warmUp = 0; warmUp < OPENINGS / 10; warmUp++) await once();
    const times: number[] = [];
    for (let turn = 0; turn < OPENINGS; turn++) times.push(await timed(once));
    spreads.set(`Home tab of ${who}`, spreadOf(times));
  }
  return spreads;
}

/** Stores grants for it: of the first ones nearly all are one owner's, and the expiries lie within a year. */
export const seedHome = (world: World, store: Store, from: number, count: number): Promise<void> =>
  seedGrants(store, {
    from,
    count,
    now: world.clock.now(),
    owner: (number) => (number <= OF_THE_OWNER ? PEOPLE.engineer : (OWNERS[number % OWNERS.length] ?? '')),
    expiresIn: (number) => 1 + (number % 360),
  });
