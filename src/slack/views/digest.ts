import type { Button, KnownBlock } from '@slack/types';
import { MOST_SINGLE } from '../../domain/digest.ts';
import type { Grant } from '../../domain/records.ts';
import { IDS } from '../ids.ts';
import type { DigestFacts } from '../use-cases/digest.ts';
import { actions, button, context, header, type Message, section } from './blocks.ts';
import { grantWords, nextWords } from './grant-words.ts';
import { day } from './text.ts';

/** All of somebody's grants that expire soon, in the one message that stands for the warnings of a day. */
export function digestMessage({ grants, preferences }: DigestFacts, date: string): Message {
  const title = titleOf(grants.total);
  if (grants.total === 0) {
    const done = 'None of your grants expires soon any more. There is nothing to do.';
    return { text: `${title}. ${done}`, blocks: [header(title), section(done)] };
  }
  const why =
    preferences.digest === 'always'
      ? `This is your digest of ${day(date)}: one message for all warnings of a day, as you have chosen.`
      : `More than ${MOST_SINGLE} warnings fell on ${day(date)}, so this one message stands for all of them.`;
  const next = 'Press *Renew* for each that is still needed. Any other stops working on its day.';
  const more = grants.total - grants.items.length;
  return {
    text: `${title}. ${next}`,
    blocks: [
      header(title),
      section(`${why} ${next}`),
      ...grants.items.flatMap(oneGrant),
      ...(more === 0 ? [] : [section(`…and ${more} more, under *My grants* in the Home tab.`)]),
      context('How you are warned is chosen under *Notifications* in the Home tab.'),
    ],
  };
}

function titleOf(count: number): string {
  if (count === 0) return 'No grant of yours expires soon';
  return count === 1 ? 'One of your grants expires soon' : `${count} of your grants expire soon`;
}

function oneGrant(grant: Grant): KnownBlock[] {
  const buttons = expiryButtons(grant);
  return [section(`${grantWords(grant)}${nextWords(grant)}`), ...(buttons.length === 0 ? [] : [actions(...buttons)])];
}

/** What an owner can do about a grant that expires. */
export function expiryButtons(grant: Grant): Button[] {
  const { id, state, renewal, revocation } = grant;
  if (state !== 'active' || renewal !== undefined || revocation !== undefined) return [];
  const renew = button(IDS.grant.renew, 'Renew', id, { label: `Renew ${id}` });
  return grant.letExpire === undefined ? [renew, letExpireButton(grant)] : [renew];
}

/** The button by which an owner lets a grant end on its day, once they have confirmed it. */
export function letExpireButton({ id }: Grant): Button {
  return button(IDS.grant.letExpire, 'Let it expire', id, {
    style: 'danger',
    label: `Let ${id} expire`,
    confirm: {
      title: 'Let it expire?',
      text: `You get no more warnings about ${id}. Its integration stops working on that day.`,
      yes: 'Let it expire',
    },
  });
}
