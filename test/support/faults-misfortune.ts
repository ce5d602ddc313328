import { finishTask, retry } from '../../src/domain/admin-task.ts';
import { approveIfAutomatic } from '../../src/domain/approval.ts';
import type { StepName } from '../../src/domain/effects.ts';
import { currentStep } from '../../src/domain/provisioning-steps.ts';
import type { AccessRequest } from '../../src/domain/records.ts';
import { fileCreate } from '../../src/domain/request.ts';
import type { Terms } from '../../src/domain/terms.ts';
import { PEOPLE, WORKIVA_ADMIN } from '../../src/playground/seed.ts';
import type { WorkivaStandIn } from '../../src/playground/workiva/stand-in.ts';
import type { World } from '../../src/playground/world.ts';
import type { Store } from '../../src/store/store.ts';
import { missing, transact } from '../../src/store/transact.ts';
import { filing } from './domain-cases.ts';

/** Files a request that nobody has to approve. Answers its id. */
export async function fileApproved(world: World, store: Store, terms: Terms): Promise<string> {
  const id = await store.nextRequestId();
  const now = world.clock.now();
  const asked = filing({ id, requester: PEOPLE.engineer, terms, stages: [], now });
  const filed = await transact(store, { request: id }, () => approveIfAutomatic(fileCreate(asked), now));
  if (!filed.ok) throw new Error(`${id} was refused: ${filed.refusal.sentence}`);
  return id;
}

/** How far a request has come: with the admins for its grant, through, stopped or with them otherwise, or on its way. */
export type Standing = 'at_grant' | 'through' | 'stopped' | 'by_hand' | 'under_way';

/** Tells where a request stands. */
export function standingOf(request: AccessRequest): Standing {
  if (request.state === 'failed') return 'stopped';
  if (request.state === 'fulfilled') return 'through';
  if (request.state !== 'awaiting_admin') return 'under_way';
  return currentStep(request)?.name === 'grant' ? 'at_grant' : 'by_hand';
}

/** What an admin does with a request that asks for one: Retry, or the step by hand and Done. */
export async function helpOut(world: World, store: Store, request: AccessRequest): Promise<void> {
  const step = currentStep(request)?.name;
  const move = { by: PEOPLE.admin, admins: [PEOPLE.admin], now: world.clock.now() };
  const isStopped = standingOf(request) === 'stopped';
  if (!isStopped && step !== undefined) doByHand(world.workiva, request, step);
  await transact(store, { request: request.id }, ({ request: now, grant }) => {
    if (!now || !step) return missing(request.id);
    return isStopped ? retry({ request: now, grant }, move) : finishTask({ request: now, grant }, step, move);
  });
}

/** Does a step on Workiva’s own screens, where it is not done already. */
function doByHand(workiva: WorkivaStandIn, { terms }: AccessRequest, step: StepName): void {
  const { workspace, user, roles } = terms;
  const { username } = user;
  const isThere = workiva.userNamed(username) !== undefined;
  const held = workiva.rolesOf(username, workspace);
  const isMember = workiva.memberships.some((one) => one.username === username && one.workspace === workspace);
  if (step === 'user' && user.kind === 'new' && !isThere) workiva.screens.addUser(WORKIVA_ADMIN, user);
  if (step === 'membership' && !isMember) workiva.screens.addMember(WORKIVA_ADMIN, { workspace, username });
  if (step === 'roles') workiva.screens.setRoles(WORKIVA_ADMIN, { workspace, username }, [...held, ...roles]);
  if (step === 'roles_removal') {
    const kept = held.filter((role) => !roles.includes(role));
    workiva.screens.setRoles(WORKIVA_ADMIN, { workspace, username }, kept);
  }
  if (step === 'membership_removal' && isMember) workiva.screens.removeMember(WORKIVA_ADMIN, { workspace, username });
  const isActive = workiva.userNamed(username)?.status === 'active';
  if (step === 'user_suspension' && isActive) workiva.screens.suspendUser(WORKIVA_ADMIN, username);
  if (step === 'user_removal' && workiva.userNamed(username)?.inOrganization)
    workiva.screens.removeUser(WORKIVA_ADMIN, username);
}

/** How often each thing was done in Workiva, by its log: `user.create export-1`, `workspaceRole.assign export-1 Viewer`. */
export function deedsIn({ activities }: WorkivaStandIn): Map<string, number> {
  const deeds = new Map<string, number>();
  for (const { action, targets, outcome } of activities) {
    const [first, ...others] = targets;
    const roles = others.filter(({ type }) => type === 'role');
    const objects = roles.length > 0 ? roles : others;
    const done = objects.length === 0 ? [`${first?.name}`] : objects.map(({ name }) => `${first?.name} ${name}`);
    for (const what of done) {
      const deed = `${outcome === 'success' ? '' : 'in vain: '}${action.alias} ${what}`;
      deeds.set(deed, (deeds.get(deed) ?? 0) + 1);
    }
  }
  return deeds;
}
