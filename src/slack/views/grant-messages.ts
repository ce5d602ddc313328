import type { Button, KnownBlock } from '@slack/types';
import type { Grant } from '../../domain/records.ts';
import { grantStands } from '../../domain/state-words.ts';
import type { Policy } from '../../policy/schema.ts';
import { apiOf } from '../../workiva/screens.ts';
import { IDS } from '../ids.ts';
import { actions, button, context, copyable, header, type Message, section, typed } from './blocks.ts';
import { replaceButtons } from './replacement.ts';
import { revokeButton } from './revocation.ts';
import { secretButtons } from './secret.ts';
import { suspendButton } from './stop-modals.ts';
import { code, day, escapeText, moment, person } from './text.ts';
import { verifyBlocks } from './verification.ts';

/** Where Workiva is, in the browser and for tokens; and the policy, which names the scopes. */
type HandOverFacts = { workivaUrl: string; tokenUrl: string; policy: Policy };

/**
 * Tells the owner how to collect the secret, which only they can see, and only in Workiva; then how the grant stands.
 * `detail` names which of such messages it is: only the latest counts.
 */
export function handOverMessage(grant: Grant, detail: string, facts: HandOverFacts): Message {
  if (detail !== (grant.handOver?.name ?? '')) return handedOverSince(grant);
  const { id, state, terms } = grant;
  const stands = state === 'active' ? 'is live' : grantStands(grant);
  const next = state === 'active' && !grant.collected ? ' Collect its secret in Workiva.' : '';
  return {
    text: `${id} (${escapeText(terms.clientName)}) ${stands}.${next}`,
    blocks: [
      header(`${id} ${stands}`),
      section(`*${escapeText(terms.clientName)}* in ${escapeText(terms.workspace)}, until *${day(terms.expires)}*.`),
      copyable('Client ID', grant.clientId ?? ''),
      ...(state === 'active' ? liveBlocks(grant, facts) : []),
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
export function suspendedBlocks({ state, suspension }: Grant): KnownBlock[] {
  if (state !== 'suspended' || !suspension) return [];
  const since = `${person(suspension.by)} suspended it, ${moment(suspension.at)}`;
  return [
    section(`:octagonal_sign: *Its integration cannot call Workiva*, and it cannot be renewed. ${since}:`),
    typed(suspension.reason),
  ];
}

function liveBlocks(grant: Grant, { workivaUrl, tokenUrl, policy }: HandOverFacts): KnownBlock[] {
  const { collected } = grant;
  const isKnown = isKnownToAnother(grant);
  const how = isKnown ? 'How to get a new secret' : 'How to collect the secret';
  const steps = collectSteps(grant, workivaUrl).map((step, index) => `${index + 1}. ${step}`);
  return [
    copyable('Token URL', tokenUrl),
    ...(isKnown ? [section(knownWords(grant))] : []),
    section(`*${how}*\n${steps.join('\n')}`),
    context(
      'Regenerating again makes the earlier secret useless. That is also how to replace one that is lost or has leaked.',
    ),
    ...(collected && !isKnown ? [section(`:white_check_mark: Collected, ${moment(collected.at)}.`)] : []),
    ...verifyBlocks(grant, apiOf(tokenUrl), policy),
    actions(...secretIsThere(grant), ...secretButtons(grant), ...changeButtons(grant), ...replaceButtons(grant)),
  ];
}

/** Whether its secret was collected by an earlier owner, and has stayed the same since. */
const isKnownToAnother = ({ collected, owner, rotated }: Grant): boolean =>
  collected !== undefined && collected.by !== owner && rotated?.by !== owner;

/** What a new owner has to do about a secret that they do not have. */
function knownWords({ collected }: Grant): string {
  return `*The integration goes on with the secret that it has*, which ${person(collected?.by ?? '')} collected: you need not collect one. Whoever had it may still know it, so get a new one as soon as the integration can take it, and press *Regenerated*.`;
}

/** The button by which an owner says that they have the secret, as long as they have not said so. */
function secretIsThere(grant: Grant): Button[] {
  const { id, collected } = grant;
  const label = (what: string) => ({ style: 'primary' as const, label: `The secret of ${id} is ${what}` });
  if (isKnownToAnother(grant)) return [button(IDS.grant.rotated, 'Regenerated', id, label('regenerated'))];
  return collected ? [] : [button(IDS.grant.collect, 'Collected', id, label('collected'))];
}

function collectSteps(grant: Grant, workivaUrl: string): string[] {
  const { user } = grant.terms;
  const isKnown = isKnownToAnother(grant);
  const activate =
    user.kind === 'new' && !isKnown
      ? [`Activate the new user with the email that Workiva has sent to ${escapeText(user.email)}.`]
      : [];
  return [
    ...activate,
    `Sign in to <${workivaUrl}|Workiva> as ${code(user.username)}.`,
    'Open your profile → *Security*, and find the grant by its client ID.',
    'Open its *Actions* and press *Regenerate*. Workiva shows the secret this once.',
    'Put it straight into your secret manager. Not into Slack, a ticket or source code: Grantdesk never asks for it.',
    isKnown ? 'Let the integration use it, and press *Regenerated* here.' : 'Press *Collected* here.',
  ];
}

/** The button that opens the form to change a grant, unless something is being changed or taken away already. */
export function changeButtons(grant: Grant): Button[] {
  const { id, narrowing, change, renewal, revocation } = grant;
  const isOpen = (narrowing ?? change ?? renewal ?? revocation) !== undefined;
  return isOpen ? [] : [button(IDS.grant.change, 'Change', id, { label: `Change ${id}` })];
}
