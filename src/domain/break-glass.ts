import { nextReviewMark, REVIEW_WITHIN, remindedOfReviewAt } from './after-the-fact.ts';
import type { BreakGlass } from './approval-records.ts';
import { notify, SYSTEM } from './effects.ts';
import { startProvisioning, taskMessage } from './provisioning.ts';
import { currentStep } from './provisioning-steps.ts';
import type { AccessRequest, Case } from './records.ts';
import { decisionDetail, glassMessages, refreshed, requestEvent } from './request.ts';
import { end } from './request-end.ts';
import { isDecidable, openStage } from './stages.ts';
import { suspend } from './suspension.ts';
import { watched } from './suspension-watch.ts';
import type { Moved, Transition } from './transition.ts';

/** Says that a request breaks glass: it does not wait for its approval, which must come within a day. */
export function breakingGlass(reason: string, now: Date): BreakGlass {
  return { reason, reviewBy: new Date(now.getTime() + REVIEW_WITHIN).toISOString() };
}

/** Carries out at once what was filed as breaking glass, and announces it; leaves every other filing as it is. */
export function startIfBreakingGlass(filing: Transition, now: Date): Transition {
  if (!filing.ok) return filing;
  const { request, grant } = filing;
  if (!request?.breakGlass || request.state !== 'pending') return filing;
  const { reason, reviewBy } = request.breakGlass;
  const started = startProvisioning({ request, grant }, request.requester, now);
  const event = requestEvent(request, request.requester, 'request.glass_broken', now, { reason, reviewBy });
  return {
    ...filing,
    ...started,
    grant: started.grant && { ...started.grant, reviewBy, dueAt: nextReviewMark(reviewBy, now) },
    events: [...filing.events, event],
    effects: [
      ...filing.effects,
      ...glassMessages(request.id),
      ...started.effects.filter(({ kind }) => kind === 'provision'),
    ],
  };
}

/**
 * Ends the review after the fact. Approved: the grant goes on like any other. Denied, or not decided in time: what is
 * being provisioned stops, and a grant that lives is suspended.
 */
export function closeReview(current: Case, verdict: NonNullable<BreakGlass['verdict']>, digest: string): Moved {
  const { grant } = current;
  const reviewed = current.request.breakGlass && { ...current.request.breakGlass, verdict };
  const request = { ...current.request, breakGlass: reviewed };
  const now = new Date(verdict.at);
  const event = requestEvent(request, verdict.by, `request.review_${verdict.outcome}`, now, {
    ...decisionDetail(request, digest),
    ...(verdict.reason === undefined ? {} : { reason: verdict.reason }),
  });
  if (verdict.outcome === 'approved') {
    const dueAt = grant?.state === 'provisioning' ? undefined : verdict.at;
    const settled = grant && watched({ ...grant, reviewBy: undefined, dueAt });
    return { ok: true, request, grant: settled, events: [event], effects: refreshed(request) };
  }

  const { by, at, reason = 'Nobody approved it within 24 hours after the fact.' } = verdict;
  const ended =
    request.state === 'fulfilled'
      ? { ok: true as const, request, grant, effects: refreshed(request) }
      : stopped({ request, grant }, verdict.outcome, { by, at, reason });
  if (!ended.grant) return { ...ended, events: [event] };
  const halted = suspend(
    { ...ended.grant, reviewBy: undefined },
    { by, reason, now, final: true, told: request.requester },
  );
  return {
    ...ended,
    grant: halted.grant,
    events: [event, ...halted.events],
    effects: [...ended.effects, ...halted.effects],
  };
}

/** Ends a request that is still being provisioned, and with it the task that waits for an admin. */
function stopped(current: Case, state: 'denied' | 'lapsed', outcome: NonNullable<AccessRequest['outcome']>) {
  const ended = end(current, state, outcome);
  const step = current.request.state === 'awaiting_admin' ? currentStep(current.request) : undefined;
  return step ? { ...ended, effects: [...ended.effects, taskMessage(current.request, step.name)] } : ended;
}

/** Nobody has approved yet what broke glass, and half the time for that is over: those who may are reminded, once. */
export function remindOfReview(current: Case, now: Date): Transition {
  const { request, grant } = current;
  const { breakGlass } = request;
  const isDue = breakGlass !== undefined && now.getTime() >= remindedOfReviewAt(breakGlass.reviewBy);
  if (!isDue || breakGlass.verdict || breakGlass.remindedAt !== undefined || !isDecidable(request)) {
    return { ok: true, ...current, events: [], effects: [] };
  }
  const { reviewBy } = breakGlass;
  const stage = openStage(request)?.stage ?? 0;
  return {
    ok: true,
    request: { ...request, breakGlass: { ...breakGlass, remindedAt: now.toISOString() } },
    grant,
    events: [requestEvent(request, SYSTEM, 'request.review_reminded', now, { reviewBy })],
    effects: [notify('stage', request.id, `${stage}.${now.getTime()}.review`)],
  };
}

/** Nobody approved in time what broke glass: it is stopped. One that was reviewed, or is not due, is left as it is. */
export function lapseReview(current: Case, digest: string, now: Date): Transition {
  const { breakGlass } = current.request;
  if (!breakGlass || breakGlass.verdict || now < new Date(breakGlass.reviewBy)) {
    return { ok: true, ...current, events: [], effects: [] };
  }
  const closed = closeReview(current, { outcome: 'lapsed', by: SYSTEM, at: now.toISOString() }, digest);
  return { ...closed, effects: [...closed.effects, notify('outcome', current.request.id, 'review-lapsed')] };
}
