import { begun } from './approval.ts';
import { notify, SYSTEM } from './effects.ts';
import { expiryInstant } from './expiry.ts';
import { startProvisioning } from './provisioning.ts';
import type { AccessRequest, Case } from './records.ts';
import { settledReminders } from './reminders.ts';
import { announced, decisionDetail, ownerAsked, requestEvent, waitingFrom } from './request.ts';
import { end } from './request-end.ts';
import { requestStands } from './state-words.ts';
import { type Refused, refused, type Transition } from './transition.ts';

/** Who answers that they will own a grant, or not, and when; `digest` is the SHA-256 of the policy in force. */
export type OwnersMove = { by: string; digest: string; now: Date };

/**
 * The person named as owner accepts: the request goes on as if they had just filed it. `revision` is the one that they
 * saw; what was edited since has to be read again.
 */
export function acceptOwnership(current: Case, move: OwnersMove & { revision?: number | undefined }): Transition {
  const { request, grant } = current;
  const { by, digest, now, revision } = move;
  const no = notTheOwnersTurn(request, by) ?? changedSince(request, revision) ?? outdated(request, now);
  if (no) return no;
  const accepted: AccessRequest = { ...request, state: 'pending', opened: true, ...waitingFrom(now) };
  const moved = {
    ok: true as const,
    request: accepted,
    grant,
    events: [requestEvent(request, by, 'request.owner_accepted', now, decisionDetail(request, digest))],
    effects: [
      ...announced(accepted),
      // Those who were asked before an edit named another owner would not notice that their message has changed.
      ...(request.opened ? [notify('edited', request.id, String(request.revision))] : []),
      ownerAsked(request),
      ...settledReminders(request),
    ],
  };
  if (request.stages.length > 0) return moved;
  const started = begun(moved, startProvisioning({ request: accepted, grant }, SYSTEM, now));
  return { ...started, effects: [...moved.effects, ...started.effects.filter(({ kind }) => kind === 'provision')] };
}

/** The person named as owner does not want it: the request ends. */
export function declineOwnership(current: Case, { by, digest, now }: OwnersMove): Transition {
  const { request } = current;
  const no = notTheOwnersTurn(request, by);
  if (no) return no;
  const ended = end(current, 'withdrawn', { by, at: now.toISOString(), reason: 'The person named as owner declined.' });
  return {
    ...ended,
    events: [requestEvent(request, by, 'request.owner_declined', now, decisionDetail(request, digest))],
    effects: [...ended.effects, notify('outcome', request.id, 'declined')],
  };
}

function changedSince({ id, revision }: AccessRequest, seen: number | undefined): Refused | undefined {
  if (seen === undefined || seen === revision) return undefined;
  return refused('terms_moved', `${id} was changed by its requester since. Read the newer message, then accept.`);
}

function outdated({ id, requester, terms }: AccessRequest, now: Date): Refused | undefined {
  if (now < expiryInstant(terms.expires)) return undefined;
  return refused(
    'terms_outdated',
    `${id} asks for a grant until ${terms.expires}, which is past. <@${requester}> has to choose a later day first.`,
  );
}

function notTheOwnersTurn(request: AccessRequest, by: string): Refused | undefined {
  if (by !== request.owner) {
    return refused('not_yours', `Only <@${request.owner}>, who is named as owner, can answer this.`);
  }
  if (request.state === 'awaiting_owner') return undefined;
  return refused('not_open', `${request.id} ${requestStands(request)}; there is nothing left to answer.`);
}
