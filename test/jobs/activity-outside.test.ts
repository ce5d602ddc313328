import { describe, expect, test } from '@jest/globals';
import { HOUR, MINUTE } from '../../src/domain/duration.ts';
import { openActivityLog } from '../support/activity-log.ts';

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
    withLog(async (scene) => {
      await scene.read();
      scene.clock.forward(MINUTE);
      const user = await scene.client.findUser('svc.export');
      await scene.client.setUserStatus(user?.id ?? '', 'suspended');
      await scene.read();
      expect(scene.workiva.activities.at(-1)?.action.alias).toBe('user.suspend');
      expect(scene.told).toEqual([]);
    }));
});
