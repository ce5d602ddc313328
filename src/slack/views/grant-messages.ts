import type { Button, KnownBlock } from '@slack/types';
import { warnedDate } from '../../domain/expiry.ts';
import type { Grant } from '../../domain/records.ts';
import { IDS } from '../ids.ts';
import { actions, button, context, copyable, header, type Message, section, typed } from './blocks.ts';
import { replaceButtons } from './replacement.ts';
import { revokeButton } from './revocation.ts';
import { secretButtons } from './secret.ts';
import { suspendButton } from './stop-modals.ts';
import { code, day, daysAway, escapeText, moment, person } from './text.ts';

/**
 * Tells the owner how to collect the secret, which only they can see, and only in Workiva; then how the grant stands.
 * `detail` names which of such messages it is: only the latest counts.
 */
export function handOverMessage(grant: Grant, detail: string, workivaUrl: string, tokenUrl: string): Message {
  if (detail !== (grant.handOver?.name ?? '')) return handedOverSince(grant);
  const { id, state, terms } = grant;
  const live = state === 'active' ? 'live' : state;
  const next = state === 'active' && !grant.collected ? ' Collect its secret in Workiva.' : '';
  return {
    text: `${id} (${escapeText(terms.clientName)}) is ${live}.${next}`,
    blocks: [
      header(`${id} is ${live}`),
      section(`*${escapeText(terms.clientName)}* in ${escapeText(terms.workspace)}, until *${day(terms.expires)}*.`),
      copyable('Client ID', grant.clientId ?? ''),
      ...(state === 'active' ? liveBlocks(grant, workivaUrl, tokenUrl) : []),
      ...suspendedBlocks(grant),
      ...endBlocks(grant),
    ],
  };
}

/** Another integration user, or another owner, has come since. */
function handedOverSince({ id, owner, terms }: Grant): Message {
  const text = `${id} (${escapeText(terms.clientName)}) has changed since this was sent. How to collect its secret by now is in a later message to ${person(owner)}.`;
  return { text, blocks: [section(text)] };
}

/** How a live grant is ended: at once, or for good; or what ends it already. */
function endBlocks(grant: Grant): KnownBlock[] {
  const { id, state, revocation } = grant;
  if (state !== 'active' && state !== 'suspended') return [];
  const stop = state === 'active' ? [suspendButton(grant)] : [];
  if (revocation !== undefined) {
    return [section(`${revocation} is taking ${id} away.`), ...(stop.length === 0 ? [] : [actions(...stop)])];
  }
  return [actions(...stop, revokeButton(grant))];
}

/** Why a grant that is there does not work. */
function suspendedBlocks({ state, suspension }: Grant): KnownBlock[] {
  if (state !== 'suspended' || !suspension) return [];
  const since = `${person(suspension.by)} suspended it, ${moment(suspension.at)}`;
  return [
    section(`:octagonal_sign: *Its integration cannot call Workiva*, and it cannot be renewed. ${since}:`),
    typed(suspension.reason),
  ];
}

function liveBlocks(grant: Grant, workivaUrl: string, tokenUrl: string): KnownBlock[] {
  const steps = collectSteps(grant, workivaUrl).map((step, index) => `${index + 1}. ${step}`);
  const { collected } = grant;
  const label = `The secret of ${grant.id} is collected`;
  return [
    copyable('Token URL', tokenUrl),
    section(`*How to collect the secret*\n${steps.join('\n')}`),
    context(
      'Regenerating again makes the earlier secret useless. That is also how to replace one that is lost or has leaked.',
    ),
    ...(collected ? [section(`:white_check_mark: Collected, ${moment(collected.at)}.`)] : []),
    actions(
      ...(collected ? [] : [button(IDS.grant.collect, 'Collected', grant.id, { style: 'primary', label })]),
      ...secretButtons(grant),
      ...changeButtons(grant),
      ...replaceButtons(grant),
    ),
  ];
}

function collectSteps({ terms: { user } }: Grant, workivaUrl: string): string[] {
  const activate =
    user.kind === 'new'
      ? [`Activate the new user with the email that Workiva has sent to ${escapeText(user.email)}.`]
      : [];
  return [
    ...activate,
    `Sign in to <${workivaUrl}|Workiva> as ${code(user.username)}.`,
    'Open your profile → *Security*, and find the grant by its client ID.',
    'Open its *Actions* and press *Regenerate*. Workiva shows the secret this once.',
    'Put it straight into your secret manager. Not into Slack, a ticket or source code: Grantdesk never asks for it.',
    'Press *Collected* here.',
  ];
}

/** The button that opens the form to change a grant, unless something is being changed or taken away already. */
function changeButtons(grant: Grant): Button[] {
  const { id, narrowing, change, renewal, revocation } = grant;
  const isOpen = (narrowing ?? change ?? renewal ?? revocation) !== undefined;
  return isOpen ? [] : [button(IDS.grant.change, 'Change', id, { label: `Change ${id}` })];
}

/** Warns the owner that a grant expires. `detail` names the warning, and with it the date that it was about. */
export function warningMessage(grant: Grant, detail: string, now: Date): Message {
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
  const when = `${day(expires)} (${daysAway(expires, now)})`;
  return {
    text: `${escapeText(what)} expires on ${when}. ${grant.state === 'active' ? 'Renew it, or let it expire.' : `It is ${grant.state}.`}`,
    blocks: [
      header(`${what} expires on ${day(expires)}`),
      section(
        grant.state === 'suspended'
          ? `It is *suspended* already, and ends on *${when}*.`
          : `Your integration ${code(grant.terms.user.username)} in ${escapeText(grant.terms.workspace)} loses its access on *${when}*.`,
      ),
      ...warningState(grant),
    ],
  };
}

function warningState(grant: Grant): KnownBlock[] {
  if (grant.revocation !== undefined) return [section(`${grant.revocation} takes it away before.`)];
  if (grant.renewal !== undefined) return [section(`${grant.renewal} asks to renew it.`)];
  if (grant.state === 'suspended') return suspendedBlocks(grant);
  if (grant.state !== 'active') return [section(`It is ${grant.state}.`)];
  const renew = button(IDS.grant.renew, 'Renew', grant.id, { style: 'primary', label: `Renew ${grant.id}` });
  if (grant.letExpire) {
    return [
      section(`You let it expire, ${moment(grant.letExpire.at)}. You can still change your mind.`),
      actions(renew, revokeButton(grant)),
    ];
  }
  return [
    actions(
      renew,
      button(IDS.grant.letExpire, 'Let it expire', grant.id, {
        style: 'danger',
        label: `Let ${grant.id} expire`,
        confirm: {
          title: 'Let it expire?',
          text: 'You get no more warnings. The integration stops working on that day.',
          yes: 'Let it expire',
        },
      }),
      ...changeButtons(grant),
      revokeButton(grant),
    ),
  ];
}

/** Tells the owner that a grant has expired, and how to get the same again. */
export function expiredMessage(grant: Grant): Message {
  const { id, terms, renewal } = grant;
  const what = `${id} (${escapeText(terms.clientName)}) expired on ${day(terms.expires)}: ${code(terms.user.username)} has lost its access.`;
  if (grant.state !== 'expired') {
    const text = `${what} It is ${grant.state} now.`;
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

/** Tells the admins that a grant has expired, and what becomes of what is left in Workiva. */
export function expiredAdminMessage(grant: Grant): Message {
  const { id, terms, owner, renewal, revocation } = grant;
  const text = `${id} (${escapeText(terms.clientName)}) of ${person(owner)} expired on ${day(terms.expires)}.`;
  return { text, blocks: [section(text), context(leftWords(renewal, revocation))] };
}

function leftWords(renewal: string | undefined, revocation: string | undefined): string {
  if (renewal !== undefined)
    return `${renewal} still asks to renew it. Only when that comes to nothing is it cleaned up.`;
  const task = revocation === undefined ? 'A task' : `The task of ${revocation}`;
  return `${task} here asks you to delete its entry in Workiva; its integration user is cleaned up after that.`;
}
