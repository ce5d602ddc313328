import type { KnownBlock } from '@slack/types';
import type { Grant } from '../../domain/records.ts';
import { grantStandsNow } from '../../domain/state-words.ts';
import type { Suspension } from '../../domain/suspension-record.ts';
import type { Policy } from '../../policy/schema.ts';
import { IDS } from '../ids.ts';
import { whoMay } from './approval.ts';
import { actions, button, copyable, header, type Message, section, typed } from './blocks.ts';
import { revokeButton } from './revocation.ts';
import { reinstateButton, stopValue } from './stop-modals.ts';
import { code, escapeText, moment, person } from './text.ts';

/** Whether a grant was stopped before it was made. */
const wasNeverMade = ({ clientId }: Grant) => clientId === undefined;

/** Tells the admins that a grant is suspended, or works again, and what they have to do by hand where the API could not. */
export function suspensionMessage(grant: Grant, run: number, policy: Policy, workivaUrl: string): Message {
  const { id, terms, suspension } = grant;
  const title = `${id} · ${wasNeverMade(grant) ? 'stopped' : 'suspended'}`;
  if (suspension?.run !== run) {
    const text = `${id} was suspended, and ${grantStandsNow(grant)}. There is nothing to do here.`;
    return { text, blocks: [header(title), section(text)] };
  }
  if (suspension.lifted) return reinstatementMessage(grant, suspension, policy, workivaUrl);
  const what = whatHappened(grant, suspension);
  return {
    text: `${what} ${standingInWorkiva(grant)}`,
    blocks: [
      header(title),
      section(`:octagonal_sign: ${what} Its owner is ${person(grant.owner)}.`),
      typed(suspension.reason),
      section(standingInWorkiva(grant)),
      ...(isByHand(suspension) ? byHand(grant, suspension, policy, workivaUrl) : []),
      ...laterBlocks(grant, suspension),
      ...(wasNeverMade(grant) && suspension.enforced
        ? [
            section(
              `If somebody has begun to make the grant “${escapeText(terms.clientName)}” in Workiva, delete it there.`,
            ),
          ]
        : []),
    ],
  };
}

/** What can be done about a suspended grant, once the danger is over. */
function laterBlocks(grant: Grant, { final }: Suspension): KnownBlock[] {
  const { id, state, owner } = grant;
  if (wasNeverMade(grant) || state === 'suspended') {
    if (final) return wasNeverMade(grant) ? [] : [section(FINAL), actions(revokeButton(grant))];
    if (state !== 'suspended') return [];
    const who = `An admin other than its owner, ${person(owner)}, can let ${id} work again.`;
    return [section(who), actions(reinstateButton(grant), revokeButton(grant))];
  }
  return [section(`${id} ${grantStandsNow(grant)}.`)];
}

const FINAL = 'It was not approved after it broke glass, so it cannot be reinstated. It can be requested anew.';

/** Tells the admins that a grant works again. */
function reinstatementMessage(grant: Grant, suspension: Suspension, policy: Policy, workivaUrl: string): Message {
  const what = liftedWords(grant, suspension);
  return {
    text: `${what} ${standingInWorkiva(grant)}`,
    blocks: [
      header(`${grant.id} · reinstated`),
      section(`:arrow_forward: ${what} Its owner is ${person(grant.owner)}.`),
      typed(suspension.lifted?.reason ?? ''),
      section(standingInWorkiva(grant)),
      ...(isByHand(suspension) ? byHand(grant, suspension, policy, workivaUrl) : []),
    ],
  };
}

function liftedWords(grant: Grant, { lifted }: Suspension): string {
  return `${grant.id} (${escapeText(grant.terms.clientName)}) is reinstated, by ${person(lifted?.by ?? '')}, ${moment(lifted?.at ?? '')}.`;
}

function whatHappened(grant: Grant, { by, at }: Suspension): string {
  const what = wasNeverMade(grant) ? 'was stopped before it was made' : 'is suspended';
  return `${grant.id} (${escapeText(grant.terms.clientName)}) ${what}, by ${person(by)}, ${moment(at)}.`;
}

const isByHand = ({ trouble, enforced }: Suspension) => trouble !== undefined && enforced === undefined;

/** Whether Workiva refuses the integration user of a grant that was stopped, for people. */
export function standingInWorkiva(grant: Grant): string {
  const { suspension } = grant;
  const name = code(grant.terms.user.username);
  if (suspension?.lifted) return standingAgain(name, suspension);
  const { enforced } = suspension ?? {};
  if (enforced?.noUser) {
    return wasNeverMade(grant)
      ? 'No integration user had been made for it, so nothing can act.'
      : `Workiva has no user ${name} any more, so nothing can act.`;
  }
  if (enforced) {
    return `:white_check_mark: Workiva refuses its integration user ${name} since ${moment(enforced.at)}; suspended by ${person(enforced.by)}.`;
  }
  if (suspension && isByHand(suspension)) {
    return `:warning: *Workiva does not refuse its integration user ${name} yet*: an admin has to suspend it by hand.`;
  }
  return `:hourglass_flowing_sand: Its integration user ${name} is being suspended in Workiva.`;
}

function standingAgain(name: string, suspension: Suspension): string {
  const { enforced } = suspension;
  if (enforced) {
    return `:white_check_mark: Its integration user ${name} is active in Workiva since ${moment(enforced.at)}; activated by ${person(enforced.by)}.`;
  }
  if (isByHand(suspension)) {
    return `:warning: *Workiva still refuses its integration user ${name}*: an admin has to activate it by hand.`;
  }
  return `:hourglass_flowing_sand: Its integration user ${name} is being activated in Workiva.`;
}

function byHand(
  { id, terms }: Grant,
  { trouble = '', run, lifted }: Suspension,
  policy: Policy,
  workivaUrl: string,
): KnownBlock[] {
  const [verb, done] = lifted ? ['Activate', 'active'] : ['Suspend', 'suspended'];
  return [
    section(
      `${escapeText(trouble)} ${whoMay(policy.admins, policy)}: please do it now.\nIn Workiva: *Organization Admin* → *People* → the user → *${verb}*\n<${workivaUrl}|Open Workiva>`,
    ),
    copyable('Workiva Username', terms.user.username),
    section('Then press *Done*.'),
    actions(
      button(IDS.suspension.finish, 'Done', stopValue(id, run), {
        style: 'primary',
        label: `Done: the user of ${id} is ${done}`,
      }),
    ),
  ];
}

/** Tells the owner that their grant no longer works, or works again, and why. */
export function suspendedMessage(grant: Grant, run: number): Message {
  const { id, suspension } = grant;
  if (suspension?.run !== run) {
    const text = `${id} was suspended, and ${grantStandsNow(grant)}.`;
    return { text, blocks: [section(text)] };
  }
  if (suspension.lifted) {
    const back = `${liftedWords(grant, suspension)} ${standingInWorkiva(grant)}`;
    return { text: back, blocks: [section(back), typed(suspension.lifted.reason)] };
  }
  const effect = wasNeverMade(grant)
    ? 'Nothing more is prepared in Workiva.'
    : 'Its integration can no longer call Workiva, and it cannot be renewed.';
  const what = whatHappened(grant, suspension);
  return {
    text: `${what} ${effect}`,
    blocks: [
      section(`:octagonal_sign: ${what} ${effect}`),
      typed(suspension.reason),
      section(ownersWay(grant, suspension)),
    ],
  };
}

function ownersWay({ state }: Grant, { final }: Suspension): string {
  if (final || state !== 'suspended') return 'If it is still needed, request it anew with `/grant`, and say there why.';
  return 'Once the danger is over, ask an admin who does not own it to reinstate it. If others may know its secret, regenerate that in Workiva first.';
}
