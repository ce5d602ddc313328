import { describe, expect, jest, test } from '@jest/globals';
import { DAY, HOUR, MINUTE } from '../../src/domain/duration.ts';
import type { Store } from '../../src/store/store.ts';
import { grantIn, nowOf, openActivityLog } from '../support/activity-log.ts';

const withLog = openActivityLog();

async function* nothing(): AsyncGenerator<never> {
  yield* [];
}

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

  test('counts an entry that comes two days late, once the log has been looked through for such', () =>
    withLog(async (scene) => {
      await scene.read();
      scene.clock.forward(3 * DAY);
      const { use } = grantIn(scene.workiva, 'svc.other', scene.clock);
      await use();
      await scene.read();
      const before = await scene.usage();
      await scene.use(-47 * HOUR);
      const at = nowOf(scene) - 47 * HOUR;
      await scene.read();
      expect(await scene.usage()).toEqual(before);
      scene.clock.forward(DAY);
      await scene.read();
      expect((await scene.usage())?.at).toBe(at);
    }));

  test('is looked up by the username where no request tells the user’s id, once', () =>
    withLog(async (scene) => {
      await scene.read();
      await scene.read();
      expect(scene.workiva.calls.filter(({ query }) => query.$filter?.includes('username'))).toHaveLength(1);
      expect(await scene.store.activity.followed()).toEqual(
        new Map([['svc.export', { id: scene.workiva.userNamed('svc.export')?.id, since: expect.any(Number) }]]),
      );
    }));
});

describe('reading the log', () => {
  test('goes further back for late entries once a day, and no other read does', () =>
    withLog(async (scene) => {
      await scene.read();
      const asked: number[] = [];
      for (let reads = 0; reads < 50; reads++) {
        scene.clock.forward(HOUR);
        scene.workiva.screens.suspendUser('ada', 'svc.other');
        scene.workiva.screens.reinstateUser('ada', 'svc.other');
        const from = scene.workiva.calls.length;
        await scene.read();
        const call = scene.workiva.calls.slice(from).find(({ path }) => path.endsWith('/activities'));
        const since = /\d{4}-[^'"\s]+Z/.exec(call?.query.$filter ?? '')?.[0] ?? '';
        asked.push((nowOf(scene) - Date.parse(since)) / HOUR);
      }
      expect(asked.filter((hours) => hours > 2)).toHaveLength(2);
      expect(Math.max(...asked)).toBe(72);
    }));

  test('goes on where another process was stopped, page by page', () =>
    withLog(async (scene) => {
      for (let count = 0; count < 1_100; count++) {
        scene.clock.forward(1_000);
        scene.workiva.screens.suspendUser('ada', 'svc.other');
        scene.workiva.screens.reinstateUser('ada', 'svc.other');
      }
      await scene.use();
      await scene.read({}, () => true);
      const { place: cut } = await scene.store.activity.place();
      expect(cut).toMatchObject({ latest: expect.any(Number), from: expect.any(Number) });
      expect(cut?.completeAt).toBeUndefined();
      expect(await scene.usage()).toBeUndefined();

      const after = scene.anotherStore();
      const from = scene.workiva.calls.length;
      await scene.read({ store: after });
      const asked = scene.workiva.calls.slice(from).find(({ path }) => path.endsWith('/activities'));
      expect(asked?.query.$filter).toContain(new Date((cut?.from ?? 0) - 15 * MINUTE).toISOString());
      expect((await scene.usage())?.at).toBe(nowOf(scene));
      expect((await scene.store.activity.place()).place?.completeAt).toBe(nowOf(scene));
    }));

  test('stops where another process has read on meanwhile, and writes nothing', () =>
    withLog(async (scene) => {
      await scene.use();
      const stale = { place: undefined, text: '' };
      const lagging: Store = { ...scene.store, activity: { ...scene.store.activity, place: async () => stale } };
      await scene.read();
      const before = await scene.store.activity.place();
      scene.clock.forward(DAY);
      await scene.read({ store: lagging });
      expect(await scene.store.activity.place()).toEqual(before);
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
        expect((await scene.store.activity.place()).place?.from).toBe(nowOf(scene));
      },
      { ignoreFilters: true, pageSize: 2 },
    ));

  test('is off without access to the API, and says so in the log once', () =>
    withLog(async (scene) => {
      await scene.read({ workiva: undefined });
      await scene.read({ workiva: undefined });
      expect((await scene.store.activity.standing()).access).toBe('no_access');
      expect(scene.lines.filter((line) => line.includes('no access to the API'))).toHaveLength(1);
      expect(scene.workiva.calls).toEqual([]);
    }));

  test('is off without the scope, and says so in the log once', () =>
    withLog(
      async (scene) => {
        await scene.read();
        await scene.read();
        expect((await scene.store.activity.standing()).access).toBe('no_scope');
        expect(scene.lines.filter((line) => line.includes('lacks the scope activity:read'))).toHaveLength(1);
        expect(scene.workiva.calls.filter(({ path }) => path.includes('activities'))).toEqual([]);
      },
      { scopes: ['organization:read'] },
    ));

  test('is off where Workiva refuses it whatever scopes it names, and on again when it does not', () =>
    withLog(async (scene) => {
      scene.workiva.faults.answer({ path: /\/activities$/ }, { status: 403 });
      await scene.read();
      expect((await scene.store.activity.standing()).access).toBe('no_scope');
      await scene.read();
      expect((await scene.store.activity.standing()).access).toBe('on');
      expect(scene.lines.filter((line) => line.includes('is read from now on'))).toHaveLength(1);
    }));

  test('goes on where Grantdesk may not look users up: of those whose ids are not recorded nothing is known', () =>
    withLog(
      async (scene) => {
        await scene.use();
        await scene.read();
        expect(await scene.store.activity.standing()).toMatchObject({
          access: 'on',
          place: { completeAt: nowOf(scene) },
        });
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
      const before = await scene.store.activity.place();
      scene.workiva.faults.answer({ path: /\/activities$/ }, { status: 404 });
      await expect(scene.read()).rejects.toMatchObject({ code: 'not_found' });
      expect(await scene.store.activity.place()).toEqual(before);
    }));
});
