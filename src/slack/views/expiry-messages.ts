import type { KnownBlock } from '@slack/types';
import { inWords } from '../../domain/duration.ts';
import { expiryInstant, warnedDate } from '../../domain/expiry.ts';
import type { Grant } from '../../domain/records.ts';
import { grantStands, grantStandsNow } from '../../domain/state-words.ts';
import { IDS } from '../ids.ts';
import { actions, button, context, header, type Message, section } from './blocks.ts';
import { letExpireButton } from './digest.ts';
import { changeButtons, suspendedBlocks } from './grant-messages.ts';
import { revokeButton } from './revocation.ts';
import { code, day, escapeText, moment, person } from './text.ts';

/**
 * Warns the owner that a grant expires. `detail` names the warning, and with it the date that it was about; `leads` are
 * how long before, in ms, the policy warns.
 */
export function warningMessage(grant: Grant, detail: string, leads: readonly number[]): Message {
  const expires = warnedDate(detail);
  const what = `${grant.id} · ${grant.terms.clientName}`;
  if (grant.terms.expires !== expires) {
    const has = grant.terms.expires > expires ? 'is renewed' : 'ends earlier';
    const until = `It now lasts until ${day(grant.terms.expires)}.`;
    return { text: `${escapeText(what)} ${has}. ${until}`, blocks: [header(`${what} ${has}`), section(until)] };
  }
  if (!grant.warnings.includes(detail)) {
    const text = `${escapeText(what)} is ${person(grant.owner)}’s now, who is warned before it expires.`;
    return { text, blocks: [section(text)] };
  }
  const when = day(expires);
  return {
    text: `${escapeText(what)} expires on ${when}. ${grant.state === 'active' ? 'Renew it, or let it expire.' : `It ${grantStands(grant)}.`}`,
    blocks: [
      header(`${what} expires on ${day(expires)}`),
      section(
        grant.state === 'suspended'
          ? `It is *suspended* already, and ends on *${when}*.${dayBegins(expires)}`
          : `Your integration ${code(grant.terms.user.username)} in ${escapeText(grant.terms.workspace)} loses its access on *${when}*.${dayBegins(expires)}`,
      ),
      ...uncollectedBlocks(grant),
      ...(isAsked(grant) ? [context(whyNow(detail, leads))] : []),
      ...warningState(grant),
    ],
  };
}

/** From which moment on Grantdesk counts a grant as over that ends on a date, in the reader's own time zone. */
const dayBegins = (expires: string): string =>
  ` It counts as over from ${moment(expiryInstant(expires).toISOString())} on.`;

/** Whether a warning still asks its owner for something. */
const isAsked = ({ state, renewal, revocation, letExpire }: Grant): boolean =>
  state === 'active' && (renewal ?? revocation ?? letExpire) === undefined;

/** A warning takes the place of what else is due on its day, so it says as well that nothing can use the grant yet. */
function uncollectedBlocks(grant: Grant): KnownBlock[] {
  if (!isAsked(grant) || grant.collected !== undefined) return [];
  return [
    section(
      '*Its secret is not collected yet*, so no integration can use it. How to collect it is in the message that announced the grant; if it is not needed, revoke it.',
    ),
  ];
}

/** Why somebody is warned now, and whether they will be again. */
function whyNow(detail: string, leads: readonly number[]): string {
  const lead = Number(detail.split('.')[1]);
  const nearer = leads.filter((one) => one < lead);
  const why = `This warning comes ${inWords(lead)} or less before it ends, where nobody has renewed it.`;
  if (nearer.length === 0) return `${why} This is the last warning.`;
  return `${why} You are warned again ${inWords(Math.max(...nearer))} before it ends.`;
}

function warningState(grant: Grant): KnownBlock[] {
  if (grant.revocation !== undefined) return [section(`${grant.revocation} takes it away before.`)];
  if (grant.renewal !== undefined) return [section(`${grant.renewal} asks to renew it.`)];
  if (grant.state === 'suspended') return suspendedBlocks(grant);
  if (grant.state !== 'active') return [section(`It ${grantStands(grant)}.`)];
  const renew = button(IDS.grant.renew, 'Renew', grant.id, { style: 'primary', label: `Renew ${grant.id}` });
  if (grant.letExpire) {
    return [
      section(`You let it expire, ${moment(grant.letExpire.at)}. You can still change your mind.`),
      actions(renew, revokeButton(grant)),
    ];
  }
  return [actions(renew, letExpireButton(grant), ...changeButtons(grant), revokeButton(grant))];
}

/** Tells the owner that a grant expired on a day, and how to get the same again. */
export function expiredMessage(grant: Grant, expired: string): Message {
  const { id, terms, renewal } = grant;
  const what = `${id} (${escapeText(terms.clientName)}) expired on ${day(expired)}: ${code(terms.user.username)} has lost its access.`;
  if (grant.state !== 'expired' || terms.expires !== expired) {
    const text = `${id} (${escapeText(terms.clientName)}) expired on ${day(expired)}. ${sinceExpiry(grant, expired)}`;
    return { text, blocks: [section(text)] };
  }
  if (renewal !== undefined) {
    const text = `${what} ${renewal} still asks to renew it.`;
    return { text, blocks: [section(text)] };
  }
  const text = `${what} If that was a mistake, request it again.`;
  const label = `Request again what ${id} was`;
  const again = button(IDS.grant.requestAgain, 'Request it again', id, { style: 'primary', label });
  return { text, blocks: [section(text), actions(again)] };
}

/** What has become of a grant since it expired on a day: a renewal that was asked for in time has brought it back. */
function sinceExpiry(grant: Grant, expired: string): string {
  const { state, terms } = grant;
  if (terms.expires === expired) return `It ${grantStandsNow(grant)}.`;
  return `*It has been renewed since*, until ${day(terms.expires)}, with the same client ID and the same secret${state === 'active' ? '' : `; it ${grantStandsNow(grant)}`}.`;
}

/** Tells the admins that a grant expired on a day, and what becomes of what is left in Workiva. */
export function expiredAdminMessage(grant: Grant, expired: string): Message {
  const { id, terms, owner, state, renewal, revocation } = grant;
  const text = `${id} (${escapeText(terms.clientName)}) of ${person(owner)} expired on ${day(expired)}.`;
  const isBack = state !== 'expired' || terms.expires !== expired;
  const next = isBack ? sinceExpiry(grant, expired) : leftWords(renewal, revocation);
  return { text: isBack ? `${text} ${next}` : text, blocks: [section(text), context(next)] };
}

function leftWords(renewal: string | undefined, revocation: string | undefined): string {
  if (renewal !== undefined)
    return `${renewal} still asks to renew it. Only when that comes to nothing is it cleaned up.`;
  const task = revocation === undefined ? 'A task' : `The task of ${revocation}`;
  return `${task} here asks you to delete its entry in Workiva; its integration user is cleaned up after that.`;
}
