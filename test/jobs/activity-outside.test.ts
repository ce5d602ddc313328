import { describe, expect, test } from '@jest/globals';
import { HOUR, MINUTE } from '../../src/domain/duration.ts';
import { grantIn, openActivityLog, type Scene } from '../support/activity-log.ts';
import { awaitingAdmin, grant, terms } from '../support/domain-cases.ts';
import { change } from '../support/store-redis.ts';

const withLog = openActivityLog();

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

  /** Reads on every four hours of some days, in each of which something happens. */
  async function readFor(days: number, { clock, use, read }: Scene): Promise<void> {
    for (let reads = 0; reads < 6 * days; reads++) {
      clock.forward(4 * HOUR);
      await use();
      await read();
    }
  }

  test('is handed over once when its entry comes a day and a half late', () =>
    withLog(async (scene) => {
      await scene.read();
      await readFor(2, scene);
      scene.clock.forward(-36 * HOUR);
      scene.workiva.screens.editGrant('ada', scene.clientId, { expires: '2028-02-01' });
      const at = scene.clock.now().toISOString();
      scene.clock.forward(36 * HOUR);
      await readFor(3, scene);
      expect(scene.told).toMatchObject([{ alias: 'apiGrant.update', at }]);
    }));

  test('is no change that was read before there was a grant that it matters to', () =>
    withLog(async (scene) => {
      await scene.read();
      await readFor(1, scene);
      scene.clock.forward(MINUTE);
      scene.workiva.screens.suspendUser('ada', 'svc.other');
      scene.workiva.screens.reinstateUser('ada', 'svc.other');
      await readFor(1, scene);
      const other = terms({ user: { kind: 'existing', username: 'svc.other' } });
      const record = grant({ id: 'GRANT-8', createdBy: 'REQ-8', clientId: undefined, terms: other });
      await scene.store.commit(change({ grants: [{ record, version: 0 }] }));
      await readFor(2, scene);
      expect(await scene.store.activity.followedAs('svc.other')).toBeDefined();
      expect(scene.told).toEqual([]);
    }));

  test('is remembered only as long as a read may meet it again', () =>
    withLog(async (scene) => {
      await scene.read();
      scene.clock.forward(MINUTE);
      scene.workiva.screens.suspendUser('ada', 'svc.other');
      await readFor(1, scene);
      expect(await scene.remembered()).not.toEqual([]);
      await readFor(4, scene);
      expect(await scene.remembered()).toEqual([]);
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

  test('is a grant that was made by hand for a user that Grantdesk does not know', () =>
    withLog(async (scene) => {
      await scene.read();
      scene.clock.forward(MINUTE);
      const { clientId } = grantIn(scene.workiva, 'svc.other', scene.clock);
      await scene.read();
      expect(scene.told).toMatchObject([{ alias: 'apiGrant.create', about: { clientId, username: 'svc.other' } }]);
    }));

  test('is not the grant that a task asks for, though nobody knows its user yet', () =>
    withLog(async (scene) => {
      await scene.read();
      scene.clock.forward(MINUTE);
      const other = terms({ user: { kind: 'existing', username: 'svc.other' }, clientName: 'Sandbox | svc.other' });
      const { request } = awaitingAdmin({ terms: other });
      const steps =
        request.provisioning?.steps.map((step) => ({ ...step, startedAt: scene.clock.now().toISOString() })) ?? [];
      const asked = { ...request, id: 'REQ-8', grant: 'GRANT-8', provisioning: { run: 1, steps } };
      await scene.store.commit(change({ requests: [{ record: asked, version: 0 }] }));
      grantIn(scene.workiva, 'svc.other', scene.clock);
      await scene.read();
      expect(scene.workiva.activities.map(({ action }) => action.alias)).toContain('apiGrant.create');
      expect(scene.told).toEqual([]);
    }));

  test('is not what Grantdesk’s own client does', () =>
    withLog(
      async (scene) => {
        await scene.read();
        scene.clock.forward(MINUTE);
        const user = await scene.client.findUser('svc.export');
        await scene.client.setUserStatus(user?.id ?? '', 'suspended');
        await scene.read();
        expect(scene.workiva.activities.at(-1)?.action.alias).toBe('user.suspend');
        expect(scene.told).toEqual([]);
      },
      { loggedAs: 'client' },
    ));
});
