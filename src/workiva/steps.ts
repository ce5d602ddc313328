import type { ApiStepName } from '../domain/effects.ts';
import { type Judgement, judge, type WorkivaState } from '../domain/judge.ts';
import { carriedOutAs } from '../domain/plan.ts';
import { type StepFacts, stepNamed, withFacts, withStep } from '../domain/provisioning-steps.ts';
import type { Step } from '../domain/step-records.ts';
import { type Acted, API_STEPS, type ApiStep } from './api-steps.ts';
import { followBegun } from './begun-operation.ts';
import { hasCode, WorkivaError, type WorkivaErrorCode } from './errors.ts';
import { look } from './look.ts';
import { type StepContext, type StepDone, StepRefused } from './step.ts';

/**
 * Makes one step true in Workiva, whatever part of it is true already: looks, acts where that is needed, and looks again.
 * Throws {@link StepRefused} or WorkivaError; either says by `transient` whether another try can help.
 */
export async function carryOutStep(name: ApiStepName, context: StepContext): Promise<StepDone> {
  const { request } = context;
  const own = carriedOutAs(name, () => context.removeUser);
  const step = API_STEPS[own];
  const earlier = stepNamed(request, name);
  if (earlier?.operation !== undefined) await followBegun(earlier.operation, context.workiva);
  const seen = await lookPatiently(step, context);
  if (context.userId !== undefined && seen.user && seen.user.id !== context.userId) throw somebodyElse(context);
  const before = judge(own, request, seen);
  if (before.verdict === 'blocked') throw new StepRefused(before.words);
  // An earlier try may have taken hold without our hearing of it, and not show yet.
  const there = before.verdict === 'there' ? before : earlier?.begun && (await check(own, context, seen));
  if (there) return { note: there.words, facts: factsOf(step, seen) };

  const changed = namesOf(earlier?.changed, step.changes(request, seen));
  const note = { begun: true, changed, ...step.before?.(request, seen) };
  await context.remember(note);
  const noted = withStep(request, name, note);
  const { facts, taken, also, failed } = await unlessRefused(
    () => step.act({ ...context, request: noted }, seen),
    earlier,
    context,
  );
  // What is there although no try of ours has begun before is not of our making.
  const ours = taken !== undefined && !earlier?.begun ? [] : namesOf(changed, also);
  if (ours.length !== changed.length) await context.remember({ begun: true, changed: ours });
  const acted = { ...context, request: withFacts(withStep(noted, name, { changed: ours }), facts) };
  const after = await check(own, acted, seen);
  if (!after) throw failed ? toTryAgain(failed) : notShown(taken, earlier?.begun);
  return { note: after.words, facts: { ...factsOf(step, seen), ...facts } };
}

/** Each name once, the earlier ones first. */
const namesOf = (...lists: (readonly string[] | undefined)[]): string[] => [
  ...new Set(lists.flatMap((names) => names ?? [])),
];

/** Somebody may have renamed the user, and given its name to another. */
const somebodyElse = ({ request: { terms } }: StepContext) =>
  new StepRefused(
    `Workiva’s user “${terms.user.username}” is another one now than the one that was approved, so nothing is taken from it. Find the one that was approved in Workiva, under whatever name, and do this by hand.`,
  );

/** A user that an undone request has made, and nobody has heard of it, may not be in Workiva's lists yet. */
async function lookPatiently(step: ApiStep, { request, workiva, wait }: StepContext): Promise<WorkivaState> {
  const seen = await look(request, workiva, step.look);
  if (seen.user || !request.undoes?.user) return seen;
  await wait(LISTED_AFTER);
  return look(request, workiva, step.look);
}

/** What was refused for certain has not begun, and leaves no doubt for the next try. */
async function unlessRefused(
  act: () => Promise<Acted>,
  { begun = false, changed = [] }: Partial<Step> = {},
  { remember }: StepContext,
): Promise<Acted & { failed?: WorkivaError }> {
  try {
    return await act();
  } catch (error) {
    if (hasCode(error, 'operation_failed')) {
      await remember({ operation: undefined });
      return { failed: error };
    }
    const inDoubt = !(error instanceof WorkivaError) || IN_DOUBT.has(error.code);
    if (!inDoubt) await remember({ begun, changed });
    throw error;
  }
}

/** After these nobody knows whether the work took hold. */
const IN_DOUBT: ReadonlySet<WorkivaErrorCode> = new Set([
  'server_error',
  'unreachable',
  'timeout',
  'unexpected_answer',
]);

/** Long work that has failed, and of which a look shows nothing, is begun anew: whatever of it took hold is not repeated. */
const toTryAgain = (failed: WorkivaError) => new StepRefused(failed.sentence, { transient: true, cause: failed });

/** What an earlier try may have made is worth another look: Workiva's lists lag behind. */
function notShown(taken: string | undefined, begunBefore = false): StepRefused {
  if (taken === undefined) {
    return new StepRefused('Workiva has taken the change, but does not show it yet.', { transient: true });
  }
  return new StepRefused(taken, { transient: begunBefore });
}

/** How long, in ms, a new user may be missing from Workiva's lists. */
const LISTED_AFTER = 2_500;

/** The pauses, in ms, between looks at what has just been done: Workiva's lists lag behind by two seconds or so. */
const CHECK_AFTER = [0, 500, 1_000, 2_000];

/** Looks whether it is so now. Answers nothing while it is not. */
async function check(
  name: ApiStepName,
  { request, workiva, wait }: StepContext,
  seen: WorkivaState,
): Promise<Judgement | undefined> {
  // Of a user that is to stay active, the step itself may change the status.
  const known = stepNamed(request, name)?.staysActive ? { ...seen, user: undefined } : seen;
  for (const pause of CHECK_AFTER) {
    if (pause > 0) await wait(pause);
    const after = judge(name, request, await look(request, workiva, API_STEPS[name].look, known));
    if (after.verdict === 'blocked') throw new StepRefused(after.words);
    if (after.verdict === 'there') return after;
  }
  return undefined;
}

/** What the steps after it need not look up again. What a step takes away must be looked up. */
function factsOf({ undo }: ApiStep, { user, membership }: WorkivaState): StepFacts {
  if (undo === undefined) return {};
  return { ...(user ? { userId: user.id } : {}), ...(membership ? { membershipId: membership.id } : {}) };
}
