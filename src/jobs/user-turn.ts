import { stepNamed } from '../domain/provisioning-steps.ts';
import type { AccessRequest } from '../domain/records.ts';
import { notFreeWords } from '../domain/turn-words.ts';
import type { Store } from '../store/store.ts';
import { endTurn, takeTurn, type UserTurn, type UserTurnParts } from '../store/user-turn.ts';
import { StepRefused } from '../workiva/step.ts';
import type { ProvisionJob } from './queues.ts';
import { isTransient } from './workiva-worker.ts';

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
  const holder = await takeTurn(turn, parts);
  if (holder !== undefined) throw new StepRefused(notFreeWords(turn, holder), { transient: true });
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
