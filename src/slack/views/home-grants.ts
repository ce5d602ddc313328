import type { ActionsBlock, Button, KnownBlock, Overflow } from '@slack/types';
import { DAY } from '../../domain/duration.ts';
import type { Grant } from '../../domain/records.ts';
import { IDS } from '../ids.ts';
import { EXPIRING_DAYS, type HomeFacts } from '../use-cases/home.ts';
import { type MenuVerb, menuValue } from '../use-cases/home-menu.ts';
import type { LastUses } from '../use-cases/last-use.ts';
import { actions, button, plain, section } from './blocks.ts';
import { expiryButtons } from './digest.ts';
import { grantWords, nextWords } from './grant-words.ts';
import { listBlocks } from './home-list.ts';
import { lastUseWords, unknownUse } from './last-use.ts';
import { replaceButtons } from './replacement.ts';
import { revokeButton } from './revocation.ts';
import { suspendButton } from './stop-modals.ts';

/** Somebody's own grants, the soonest to expire first, each with what to press. */
export function grantBlocks({ grants, uses, ended, now }: HomeFacts): KnownBlock[] {
  const none =
    ended === 0
      ? 'You have no grants yet. Press *Request a grant* when an integration needs one.'
      : 'You have no live grants. Press *Request a grant* when an integration needs one.';
  const shown = listBlocks({ name: 'grants', title: 'My grants', none }, grants, (grant) => [
    section(`${grantWords(grant, now)}${lastUseLine(grant, uses, now)}${nextWords(grant)}`),
    ...pressable(grant, now),
  ]);
  const unknown = grants.total === 0 ? undefined : unknownUse(uses);
  const isEarly = grants.items.some((grant) => isPressable(grant) && !endsSoon(grant, now));
  const notes = [
    ...(isEarly ? [LATER] : []),
    ...(unknown === undefined ? [] : [`Last use: ${unknown}`]),
    ...(grants.total === 0 ? [] : ['To give one to a colleague, type `/grant transfer GRANT-57 @person`.']),
    ...(ended === 0 ? [] : [`${ended === 1 ? 'One has' : `${ended} have`} ended: \`/grant list\` shows them.`]),
  ];
  return notes.length === 0 ? shown : [...shown, section(notes.join('\n'))];
}

/** Why no last use is known stands below the list, once for all of them. */
function lastUseLine(grant: Grant, uses: LastUses, now: Date): string {
  const isKnown = unknownUse(uses) === undefined && grant.liveSince !== undefined;
  return isKnown ? `\nLast use: ${lastUseWords(grant, uses, now)}` : '';
}

const LATER = `*Let it expire* is offered from ${EXPIRING_DAYS} days before a grant ends: before that you would forget it. To end one sooner, choose *Revoke…* in its menu.`;

const isPressable = ({ state, revocation, renewal, letExpire }: Grant): boolean =>
  state === 'active' && (revocation ?? renewal ?? letExpire) === undefined;

const endsSoon = ({ terms }: Grant, now: Date): boolean =>
  Date.parse(terms.expires) - now.getTime() < EXPIRING_DAYS * DAY;

function pressable(grant: Grant, now: Date): KnownBlock[] {
  const { id, state, revocation } = grant;
  if (state === 'suspended') return revocation === undefined ? [actions(revokeButton(grant))] : [];
  if (state !== 'active') return [];
  if (revocation !== undefined) return [actions(suspendButton(grant))];
  const block: ActionsBlock = {
    type: 'actions',
    block_id: `grant-${id}`,
    elements: [...buttons(grant, now), menu(grant)],
  };
  return [block];
}

function buttons(grant: Grant, now: Date): Button[] {
  const { id, collected } = grant;
  const label = `The secret of ${id} is collected`;
  return [
    ...(collected ? [] : [button(IDS.grant.collect, 'Collected', id, { style: 'primary', label })]),
    ...expiryButtons(grant).filter(({ action_id }) => endsSoon(grant, now) || action_id === IDS.grant.renew),
    button(IDS.suspension.ask, 'Suspend', id, { label: `Suspend ${id} at once` }),
  ];
}

/** What is done with a grant more seldom. Slack takes five entries. */
function menu(grant: Grant): Overflow {
  const isChanging = (grant.narrowing ?? grant.change ?? grant.renewal) !== undefined;
  const entry = (verb: MenuVerb, text: string) => ({ text: plain(text), value: menuValue(verb, grant.id) });
  return {
    type: 'overflow',
    action_id: IDS.home.menu,
    options: [
      ...(isChanging ? [] : [entry('change', 'Change…')]),
      ...(replaceButtons(grant).length === 0 ? [] : [entry('replace', 'Replace…')]),
      entry('lost', 'I lost the secret…'),
      entry('leaked', 'The secret may have leaked…'),
      entry('revoke', 'Revoke…'),
    ],
  };
}
