import { sameUsername } from '../domain/change.ts';
import type { Clock } from '../domain/clock.ts';
import { SYSTEM } from '../domain/effects.ts';
import type { AccessRequest, Grant } from '../domain/records.ts';
import {
  enforced,
  enforcedWithoutUser,
  hasOwnUser,
  isOvertaken,
  isStopped,
  isToEnforce,
  notEnforced,
  perhapsActive,
  suspendWith,
} from '../domain/suspension.ts';
import type { Moved } from '../domain/transition.ts';
import type { Store } from '../store/store.ts';
import { missing, transact } from '../store/transact.ts';
import { wantedStatus } from '../store/wanted-status.ts';
import type { WorkivaClient } from '../workiva/client.ts';
import type { WorkivaUser } from '../workiva/schemas.ts';
import { StepRefused } from '../workiva/step.ts';
import { makeStatusTrue } from '../workiva/user-status.ts';
import { approvedUserId } from './approved-user.ts';
import { type ProvisionRetry, SuspendJob } from './queues.ts';
import type { Running } from './running.ts';
import type { WorkerSetup } from './worker.ts';
import { NO_API, sentenceOf, startWorkivaWorker } from './workiva-worker.ts';

export type SuspendParts = {
  store: Store;
  clock: Clock;
  /** Without it an admin suspends the integration user, or activates it again, by hand. */
  workiva: WorkivaClient | undefined;
  retry?: ProvisionRetry | undefined;
};

const NO_USER = 'Workiva has no such user any more.';

/** Starts the worker that suspends the integration users of suspended grants, and activates those of reinstated ones. */
export function startSuspend(parts: SuspendParts, setup: WorkerSetup): Running {
  return startWorkivaWorker(
    {
      queue: 'suspend',
      payload: SuspendJob,
      carryOut: (job) => carryOver(job, parts),
      giveUp: (job, error) => byHand(job, error, parts),
      lost: 'A suspension that failed could not be brought to the admins',
    },
    parts.retry,
    setup,
  );
}

/**
 * Carries over into Workiva that a grant is stopped, or works again. A try of a run that is overtaken by now may have
 * activated the user of a grant that is stopped: it still makes true what counts now, and leaves saying so to the later run.
 */
async function carryOver(job: SuspendJob, parts: SuspendParts): Promise<void> {
  const { store, clock, workiva } = parts;
  const grant = (await store.grant(job.grant))?.record;
  if (!grant || !(isToEnforce(grant, job.run) || isOvertaken(grant, job.run))) return;
  if (isStopped(grant)) await stopOthers(grant, parts);
  const request = (await store.request(grant.createdBy))?.record;
  if (!hasOwnUser(grant, request ?? {})) return save(job, parts, (found) => enforcedWithoutUser(found, clock.now()));
  if (!workiva) return save(job, parts, (found) => notEnforced(found, NO_API, clock.now()));
  const user = await ownUser(grant, request, { store, workiva });
  if (!user) return save(job, parts, (found) => withoutUser(found, clock.now()));
  await makeStatusTrue(user, () => wantedStatus(grant.terms.user.username, store, grant.id), workiva);
  await save(job, parts, (found) => enforced(found, SYSTEM, clock.now()));
}

/** Stops the other live grants that act as the same integration user: their calls are refused with it. */
async function stopOthers(cause: Grant, { store, clock }: SuspendParts): Promise<void> {
  for (const { id } of await store.lists.grantsOfUser(cause.terms.user.username)) {
    if (id === cause.id) continue;
    await transact(store, { grant: id }, ({ grant }) =>
      grant ? suspendWith(grant, cause, clock.now()) : missing(`grant ${id}`),
    );
  }
}

/**
 * The user that the grant acts as. One of the same name with another address is somebody else's, until it is made. One
 * that is just being made may not be in Workiva's lists yet, and must not be missed.
 */
async function ownUser(
  grant: Grant,
  request: AccessRequest | undefined,
  { store, workiva }: { store: Store; workiva: WorkivaClient },
): Promise<WorkivaUser | undefined> {
  const { clientId, terms } = grant;
  const { user } = terms;
  const maker = request && sameUsername(request.terms, terms) ? request.provisioning : undefined;
  const listed = await workiva.findUser(user.username);
  // Somebody may have renamed it, and given its name to another: the one that was approved is the one to stop.
  const approved = maker?.userId ?? (clientId === undefined ? undefined : await approvedUserId(user.username, store));
  const isListed = approved === undefined || listed?.id === approved;
  const found = (isListed ? undefined : await workiva.user(approved)) ?? listed;
  const isBegun = maker?.steps.some(({ name, begun, state }) => name === 'user' && begun && state !== 'done');
  if (!found && isBegun) {
    throw new StepRefused('Whether Workiva has made the integration user is not known.', { transient: true });
  }
  const isOther =
    clientId === undefined && user.kind === 'new' && found?.email?.toLowerCase() !== user.email.toLowerCase();
  return isOther ? undefined : found;
}

const withoutUser = (grant: Grant, now: Date): Moved =>
  isStopped(grant) ? enforcedWithoutUser(grant, now) : notEnforced(grant, NO_USER, now);

/** Where the run is overtaken, what the later one has said of the user may not be true any more. */
function byHand(job: SuspendJob, error: unknown, parts: SuspendParts): Promise<void> {
  const [trouble, now] = [sentenceOf(error), parts.clock.now()];
  return save(
    job,
    parts,
    (found) => notEnforced(found, trouble, now),
    (found) => perhapsActive(found, trouble, now),
  );
}

/** Saves what became of a run, while it still counts; of one that is overtaken by now, only what `overtaken` makes of it. */
async function save(
  { grant: id, run }: SuspendJob,
  { store }: SuspendParts,
  move: (grant: Grant) => Moved,
  overtaken?: (grant: Grant) => Moved,
): Promise<void> {
  await transact(store, { grant: id }, ({ grant }) => {
    if (grant && isToEnforce(grant, run)) return move(grant);
    return grant && overtaken && isOvertaken(grant, run) ? overtaken(grant) : missing(`open suspension of ${id}`);
  });
}
