import { OPERATOR } from '../codes/enrolments.ts';
import type { Finding } from '../domain/drift.ts';
import { driftId } from '../domain/drift-record.ts';
import { revertedByOperator, revertTriedByOperator } from '../domain/drift-settle.ts';
import { findingWords } from '../domain/drift-words.ts';
import type { Store } from '../store/store.ts';
import { suspendAgain } from '../store/suspend-again.ts';
import { transact } from '../store/transact.ts';
import type { WorkivaClient } from '../workiva/client.ts';
import { WorkivaError } from '../workiva/errors.ts';
import { observeOneByOne } from '../workiva/observe.ts';
import { canActivate, revertFinding } from '../workiva/revert.ts';
import { StepRefused } from '../workiva/step.ts';
import type { AuditIo } from './io.ts';
import { lookAtUser } from './reconcile-plan.ts';
import { refuse, say } from './say.ts';

/** One thing to make as recorded. `agreed`: a person has said so. */
export type Wanted = { finding: Finding; agreed: boolean };

type Work = { store: Store; workiva: WorkivaClient };

/** Answers how many it has made as recorded. One that cannot be done does not keep the others from it. */
export async function fixAll(io: AuditIo, wanted: readonly Wanted[], work: Work): Promise<number> {
  let done = 0;
  for (const one of wanted) {
    try {
      const what = await fixOne(one, work, io);
      await keep(io, one.finding, what, work.store);
      say(io, `Done: ${what}.`);
      done += 1;
    } catch (error) {
      if (!(error instanceof WorkivaError || error instanceof StepRefused)) throw error;
      refuse(io, `Not done: ${findingWords(one.finding)} ${error.sentence}`);
      await note(io, one.finding, 'revert_failed', { reason: error.sentence }, work.store);
    }
  }
  say(io, `Reverted: ${done} of ${wanted.length}.`);
  return done;
}

/**
 * Looks once more before it acts: the plan may have been read for a while, and what nobody had to be asked about may have
 * become what somebody must be. A user that is stopped meanwhile stays so.
 */
async function fixOne({ finding, agreed }: Wanted, { store, workiva }: Work, io: AuditIo): Promise<string> {
  const now = await lookAtUser(finding.username, store, observeOneByOne(workiva));
  const there = now.differences.find((one) => one.finding.id === finding.id);
  if (!there) return `${finding.username} is as recorded already, or was adopted`;
  if (there.ask !== undefined && !agreed) throw new StepRefused(`${there.ask} So it was left to a person.`);
  await note(io, finding, 'revert_asked', {}, store);
  try {
    return await revertFinding(finding, now.recorded, workiva);
  } finally {
    if (canActivate(finding)) await suspendAgain(finding.username, undefined, { store, clock: io.clock });
  }
}

/** Audited before it is done, and when it could not be: a command may be stopped at any moment. */
async function note(
  io: AuditIo,
  finding: Finding,
  what: 'revert_asked' | 'revert_failed',
  detail: { reason?: string },
  store: Store,
): Promise<void> {
  const done = { by: OPERATOR, now: io.clock.now(), detail: { ...detail, ...io.place } };
  await transact(store, { drift: driftId(finding.username) }, ({ drift }) =>
    revertTriedByOperator(drift, finding, what, done),
  );
}

async function keep(io: AuditIo, finding: Finding, what: string, store: Store): Promise<void> {
  const done = { by: OPERATOR, now: io.clock.now(), detail: { note: what, ...io.place } };
  await transact(store, { drift: driftId(finding.username) }, ({ drift }) => revertedByOperator(drift, finding, done));
}
