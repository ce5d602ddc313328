import { randomBytes } from 'node:crypto';
import { isIP } from 'node:net';
import type { Target } from './activity-log.ts';
import { oauthScope } from './scopes.ts';
import { adminNamed, byHand, memberOf, userNamed, workspaceNamed } from './screen-access.ts';
import type { GrantForm, Screens } from './screen-types.ts';
import { viewGrant } from './views.ts';
import type { Grant, User, Workspace, World } from './world.ts';

const DAY = /^\d{4}-\d{2}-\d{2}$/;

/** Organization Admin → Security → Provisioning: the API grants. */
export function grantScreens(world: World): Pick<Screens, 'addGrant' | 'editGrant' | 'deleteGrant' | 'grants'> {
  return {
    addGrant(adminUsername, form) {
      const admin = adminNamed(world, adminUsername);
      const workspace = workspaceNamed(world, form.workspace);
      const fields = checkedFields(world, workspace, form);
      const grant: Grant = { clientId: newClientId(), workspaceId: workspace.id, secretHash: undefined, ...fields };
      world.grants.push(grant);
      world.log.write('apiGrant.create', byHand(admin), grantTargets(world, grant));
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
      world.log.write('apiGrant.update', byHand(admin), grantTargets(world, grant));
    },
    deleteGrant(adminUsername, clientId) {
      const admin = adminNamed(world, adminUsername);
      const grant = grantWith(world, clientId);
      world.grants = world.grants.filter((other) => other !== grant);
      world.log.write('apiGrant.delete', byHand(admin), grantTargets(world, grant));
    },
    grants(adminUsername) {
      adminNamed(world, adminUsername);
      return world.grants.map((grant) => viewGrant(world, grant));
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
  const user = userNamed(world, username);
  if (user.status !== 'active') throw new Error(`Workiva Username: ${user.username} is suspended.`);
  memberOf(world, workspace, user);
  return user;
}

function checkExpires(world: World, expires: string): void {
  if (expires === '') throw new Error('Expires: choose a date.');
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

function grantWith(world: World, clientId: string): Grant {
  const grant = world.grants.find((candidate) => candidate.clientId === clientId);
  if (!grant) throw new Error('There is no such grant.');
  return grant;
}

/** What the log names of a grant: the grant itself, its user and its workspace. */
export function grantTargets(world: World, grant: Grant): Target[] {
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
