import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { Finding, Recorded } from '../../src/domain/drift.ts';
import type { UserRecords } from '../../src/domain/drift-recorded.ts';
import { canRevert } from '../../src/domain/drift-words.ts';
import type { AccessRequest } from '../../src/domain/records.ts';
import type { Screens } from '../../src/playground/workiva/stand-in.ts';
import { inspect, observeOneByOne } from '../../src/workiva/observe.ts';
import { type Meanwhile, revertFinding } from '../../src/workiva/revert.ts';
import { grant, NOW, pending, terms } from '../support/domain-cases.ts';
import { type Setting, withWorkiva } from './with-workiva.ts';

const USERNAME = 'svc.export';
const ROLES = ['Viewer', 'Creator', 'Manager'];
const PLACES = ['Sandbox', 'Finance Close'];

/** A user that Grantdesk has made, with a live grant that gives it a role in the sandbox. */
async function known(): Promise<UserRecords> {
  const user = {
    kind: 'new' as const,
    username: USERNAME,
    givenName: 'N',
    familyName: 'E',
    email: `${USERNAME}@example.com`,
  };
  const asked = terms({ user, roles: ['Viewer'] });
  const steps = [{ name: 'user' as const, state: 'done' as const, at: NOW.toISOString() }];
  const request: AccessRequest = {
    ...pending().request,
    state: 'fulfilled',
    terms: asked,
    provisioning: { run: 1, steps },
  };
  return { requests: [request], grants: [grant({ terms: asked })] };
}

const inWorkiva = (run: (setting: Setting) => Promise<void>) =>
  withWorkiva({ users: [{ username: USERNAME, memberOf: { Sandbox: ['Viewer'] } }], admins: ['ada'] }, run);

const look = ({ client }: Setting) => inspect(USERNAME, known, observeOneByOne(client));

/** What is recorded stays as it is. */
const still = (recorded: Recorded): Meanwhile => ({
  recorded: async () => recorded,
  status: async () => (recorded.status === 'active' ? 'active' : 'suspended'),
  remember: async () => undefined,
});

/** Reverts one finding while nothing moves. */
const revert = (finding: Finding, recorded: Recorded, { client }: Setting) =>
  revertFinding(finding, recorded, client, still(recorded));

/** Reverts one after the other, each held against Workiva as it is then, as `reconcile --fix` does. */
async function fixAll(setting: Setting, findings: readonly Finding[]): Promise<void> {
  for (const finding of findings.filter(canRevert)) {
    const now = await look(setting);
    if (now.findings.some(({ id }) => id === finding.id)) await revert(finding, now.recorded, setting);
  }
}

const member = (workspace: string) => ({ workspace, username: USERNAME });
type Act = (screens: Screens) => void;
const roles = fc.subarray(ROLES);
const place = fc.constantFrom(...PLACES);
const acts: fc.Arbitrary<Act> = fc.oneof(
  fc.constant<Act>((screens) => screens.suspendUser('ada', USERNAME)),
  fc.constant<Act>((screens) => screens.reinstateUser('ada', USERNAME)),
  place.map(
    (where): Act =>
      (screens) =>
        screens.addMember('ada', member(where)),
  ),
  place.map(
    (where): Act =>
      (screens) =>
        screens.removeMember('ada', member(where)),
  ),
  fc.tuple(place, roles).map(
    ([where, names]): Act =>
      (screens) =>
        screens.setRoles('ada', member(where), names),
  ),
  fc.constant<Act>((screens) => screens.renameUser('ada', USERNAME, 'svc.renamed')),
);

/** What the screens refuse, such as to suspend somebody twice, changes nothing. */
function attempt(act: Act, screens: Screens): void {
  try {
    act(screens);
  } catch (error) {
    expect(error).toBeInstanceOf(Error);
  }
}

describe('reverting everything', () => {
  test('leaves only what no API can revert, whatever somebody has done by hand', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(acts, { maxLength: 6 }), (done) =>
        inWorkiva(async (setting) => {
          for (const act of done) attempt(act, setting.workiva.screens);
          await fixAll(setting, (await look(setting)).findings);
          const left = (await look(setting)).findings;
          expect(left.filter(canRevert)).toEqual([]);
        }),
      ),
      { numRuns: 40 },
    );
  });
});

describe('one revert', () => {
  test('changes nothing where it is so already', () =>
    inWorkiva(async (setting) => {
      const { client, workiva } = setting;
      const { recorded } = await inspect(USERNAME, known, observeOneByOne(client));
      const finding = (kind: Finding['kind']): Finding => ({
        ...{ id: kind, kind, username: USERNAME, workspace: 'Sandbox', role: 'Viewer', grants: [] },
      });
      const before = workiva.calls.length;
      expect(await revert(finding('user_suspended'), recorded, setting)).toBe(`Activated ${USERNAME}`);
      await revert(finding('membership_missing'), recorded, setting);
      await revert(finding('role_missing'), recorded, setting);
      await revert({ ...finding('role_extra'), role: 'Manager' }, recorded, setting);
      await revert({ ...finding('membership_extra'), workspace: 'Finance Close' }, recorded, setting);
      expect(workiva.calls.slice(before).filter(({ method }) => method !== 'GET')).toEqual([]);
    }));

  test('adds nobody to a workspace whose grant is stopped: Workiva would activate it', () =>
    inWorkiva(async (setting) => {
      const { client, workiva } = setting;
      workiva.screens.removeMember('ada', member('Sandbox'));
      const stopped = { by: 'U0ADMIN', at: NOW.toISOString(), reason: 'A leak.', run: 1 };
      const suspension = { ...stopped, enforced: { by: 'U0ADMIN', at: NOW.toISOString() } };
      const { requests, grants } = await known();
      const suspended = grants.map((one) => ({ ...one, state: 'suspended' as const, suspension }));
      const all = async () => ({ requests, grants: suspended });
      const { recorded, findings } = await inspect(USERNAME, all, observeOneByOne(client));
      expect(findings.map(({ kind }) => kind)).toEqual(['membership_missing']);
      for (const finding of findings) {
        await expect(revert(finding, recorded, setting)).rejects.toMatchObject({
          sentence: expect.stringContaining('Workiva activates whoever is added to a workspace'),
        });
      }
      expect(workiva.userNamed(USERNAME)?.status).toBe('suspended');
    }));

  test('changes nothing of somebody else’s user under the name', () =>
    inWorkiva(async (setting) => {
      const { client, workiva } = setting;
      workiva.screens.suspendUser('ada', USERNAME);
      const { recorded, findings } = await inspect(USERNAME, known, observeOneByOne(client));
      expect(findings.map(({ kind }) => kind)).toEqual(['user_suspended']);
      for (const finding of findings) {
        await expect(revert(finding, { ...recorded, userId: 'another' }, setting)).rejects.toMatchObject({
          sentence: expect.stringContaining('is another one now'),
        });
      }
      expect(workiva.userNamed(USERNAME)?.status).toBe('suspended');
    }));

  test.each<[Partial<Finding>, string]>([
    [{ kind: 'email_changed' }, 'a person has to'],
    [{ kind: 'role_missing', workspace: 'Finance Close', role: 'Viewer' }, 'not a member of Finance Close any more'],
    [{ kind: 'role_missing', workspace: 'Nowhere', role: 'Viewer' }, 'shows no workspace “Nowhere”'],
    [{ kind: 'role_missing', workspace: 'Sandbox', role: 'Emperor' }, 'has no role “Emperor”'],
    [{ kind: 'user_active', username: 'svc.gone' }, 'no user “svc.gone”'],
  ])('of %j is refused with why', (changes, sentence) =>
    inWorkiva(async (setting) => {
      const { recorded } = await look(setting);
      const finding: Finding = { id: 'x', kind: 'outside', username: USERNAME, grants: [], ...changes };
      await expect(revert(finding, recorded, setting)).rejects.toMatchObject({
        sentence: expect.stringContaining(sentence),
      });
    }),
  );

  test('tells Workiva again where what the user has to be moves meanwhile', () =>
    inWorkiva(async ({ client, workiva }) => {
      const { recorded } = await inspect(USERNAME, known, observeOneByOne(client));
      const wanted: ('active' | 'suspended')[] = ['suspended', 'active'];
      const moving: Meanwhile = { ...still(recorded), status: async () => wanted.shift() ?? 'active' };
      const finding: Finding = { id: 'x', kind: 'user_active', username: USERNAME, grants: [] };
      await expect(revertFinding(finding, recorded, client, moving)).rejects.toMatchObject({
        sentence: expect.stringContaining('What is recorded has changed since then'),
      });
      expect(workiva.calls.filter(({ method }) => method === 'PATCH')).toHaveLength(2);
      expect(workiva.userNamed(USERNAME)?.status).toBe('active');
    }));

  test('is not called done where a grant has come to need meanwhile what it has taken', () =>
    inWorkiva(async ({ client, workiva }) => {
      workiva.screens.addMember('ada', member('Finance Close'));
      const { recorded, findings } = await inspect(USERNAME, known, observeOneByOne(client));
      expect(findings.map(({ kind }) => kind)).toEqual(['membership_extra']);
      const must = [...recorded.must, { workspace: 'Finance Close', roles: [] }];
      const moved: Meanwhile = { ...still(recorded), recorded: async () => ({ ...recorded, must }) };
      for (const finding of findings) {
        await expect(revertFinding(finding, recorded, client, moved)).rejects.toMatchObject({
          sentence: expect.stringContaining('part of it may have been'),
        });
      }
    }));

  test('keeps the operation that Workiva has begun before it waits for that', () =>
    inWorkiva(async ({ client, workiva }) => {
      workiva.screens.setRoles('ada', member('Sandbox'), ['Manager']);
      const { recorded, findings } = await inspect(USERNAME, known, observeOneByOne(client));
      const kept: string[] = [];
      const remember = async (operation: string) => {
        expect(workiva.calls.at(-1)?.method).toBe('POST');
        kept.push(operation);
      };
      for (const finding of findings) await revertFinding(finding, recorded, client, { ...still(recorded), remember });
      expect(kept).toEqual([expect.stringContaining('/operations/'), expect.stringContaining('/operations/')]);
      expect(workiva.rolesOf(USERNAME, 'Sandbox')).toEqual(['Viewer']);
    }));
});
