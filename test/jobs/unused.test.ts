import { describe, expect, test } from '@jest/globals';
import { DAY, MINUTE } from '../../src/domain/duration.ts';
import { knownSince } from '../../src/domain/usage.ts';
import { lastUsesOf } from '../../src/slack/use-cases/last-use.ts';
import { nowOf, openActivityLog } from '../support/activity-log.ts';
import { ANA, grant, terms } from '../support/domain-cases.ts';
import { change } from '../support/store-redis.ts';

const withLog = openActivityLog();

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
      const { place } = await scene.store.activity.place();
      expect(place && knownSince(place)).toBe(nowOf(scene));
      expect((await scene.record()).unused).toBeUndefined();
    }));

  test('is not called unused where its user was made anew, which is followed from then on', () =>
    withLog(async (scene) => {
      await scene.read();
      await scene.store.activity.follow('svc.export', { id: 'the-user-before', since: nowOf(scene) - DAY });
      scene.clock.forward(61 * DAY);
      await scene.read();
      expect((await scene.record()).unused).toBeUndefined();
      expect(await scene.store.activity.followedAs('svc.export')).toEqual({
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
      await scene.store.commit(change({ grants: [{ record: other, version: 0 }] }));
      await scene.read();
      const uses = await lastUsesOf([other], scene.store);
      expect(uses.of(other)).toMatchObject({ sharedBy: 2, usage: { at: nowOf(scene) } });
    }));
});
