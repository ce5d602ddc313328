import type { Grant } from '../../domain/records.ts';
import { pairWords } from './replacement.ts';
import { clip, code, day, daysAway, escapeText, moment, person } from './text.ts';

/** What a grant is and until when, in two lines; how far away that is only where they are made anew at each look, as of `now`. */
export function grantWords(grant: Grant, now?: Date): string {
  const { id, state, terms } = grant;
  const expires = `${state === 'expired' ? 'expired' : 'expires'} *${day(terms.expires)}*${now === undefined ? '' : ` (${daysAway(terms.expires, now)})`}`;
  return `*${id}* · ${name(terms.clientName)} · ${stateWords(grant)}, ${expires}\n${code(terms.user.username)} in ${name(terms.workspace)}`;
}

function stateWords({ state, revocation }: Grant): string {
  const isEnding = revocation !== undefined && state !== 'revoked' && state !== 'expired';
  const words = state === 'suspended' ? '*suspended*' : state;
  return isEnding ? `${words}, being revoked` : words;
}

/** What is under way with a grant, and what its owner has to do; each in a line. */
export function nextWords(grant: Grant): string {
  const { state, collected, renewal, narrowing, change, revocation, transfer, letExpire, suspension } = grant;
  const pair = pairWords(grant);
  const words = [
    ...(state === 'suspended' && suspension
      ? [`${person(suspension.by)} suspended it, ${moment(suspension.at)}: its integration cannot call Workiva.`]
      : []),
    ...(revocation === undefined ? [] : [`${revocation} takes it away.`]),
    ...(state === 'active' && !collected && revocation === undefined
      ? ['Its secret is not collected yet: how is in the message that announced it. Then press *Collected*.']
      : []),
    ...(renewal === undefined ? [] : [`${renewal} asks to renew it.`]),
    ...[narrowing, change].flatMap((request) => (request === undefined ? [] : [`${request} changes it.`])),
    ...(pair === undefined ? [] : [`It is ${pair}.`]),
    ...(transfer === undefined ? [] : [`${person(transfer.to)} has been asked to own it.`]),
    ...(letExpire === undefined ? [] : [`You let it expire, ${moment(letExpire.at)}.`]),
  ];
  return words.map((sentence) => `\n${sentence}`).join('');
}

/** A name that somebody typed, short enough for a line. */
export const name = (text: string) => escapeText(clip(text, 100));
