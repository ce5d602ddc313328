import { notify, SYSTEM } from './effects.ts';
import { expiryInstant } from './expiry.ts';
import { startProvisioning } from './provisioning.ts';
import type { AccessRequest, Case } from './records.ts';
import { nameThem } from './refusal.ts';
import { end, refreshed, requestEvent, stateInWords } from './request.ts';
import { type Moved, type Refused, refused, type Transition } from './transition.ts';
import { textFault, visibleText } from './typed-text.ts';

const REASON_LIMIT = 1_000;

/** Where an approval stands: the stage that is open, and how many approvals it still needs. */
export type Standing = { stage: number; missing: number; from: readonly string[] };

/** The open stage of a request, or nothing when every stage has its approvals. */
export function openStage(request: AccessRequest): Standing | undefined {
  for (const [stage, { from, count }] of request.stages.entries()) {
    const given = request.approvals.filter((approval) => approval.stage === stage).length;
    if (given < count) return { stage, missing: count - given, from };
  }
  return undefined;
}

/**
 * Who decides, and when. `approvers` are the people who may decide on the open stage by the policy now in force;
 * `digest` is the SHA-256 of that policy.
 */
export type Decider = { by: string; approvers: readonly string[]; digest: string; now: Date };

/** Gives one approval. The last one that is needed approves the request and starts its provisioning. */
export function approve(current: Case, decider: Decider): Transition {
  const { request } = current;
  const no = mayNotDecide(request, decider);
  if (no) return no;

  const { by, digest, now } = decider;
  if (now >= expiryInstant(request.terms.expires)) return refused('terms_outdated', outdatedSentence(request));
  const standing = openStage(request);
  const approval = { by, stage: standing?.stage ?? 0, at: now.toISOString(), digest };
  const approved = { ...request, approvals: [...request.approvals, approval] };
  const event = requestEvent(request, by, 'request.approval_given', now, {
    stage: approval.stage + 1,
    rule: request.policy.rule,
    policy: request.policy.digest,
    decidedUnder: digest,
  });

  const next = openStage(approved);
  if (!next) return withEvents(startProvisioning({ ...current, request: approved }, by, now), event);
  const opened = next.stage === approval.stage ? [] : [notify('stage', request.id, String(next.stage))];
  return {
    ok: true,
    request: approved,
    grant: current.grant,
    events: [event],
    effects: [...refreshed(approved), ...opened],
  };
}

/** Denies the request. The reason is sent to the requester. */
export function deny(current: Case, decider: Decider & { reason: string }): Transition {
  const no = mayNotDecide(current.request, decider);
  if (no) return no;
  const reason = visibleText(decider.reason);
  const fault = textFault(reason, 'the reason; the requester will read it', REASON_LIMIT);
  if (fault !== undefined) return refused('reason_missing', fault);

  const { by, digest, now } = decider;
  const denied = end(current, 'denied', { by, at: now.toISOString(), reason });
  return {
    ...denied,
    effects: [...denied.effects, notify('outcome', current.request.id, 'denied')],
    events: [
      requestEvent(current.request, by, 'request.denied', now, {
        reason,
        rule: current.request.policy.rule,
        policy: current.request.policy.digest,
        decidedUnder: digest,
      }),
    ],
  };
}

/** Lets a rule without stages approve what was just filed; leaves every other filing as it is. */
export function approveIfAutomatic(filing: Transition, now: Date): Transition {
  if (!filing.ok || !filing.request || filing.request.stages.length > 0) return filing;
  const started = startProvisioning({ request: filing.request, grant: filing.grant }, SYSTEM, now);
  return {
    ...started,
    events: [...filing.events, ...started.events],
    effects: [...filing.effects, ...started.effects.filter((effect) => effect.kind === 'provision')],
    claims: filing.claims ?? [],
  };
}

/** Refuses who may not decide on the open stage of a request. Answers nothing when they may. */
export function mayNotDecide(
  request: AccessRequest,
  { by, approvers }: Pick<Decider, 'by' | 'approvers'>,
): Refused | undefined {
  const standing = openStage(request);
  if (request.state !== 'pending' || !standing) return refused('already_decided', decidedSentence(request));
  if (by === request.requester || by === request.owner) {
    return refused('own_request', 'You cannot decide on your own request. Somebody else of the approvers has to.');
  }
  if (request.approvals.some((approval) => approval.by === by)) {
    return refused('already_approved', `You have already approved ${request.id}, and nobody counts twice.`);
  }
  if (!approvers.includes(by)) {
    return refused(
      'not_an_approver',
      `You cannot decide on ${request.id}: only ${standing.from.join(' or ')} can decide now (${nameThem(approvers)}).`,
    );
  }
  return undefined;
}

const outdatedSentence = ({ id, requester, terms }: AccessRequest) =>
  `${id} asks for a grant until ${terms.expires}, which is past. <@${requester}> has to ask again with a later day.`;

/** Who won, in one sentence, for somebody who came too late. */
function decidedSentence(request: AccessRequest): string {
  const last = request.outcome?.by ?? request.approvals.at(-1)?.by;
  const who = last === undefined || last === SYSTEM ? '' : ` by <@${last}>`;
  const what = request.outcome ? stateInWords(request) : 'approved';
  return `${request.id} is already ${what}${who}. Nothing was changed.`;
}

function withEvents(moved: Moved, ...first: Moved['events']): Moved {
  return { ...moved, events: [...first, ...moved.events] };
}
