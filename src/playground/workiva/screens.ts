import { randomBytes } from 'node:crypto';
import { isIP } from 'node:net';
import type { Performer, Target } from './activity-log.ts';
import { oauthScope } from './scopes.ts';
import { hashOf } from './tokens.ts';
import type { GrantForm, Screens } from './types.ts';
import { viewGrant } from './views.ts';
import {
  findMembership,
  findUser,
  type Grant,
  SECURITY_ADMIN,
  type User,
  type Workspace,
  type World,
} from './world.ts';

const DAY = /^\d{4}-\d{2}-\d{2}$/;

/** Makes the screens of a world. Every method reads the world anew. */
export function createScreens(world: World): Screens {
  return {
    addGrant(adminUsername, form) {
      const admin = adminNamed(world, adminUsername);
      const workspace = world.workspaces.find(({ name }) => name === form.workspace);
      if (!workspace) throw new Error(`Workspace: there is no workspace called "${form.workspace}".`);
      const fields = checkedFields(world, workspace, form);
      const grant: Grant = { clientId: newClientId(), workspaceId: workspace.id, secretHash: undefined, ...fields };
      world.grants.push(grant);
      world.log.write('apiGrant.create', byHand(admin), targetsOf(world, grant));
      return { clientId: grant.clientId };
    },
    editGrant(adminUsername, clientId, changes) {
      const admin = adminNamed(world, adminUsername);
      const grant = grantWith(world, clientId);
      const { workspace: workspaceName, ...shown } = viewGrant(world, grant);
      if (changes.workspace !== undefined && changes.workspace !== workspaceName) {
        throw new Error('Workspace: the workspace of a grant cannot be changed.');
      }
      const workspace = world.workspaces.find(({ id }) => id === grant.workspaceId);
      if (!workspace) throw new Error('Workspace: it does not exist any more.');
      const form = { ...shown, scopes: [...shown.scopes], workspace: workspaceName, ...changes };
      const fields = checkedFields(world, workspace, form, grant.expires);
      if (fields.userId !== grant.userId) grant.secretHash = undefined;
      Object.assign(grant, fields);
      world.log.write('apiGrant.update', byHand(admin), targetsOf(world, grant));
    },
    deleteGrant(adminUsername, clientId) {
      const admin = adminNamed(world, adminUsername);
      const grant = grantWith(world, clientId);
      world.grants = world.grants.filter((other) => other !== grant);
      world.log.write('apiGrant.delete', byHand(admin), targetsOf(world, grant));
    },
    grants(adminUsername) {
      adminNamed(world, adminUsername);
      return world.grants.map((grant) => viewGrant(world, grant));
    },
    profile: (username) => profileOf(world, username),
  };
}

function profileOf(world: World, username: string): ReturnType<Screens['profile']> {
  const user = signedIn(world, username);
  const own = () => world.grants.filter(({ userId }) => userId === user.id);
  return {
    grants: own().map(({ clientId, clientName }) => ({ clientId, clientName })),
    regenerate(clientId) {
      const grant = own().find((candidate) => candidate.clientId === clientId);
      if (!grant) throw new Error('You have no such grant. Only its own user can see the secret of a grant.');
      const secret = randomBytes(32).toString('base64url');
      grant.secretHash = hashOf(secret);
      world.log.write('apiGrant.secretRegenerate', byHand(user), targetsOf(world, grant));
      return secret;
    },
  };
}

type Fields = Pick<Grant, 'clientName' | 'userId' | 'expires' | 'scopes' | 'ipRestrictions'>;

/** Checks a form as the screen does. A date that stays as it was may lie in the past. */
function checkedFields(world: World, workspace: Workspace, form: GrantForm, expiresNow?: string): Fields {
  const clientName = form.clientName.trim();
  if (!clientName) throw new Error('Client Name: enter a name.');
  if (form.expires !== expiresNow) checkExpires(world, form.expires);
  return {
    clientName,
    userId: memberNamed(world, workspace, form.workivaUsername).id,
    expires: form.expires,
    scopes: checkedScopes(form.scopes),
    ipRestrictions: checkedAddresses(form.ipRestrictions ?? ''),
  };
}

function memberNamed(world: World, workspace: Workspace, username: string): User {
  const user = findUser(world, username.trim());
  if (!user?.inOrganization) throw new Error(`Workiva Username: there is no user "${username}".`);
  if (user.status !== 'active') throw new Error(`Workiva Username: ${user.username} is suspended.`);
  if (findMembership(world, user.id, workspace.id)) return user;
  throw new Error(`Workiva Username: ${user.username} is not a member of ${workspace.name}.`);
}

function checkExpires(world: World, expires: string): void {
  const date = new Date(`${expires}T00:00:00Z`);
  const real = DAY.test(expires) && !Number.isNaN(date.getTime()) && date.toISOString().startsWith(expires);
  if (!real) throw new Error(`Expires: "${expires}" is not a date.`);
  if (expires <= world.clock.now().toISOString().slice(0, 10)) throw new Error('Expires: choose a date after today.');
}

function checkedScopes(scopes: readonly string[]): string[] {
  if (scopes.length === 0) throw new Error('Scopes: choose at least one.');
  const unknown = scopes.find((scope) => oauthScope(scope) === undefined);
  if (unknown !== undefined) throw new Error(`Scopes: there is no scope "${unknown}".`);
  return [...new Set(scopes)];
}

function checkedAddresses(text: string): string {
  const parts = text.split(',').map((part) => part.trim());
  if (text.trim() === '') return '';
  const wrong = parts.find((part) => !isAddressOrBlock(part));
  if (wrong !== undefined)
    throw new Error(`IP Restrictions: "${wrong}" is neither an address nor a block of addresses.`);
  return parts.join(', ');
}

function isAddressOrBlock(text: string): boolean {
  const [address = '', prefix, ...rest] = text.split('/');
  const family = isIP(address);
  if (family === 0 || rest.length > 0) return false;
  return prefix === undefined || (/^\d{1,3}$/.test(prefix) && Number(prefix) <= (family === 4 ? 32 : 128));
}

function adminNamed(world: World, username: string): User {
  const user = signedIn(world, username);
  const role = world.organizationRoles.find(({ name }) => name === SECURITY_ADMIN);
  if (role && user.roleIds.has(role.id)) return user;
  throw new Error('You do not have access to this page. It takes an Org Security Administrator.');
}

function signedIn(world: World, username: string): User {
  const user = findUser(world, username);
  if (!user?.inOrganization || user.status !== 'active') throw new Error(`${username} cannot sign in.`);
  return user;
}

function grantWith(world: World, clientId: string): Grant {
  const grant = world.grants.find((candidate) => candidate.clientId === clientId);
  if (!grant) throw new Error('There is no such grant.');
  return grant;
}

function byHand(user: User): Performer {
  return { id: user.id, type: 'user', displayName: user.displayName, ipAddress: '127.0.0.1' };
}

function targetsOf(world: World, grant: Grant): Target[] {
  const user = world.users.find(({ id }) => id === grant.userId);
  const workspace = world.workspaces.find(({ id }) => id === grant.workspaceId);
  return [
    { id: grant.clientId, type: 'apiGrant', name: grant.clientName },
    { id: grant.userId, type: 'user', name: user?.username ?? '' },
    { id: grant.workspaceId, type: 'workspace', name: workspace?.name ?? '' },
  ];
}

function newClientId(): string {
  return randomBytes(16).toString('hex');
}
