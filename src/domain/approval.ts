import type { Approval } from './approval-records.ts';
import { closeReview } from './break-glass.ts';
import { notify, SYSTEM } from './effects.ts';
import { type Less, type LessFault, lessTerms } from './less.ts';
import { type Decider, mayNotApprove, rightToDecide } from './may-decide.ts';
import { startProvisioning } from './provisioning.ts';
import type { AccessRequest, Case } from './records.ts';
import { settledReminders } from './reminders.ts';
import { decisionDetail, peopleNamed, refreshed, requestEvent, stageOpens, waitingFrom } from './request.ts';
import { end } from './request-end.ts';
import { deciders, openStage, type Right } from './stages.ts';
import { type Moved, refused, type Transition } from './transition.ts';
import { textFault, visibleText } from './typed-text.ts';

const REASON_LIMIT = 1_000;

/** Gives one approval. The last one that is needed approves the request and starts its provisioning. */
export function approve(current: Case, decider: Decider): Transition {
  const right = rightToDecide(current.request, decider);
  if ('ok' in right) return right;
  const no = mayNotApprove(current, right, decider);
  return no ?? give(current, right, decider, {});
}

/**
 * Approves less than was asked: fewer scopes, an earlier expiry, tighter IP restrictions. The faults of what was chosen
 * are told apart by the field they belong to.
 */
export function approveLess(
  current: Case,
  less: Less,
  decider: Decider,
): Transition | { ok: false; faults: LessFault[] } {
  const { request } = current;
  const right = rightToDecide(request, decider);
  if ('ok' in right) return right;
  const no = mayNotApprove(current, right, decider);
  if (no) return no;
  if (request.breakGlass) {
    return refused(
      'not_open',
      `${request.id} is carried out already. Approve it as it is, or deny it to stop the grant.`,
    );
  }
  const checked = lessTerms(request, less, decider.now);
  if (!checked.ok) return checked;
  const narrowed = { ...request, terms: checked.value, asked: request.asked ?? request.terms };
  const given = give({ ...current, request: narrowed }, right, decider, { less: checked.changes });
  // Named by who and when: a later approval with less is told in a post of its own, also after approvals were dropped.
  const told = notify('outcome', request.id, `less.${decider.by}.${decider.now.getTime()}`);
  return { ...given, effects: [...given.effects, told] };
}

function give(current: Case, right: Right, decider: Decider, detail: { less?: string[] }): Moved {
  const { request } = current;
  const { by, digest, now, confirmed } = decider;
  const standing = openStage(request);
  const approval: Approval = {
    by,
    for: right.for,
    stage: standing?.stage ?? 0,
    at: now.toISOString(),
    digest,
    confirmed,
  };
  const approved = { ...request, approvals: [...request.approvals, approval] };
  const event = requestEvent(request, by, 'request.approval_given', now, {
    stage: approval.stage + 1,
    ...decided(request, decider),
    ...(right.for === undefined ? {} : { for: right.for }),
    ...(confirmed === undefined ? {} : { confirmed }),
    ...detail,
  });

  const next = openStage(approved);
  if (!next) {
    const done = whollyApproved({ ...current, request: approved }, decider);
    const effects = [...done.effects, ...settledReminders(request)];
    return { ...done, events: [event, ...done.events], effects };
  }
  const opens = next.stage !== approval.stage;
  const waiting = opens && request.waiting && !request.breakGlass ? { ...approved, ...waitingFrom(now) } : approved;
  const opened = opens ? [stageOpens(request, next.stage, now)] : [];
  return {
    ok: true,
    request: waiting,
    grant: current.grant,
    events: [event],
    effects: [
      ...refreshed(approved),
      ...opened,
      ...settledReminders(request, opens ? undefined : [by, right.for ?? by]),
    ],
  };
}

/** Begins what is approved; what broke glass is carried out already, and goes on. */
function whollyApproved(approved: Case, { by, digest, now }: Decider): Moved {
  return approved.request.breakGlass
    ? closeReview(approved, { outcome: 'approved', by, at: now.toISOString() }, digest)
    : startProvisioning(approved, by, now);
}

/** Denies the request. The reason is sent to the requester. What broke glass is stopped. */
export function deny(current: Case, decider: Decider & { reason: string }): Transition {
  const { request } = current;
  const right = rightToDecide(request, decider);
  if ('ok' in right) return right;
  const reason = visibleText(decider.reason);
  const fault = textFault(reason, 'the reason; the requester will read it', REASON_LIMIT);
  if (fault !== undefined) return refused('reason_missing', fault);

  const { by, now } = decider;
  const at = now.toISOString();
  const event = requestEvent(request, by, 'request.denied', now, {
    reason,
    ...decided(request, decider),
    ...(right.for === undefined ? {} : { for: right.for }),
  });
  const denied = request.breakGlass
    ? closeReview(current, { outcome: 'denied', by, at, reason }, decider.digest)
    : { ...end(current, 'denied', { by, at, reason }), events: [] };
  return {
    ...denied,
    events: [event, ...denied.events],
    effects: [...denied.effects, notify('outcome', request.id, 'denied')],
  };
}

/** A code that did not prove who approves. `lockedUntil`: no code of theirs counts until then, and the admins hear of it. */
export type RefusedCode = { by: string; code: string; lockedUntil?: Date | undefined; now: Date };

/** A code was refused: that changes nothing, and is kept for the auditor. */
export function codeRefused({ request, grant }: Case, { by, code, lockedUntil, now }: RefusedCode): Moved {
  return {
    ok: true,
    request,
    grant,
    events: [requestEvent(request, by, 'request.code_refused', now, { code })],
    // Said again with each code that is refused while they are locked: one message, which is posted by whichever can be.
    effects: lockedUntil === undefined ? [] : [notify('codes-locked', by, String(lockedUntil.getTime()))],
  };
}

const decided = (request: AccessRequest, { digest, authority }: Decider) => ({
  ...decisionDetail(request, digest),
  mayDecide: peopleNamed(deciders(request, authority).map(({ person }) => person)),
});

/** Lets a rule without stages approve what was just filed; leaves every other filing as it is. */
export function approveIfAutomatic(filing: Transition, now: Date): Transition {
  if (!filing.ok || filing.request?.state !== 'pending' || filing.request.stages.length > 0) return filing;
  return begun(filing, startProvisioning({ request: filing.request, grant: filing.grant }, SYSTEM, now));
}

/** A filing whose provisioning begins in the same commit. */
export function begun(filing: Moved, started: Moved): Moved {
  return {
    ...started,
    events: [...filing.events, ...started.events],
    effects: [...filing.effects, ...started.effects.filter((effect) => effect.kind === 'provision')],
    claims: filing.claims ?? [],
    releases: filing.releases ?? [],
  };
}
