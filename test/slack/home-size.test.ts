import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { DAY } from '../../src/domain/duration.ts';
import type { AccessRequest, Grant } from '../../src/domain/records.ts';
import { createLogger } from '../../src/observability/log.ts';
import { faultsOfView } from '../../src/playground/slack/limits.ts';
import { loadPolicy } from '../../src/policy/load.ts';
import { type HomeParts, homeFacts } from '../../src/slack/use-cases/home.ts';
import { FIRST_PAGES, type HomePlace, turned } from '../../src/slack/use-cases/home-place.ts';
import { homeView } from '../../src/slack/views/home.ts';
import { ADMIN, awaitingAdmin, BEN, failed, grant, later, NOW, pending, terms } from '../support/domain-cases.ts';
import { change, type StoreBench, startBench } from '../support/store-redis.ts';

const FEW = 60;
const MANY = 5_000;
/** As many characters as the form takes, each of which grows when it is escaped. */
const LONG = '<&>'.repeat(80);

/** Slack knows everybody whom a view names. */
const KNOWN = { isPerson: () => true, isChannel: () => true, isConversation: () => true };

let bench: StoreBench;
let parts: HomeParts;

beforeAll(async () => {
  bench = await startBench();
  const { store } = bench.open();
  const policy = loadPolicy(fileURLToPath(new URL('../../policy.yml', import.meta.url)));
  const everybody = async () => [ADMIN];
  const directory = { peopleIn: everybody, takingPart: everybody } as unknown as HomeParts['directory'];
  parts = { store, directory, policy: () => policy, clock: { now: () => NOW }, log: createLogger('silent') };
});
afterAll(() => bench.close());

/** Stores grants of the admin's own and of others, requests in every state that is listed, all as long as they may be. */
async function seed(from: number, to: number): Promise<void> {
  const numbers = Array.from({ length: to - from }, (_, index) => from + index);
  const kinds = [pending, awaitingAdmin, failed];
  const filings = (number: number) => ({ id: `REQ-${number}`, requester: BEN, terms: long(number) });
  await parts.store.commit(
    change({
      grants: numbers.map((number) => ({ record: oneGrant(number), version: 0 })),
      requests: numbers.map((number) => {
        const { request } = (kinds[number % 3] ?? pending)(filings(number));
        return { record: number % 4 === 0 ? { ...request, requester: ADMIN } : request, version: 0 };
      }) satisfies { record: AccessRequest; version: number }[],
    }),
  );
}

const long = (number: number) =>
  terms({ clientName: `Export ${number} ${LONG}`, workspace: `Sandbox ${LONG}`, purpose: LONG.repeat(4) });

const oneGrant = (number: number): Grant =>
  grant({
    id: `GRANT-${number}`,
    createdBy: `REQ-${number}`,
    owner: number % 2 === 0 ? ADMIN : BEN,
    terms: {
      ...long(number),
      expires: later((number % 400) * DAY)
        .toISOString()
        .slice(0, 10),
    },
  });

/** How many commands Redis has carried out for one opening. */
async function commandsFor(place: HomePlace): Promise<number> {
  const before = await commandsSoFar();
  await homeFacts(ADMIN, place, parts);
  return (await commandsSoFar()) - before - 1;
}

async function commandsSoFar(): Promise<number> {
  return Number(/total_commands_processed:(\d+)/.exec(await bench.raw.info('stats'))?.[1]);
}

const SEARCHING: HomePlace = { ...FIRST_PAGES, search: 'export' };
const DEEP: HomePlace = [
  'waiting.3',
  'tasks.2',
  'failures.2',
  'expiring.1',
  'found.3',
  'grants.4',
  'requests.2',
].reduce(turned, SEARCHING);

describe('the Home tab of somebody who is everything', () => {
  test('fits into what Slack takes, on every page, however much there is and however long it is, and says where not all was looked at', async () => {
    await seed(1, FEW * 10);
    for (const place of [FIRST_PAGES, SEARCHING, DEEP]) {
      const view = homeView(await homeFacts(ADMIN, place, parts));
      expect(faultsOfView(view, 'home', KNOWN)).toEqual([]);
      expect(view.blocks.length).toBeLessThanOrEqual(100);
    }
    const deep = homeView(await homeFacts(ADMIN, DEEP, parts));
    expect(deep.blocks.length).toBeGreaterThan(75);
    expect(JSON.stringify(deep.blocks).includes('Only the oldest were looked at')).toBe(true);
  });

  test('costs no more reads with thousands of grants than with hundreds', async () => {
    const cheap = await commandsFor(DEEP);
    for (let from = FEW * 10; from < MANY; from += 200) await seed(from, from + 200);
    expect((await parts.store.lists.expiringBefore(later(500 * DAY), { number: 0, size: 1 })).total).toBeGreaterThan(
      MANY - 100,
    );
    const costs = [await commandsFor(FIRST_PAGES), await commandsFor(SEARCHING), await commandsFor(DEEP)];
    expect(Math.max(...costs)).toBeLessThanOrEqual(cheap);
    expect(costs[0]).toBeLessThan(150);
  });
});
