import { Command } from 'commander';
import { OPERATOR } from '../codes/enrolments.ts';
import type { Finding } from '../domain/drift.ts';
import { driftId } from '../domain/drift-record.ts';
import { revertedByOperator, revertTriedByOperator } from '../domain/drift-settle.ts';
import { canRevert, findingWords } from '../domain/drift-words.ts';
import { StoreError } from '../store/errors.ts';
import type { Store } from '../store/store.ts';
import { suspendAgain } from '../store/suspend-again.ts';
import { transact } from '../store/transact.ts';
import type { WorkivaClient } from '../workiva/client.ts';
import { WorkivaError } from '../workiva/errors.ts';
import { inspect, observeOneByOne } from '../workiva/observe.ts';
import { canActivate, revertFinding } from '../workiva/revert.ts';
import { StepRefused } from '../workiva/step.ts';
import type { AuditIo, ExitCode } from './io.ts';
import type { Prompt } from './prompt.ts';
import { planReconcile, type ReconcilePlan, reconcileLines } from './reconcile-plan.ts';
import { runWith, UnusableError } from './run-with.ts';
import { refuse, say } from './say.ts';
import { type Opened, withRedis } from './with-redis.ts';
import { workivaOf } from './workiva.ts';

/** What the command needs beside the process. Without `prompt` nobody can be asked. */
export type ReconcileIo = AuditIo & { prompt?: Pick<Prompt, 'line'> | undefined };

type Options = { fix?: true; yes?: true };

/** Makes `grantdesk reconcile`: how Workiva differs from what is recorded, and what can be reverted of it. */
export function reconcileCommand(io: ReconcileIo): Command {
  return new Command('reconcile')
    .description('show how integration users differ in Workiva from what is recorded; changes nothing without --fix')
    .option('--fix', 'make Workiva as recorded, where its API can; asks before')
    .option('--yes', 'with --fix: do not ask')
    .action((options: Options) => runWith(io, () => withRedis(io, (opened) => reconcile(io, opened, options))));
}

async function reconcile(io: ReconcileIo, opened: Opened, { fix, yes }: Options): Promise<ExitCode> {
  const { store } = opened;
  const workiva = await workivaOf(io, opened);
  if (!workiva) throw new UnusableError([NO_ACCESS]);
  const plan = await look(io, store, workiva);
  for (const line of reconcileLines(plan)) say(io, line);
  if (plan.findings.length === 0) return 0;
  const fixable = plan.findings.filter(canRevert);
  if (!fix || fixable.length === 0) return 1;
  if (!yes && !(await isWanted(io, fixable.length))) return refuse(io, 'Nothing was changed.');
  const done = await fixAll(io, fixable, { store, workiva });
  return done === plan.findings.length ? 0 : 1;
}

const NO_ACCESS =
  'Grantdesk has no access to Workiva’s API: set WORKIVA_CLIENT_ID, WORKIVA_CLIENT_SECRET and WORKIVA_ORGANIZATION_ID.';

async function look(io: ReconcileIo, store: Store, workiva: WorkivaClient): Promise<ReconcilePlan> {
  const progress = (looked: number) => void io.stderr.write(`Users looked at: ${looked}\n`);
  try {
    const plan = await planReconcile(store, workiva, progress);
    progress(plan.looked);
    return plan;
  } catch (error) {
    if (error instanceof WorkivaError) throw new UnusableError([error.sentence], { cause: error });
    if (error instanceof StoreError) {
      throw new UnusableError([`What is stored cannot be read: ${error.message}`], { cause: error });
    }
    throw error;
  }
}

async function isWanted({ prompt, stderr }: ReconcileIo, count: number): Promise<boolean> {
  if (!prompt) {
    stderr.write('Nobody can be asked here. Add --yes to do it without a question.\n');
    return false;
  }
  const answer = await prompt.line(`Change this in Workiva (${count})? Type yes: `);
  return answer?.trim().toLowerCase() === 'yes';
}

type Work = { store: Store; workiva: WorkivaClient };

/** Answers how many it has made as recorded. One that cannot be done does not keep the others from it. */
async function fixAll(io: ReconcileIo, findings: readonly Finding[], work: Work): Promise<number> {
  let done = 0;
  for (const finding of findings) {
    try {
      const what = await fixOne(finding, work, io);
      await keep(io, finding, what, work.store);
      say(io, `Done: ${what}.`);
      done += 1;
    } catch (error) {
      if (!(error instanceof WorkivaError || error instanceof StepRefused)) throw error;
      refuse(io, `Not done: ${findingWords(finding)} ${error.sentence}`);
      await note(io, finding, 'revert_failed', { reason: error.sentence }, work.store);
    }
  }
  say(io, `Reverted: ${done} of ${findings.length}.`);
  return done;
}

/** Looks once more before it acts: the plan may have been read for a while. A user that is stopped meanwhile stays so. */
async function fixOne(finding: Finding, { store, workiva }: Work, io: ReconcileIo): Promise<string> {
  const now = await inspect(finding.username, store.drifts.known, observeOneByOne(workiva));
  const isThere = now.findings.some(({ id }) => id === finding.id);
  if (!isThere) return `${finding.username} is as recorded already`;
  await note(io, finding, 'revert_asked', {}, store);
  try {
    return await revertFinding(finding, now.recorded, workiva);
  } finally {
    if (canActivate(finding)) await suspendAgain(finding.username, undefined, { store, clock: io.clock });
  }
}

/** Audited before it is done, and when it could not be: a command may be stopped at any moment. */
async function note(
  io: ReconcileIo,
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

async function keep(io: ReconcileIo, finding: Finding, what: string, store: Store): Promise<void> {
  const done = { by: OPERATOR, now: io.clock.now(), detail: { note: what, ...io.place } };
  await transact(store, { drift: driftId(finding.username) }, ({ drift }) => revertedByOperator(drift, finding, done));
}
