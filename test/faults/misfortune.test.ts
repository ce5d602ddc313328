import { afterAll, beforeAll, expect, jest, test } from '@jest/globals';
import type { Terms } from '../../src/domain/terms.ts';
import { WORKIVA_ADMINS } from '../../src/playground/seed.ts';
import { MISFORTUNES } from '../../src/playground/workiva/misfortune.ts';
import type { World } from '../../src/playground/world.ts';
import type { Store } from '../../src/store/store.ts';
import { UNPACED } from '../../src/workiva/pace.ts';
import { terms } from '../support/domain-cases.ts';
import { deedsIn, fileApproved, helpOut, standingOf } from '../support/faults-misfortune.ts';
import { auditIsWhole, startQuickWorld } from '../support/faults-world.ts';
import { daysAhead, openStore } from '../support/journey.ts';

const PATIENCE_MS = 300_000;
jest.setTimeout(PATIENCE_MS + 30_000);

/** Another run: `MISFORTUNE_SEED=7`. */
const SEED = Number(process.env.MISFORTUNE_SEED ?? 20_261_128);
const REQUESTS = 200;
const SHARE = 0.2;
const ROLES = [['Viewer'], ['Creator', 'Manager'], [], ['Viewer', 'Creator', 'Manager']];
/** Three requests act as one user that is there already. */
const SHARED: Record<number, string[]> = { 20: ['Viewer'], 90: ['Creator'], 160: ['Manager', 'Workspace Owner'] };
const EXISTING = 'ledger-sync';

let world: World;
let store: Store;
let close: () => void;
let asked: Terms[];
const ids: string[] = [];
let helped = 0;

beforeAll(async () => {
  world = await startQuickWorld(
    { workiva: { operationMs: 40, pollMs: 5, listedAfterMs: 2_000 } },
    { provisionRetry: { attempts: 8, firstDelayMs: 150, jitter: 0.5 }, workivaPace: UNPACED },
  );
  ({ store, close } = openStore(world));
  asked = Array.from({ length: REQUESTS }, (_, at) => wish(at));
  // What few calls can meet might be drawn for none of them: each way is met once in any case.
  for (const kind of MISFORTUNES) world.workiva.faults.befall({}, kind);
  world.workiva.faults.misfortune({ share: SHARE, seed: SEED, lateMs: 150 });
  for (const one of asked) ids.push(await fileApproved(world, store, one));
  await allAtTheirGrants();
  world.workiva.faults.clear();
});

afterAll(async () => {
  close();
  await world.stop();
});

function wish(at: number): Terms {
  const username = `export-${at}`;
  const shared = SHARED[at];
  const names = { givenName: 'Nightly', familyName: `Export ${at}`, email: `ana+${username}@example.com` };
  return terms({
    clientName: `Sandbox | export ${at}`,
    workspace: at % 2 === 0 ? 'Sandbox' : 'Finance Close',
    user: shared ? { kind: 'existing', username: EXISTING } : { kind: 'new', username, ...names },
    roles: shared ?? ROLES[at % ROLES.length] ?? [],
    expires: daysAhead(world, 20),
  });
}

/** Waits until every request waits for its grant; an admin helps where one is asked. */
async function allAtTheirGrants(): Promise<void> {
  const until = Date.now() + PATIENCE_MS;
  let open = [...ids];
  while (open.length > 0) {
    const requests = await Promise.all(open.map(async (id) => (await store.request(id))?.record));
    const others = requests.flatMap((request) => (request && standingOf(request) !== 'at_grant' ? [request] : []));
    const asking = others.filter((request) => standingOf(request) !== 'under_way');
    for (const request of asking) await helpOut(world, store, request);
    helped += asking.length;
    open = others.map(({ id }) => id);
    if (Date.now() > until)
      throw new Error(`Not done after ${PATIENCE_MS} ms, with the seed ${SEED}: ${open.join(', ')}`);
    await new Promise((resolve) => setTimeout(resolve, 500));
  }
}

/** What is found wrong is told with the seed that it takes to see it again. */
const withSeed = (what: unknown) => ({ seed: SEED, what });

test('two hundred requests meet every way of failing there is', () => {
  const { calls } = world.workiva;
  const met = calls.flatMap(({ misfortune }) => misfortune ?? []);
  expect(withSeed(new Set(met))).toEqual(withSeed(new Set(MISFORTUNES)));
  expect(met.length / calls.length).toBeCloseTo(SHARE, 1);
});

test('every user is there once, as it was asked for', () => {
  const wanted = asked.flatMap(({ user }) => (user.kind === 'new' ? [user] : []));
  const made = world.workiva.users.filter(({ username }) => ![EXISTING, ...WORKIVA_ADMINS].includes(username));
  const told = made.map(({ username, givenName, familyName, email, status }) =>
    [username, givenName, familyName, email, status].join(),
  );
  const hoped = wanted.map(({ username, givenName, familyName, email }) =>
    [username, givenName, familyName, email, 'active'].join(),
  );
  expect(withSeed(told.toSorted())).toEqual(withSeed(hoped.toSorted()));
});

test('every user is a member of its workspace once, with its roles and no others', () => {
  const told = world.workiva.memberships.map(({ username, workspace, roles }) =>
    [username, workspace, ...roles.toSorted()].join(),
  );
  const shared = [EXISTING, 'Sandbox', ...Object.values(SHARED).flat().toSorted()].join();
  const hoped = asked
    .filter(({ user }) => user.kind === 'new')
    .map(({ user, workspace, roles }) => [user.username, workspace, ...roles.toSorted()].join());
  expect(withSeed(told.toSorted())).toEqual(withSeed([...hoped, shared].toSorted()));
});

test('nothing was done twice and nobody else was touched, by Workiva’s own log', () => {
  const hoped = asked.flatMap(({ user: { kind, username }, workspace, roles }) => [
    ...(kind === 'new' ? [`user.create ${username}`] : []),
    `membership.create ${username} ${workspace}`,
    ...roles.map((role) => `workspaceRole.assign ${username} ${role}`),
  ]);
  const once = new Map([...new Set(hoped)].toSorted().map((deed) => [deed, 1]));
  const done = new Map([...deedsIn(world.workiva)].toSorted(([one], [other]) => (one < other ? -1 : 1)));
  expect(withSeed(done)).toEqual(withSeed(once));
});

test('the audit chain is whole, and people were asked for help seldom', async () => {
  expect(await auditIsWhole(world)).toBe(true);
  expect(helped).toBeLessThan(REQUESTS / 3);
});
