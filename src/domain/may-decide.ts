import { SYSTEM } from './effects.ts';
import { expiryInstant } from './expiry.ts';
import type { AccessRequest, Case } from './records.ts';
import { nameThem } from './refusal.ts';
import { cameToNothing } from './request-states.ts';
import { type Authority, deciders, isDecidable, isParty, openStage, type Right, spentIn } from './stages.ts';
import { standsAlready } from './state-words.ts';
import { type Refused, refused } from './transition.ts';

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

/** Refuses who may not decide on the open stage of a request. Answers nothing when they may. */
export function mayNotDecide(request: AccessRequest, decider: Pick<Decider, 'by' | 'authority' | 'revision'>) {
  const right = rightToDecide(request, decider);
  return 'ok' in right ? right : undefined;
}

/** By what right somebody decides on the open stage; a refusal, where they may not. */
export function rightToDecide(
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

/** What keeps somebody who may decide from approving. Answers nothing when nothing does. */
export function mayNotApprove(
  { request, grant }: Case,
  right: Right,
  { now, confirmed }: Decider,
): Refused | undefined {
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
