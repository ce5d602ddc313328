import { randomUUID } from 'node:crypto';
import { OPERATOR } from '../codes/enrolments.ts';
import type { Finding, Recorded } from '../domain/drift.ts';
import { driftId } from '../domain/drift-record.ts';
import { recordedOf } from '../domain/drift-recorded.ts';
import { adoptedWords, revertedByOperator, revertTriedByOperator } from '../domain/drift-settle.ts';
import { findingWords } from '../domain/drift-words.ts';
import type { Transition } from '../domain/transition.ts';
import { notFreeWords } from '../domain/turn-words.ts';
import type { Store } from '../store/store.ts';
import { expectToSuspend, suspendAgain } from '../store/suspend-again.ts';
import { transact } from '../store/transact.ts';
import { endTurn, takeTurn } from '../store/user-turn.ts';
import { wantedStatus } from '../store/wanted-status.ts';
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

/** What has come of one, for people: it is as recorded, or was adopted. */
type Settled = { words: string; isReverted: boolean };

/** Answers how many of them do not differ any more, or were adopted. One that cannot be done does not keep the others from it. */
export async function fixAll(io: AuditIo, wanted: readonly Wanted[], work: Work): Promise<number> {
  const settled: Settled[] = [];
  for (const one of wanted) {
    try {
      const what = await inTurn(one, work, () => fixOne(one, work, io));
      say(io, what.words);
      settled.push(what);
    } catch (error) {
      if (!(error instanceof WorkivaError || error instanceof StepRefused)) throw error;
      refuse(io, `Not done: ${findingWords(one.finding)} ${error.sentence}`);
      await note(io, one.finding, 'revert_failed', { reason: error.sentence }, work.store);
    }
  }
  say(io, `Reverted: ${settled.filter(({ isReverted }) => isReverted).length} of ${wanted.length}.`);
  return settled.length;
}

/** While it is at work on a user, no job of Grantdesk's is: neither takes the other's doing for its own. */
async function inTurn<T>({ finding }: Wanted, { store }: Work, work: () => Promise<T>): Promise<T> {
  const turn = { username: finding.username, holder: `reconcile ${randomUUID()}` };
  const holder = await takeTurn(turn, { store });
  if (holder !== undefined) throw new StepRefused(`${notFreeWords(turn, holder)} Run it again once that is over.`);
  try {
    return await work();
  } finally {
    await endTurn(turn, store);
  }
}

/**
 * Looks once more before it acts: the plan may have been read for a while, and what nobody had to be asked about may have
 * become what somebody must be. A user that is stopped meanwhile stays so.
 */
async function fixOne({ finding, agreed }: Wanted, { store, workiva }: Work, io: AuditIo): Promise<Settled> {
  const now = await lookAtUser(finding.username, store, observeOneByOne(workiva));
  const there = now.differences.find((one) => one.finding.id === finding.id);
  if (!there) return leave(io, finding, store);
  if (there.ask !== undefined && !agreed) throw new StepRefused(`${there.ask} So it was left to a person.`);
  const asked = await note(io, finding, 'revert_asked', {}, store);
  if (!asked.ok) return left(finding, asked.refusal.sentence);
  const what = await revertKeepingStop(finding, now.recorded, { store, workiva }, io);
  await keep(io, finding, what, store);
  return { words: `Done: ${what}.`, isReverted: true };
}

/** Somebody has put it right since the plan, or an admin has adopted it. */
async function leave(io: AuditIo, finding: Finding, store: Store): Promise<Settled> {
  const adopted = adoptedWords((await store.drift(driftId(finding.username)))?.record, finding);
  if (adopted !== undefined) return left(finding, adopted);
  const what = `${finding.username} is as recorded already`;
  await keep(io, finding, what, store);
  return { words: `Done: ${what}.`, isReverted: true };
}

const left = (finding: Finding, why: string): Settled => ({
  words: `Left as it is: ${findingWords(finding)} ${why}`,
  isReverted: false,
});

async function revertKeepingStop(finding: Finding, recorded: Recorded, { store, workiva }: Work, io: AuditIo) {
  const { username } = finding;
  const parts = { store, clock: io.clock };
  if (canActivate(finding)) await expectToSuspend(username, parts);
  try {
    return await revertFinding(finding, recorded, workiva, {
      recorded: async () => recordedOf(username, await store.drifts.known(username)),
      status: () => wantedStatus(username, store),
      remember: async () => undefined,
    });
  } finally {
    if (canActivate(finding)) await suspendAgain(username, undefined, parts);
  }
}

/** Audited before it is done, and when it could not be: a command may be stopped at any moment. */
async function note(
  io: AuditIo,
  finding: Finding,
  what: 'revert_asked' | 'revert_failed',
  detail: { reason?: string },
  store: Store,
): Promise<Transition> {
  const done = { by: OPERATOR, now: io.clock.now(), detail: { ...detail, ...io.place } };
  return transact(store, { drift: driftId(finding.username) }, ({ drift }) =>
    revertTriedByOperator(drift, finding, what, done),
  );
}

async function keep(io: AuditIo, finding: Finding, what: string, store: Store): Promise<void> {
  const done = { by: OPERATOR, now: io.clock.now(), detail: { note: what, ...io.place } };
  await transact(store, { drift: driftId(finding.username) }, ({ drift }) => revertedByOperator(drift, finding, done));
}
