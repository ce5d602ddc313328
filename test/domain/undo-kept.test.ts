import { describe, expect, test } from '@jest/globals';
import { doneBy, leaveToOthers } from '../../src/domain/undo.ts';
import { failed, grant } from '../support/domain-cases.ts';

const ALL = { request: 'REQ-7', roles: ['Viewer', 'Manager'], membership: true, user: true };

describe('what is kept of a request to take back', () => {
  const steps = [{ name: 'membership' as const, state: 'done' as const, changed: ['Sandbox'] }];

  test('is Workiva’s ID of the user, where it is known', () => {
    const request = { ...failed().request, provisioning: { run: 1, steps, userId: 'u-1' } };
    expect(doneBy(request)).toStrictEqual({
      ...{ request: 'REQ-7', roles: [], membership: true, user: false },
      userId: 'u-1',
    });
    const unknown = { ...request, provisioning: { run: 1, steps } };
    expect(doneBy(unknown)).toStrictEqual({ request: 'REQ-7', roles: [], membership: true, user: false });
  });
});

describe('what is left to other grants', () => {
  const undoing = { ...failed().request, kind: 'revoke' as const, undoes: ALL };

  test('is out of what is still to be taken back, and nobody is told', () => {
    const left = leaveToOthers({ request: undoing, grant: grant() }, { ...ALL, roles: ['Manager'] });
    expect(left).toEqual({
      ...{ ok: true, grant: grant(), events: [], effects: [] },
      request: { ...undoing, undoes: { ...ALL, roles: ['Manager'] } },
    });
  });

  test('is nothing of a request that takes nothing back', () => {
    const { request } = failed();
    expect(leaveToOthers({ request }, ALL).request).toEqual(request);
    expect(leaveToOthers({ request }, ALL).request?.undoes).toBeUndefined();
  });
});
