import type { Approval } from './approval-records.ts';
import { closeReview } from './break-glass.ts';
import { notify, SYSTEM } from './effects.ts';
import { expiryInstant } from './expiry.ts';
import { type Less, type LessFault, lessTerms } from './less.ts';
import { startProvisioning } from './provisioning.ts';
import type { AccessRequest, Case } from './records.ts';
import { nameThem } from './refusal.ts';
import { settledReminders } from './reminders.ts';
import { decisionDetail, peopleNamed, refreshed, requestEvent, stageOpens, waitingFrom } from './request.ts';
import { end } from './request-end.ts';
import { cameToNothing } from './request-states.ts';
import { type Authority, deciders, isDecidable, isParty, openStage, type Right, spentIn } from './stages.ts';
import { standsAlready } from './state-words.ts';
import { type Moved, type Refused, refused, type Transition } from './transition.ts';
import { textFault, visibleText } from './typed-text.ts';

const REASON_LIMIT = 1_000;

/** Who decides, when, and by what right; `digest` is the SHA-256 of the policy in force. */
export type Decider = {
  by: string;
  authority: Authority;
  digest: string;
  now: Date;
  /** The revision that the person saw; a request that was edited since has to be looked at again. */
  revision?: number | undefined;
  /** What they have proven beyond their Slack account. */
  confirmed?: 'totp' | undefined;
};

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

/** Refuses who may not decide on the open stage of a request. Answers nothing when they may. */
export function mayNotDecide(request: AccessRequest, decider: Pick<Decider, 'by' | 'authority' | 'revision'>) {
  const right = rightToDecide(request, decider);
  return 'ok' in right ? right : undefined;
}

function rightToDecide(
  request: AccessRequest,
  { by, authority, revision }: Pick<Decider, 'by' | 'authority' | 'revision'>,
): Right | Refused {
  const standing = openStage(request);
  if (!isDecidable(request) || !standing) return refused('already_decided', decidedSentence(request));
  if (isParty(request, by)) {
    return refused('own_request', 'You cannot decide on your own request. Somebody else of the approvers has to.');
  }
  if (revision !== undefined && revision !== request.revision) {
    return refused('terms_moved', `${request.id} was changed by its requester since. Read it again, then decide.`);
  }
  const rights = deciders(request, authority);
  const right = rights.find(({ person }) => person === by);
  if (right) return right;
  if (spentIn(request, standing).has(by)) return refused('already_approved', spentSentence(request, by));
  const whom = [...new Set(rights.map(({ person }) => person))];
  return refused(
    'not_an_approver',
    `You cannot decide on ${request.id}: only ${standing.from.join(' or ')} can decide now (${nameThem(whom)}).`,
  );
}

function spentSentence({ id, approvals }: AccessRequest, by: string): string {
  const instead = approvals.find((approval) => approval.for === by);
  if (instead) return `<@${instead.by}> has approved ${id} in your place, and nobody counts twice.`;
  return `You have already approved ${id}, and nobody counts twice.`;
}

function mayNotApprove({ request, grant }: Case, right: Right, { now, confirmed }: Decider): Refused | undefined {
  if (grant && request.kind !== 'create' && grant.owner !== request.owner) {
    return refused(
      'not_open',
      `${grant.id} has been handed over to <@${grant.owner}> meanwhile, so ${request.id} is not approved any more.`,
    );
  }
  if (grant && (grant.owner === right.person || grant.owner === right.for)) {
    const whose = right.for === undefined ? 'yours' : `<@${grant.owner}>’s`;
    return refused('own_request', `${grant.id} has become ${whose} meanwhile, so somebody else has to approve this.`);
  }
  const isCarriedOut = request.breakGlass !== undefined;
  if (!isCarriedOut && now >= expiryInstant(request.terms.expires)) {
    return refused('terms_outdated', outdatedSentence(request));
  }
  if (request.confirm !== undefined && confirmed !== request.confirm) {
    return refused('code_needed', `${request.id} needs a code of your authenticator app to be approved.`);
  }
  return undefined;
}

const outdatedSentence = ({ id, requester, terms }: AccessRequest) =>
  `${id} asks for a grant until ${terms.expires}, which is past. <@${requester}> has to ask again with a later day.`;

/** Who won, in one sentence, for somebody who came too late. */
function decidedSentence(request: AccessRequest): string {
  if (request.state === 'awaiting_owner') return `${request.id} waits for <@${request.owner}> to accept it first.`;
  const { verdict } = request.breakGlass ?? {};
  const last = verdict?.by ?? request.outcome?.by ?? request.approvals.at(-1)?.by;
  const who = last === undefined || last === SYSTEM ? '' : ` by <@${last}>`;
  const how = verdict?.outcome ?? (cameToNothing(request) ? request.state : 'approved');
  return `${request.id} ${standsAlready(how)}${who}. Nothing was changed.`;
}
