import { afterAll, beforeAll, beforeEach, describe, expect, jest, test } from '@jest/globals';
import type { OutsideChange } from '../../src/domain/outside.ts';
import type { Grant } from '../../src/domain/records.ts';
import { knownSince } from '../../src/domain/usage.ts';
import { type ActivityParts, readActivities } from '../../src/jobs/activity.ts';
import type { WorkivaStandIn, WorkivaStandInOptions } from '../../src/playground/workiva/stand-in.ts';
import { lastUsesOf } from '../../src/slack/use-cases/last-use.ts';
import type { Store } from '../../src/store/store.ts';
import { ANA, DAY, grant, HOUR, terms } from '../support/domain-cases.ts';
import { policy as policyWith } from '../support/domain-policy.ts';
import { readableLog } from '../support/faults-world.ts';
import { change, type StoreBench, startBench } from '../support/store-redis.ts';
import { CLIENT_ID, type MovingClock, type Setting, withWorkiva } from '../workiva/with-workiva.ts';

const MINUTE = 60_000;
const policy = policyWith();

let bench: StoreBench;
let store: Store;

beforeAll(async () => {
  bench = await startBench();
  ({ store } = bench.open());
});
beforeEach(() => bench.raw.flushall());
afterAll(() => bench.close());

/** A Workiva with a grant of `svc.export` that is live in Grantdesk too, and a job that reads its log. */
type Scene = {
  workiva: WorkivaStandIn;
  clock: MovingClock;
  clientId: string;
  told: OutsideChange[];
  lines: string[];
  /** Uses the grant, at another time where one is given in ms from now. */
  use(inMs?: number): Promise<void>;
  read(parts?: Partial<ActivityParts>, isStopping?: () => boolean): Promise<void>;
  usage(): Promise<{ from: number; at?: number | undefined } | undefined>;
  record(): Promise<Grant>;
};

async function withLog(
  run: (scene: Scene) => Promise<void>,
  options: Partial<WorkivaStandInOptions> = {},
): Promise<void> {
  const users = [
    { username: 'svc.export', memberOf: { Sandbox: [] } },
    { username: 'svc.other', memberOf: { Sandbox: [] } },
  ];
  await withWorkiva({ users, admins: ['ada'], ...options }, async (setting) => run(await sceneOf(setting)));
}

async function sceneOf({ workiva, client, clock }: Setting): Promise<Scene> {
  const { clientId, use } = grantIn(workiva, 'svc.export', clock);
  const liveSince = clock.now().toISOString();
  const record = grant({ clientId, liveSince, collected: { by: ANA, at: liveSince } });
  await store.commit(change({ grants: [{ record, version: 0 }] }));
  const { log, lines } = readableLog('info');
  const told: OutsideChange[] = [];
  const onOutside = async (changes: OutsideChange[]) => void told.push(...changes);
  const parts = { store, policy: () => policy, clock, workiva: client, ownClientId: CLIENT_ID, onOutside };
  return {
    ...{ workiva, clock, clientId, told, lines, use },
    read: (more = {}, isStopping) => readActivities({ ...parts, ...more }, log, isStopping),
    usage: async () => (await lastUsesOf([record], store)).of(record).usage,
    record: async () => (await store.grant('GRANT-7'))?.record as Grant,
  };
}

/** A grant by hand in Workiva, with a secret. */
function grantIn(workiva: WorkivaStandIn, username: string, clock: MovingClock) {
  const form = { workspace: 'Sandbox', workivaUsername: username, expires: '2028-01-01' };
  const { clientId } = workiva.screens.addGrant('ada', {
    ...form,
    clientName: `Sandbox | ${username}`,
    scopes: ['Spreadsheets (Read)'],
  });
  const secret = workiva.screens.profile(username).regenerate(clientId);
  const { useGrant: callWith } = workiva;
  return {
    clientId,
    async use(inMs = 0) {
      clock.forward(inMs);
      expect(await callWith(clientId, secret)).toMatchObject({ ok: true });
      clock.forward(-inMs);
    },
  };
}

async function* nothing(): AsyncGenerator<never> {
  yield* [];
}

const nowOf = ({ clock }: Scene) => clock.now().getTime();

describe('the last use of an integration user', () => {
  test('is its latest activity, and nobody else’s', () =>
    withLog(async (scene) => {
      await scene.read();
      expect((await scene.usage())?.at).toBe(nowOf(scene));
      const { use } = grantIn(scene.workiva, 'svc.other', scene.clock);
      scene.clock.forward(HOUR);
      await use();
      await scene.read();
      expect((await scene.usage())?.at).toBe(nowOf(scene) - HOUR);
      await scene.use();
      await scene.read();
      expect((await scene.usage())?.at).toBe(nowOf(scene));
    }));

  test('is found in what happened before Grantdesk first looked', () =>
    withLog(async (scene) => {
      scene.clock.forward(HOUR);
      await scene.use();
      scene.clock.forward(20 * DAY);
      await scene.read();
      expect((await scene.usage())?.at).toBe(nowOf(scene) - 20 * DAY);
    }));

  test('never moves back for an entry that comes late, and counts one that nothing else has', () =>
    withLog(async (scene) => {
      scene.clock.forward(DAY);
      await scene.use();
      await scene.read();
      await scene.use(-10 * MINUTE);
      await scene.read();
      expect((await scene.usage())?.at).toBe(nowOf(scene));
      const { use } = grantIn(scene.workiva, 'svc.other', scene.clock);
      scene.clock.forward(HOUR);
      await use();
      await scene.read();
      await scene.use(-14 * MINUTE);
      await scene.read();
      expect((await scene.usage())?.at).toBe(nowOf(scene) - 14 * MINUTE);
    }));

  test('is looked up by the username where no request tells the user’s id, once', () =>
    withLog(async (scene) => {
      await scene.read();
      await scene.read();
      expect(scene.workiva.calls.filter(({ query }) => query.$filter?.includes('username'))).toHaveLength(1);
      expect(await store.activity.followed()).toEqual(
        new Map([['svc.export', { id: scene.workiva.userNamed('svc.export')?.id, since: expect.any(Number) }]]),
      );
    }));
});

describe('reading the log', () => {
  test('goes on where another process was stopped, page by page', () =>
    withLog(async (scene) => {
      for (let count = 0; count < 1_100; count++) {
        scene.clock.forward(1_000);
        scene.workiva.screens.suspendUser('ada', 'svc.other');
        scene.workiva.screens.reinstateUser('ada', 'svc.other');
      }
      await scene.use();
      await scene.read({}, () => true);
      const { place: cut } = await store.activity.place();
      expect(cut).toMatchObject({ latest: expect.any(Number), from: expect.any(Number) });
      expect(cut?.completeAt).toBeUndefined();
      expect(await scene.usage()).toBeUndefined();

      const after = bench.open().store;
      const from = scene.workiva.calls.length;
      await scene.read({ store: after });
      const asked = scene.workiva.calls.slice(from).find(({ path }) => path.endsWith('/activities'));
      expect(asked?.query.$filter).toContain(new Date((cut?.from ?? 0) - 15 * MINUTE).toISOString());
      expect((await scene.usage())?.at).toBe(nowOf(scene));
      expect((await store.activity.place()).place?.completeAt).toBe(nowOf(scene));
    }));

  test('stops where another process has read on meanwhile, and writes nothing', () =>
    withLog(async (scene) => {
      await scene.use();
      const stale = { place: undefined, text: '' };
      const lagging: Store = { ...store, activity: { ...store.activity, place: async () => stale } };
      await scene.read();
      const before = await store.activity.place();
      scene.clock.forward(DAY);
      await scene.read({ store: lagging });
      expect(await store.activity.place()).toEqual(before);
    }));

  test('does without an order, a filter and a large page', () =>
    withLog(
      async (scene) => {
        await scene.read();
        scene.clock.forward(HOUR);
        await scene.use();
        await scene.use(-HOUR / 2);
        await scene.read();
        expect((await scene.usage())?.at).toBe(nowOf(scene));
        expect((await store.activity.place()).place?.from).toBe(nowOf(scene));
      },
      { ignoreFilters: true, pageSize: 2 },
    ));

  test('is off without access to the API, and says so in the log once', () =>
    withLog(async (scene) => {
      await scene.read({ workiva: undefined });
      await scene.read({ workiva: undefined });
      expect((await store.activity.standing()).access).toBe('no_access');
      expect(scene.lines.filter((line) => line.includes('no access to the API'))).toHaveLength(1);
      expect(scene.workiva.calls).toEqual([]);
    }));

  test('is off without the scope, and says so in the log once', () =>
    withLog(
      async (scene) => {
        await scene.read();
        await scene.read();
        expect((await store.activity.standing()).access).toBe('no_scope');
        expect(scene.lines.filter((line) => line.includes('lacks the scope activity:read'))).toHaveLength(1);
        expect(scene.workiva.calls.filter(({ path }) => path.includes('activities'))).toEqual([]);
      },
      { scopes: ['organization:read'] },
    ));

  test('is off where Workiva refuses it whatever scopes it names, and on again when it does not', () =>
    withLog(async (scene) => {
      scene.workiva.faults.answer({ path: /\/activities$/ }, { status: 403 });
      await scene.read();
      expect((await store.activity.standing()).access).toBe('no_scope');
      await scene.read();
      expect((await store.activity.standing()).access).toBe('on');
      expect(scene.lines.filter((line) => line.includes('is read from now on'))).toHaveLength(1);
    }));

  test('goes on where Grantdesk may not look users up: of those whose ids are not recorded nothing is known', () =>
    withLog(
      async (scene) => {
        await scene.use();
        await scene.read();
        expect(await store.activity.standing()).toMatchObject({ access: 'on', place: { completeAt: nowOf(scene) } });
        expect(await scene.usage()).toBeUndefined();
        scene.clock.forward(100 * DAY);
        await scene.read();
        expect((await scene.record()).unused).toBeUndefined();
      },
      { scopes: ['activity:read'] },
    ));

  test('looks a user up in vain once a day', () =>
    withLog(async (scene) => {
      const findUser = jest.fn(async () => undefined);
      const workiva = { activities: nothing, scopes: async () => ['activity:read'], findUser };
      await scene.read({ workiva });
      await scene.read({ workiva });
      expect(findUser).toHaveBeenCalledTimes(1);
    }));

  test('that fails leaves the place as it was', () =>
    withLog(async (scene) => {
      await scene.read();
      const before = await store.activity.place();
      scene.workiva.faults.answer({ path: /\/activities$/ }, { status: 404 });
      await expect(scene.read()).rejects.toMatchObject({ code: 'not_found' });
      expect(await store.activity.place()).toEqual(before);
    }));
});

describe('what was done outside Grantdesk', () => {
  test('is handed over once, though the overlap is read again and again', () =>
    withLog(async (scene) => {
      await scene.read();
      scene.clock.forward(MINUTE);
      scene.workiva.screens.editGrant('ada', scene.clientId, { ipRestrictions: '203.0.113.9' });
      for (let reads = 0; reads < 3; reads++) await scene.read();
      expect(scene.told).toMatchObject([
        {
          alias: 'apiGrant.update',
          at: scene.clock.now().toISOString(),
          what: 'Edit API grant',
          about: { grant: 'GRANT-7', username: 'svc.export', clientId: scene.clientId },
        },
      ]);
    }));

  test('is handed over when its entry comes late', () =>
    withLog(async (scene) => {
      scene.clock.forward(HOUR);
      await scene.read();
      scene.clock.forward(HOUR);
      await scene.use();
      await scene.read();
      scene.clock.forward(-14 * MINUTE);
      scene.workiva.screens.suspendUser('ada', 'svc.export');
      scene.clock.forward(14 * MINUTE);
      await scene.read();
      expect(scene.told).toMatchObject([{ alias: 'user.suspend' }]);
    }));

  test('is handed over again where that did not succeed', () =>
    withLog(async (scene) => {
      await scene.read();
      scene.clock.forward(MINUTE);
      scene.workiva.screens.suspendUser('ada', 'svc.export');
      const onOutside = async () => Promise.reject(new Error('Redis is away.'));
      await expect(scene.read({ onOutside })).rejects.toThrow('Redis is away.');
      await scene.read();
      expect(scene.told).toHaveLength(1);
    }));

  test('is not what happened before the first look, nor what is about users that Grantdesk does not know', () =>
    withLog(async (scene) => {
      scene.workiva.screens.suspendUser('ada', 'svc.export');
      scene.clock.forward(HOUR);
      await scene.read();
      scene.clock.forward(MINUTE);
      scene.workiva.screens.suspendUser('ada', 'svc.other');
      await scene.read();
      expect(scene.told).toEqual([]);
    }));

  test('is not what Grantdesk’s own client does', () =>
    withWorkiva(
      { users: [{ username: 'svc.export', memberOf: { Sandbox: [] } }], admins: ['ada'] },
      async (setting) => {
        const scene = await sceneOf(setting);
        await scene.read();
        scene.clock.forward(MINUTE);
        const user = await setting.client.findUser('svc.export');
        await setting.client.setUserStatus(user?.id ?? '', 'suspended');
        await scene.read();
        expect(scene.workiva.activities.at(-1)?.action.alias).toBe('user.suspend');
        expect(scene.told).toEqual([]);
      },
    ));
});

describe('a grant that nothing uses', () => {
  test('is brought to its owner once, and not while it is used', () =>
    withLog(async (scene) => {
      scene.clock.forward(DAY);
      await scene.use();
      await scene.read();
      scene.clock.forward(60 * DAY - 1);
      await scene.read();
      expect((await scene.record()).unused).toBeUndefined();
      scene.clock.forward(1);
      await scene.read();
      const asked = (await scene.record()).unused;
      expect(asked).toMatchObject({ to: ANA, used: new Date(nowOf(scene) - 60 * DAY).toISOString() });
      await scene.read();
      expect((await scene.record()).unused).toEqual(asked);
      scene.clock.forward(MINUTE);
      await scene.use();
      await scene.read();
      expect((await scene.record()).unused?.usedAgain).toBe(scene.clock.now().toISOString());
    }));

  test('is not called unused because the log could not be read', () =>
    withLog(async (scene) => {
      await scene.read();
      scene.clock.forward(200 * DAY);
      scene.workiva.faults.answer({ path: /\/activities$/ }, { status: 403 });
      await scene.read();
      expect((await scene.record()).unused).toBeUndefined();
    }));

  test('is not called unused for a time of which the log says nothing', () =>
    withLog(async (scene) => {
      // As if nothing older had been kept: the only entry is of now.
      const only = {
        id: 'x',
        action: { id: 'a', alias: 'document.view' },
        performer: { id: 'somebody', type: 'user' },
        targets: [],
        outcome: 'success',
      };
      const activities = async function* () {
        yield { ...only, activityDateTime: scene.clock.now().toISOString() };
      };
      scene.clock.forward(100 * DAY);
      const findUser = async () => ({ id: 'user-export', username: 'svc.export', status: 'active' });
      await scene.read({ workiva: { activities, findUser, scopes: async () => ['activity:read'] } });
      const { place } = await store.activity.place();
      expect(place && knownSince(place)).toBe(nowOf(scene));
      expect((await scene.record()).unused).toBeUndefined();
    }));

  test('is not called unused where its user was made anew, which is followed from then on', () =>
    withLog(async (scene) => {
      await scene.read();
      await store.activity.follow('svc.export', { id: 'the-user-before', since: nowOf(scene) - DAY });
      scene.clock.forward(61 * DAY);
      await scene.read();
      expect((await scene.record()).unused).toBeUndefined();
      expect(await store.activity.followedAs('svc.export')).toEqual({
        id: scene.workiva.userNamed('svc.export')?.id,
        since: nowOf(scene),
      });
    }));

  test('shares its last use with the other grants of its user', () =>
    withLog(async (scene) => {
      const other = grant({
        id: 'GRANT-8',
        createdBy: 'REQ-8',
        clientId: 'client-8',
        terms: terms({ clientName: 'b' }),
      });
      await store.commit(change({ grants: [{ record: other, version: 0 }] }));
      await scene.read();
      const uses = await lastUsesOf([other], store);
      expect(uses.of(other)).toMatchObject({ sharedBy: 2, usage: { at: nowOf(scene) } });
    }));
});
