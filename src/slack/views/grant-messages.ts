import type { KnownBlock } from '@slack/types';
import type { Grant } from '../../domain/records.ts';
import { IDS } from '../ids.ts';
import { actions, button, context, copyable, header, type Message, section, typed } from './blocks.ts';
import { code, day, daysAway, escapeText, moment, person } from './text.ts';

/** Tells the owner how to collect the secret, which only they can see, and only in Workiva; then how the grant stands. */
export function handOverMessage(grant: Grant, workivaUrl: string, tokenUrl: string): Message {
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
    ],
  };
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
  const collected = grant.collected && section(`:white_check_mark: Collected, ${moment(grant.collected.at)}.`);
  const label = `The secret of ${grant.id} is collected`;
  return [
    copyable('Token URL', tokenUrl),
    section(`*How to collect the secret*\n${steps.join('\n')}`),
    context(
      'Regenerating again makes the earlier secret useless. That is also how to replace one that is lost or has leaked.',
    ),
    collected ?? actions(button(IDS.grant.collect, 'Collected', grant.id, { style: 'primary', label })),
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

/** Warns the owner that a grant expires. `expires` is the date that the warning was about. */
export function warningMessage(grant: Grant, expires: string, now: Date): Message {
  const what = `${grant.id} · ${grant.terms.clientName}`;
  if (grant.terms.expires !== expires) {
    const until = `It now lasts until ${day(grant.terms.expires)}. Its secret stays the same.`;
    return { text: `${escapeText(what)} is renewed. ${until}`, blocks: [header(`${what} is renewed`), section(until)] };
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
  if (grant.renewal !== undefined) return [section(`${grant.renewal} asks to renew it.`)];
  if (grant.state === 'suspended') return suspendedBlocks(grant);
  if (grant.state !== 'active') return [section(`It is ${grant.state}.`)];
  const renew = button(IDS.grant.renew, 'Renew', grant.id, { style: 'primary', label: `Renew ${grant.id}` });
  if (grant.letExpire) {
    return [
      section(`You let it expire, ${moment(grant.letExpire.at)}. You can still change your mind.`),
      actions(renew),
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
    ),
  ];
}

/** Tells the owner that a grant has expired. */
export function expiredMessage(grant: Grant): Message {
  const open =
    grant.renewal === undefined
      ? 'If it is still needed, request a new one with /grant.'
      : `${grant.renewal} still asks to renew it.`;
  const text = `${grant.id} (${escapeText(grant.terms.clientName)}) expired on ${day(grant.terms.expires)}: ${code(grant.terms.user.username)} has lost its access. ${open}`;
  return { text, blocks: [section(text)] };
}

/** Tells the admins that a grant has expired, and what is left in Workiva. */
export function expiredAdminMessage(grant: Grant): Message {
  const text = `${grant.id} (${escapeText(grant.terms.clientName)}) of ${person(grant.owner)} expired on ${day(grant.terms.expires)}.`;
  const left = `In Workiva its entry (client ID ${code(grant.clientId ?? '')}) can be deleted. The user ${code(grant.terms.user.username)} keeps its roles in ${escapeText(grant.terms.workspace)} until somebody takes them away.`;
  return { text, blocks: [section(text), context(left)] };
}
