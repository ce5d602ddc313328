import { notify } from './effects.ts';
import { refreshGrant } from './grant.ts';
import type { Grant } from './records.ts';
import { nameThem } from './refusal.ts';
import { type Moved, type Refused, refused, type Transition } from './transition.ts';

/** Who hands a grant over to whom. `takesPart`: whether the other may own a grant by the policy. */
export type Offer = { by: string; to: string; admins: readonly string[]; takesPart: boolean; now: Date };

/** Asks somebody to become the owner of a grant. A new offer takes the place of one that is open. */
export function offerTransfer(grant: Grant, { by, to, admins, takesPart, now }: Offer): Transition {
  const no = mayNotTransfer(grant, by, admins);
  if (no) return no;
  if (to === grant.owner) return refused('not_open', `<@${to}> already owns ${grant.id}.`);
  if (!takesPart) {
    return refused(
      'may_not_take_part',
      `<@${to}> cannot own a grant here: they have left, or are a guest, a bot or of another workspace.`,
    );
  }
  const at = now.toISOString();
  return {
    ok: true,
    grant: { ...grant, transfer: { to, at } },
    events: [event(grant, by, 'grant.transfer_offered', now, { to })],
    effects: [notify('transfer', grant.id, `${to}.${at}`), ...withdrawn(grant)],
  };
}

/** Refuses who may not hand a grant over. Answers nothing when they may. */
export function mayNotTransfer(grant: Grant, by: string, admins: readonly string[]): Refused | undefined {
  if (by !== grant.owner && !admins.includes(by)) {
    return refused(
      'not_yours',
      `Only its owner, <@${grant.owner}>, or an admin can hand ${grant.id} over: ${nameThem(admins)}.`,
    );
  }
  return notLive(grant);
}

const notLive = ({ id, state }: Grant): Refused | undefined =>
  state === 'active' || state === 'suspended'
    ? undefined
    : refused('not_live', `${id} is ${state}, so there is nothing to hand over.`);

/** The person who was asked becomes the owner. */
export function acceptTransfer(grant: Grant, by: string, now: Date): Transition {
  const no = notTheirsToAnswer(grant, by) ?? notLive(grant);
  return no ?? owned(grant, by, by, now);
}

/** The person who was asked does not want it: the owner stays the same, and is told. */
export function declineTransfer(grant: Grant, by: string, now: Date): Transition {
  const no = notTheirsToAnswer(grant, by);
  if (no) return no;
  const { transfer: _declined, ...rest } = grant;
  return {
    ok: true,
    grant: rest,
    events: [event(grant, by, 'grant.transfer_declined', now, {})],
    effects: [...withdrawn(grant), notify('transfer-declined', grant.id, `${by}.${grant.transfer?.at}`)],
  };
}

/** An admin takes over the grant of somebody who has left. */
export function takeOverGrant(
  grant: Grant,
  { by, admins, now }: { by: string; admins: readonly string[]; now: Date },
): Transition {
  if (!admins.includes(by)) {
    return refused('not_an_admin', `Only an admin named in the policy can do this: ${nameThem(admins)}.`);
  }
  if (by === grant.owner) return refused('not_open', `You already own ${grant.id}.`);
  return notLive(grant) ?? owned(grant, by, by, now);
}

/** Whoever owns it is warned from now on; what was said to the owner before stays with them. */
function owned(grant: Grant, owner: string, by: string, now: Date): Moved {
  const { transfer: _done, ...rest } = grant;
  return {
    ok: true,
    grant: { ...rest, owner, warnings: [], dueAt: now.toISOString() },
    events: [event(grant, by, 'grant.transferred', now, { from: grant.owner, to: owner })],
    effects: [
      ...refreshGrant(grant),
      ...withdrawn(grant),
      notify('transferred', grant.id, `${grant.owner}.${now.toISOString()}`),
      notify('orphaned', grant.id, grant.owner),
    ],
  };
}

/** The owner has left Slack: the admins are asked who takes the grant over. */
export function orphaned(grant: Grant, now: Date): Transition {
  if (notLive(grant)) return { ok: true, grant, events: [], effects: [] };
  return {
    ok: true,
    grant,
    events: [event(grant, grant.owner, 'grant.owner_left', now, { owner: grant.owner })],
    effects: [notify('orphaned', grant.id, grant.owner)],
  };
}

/** Brings the message of an offer that is answered, or replaced, up to date. */
const withdrawn = ({ id, transfer }: Grant) =>
  transfer === undefined ? [] : [notify('transfer', id, `${transfer.to}.${transfer.at}`)];

function notTheirsToAnswer(grant: Grant, by: string): Refused | undefined {
  if (grant.transfer?.to === by) return undefined;
  return refused('not_open', `Nobody asks you to own ${grant.id} any more. It is <@${grant.owner}>’s.`);
}

function event(grant: Grant, actor: string, action: string, now: Date, detail: Record<string, string>) {
  return { at: now.toISOString(), actor, action, subjects: [grant.id], detail };
}
