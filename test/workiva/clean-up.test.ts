import { describe, expect, test } from '@jest/globals';
import type { AccessRequest } from '../../src/domain/records.ts';
import type { Step } from '../../src/domain/step-records.ts';
import type { WorkivaClient } from '../../src/workiva/client.ts';
import type { StepContext } from '../../src/workiva/step.ts';
import { carryOutStep } from '../../src/workiva/steps.ts';
import { atGrantStep, terms } from '../support/domain-cases.ts';
import { countOf, withWorkiva } from './with-workiva.ts';

const USERNAME = 'svc.export';
const USERS = [{ username: USERNAME }];
const WANTED = terms({ workspace: 'Sandbox', user: { kind: 'existing', username: USERNAME }, roles: ['viewer'] });

/** The clean-up of a revocation, of which nothing is done yet. */
function revocation(): AccessRequest {
  const { request } = atGrantStep({ terms: WANTED });
  const steps = ['roles_removal', 'membership_removal', 'user_suspension'] as const;
  return {
    ...request,
    kind: 'revoke',
    provisioning: { run: 1, steps: steps.map((name) => ({ name, state: 'waiting' })) },
  };
}

const context = (workiva: WorkivaClient, changes: Partial<StepContext> = {}): StepContext => ({
  request: revocation(),
  workiva,
  removeUser: false,
  remember: async () => undefined,
  wait: async () => undefined,
  ...changes,
});

/** Makes the user a member of the sandbox with two roles. */
async function member(client: WorkivaClient) {
  const workspace = await client.findWorkspace('Sandbox');
  const user = await client.findUser(USERNAME);
  if (!workspace || !user) throw new Error('The stand-in lacks its seed.');
  const joined = await client.addMember(workspace.id, user.id, { notifyNewMember: false, sendWelcomeEmail: false });
  const offered = await client.workspaceRoles(workspace.id);
  const ids = offered.filter(({ name }) => ['Viewer', 'Creator'].includes(name)).map(({ id }) => id);
  const operation = await client.giveMemberRoles(workspace.id, joined.id, ids);
  if (operation) await client.followOperation(operation);
  const rolesNow = async () => (await client.memberRoles(workspace.id, joined.id)).map(({ name }) => name);
  return { rolesNow, isMember: async () => (await client.findMembership(workspace.id, user.id)) !== undefined };
}

describe('Taking the roles', () => {
  test('takes those that the grant had, whatever their capitals, and leaves the others', () =>
    withWorkiva({ users: USERS }, async ({ client }) => {
      const { rolesNow } = await member(client);
      await expect(carryOutStep('roles_removal', context(client))).resolves.toMatchObject({ note: 'Took Viewer' });
      expect(await rolesNow()).toEqual(['Creator']);
      await expect(carryOutStep('roles_removal', context(client))).resolves.toMatchObject({
        note: 'It has none of the roles any more',
      });
    }));

  test('remembers the operation that it waits for', () =>
    withWorkiva({ users: USERS }, async ({ client }) => {
      await member(client);
      const remembered: object[] = [];
      const remember = async (note: object) => void remembered.push(note);
      await carryOutStep('roles_removal', context(client, { remember }));
      expect(remembered).toEqual([
        { begun: true, changed: ['Viewer'] },
        { operation: expect.stringContaining('http') },
      ]);
    }));

  test('has nothing to take from who is no member', () =>
    withWorkiva({ users: USERS }, async ({ client }) => {
      await expect(carryOutStep('roles_removal', context(client))).resolves.toMatchObject({
        note: 'It is not a member of the workspace any more',
      });
    }));
});

describe('Removing the membership', () => {
  test('removes it, once', () =>
    withWorkiva({ users: USERS }, async ({ client }) => {
      const { isMember } = await member(client);
      await expect(carryOutStep('membership_removal', context(client))).resolves.toMatchObject({
        note: 'Removed from Sandbox',
      });
      expect(await isMember()).toBe(false);
      await expect(carryOutStep('membership_removal', context(client))).resolves.toMatchObject({
        note: 'It is not a member of the workspace any more',
      });
    }));

  test('is content when somebody else was faster', () =>
    withWorkiva({ users: USERS }, async ({ workiva, client }) => {
      await member(client);
      workiva.faults.answer(
        { method: 'DELETE', path: /memberships/ },
        { status: 404, message: 'Not found.', afterDoing: true },
      );
      await expect(carryOutStep('membership_removal', context(client))).resolves.toMatchObject({
        note: 'Removed from Sandbox',
      });
    }));

  test('throws what Workiva refuses', () =>
    withWorkiva({ users: USERS }, async ({ workiva, client }) => {
      await member(client);
      workiva.faults.answer({ method: 'DELETE', path: /memberships/ }, { status: 403, message: 'No.' });
      await expect(carryOutStep('membership_removal', context(client))).rejects.toMatchObject({ code: 'forbidden' });
    }));
});

describe('Taking back the membership of a user that was there before', () => {
  const undoes = { request: 'REQ-7', roles: [], membership: true, user: false };
  const removal = (changes: Partial<Step> = {}): AccessRequest => ({
    ...revocation(),
    undoes,
    provisioning: { run: 1, steps: [{ name: 'membership_removal', state: 'running', ...changes }] },
  });

  test('activates it again, where Workiva has suspended it for leaving its last workspace', () =>
    withWorkiva({ users: USERS }, async ({ workiva, client }) => {
      await member(client);
      const remembered: object[] = [];
      const remember = async (note: object) => void remembered.push(note);
      const done = carryOutStep('membership_removal', context(client, { request: removal(), remember }));
      await expect(done).resolves.toMatchObject({
        note: `Removed from Sandbox, and activated the user ${USERNAME} again`,
      });
      expect(workiva.userNamed(USERNAME)?.status).toBe('active');
      expect(remembered).toEqual([
        { begun: true, changed: ['Sandbox'], staysActive: true },
        { begun: true, changed: ['Sandbox', USERNAME] },
      ]);
    }));

  test('activates it in another try, where the first could only remove it', () =>
    withWorkiva({ users: USERS }, async ({ workiva, client }) => {
      await member(client);
      const notes: Partial<Step> = {};
      const remember = async (note: object) => void Object.assign(notes, note);
      workiva.faults.answer({ method: 'PATCH', path: /users/ }, { status: 503, times: 3 });
      const first = carryOutStep('membership_removal', context(client, { request: removal(), remember }));
      await expect(first).rejects.toMatchObject({ code: 'server_error' });
      expect(workiva.userNamed(USERNAME)?.status).toBe('suspended');
      const again = context(client, { request: removal(notes), remember });
      await expect(carryOutStep('membership_removal', again)).resolves.toMatchObject({
        note: `Removed from Sandbox, and activated the user ${USERNAME} again`,
      });
      expect(workiva.userNamed(USERNAME)?.status).toBe('active');
    }));

  test('leaves one suspended that was suspended before', () =>
    withWorkiva({ users: USERS }, async ({ workiva, client }) => {
      await member(client);
      const user = await client.findUser(USERNAME);
      await client.setUserStatus(user?.id ?? '', 'suspended');
      await carryOutStep('membership_removal', context(client, { request: removal() }));
      expect(workiva.userNamed(USERNAME)?.status).toBe('suspended');
    }));

  test('changes nothing about one that is a member elsewhere', () =>
    withWorkiva({ users: [{ username: USERNAME, memberOf: { 'Finance Close': [] } }] }, async ({ workiva, client }) => {
      await member(client);
      const done = carryOutStep('membership_removal', context(client, { request: removal() }));
      await expect(done).resolves.toMatchObject({ note: 'Removed from Sandbox' });
      expect(workiva.userNamed(USERNAME)?.status).toBe('active');
      expect(workiva.calls.filter(({ method }) => method === 'PATCH')).toEqual([]);
    }));
});

describe('Ending the integration user', () => {
  test('suspends it, and asks Workiva only once', () =>
    withWorkiva({ users: USERS }, async ({ workiva, client }) => {
      const done = { note: `Suspended the user ${USERNAME}` };
      await expect(carryOutStep('user_suspension', context(client))).resolves.toMatchObject(done);
      expect(workiva.userNamed(USERNAME)?.status).toBe('suspended');
      const asked = countOf(workiva, /users\/[^/]+$/);
      await expect(carryOutStep('user_suspension', context(client))).resolves.toMatchObject(done);
      expect(countOf(workiva, /users\/[^/]+$/)).toBe(asked);
    }));

  test('removes it where the policy wants that, and says so when it is gone', () =>
    withWorkiva({ users: USERS }, async ({ workiva, client }) => {
      const removing = context(client, { removeUser: true });
      await expect(carryOutStep('user_suspension', removing)).resolves.toMatchObject({
        note: `Removed the user ${USERNAME}`,
      });
      expect(workiva.userNamed(USERNAME)?.inOrganization).toBe(false);
      await expect(carryOutStep('user_suspension', removing)).resolves.toMatchObject({
        note: `There is no user ${USERNAME} any more`,
      });
    }));
});
