import { type Effect, eventAbout, notify } from './effects.ts';
import { refreshGrant, underReview } from './grant.ts';
import { handOver } from './hand-over.ts';
import type { Grant } from './records.ts';
import { nameThem } from './refusal.ts';
import { reminders } from './secret-due.ts';
import { grantStands } from './state-words.ts';
import { offerName } from './transfer-ref.ts';
import { type Moved, notAnAdmin, type Refused, refused, type Transition } from './transition.ts';

/** Who hands a grant over to whom. `takesPart`: whether the other may own a grant by the policy. */
export type Offer = { by: string; to: string; admins: readonly string[]; takesPart: boolean; now: Date };

/** Asks somebody to become the owner of a grant. A new offer takes the place of one that is open. */
export function offerTransfer(grant: Grant, { by, to, admins, takesPart, now }: Offer): Transition {
  const no = mayNotTransfer(grant, by, admins);
  if (no) return no;
  if (to === grant.owner) return refused('not_open', `<@${to}> already owns ${grant.id}.`);
  if (to === by) {
    return refused(
      'not_yours',
      `${grant.id} is <@${grant.owner}>’s. Only they can offer it to you; once they have left Slack, an admin can take it over.`,
    );
  }
  if (!takesPart) return cannotOwn(grant, to);
  const transfer = { to, by, at: now.toISOString() };
  return {
    ok: true,
    grant: { ...grant, transfer },
    events: [eventAbout([grant], by, 'grant.transfer_offered', now, { to })],
    effects: [notify('transfer', grant.id, offerName(transfer)), ...offerMessage(grant)],
  };
}

const cannotOwn = ({ id }: Grant, person: string): Refused =>
  refused(
    'may_not_take_part',
    `<@${person}> cannot own ${id}: they have left, or are a guest, a bot or of another workspace.`,
  );

/** Refuses who may not hand a grant over. Answers nothing when they may. */
export function mayNotTransfer(grant: Grant, by: string, admins: readonly string[]): Refused | undefined {
  if (by !== grant.owner && !admins.includes(by)) {
    return refused(
      'not_yours',
      `Only its owner, <@${grant.owner}>, or an admin can hand ${grant.id} over: ${nameThem(admins)}.`,
    );
  }
  return notLive(grant) ?? underReview(grant, 'handed over');
}

function notLive(grant: Grant): Refused | undefined {
  const { id, state, revocation } = grant;
  if (state !== 'active' && state !== 'suspended') {
    return refused('not_live', `${id} ${grantStands(grant)}, so there is nothing to hand over.`);
  }
  if (revocation === undefined) return undefined;
  return refused('not_live', `${id} is being revoked (${revocation}), so there is nothing to hand over.`);
}

/** The person who was asked becomes the owner, where they may own a grant by the policy. */
export function acceptTransfer(grant: Grant, by: string, takesPart: boolean, now: Date): Transition {
  const no = notTheirsToAnswer(grant, by) ?? notLive(grant) ?? (takesPart ? undefined : cannotOwn(grant, by));
  return no ?? owned(grant, by, now);
}

/** The person who was asked does not want it: the owner stays the same, and is told. */
export function declineTransfer(grant: Grant, by: string, now: Date): Transition {
  const no = notTheirsToAnswer(grant, by);
  if (no) return no;
  const { transfer, ...rest } = grant;
  const told = transfer === undefined ? [] : [notify('transfer-declined', grant.id, offerName(transfer))];
  return {
    ok: true,
    grant: rest,
    events: [eventAbout([grant], by, 'grant.transfer_declined', now, {})],
    effects: [...offerMessage(grant), ...told],
  };
}

/** An admin takes over the grant of somebody who has left. */
export function takeOverGrant(
  grant: Grant,
  { by, admins, now }: { by: string; admins: readonly string[]; now: Date },
): Transition {
  if (!admins.includes(by)) return notAnAdmin(admins);
  if (grant.ownerLeft === undefined) {
    return refused('not_open', `${grant.id} is <@${grant.owner}>’s, who has not left. Nothing was changed.`);
  }
  return notLive(grant) ?? owned(grant, by, now);
}

/**
 * Whoever owns it is told how to get at its secret, and is warned from now on, also where the owner before wanted it to
 * expire; what was said to them stays with them.
 */
function owned(grant: Grant, owner: string, now: Date): Moved {
  const { transfer: _done, letExpire: _theirs, ownerLeft, ...rest } = grant;
  const at = now.toISOString();
  const name = `${owner}.${now.getTime()}`;
  const theirs: Grant = { ...rest, owner, handOver: { name, at }, warnings: [], dueAt: at };
  const told = ownerLeft === undefined ? 'transferred' : 'orphaned';
  return {
    ok: true,
    grant: theirs,
    events: [eventAbout([grant], owner, 'grant.transferred', now, { from: grant.owner, to: owner })],
    effects: [
      ...refreshGrant(grant),
      ...reminders(grant),
      ...offerMessage(grant),
      handOver(theirs),
      notify(told, grant.id, told === 'orphaned' ? leaver(grant) : `${grant.owner}.${now.getTime()}`),
    ],
  };
}

/** Somebody has left Slack: the admins are asked, once, who takes their grant over. */
export function orphaned(grant: Grant, person: string, now: Date): Transition {
  if (grant.owner !== person || grant.ownerLeft !== undefined || notLive(grant))
    return { ok: true, grant, events: [], effects: [] };
  const left: Grant = { ...grant, ownerLeft: now.toISOString() };
  return {
    ok: true,
    grant: left,
    events: [eventAbout([grant], grant.owner, 'grant.owner_left', now, { owner: grant.owner })],
    effects: [notify('orphaned', grant.id, leaver(left))],
  };
}

/** Somebody who had left Slack is back: their grants are theirs as before, and nobody is asked to take one over. */
export function ownerBack(grant: Grant, person: string, now: Date): Transition {
  const { ownerLeft, ...rest } = grant;
  if (grant.owner !== person || ownerLeft === undefined) return { ok: true, grant, events: [], effects: [] };
  return {
    ok: true,
    grant: rest,
    events: [eventAbout([grant], person, 'grant.owner_back', now, { owner: person })],
    effects: [notify('orphaned', grant.id, leaver(grant))],
  };
}

/** Names the message about an owner who has left: who, and when it was noticed (ms). */
const leaver = ({ owner, ownerLeft = '' }: Grant): string => `${owner}.${Date.parse(ownerLeft)}`;

/** Brings the message of an offer that is answered, or replaced, up to date. */
const offerMessage = ({ id, transfer }: Grant): Effect[] =>
  transfer === undefined ? [] : [notify('transfer', id, offerName(transfer))];

function notTheirsToAnswer(grant: Grant, by: string): Refused | undefined {
  if (grant.transfer?.to === by) return undefined;
  return refused('not_open', `Nobody asks you to own ${grant.id} any more. It is <@${grant.owner}>’s.`);
}
