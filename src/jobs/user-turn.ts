import { setTimeout as sleep } from 'node:timers/promises';
import { MINUTE } from '../domain/duration.ts';
import { stepNamed } from '../domain/provisioning-steps.ts';
import type { AccessRequest } from '../domain/records.ts';
import { StoreError } from '../store/errors.ts';
import type { Store } from '../store/store.ts';
import { StepRefused } from '../workiva/step.ts';
import type { ProvisionJob } from './queues.ts';
import { isTransient } from './workiva-worker.ts';

/**
 * Who is at work on which integration user. A job that is tried again is the same holder, and goes on with its turn.
 * `holder`: what it is for, a space, and whatever tells the job from others.
 */
export type UserTurn = { username: string; holder: string };

export type UserTurnParts = {
  store: Store;
  /** How to let so many ms pass between two looks whether the user is free. */
  wait?: ((ms: number) => Promise<void>) | undefined;
};

/** A turn ends by itself after so many ms: longer than any try of a step takes, so that only a dead one loses it. */
const TURN_MS = 10 * MINUTE;

/** How long, in ms, one try of a job waits for its turn, and how often it looks. */
const PATIENCE_MS = 30_000;
const LOOK_EVERY_MS = 500;

/**
 * Works on an integration user while no other job does: what one finds there, none takes or gives at the same moment.
 * Where a try leaves in doubt what it has done, its turn lasts until the next has found that out.
 *
 * @throws StepRefused when the user is not free in time; another try may help
 */
export async function inTurnOfUser<T>(
  turn: UserTurn,
  parts: UserTurnParts,
  work: () => Promise<T>,
  isInDoubt: () => Promise<boolean>,
): Promise<T> {
  await take(turn, parts);
  try {
    const answer = await work();
    await endTurn(turn, parts.store);
    return answer;
  } catch (error) {
    if (!isTransient(error) || !(await isInDoubt())) await endTurn(turn, parts.store);
    throw error;
  }
}

/**
 * Carries out a step of a request as {@link inTurnOfUser}: what it notes to have found or given is then so. The grant is
 * an admin's, and nothing that can be done to its user at the same moment changes it.
 */
export async function aloneAtStep(
  job: ProvisionJob,
  request: AccessRequest,
  { store, wait, workiva }: UserTurnParts & { workiva: unknown },
  work: () => Promise<void>,
): Promise<void> {
  if (!workiva || job.step === 'grant') return work();
  const isInDoubt = async () => {
    const now = (await store.request(job.request))?.record;
    return now !== undefined && stepNamed(now, job.step)?.begun === true;
  };
  return inTurnOfUser(stepTurn(job, request), { store, wait }, work, isInDoubt);
}

/** Ends the turn of a step that is not tried again by itself. */
export async function endStepTurn(job: ProvisionJob, store: Store): Promise<void> {
  const request = (await store.request(job.request))?.record;
  if (request) await endTurn(stepTurn(job, request), store);
}

const stepTurn = ({ request, step, run }: ProvisionJob, { terms }: AccessRequest): UserTurn => ({
  username: terms.user.username,
  holder: `${request} ${step} ${run}`,
});

/** Ends a turn, whoever began it. One that has passed to another is left to that. */
export async function endTurn(turn: UserTurn, store: Store): Promise<void> {
  await store.commit({ ...NOTHING, claims: [], releases: [claimOf(turn)] });
}

const NOTHING = { requests: [], grants: [], events: [], effects: [] };

const claimOf = ({ username, holder }: UserTurn) => ({ name: `at-work:${username.toLowerCase()}`, holder });

async function take(turn: UserTurn, { store, wait = sleep }: UserTurnParts): Promise<void> {
  for (let waited = 0; ; waited += LOOK_EVERY_MS) {
    const holder = await heldBy(turn, store);
    if (holder === undefined) return;
    if (waited >= PATIENCE_MS) throw notFree(turn, holder);
    await wait(LOOK_EVERY_MS);
  }
}

/** Takes the turn, or answers who has it. */
async function heldBy(turn: UserTurn, store: Store): Promise<string | undefined> {
  try {
    await store.commit({ ...NOTHING, claims: [{ ...claimOf(turn), ttlMs: TURN_MS }], releases: [] });
    return undefined;
  } catch (error) {
    if (error instanceof StoreError && error.code === 'claim_held' && error.holder !== undefined) return error.holder;
    throw error;
  }
}

function notFree({ username }: UserTurn, holder: string): StepRefused {
  const [who = ''] = holder.split(' ');
  const why = who.startsWith('REQ-') ? ` for ${who}` : '';
  return new StepRefused(`Grantdesk is still changing ${username}${why}.`, { transient: true });
}
