import { finishTask } from '../../src/domain/admin-task.ts';
import type { StepName } from '../../src/domain/effects.ts';
import type { AccessRequest } from '../../src/domain/records.ts';
import { cleanUp, revoke } from '../../src/domain/revocation.ts';
import type { Terms } from '../../src/domain/terms.ts';
import { PEOPLE } from '../../src/playground/seed.ts';
import type { CallMatch, SeedUser } from '../../src/playground/workiva/stand-in.ts';
import type { World } from '../../src/playground/world.ts';
import type { Store } from '../../src/store/store.ts';
import { missing, transact } from '../../src/store/transact.ts';
import { grant, terms } from './domain-cases.ts';
import { standingOf } from './faults-misfortune.ts';
import { daysAhead, freshClientId } from './journey.ts';

const PATIENCE_MS = 60_000;

/** The steps that can fail, and the deed of each as the log has it. */
export const DEEDS = {
  user: (username: string) => `user.create ${username}`,
  membership: (username: string) => `membership.create ${username} Sandbox`,
  roles: (username: string) => `workspaceRole.assign ${username} Viewer`,
  roles_removal: (username: string) => `workspaceRole.revoke ${username} Viewer`,
  membership_removal: (username: string) => `membership.delete ${username} Sandbox`,
  user_suspension: (username: string) => `user.suspend ${username}`,
  user_removal: (username: string) => `user.remove ${username}`,
} satisfies Partial<Record<StepName, (username: string) => string>>;
export type FaultyStep = keyof typeof DEEDS;

/** Whether a step takes away, which is done once the grant is deleted. */
export const takesAway = (step: FaultyStep) =>
  ['roles_removal', 'membership_removal', 'user_suspension', 'user_removal'].includes(step);

/** The user of a request whose first step with something left to do is this one; nobody where that is to make it. */
export function seedFor(step: FaultyStep, username: string): SeedUser[] {
  if (step === 'user') return [];
  if (step === 'membership') return [{ username }];
  // Workiva itself suspends who leaves the last workspace.
  const elsewhere = takesAway(step) ? { 'Finance Close': [] } : {};
  return [{ username, memberOf: { Sandbox: takesAway(step) ? ['Viewer'] : [], ...elsewhere } }];
}

/** What such a request asks for. */
export function wishFor(world: World, step: FaultyStep, username: string): Terms {
  const names = { username, givenName: 'Nightly', familyName: 'Export', email: `ana+${username}@example.com` };
  return terms({
    clientName: `Sandbox | ${username}`,
    user: step === 'user' ? { kind: 'new', ...names } : { kind: 'existing', username },
    expires: daysAhead(world, 20),
  });
}

/** The calls of a step for this user: by which it looks, and by which it acts. */
export function callsOf(world: World, step: FaultyStep, username: string): Record<'look' | 'act', CallMatch> {
  const user = world.workiva.userNamed(username)?.id ?? '';
  const membership = world.workiva.memberships.find((one) => one.username === username)?.id ?? '';
  const users = { method: 'GET', path: /\/users$/, query: new RegExp(`'${username}'`) };
  const members = { method: 'GET', path: /\/memberships$/, query: new RegExp(`'${user}'`) };
  const roles = { method: 'GET', path: new RegExp(`/${membership}/roles$`) };
  const acts: Record<FaultyStep, [look: CallMatch, act: CallMatch]> = {
    user: [users, { method: 'POST', path: /\/users$/, body: new RegExp(`"${username}"`) }],
    membership: [members, { method: 'POST', path: /\/membershipCreation$/, body: new RegExp(`"${user}"`) }],
    roles: [roles, { method: 'POST', path: new RegExp(`/${membership}/roles/assignment$`) }],
    roles_removal: [roles, { method: 'POST', path: new RegExp(`/${membership}/roles/revocation$`) }],
    membership_removal: [members, { method: 'DELETE', path: new RegExp(`/memberships/${membership}$`) }],
    user_suspension: [users, { method: 'PATCH', path: new RegExp(`/users/${user}$`) }],
    user_removal: [users, { method: 'DELETE', path: new RegExp(`/users/${user}$`) }],
  };
  const [look, act] = acts[step];
  return { look, act };
}

/** Stores a live grant. Answers its id. */
export async function liveGrant(store: Store, wanted: Terms): Promise<string> {
  const request = await store.nextRequestId();
  const id = request.replace('REQ', 'GRANT');
  const live = grant({ id, terms: wanted, owner: PEOPLE.engineer, createdBy: request, clientId: freshClientId() });
  await transact(store, { grant: id }, () => ({ ok: true, grant: live, events: [], effects: [] }));
  return id;
}

/** Takes back the user that a request has made, of which nothing came. Answers the request that does so. */
export async function undone(world: World, store: Store, wanted: Terms): Promise<string> {
  const given = await store.nextRequestId();
  const undo = { request: given, roles: [], membership: false, user: true };
  const id = await store.nextRequestId();
  const ended = grant({ id: given.replace('REQ', 'GRANT'), state: 'revoked', terms: wanted, createdBy: given });
  await transact(store, { request: id, grant: ended.id }, () =>
    cleanUp({ ...ended, leftovers: [{ ...wanted, undo }] }, { id, digest: '', now: world.clock.now() }),
  );
  return id;
}

/** Revokes a grant, which an admin deletes at once. Answers the request that cleans up. */
export async function revokeDeleted(world: World, store: Store, grantId: string): Promise<string> {
  const id = await store.nextRequestId();
  const filing = { id, by: PEOPLE.engineer, reason: 'Not needed.', digest: '', now: world.clock.now() };
  await transact(store, { request: id, grant: grantId }, ({ grant: live }) =>
    live ? revoke(live, [PEOPLE.admin], filing) : missing(grantId),
  );
  await restOf(store, id);
  await finishGrant(world, store, id);
  return id;
}

async function finishGrant(world: World, store: Store, id: string): Promise<void> {
  const move = { by: PEOPLE.admin, admins: [PEOPLE.admin], clientId: freshClientId(), now: world.clock.now() };
  const moved = await transact(store, { request: id }, ({ request, grant: live }) =>
    request ? finishTask({ request, grant: live }, 'grant', move) : missing(id),
  );
  if (!moved.ok) throw new Error(`The grant of ${id} was refused: ${moved.refusal.sentence}`);
}

/** The request once nothing more happens to it by itself. Many are waited for at once, so each is looked at seldom. */
export async function restOf(store: Store, id: string): Promise<AccessRequest> {
  for (const until = Date.now() + PATIENCE_MS; ; ) {
    const request = (await store.request(id))?.record;
    if (request && standingOf(request) !== 'under_way') return request;
    if (Date.now() > until) throw new Error(`${id} has not come to rest: ${request?.state}.`);
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
}
