import type { KnownBlock, ModalView, UsersSelect } from '@slack/types';
import type { Grant } from '../../domain/records.ts';
import { grantStandsNow } from '../../domain/state-words.ts';
import { offeredTo, offerName } from '../../domain/transfer-ref.ts';
import type { Policy } from '../../policy/schema.ts';
import { IDS } from '../ids.ts';
import { whoMay } from './approval.ts';
import { actions, button, header, type Message, plain, section } from './blocks.ts';
import { input } from './inputs.ts';
import { formModal } from './modals.ts';
import { revokeButton } from './revocation.ts';
import { code, day, escapeText, moment, person } from './text.ts';

const inShort = ({ terms }: Grant) =>
  `*${escapeText(terms.clientName)}* in ${escapeText(terms.workspace)}, as ${code(terms.user.username)}, until *${day(terms.expires)}*: ${escapeText(terms.scopes.join(', '))}.`;

/** The direct message that asks somebody whether they will own a grant. `offer` names which offer it was. */
export function transferMessage(grant: Grant, offer: string): Message {
  const { id, owner, terms, transfer } = grant;
  const title = `${id} · ${terms.clientName}`;
  const isOpen = transfer !== undefined && offerName(transfer) === offer;
  const asks =
    isOpen && transfer.by !== owner
      ? `${person(transfer.by)} asks you to take it over from`
      : 'You are asked to own this grant. Until you accept, it belongs to';
  const text = isOpen ? `${asks} ${person(owner)}.` : answered(grant, offer);
  return {
    text: `${escapeText(title)}. ${text}`,
    blocks: [
      header(title),
      section(text),
      ...(isOpen ? [section(`${inShort(grant)}\n${YOURS}`), actions(...answerButtons(id))] : []),
    ],
  };
}

const YOURS =
  'You would answer for what is done with it: you are warned before it expires, and asked to keep its secret safe. Nothing changes for the integration; its secret is for you to replace once it is yours.';

function answered({ owner }: Grant, offer: string): string {
  if (owner === offeredTo(offer))
    return '*You accepted*: it is yours. How to reach its secret is in a message of its own.';
  return `You are not asked any more. It is ${person(owner)}’s, and there is nothing to do.`;
}

function answerButtons(id: string) {
  return [
    button(IDS.grant.acceptTransfer, 'Accept', id, { style: 'primary', label: `Accept to own ${id}` }),
    button(IDS.grant.declineTransfer, 'Decline', id, { label: `Decline to own ${id}` }),
  ];
}

/** Asks to whom a grant is to be handed over. */
export function transferModal(grant: Grant): ModalView {
  const to: UsersSelect = {
    type: 'users_select',
    action_id: 'grantdesk.new-owner.choose',
    placeholder: plain('Choose a person'),
  };
  const words = {
    callback: IDS.grant.submitTransfer,
    carries: grant.id,
    title: 'Transfer a grant',
    submit: 'Ask them',
  };
  return formModal(words, [
    section(inShort(grant)),
    input('to', 'Who is to own it', to, {
      hint: 'They are asked in a direct message. Until they accept, nothing changes.',
    }),
  ]);
}

/** Says that somebody is asked whether they will own a grant. */
export const askedWords = (id: string, to: string): string =>
  `${person(to)} is asked whether they will own ${id}. Until they accept, nothing changes.`;

/** Tells the former owner that a grant is another's now. */
export function transferredMessage({ id, owner, terms }: Grant): Message {
  const text = `${id} (${escapeText(terms.clientName)}) is ${person(owner)}’s now. You get no more warnings about it, and can no longer change it. If its secret is still with you, delete it there: ${person(owner)} is asked to get a new one.`;
  return { text, blocks: [section(text)] };
}

/** Tells the owner that somebody does not want a grant. `offer` names which offer it was. */
export function declinedMessage({ id, terms }: Grant, offer: string): Message {
  const text = `${person(offeredTo(offer))} does not want to own ${id} (${escapeText(terms.clientName)}), so it stays as it is. Hand it over to somebody else with \`/grant transfer ${id} @person\`.`;
  return { text, blocks: [section(text)] };
}

/** Asks the admins who takes over the grant of somebody who has left. `leaver` names who left. */
export function orphanedMessage(grant: Grant, leaver: string, policy: Policy): Message {
  const { id, terms } = grant;
  const [who = '', noticed] = leaver.split('.');
  const title = `${id} · its owner has left`;
  const left = `${person(who)}, who owns ${id} (${escapeText(terms.clientName)}), has left Slack.`;
  const isBack = grant.owner === who && Date.parse(grant.ownerLeft ?? '') !== Number(noticed);
  if (isBack && isLive(grant.state)) return backMessage(grant, who);
  return {
    text: `${left} ${standing(grant, who)}`,
    blocks: [header(title), section(`:wave: ${left}`), ...standingBlocks(grant, who, policy)],
  };
}

/** What becomes of the message once who had left is back; where they have left anew, another one asks. */
function backMessage({ id, terms, ownerLeft }: Grant, who: string): Message {
  const back = `${person(who)}, who owns ${id} (${escapeText(terms.clientName)}), had left Slack and is back`;
  const text =
    ownerLeft === undefined
      ? `${back}. It stays theirs, and there is nothing to do.`
      : `${back}; they have left again since then, and a newer message asks about it.`;
  return { text, blocks: [header(`${id} · its owner is back`), section(text)] };
}

function standing(grant: Grant, who: string): string {
  const { state, owner } = grant;
  if (owner !== who) return `${person(owner)} has taken it over.`;
  return isLive(state) ? 'Somebody has to take it over, or revoke it.' : `It ${grantStandsNow(grant)}.`;
}

const isLive = (state: Grant['state']) => state === 'active' || state === 'suspended';

function standingBlocks(grant: Grant, who: string, policy: Policy): KnownBlock[] {
  const { id, state, owner, ownerLeft, revocation } = grant;
  if (revocation !== undefined && owner === who) return [section(`It is being revoked: ${revocation}.`)];
  if (owner !== who || ownerLeft === undefined || !isLive(state)) return [section(standing(grant, who))];
  return [
    section(
      `${inShort(grant)}\nSince ${moment(ownerLeft)} nobody is warned before it expires. Its secret may be known to whoever has left: regenerate it.`,
    ),
    section(
      `One of ${whoMay(policy.admins, policy)}: take it over, and hand it on with \`/grant transfer ${id} @person\`. If nothing needs it, revoke it.`,
    ),
    actions(takeOverButton(id), revokeButton(grant)),
  ];
}

const takeOverButton = (id: string) =>
  button(IDS.grant.takeOver, 'Take over', id, { style: 'primary', label: `Take over ${id}` });
