import { PEOPLE, SEED_PEOPLE } from '../../src/playground/seed.ts';
import type { Exchange } from '../../src/playground/slack/stand-in.ts';
import { startWorld, type World } from '../../src/playground/world.ts';
import { IDS } from '../../src/slack/ids.ts';
import { connectWaiting } from '../../src/store/connection.ts';
import type { Store } from '../../src/store/store.ts';
import { awaitingAdmin, failed, pending } from '../support/domain-cases.ts';
import { change } from '../support/store-redis.ts';
import { compare, type Finding } from './measure.ts';
import { seedGrants } from './seed.ts';

const OPENINGS = 40;
const OWNERS = Array.from({ length: 200 }, (_, index) => `U0OWNER${index}`);
const OF_THE_OWNER = 500;
const OF_EACH_STATE = 50;

/** Where the requests begin, so that their grants meet no others. */
const REQUESTS_FROM = 500_000;

/** Who opens the tab, and what they look for in it. */
const CASES = [
  { who: 'an owner with 500 grants', person: PEOPLE.engineer, search: '' },
  { who: 'an admin', person: PEOPLE.admin, search: '' },
  { who: 'an admin who looks for a number', person: PEOPLE.admin, search: 'export 77' },
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
  // As Redis is by default; a world's own waits for the disk at each write, which would hide everything else.
  const redis = connectWaiting(world.redis.url, () => undefined);
  await redis.config('SET', 'appendfsync', 'everysec');
  redis.disconnect();
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

/** Opens, or searches in, the Home tab of everybody whom it is measured for, in the one world and the other by turns. */
export async function homeTab(many: HomeWorld, few: HomeWorld): Promise<Finding[]> {
  const found: Finding[] = [];
  for (const { who, person, search } of CASES) {
    for (const { world, published } of [many, few]) await published(() => world.slack.as(person).openHome());
    const once = ({ world, published }: HomeWorld) => {
      const actor = world.slack.as(person);
      return published(() => (search === '' ? actor.openHome() : actor.pressHome(IDS.home.search, { value: search })));
    };
    found.push(
      await compare(
        `Home tab of ${who}`,
        OPENINGS,
        () => once(many),
        () => once(few),
      ),
    );
    for (const { world } of [many, few]) checkShown(world, person);
  }
  return found;
}

/** When it cannot be read, a notice of few words is published in its place. */
function checkShown(world: World, person: string): void {
  const blocks = world.slack.as(person).home?.view.blocks.length ?? 0;
  if (blocks < 20) throw new Error(`The Home tab of ${person} shows ${blocks} blocks: it was not measured.`);
}

/**
 * Stores grants for it, and requests in every state that the tab lists, so that no list of it is empty. The first grants
 * are one owner's, and the expiries lie within a year.
 */
export async function seedHome(world: World, store: Store, count: number): Promise<void> {
  await seedRequests(store);
  await seedGrants(store, {
    from: 1,
    count,
    now: world.clock.now(),
    owner: (number) => (number <= OF_THE_OWNER ? PEOPLE.engineer : (OWNERS[number % OWNERS.length] ?? '')),
    expiresIn: (number) => 1 + (number % 360),
  });
}

async function seedRequests(store: Store): Promise<void> {
  for (let number = 0; number < 3 * OF_EACH_STATE; number++) {
    const inState = [pending, awaitingAdmin, failed][number % 3] ?? pending;
    const { request, grant } = inState({ id: `REQ-${REQUESTS_FROM + number}`, requester: PEOPLE.engineer });
    const grants = grant ? [{ record: grant, version: 0 }] : [];
    await store.commit(change({ requests: [{ record: request, version: 0 }], grants }));
  }
}
