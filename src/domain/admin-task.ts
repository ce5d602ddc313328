import { notify, type StepName } from './effects.ts';
import { expiryInstant } from './expiry.ts';
import { fulfil } from './fulfilment.ts';
import { failStep, goingOn, newRun, nextStep, taskMessage, watch } from './provisioning.ts';
import { currentStep, stepNamed, withStep } from './provisioning-steps.ts';
import type { AccessRequest, Case } from './records.ts';
import { refreshed, requestEvent } from './request.ts';
import { canWithdraw, end } from './request-end.ts';
import { grantDeleted } from './revocation.ts';
import { notAnAdmin, type Refused, refused, type Transition } from './transition.ts';
import { textFault, visibleText } from './typed-text.ts';

/** What an admin does: who, and who the admins are by the policy now in force. */
export type AdminMove = { by: string; admins: readonly string[]; now: Date };

/** An admin has done their task. The grant step asks for the client ID, and ends the request. */
export function finishTask(
  current: Case,
  name: StepName,
  move: AdminMove & { clientId?: string | undefined },
): Transition {
  const { request, grant } = current;
  const no = notTheAdminsTurn(request, name, move);
  if (no) return no;
  if (name === 'grant') {
    const over = isOver(current) ?? isPast(current.request, move.now);
    if (over) return over;
    return request.kind === 'revoke' ? grantDeleted(current, move.by, move.now) : fulfil(current, move);
  }
  const at = move.now.toISOString();
  const done = withStep(request, name, { state: 'done', by: move.by, at, note: 'Done by hand' });

  const going = goingOn({ ...done, state: 'provisioning', dueAt: watch(move.now) }, move.now);
  return {
    ok: true,
    grant,
    events: [requestEvent(request, move.by, `provisioning.${name}_done_by_hand`, move.now, {})],
    ...going,
    effects: [...going.effects, taskMessage(request, name)],
  };
}

/** Refuses to give something to a grant that is being taken away; the sweep is about to end who asks for it. */
function isOver({ request, grant }: Case): Refused | undefined {
  if (request.kind === 'revoke' || grant?.revocation === undefined) return undefined;
  return refused(
    'not_live',
    `${grant.id} is being taken away (${grant.revocation}), so ${request.id} is not to be done any more. Nothing was changed.`,
  );
}

/** Refuses to give a grant a day that has passed while the task waited: it would expire at once. */
function isPast({ id, kind, terms }: AccessRequest, now: Date): Refused | undefined {
  if (kind === 'revoke' || expiryInstant(terms.expires) > now) return undefined;
  return refused(
    'not_open',
    `${id} asks for a grant that expires ${terms.expires}, which has passed. If you have made it in Workiva, delete it there; press *Cannot do it*, and let the requester ask for a later day.`,
  );
}

/** An admin says that the task cannot be done, and why: a person must decide what happens. */
export function refuseTask(current: Case, name: StepName, move: AdminMove & { reason: string }): Transition {
  const no = notTheAdminsTurn(current.request, name, move);
  if (no) return no;
  const reason = visibleText(move.reason);
  const fault = textFault(reason, 'what stands in the way', 1_000);
  if (fault !== undefined) return refused('reason_missing', fault);
  const failed = failStep(current, name, reason, move.now, move.by);
  return { ...failed, effects: [...failed.effects, taskMessage(current.request, name)] };
}

/** An admin tries the failed step again. */
export function retry({ request, grant }: Case, move: AdminMove): Transition {
  const no = notFailed(request, move);
  if (no) return no;
  const run = newRun(request, 'provisioning', `Tried again by <@${move.by}>`, move.now);
  const again = withStep(run, request.failure?.step ?? 'grant', { lack: undefined });
  return {
    ok: true,
    request: again,
    grant,
    events: [requestEvent(request, move.by, 'provisioning.retried', move.now, { step: request.failure?.step ?? '' })],
    effects: [...refreshed(request), ...nextStep(again)],
  };
}

/** An admin will do the failed step by hand. */
export function takeOver({ request, grant }: Case, move: AdminMove): Transition {
  const no = notFailed(request, move);
  if (no) return no;
  const step = currentStep(request)?.name ?? 'grant';
  const taken = withStep(newRun(request, 'awaiting_admin', `Taken over by <@${move.by}>`, move.now), step, {
    state: 'by_hand',
    lack: undefined,
  });
  return {
    ok: true,
    request: { ...taken, dueAt: undefined },
    grant,
    events: [requestEvent(request, move.by, 'provisioning.taken_by_hand', move.now, { step })],
    effects: [...refreshed(request), taskMessage(taken, step)],
  };
}

/** An admin gives up a request that stopped: nothing comes of it, and what it has done in Workiva is taken back. */
export function giveUp(current: Case, move: AdminMove): Transition {
  const { request } = current;
  const no = notFailed(request, move);
  if (no) return no;
  if (!canWithdraw(request)) {
    return refused(
      'not_open',
      `${request.id} cannot be given up: only its end leaves nothing behind. Retry it, or do it by hand.`,
    );
  }
  const at = move.now.toISOString();
  const reason = `Given up: ${request.failure?.sentence ?? ''}`.trim();
  const ended = end(current, 'withdrawn', { by: move.by, at, reason });
  return {
    ...ended,
    events: [requestEvent(request, move.by, 'request.given_up', move.now, { reason: request.failure?.sentence ?? '' })],
    effects: [...ended.effects, notify('outcome', request.id, 'given-up')],
  };
}

/** Refuses who may not settle this task now, and says who has. Answers nothing when they may. */
export function notTheAdminsTurn(
  request: AccessRequest,
  name: StepName,
  { by, admins }: Pick<AdminMove, 'by' | 'admins'>,
): Refused | undefined {
  if (!admins.includes(by)) return notAnAdmin(admins);
  const step = currentStep(request);
  if (request.state === 'awaiting_admin' && step?.name === name) return undefined;
  const { verdict } = request.breakGlass ?? {};
  if (verdict && verdict.outcome !== 'approved' && request.state !== 'fulfilled') {
    return refused('not_open', stoppedSentence(request, name, verdict.outcome));
  }
  const doer = stepNamed(request, name)?.by;
  const who = doer === undefined ? '' : ` <@${doer}> has done it.`;
  return refused('not_open', `This task of ${request.id} is not open any more.${who} Nothing was changed.`);
}

function stoppedSentence({ id, terms }: AccessRequest, name: StepName, outcome: 'denied' | 'lapsed'): string {
  const why = outcome === 'denied' ? 'was denied after the fact' : 'was not approved within 24 hours after the fact';
  const undo =
    name === 'grant' ? `delete the grant “${terms.clientName}”` : `suspend the user “${terms.user.username}”`;
  return `${id} ${why}, so it is stopped and nothing was changed. If you have already done this in Workiva, take it back there: ${undo}.`;
}

function notFailed(request: AccessRequest, { by, admins }: AdminMove): Refused | undefined {
  if (!admins.includes(by)) return notAnAdmin(admins);
  if (request.state === 'failed') return undefined;
  return refused(
    'not_open',
    `${request.id} is not stopped by a failure any more. ${request.failure?.handled ?? ''}`.trim(),
  );
}
