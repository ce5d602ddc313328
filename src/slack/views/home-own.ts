import type { KnownBlock } from '@slack/types';
import type { AccessRequest, Grant } from '../../domain/records.ts';
import { stateInWords } from '../../domain/request.ts';
import { IDS } from '../ids.ts';
import type { HomeFacts } from '../use-cases/home.ts';
import { actions, button, section } from './blocks.ts';
import { listBlocks } from './home-list.ts';
import { clip, code, day, daysAway, escapeText, moment } from './text.ts';

/** Somebody's own grants, the soonest to expire first, each with what to press. */
export function grantBlocks({ grants, now }: HomeFacts): KnownBlock[] {
  const none = 'You have no grants yet. Press *Request a grant* when an integration needs one.';
  return listBlocks({ name: 'grants', title: 'My grants', none }, grants, (grant) => [
    section(`${grantWords(grant, now)}${nextWords(grant)}`),
    ...grantButtons(grant),
  ]);
}

/** What a grant is and until when, in two lines. */
export function grantWords({ id, state, terms }: Grant, now: Date): string {
  const expires = `${state === 'expired' ? 'expired' : 'expires'} *${day(terms.expires)}* (${daysAway(terms.expires, now)})`;
  return `*${id}* · ${name(terms.clientName)} · ${state}, ${expires}\n${code(terms.user.username)} in ${name(terms.workspace)}`;
}

function nextWords({ state, collected, renewal, letExpire }: Grant): string {
  const words = [
    ...(state === 'active' && !collected
      ? ['Its secret is not collected yet: how is in the message that announced it. Then press *Collected*.']
      : []),
    ...(renewal === undefined ? [] : [`${renewal} asks to renew it.`]),
    ...(letExpire === undefined ? [] : [`You let it expire, ${moment(letExpire.at)}.`]),
  ];
  return words.map((sentence) => `\n${sentence}`).join('');
}

function grantButtons({ id, state, collected, renewal }: Grant): KnownBlock[] {
  if (state !== 'active') return [];
  const buttons = [
    ...(collected
      ? []
      : [button(IDS.grant.collect, 'Collected', id, { style: 'primary', label: `The secret of ${id} is collected` })]),
    ...(renewal === undefined ? [button(IDS.grant.renew, 'Renew', id, { label: `Renew ${id}` })] : []),
  ];
  return buttons.length === 0 ? [] : [actions(...buttons)];
}

/** Somebody's own requests, the open ones first, each with where it stands. */
export function requestBlocks({ requests }: HomeFacts): KnownBlock[] {
  const list = { name: 'requests', title: 'My requests', none: 'You have no requests yet.' } as const;
  return listBlocks(list, requests, (request) => [section(requestWords(request))]);
}

function requestWords(request: AccessRequest): string {
  const { id, kind, grant, terms, filedAt } = request;
  const what = kind === 'create' || grant === undefined ? '' : ` · ${kind} ${grant}`;
  return `*${id}*${what} · ${name(terms.clientName)} · *${stateInWords(request)}*\nAsked ${moment(filedAt)}`;
}

/** A name that somebody typed, short enough for a line. */
export const name = (text: string) => escapeText(clip(text, 100));
