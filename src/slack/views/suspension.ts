import type { KnownBlock } from '@slack/types';
import type { Grant, Suspension } from '../../domain/records.ts';
import type { Policy } from '../../policy/schema.ts';
import { IDS } from '../ids.ts';
import { whoMay } from './approval.ts';
import { actions, button, copyable, header, type Message, section, typed } from './blocks.ts';
import { code, escapeText, moment, person } from './text.ts';

/** Whether a grant was stopped before it was made. */
const wasNeverMade = ({ clientId }: Grant) => clientId === undefined;

/** Tells the admins that a grant is suspended, and what they have to do by hand where the API could not. */
export function suspensionMessage(grant: Grant, run: number, policy: Policy, workivaUrl: string): Message {
  const { id, terms, suspension } = grant;
  const title = `${id} · ${wasNeverMade(grant) ? 'stopped' : 'suspended'}`;
  if (suspension?.run !== run) {
    const text = `${id} was suspended, and is ${grant.state} now. There is nothing to do here.`;
    return { text, blocks: [header(title), section(text)] };
  }
  const what = whatHappened(grant, suspension);
  return {
    text: `${what} ${standingInWorkiva(grant)}`,
    blocks: [
      header(title),
      section(`:octagonal_sign: ${what} Its owner is ${person(grant.owner)}.`),
      typed(suspension.reason),
      section(standingInWorkiva(grant)),
      ...(isByHand(suspension) ? byHand(grant, suspension, policy, workivaUrl) : []),
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

function whatHappened(grant: Grant, { by, at }: Suspension): string {
  const what = wasNeverMade(grant) ? 'was stopped before it was made' : 'is suspended';
  return `${grant.id} (${escapeText(grant.terms.clientName)}) ${what}, by ${person(by)}, ${moment(at)}.`;
}

const isByHand = ({ trouble, enforced }: Suspension) => trouble !== undefined && enforced === undefined;

/** Whether Workiva refuses the integration user of a suspended grant already, for people. */
export function standingInWorkiva({ terms: { user }, suspension }: Grant): string {
  const { enforced } = suspension ?? {};
  const name = code(user.username);
  if (enforced?.noUser) return `No integration user had been made for it, so nothing can act.`;
  if (enforced) {
    return `:white_check_mark: Workiva refuses its integration user ${name} since ${moment(enforced.at)}; suspended by ${person(enforced.by)}.`;
  }
  if (suspension && isByHand(suspension)) {
    return `:warning: *Workiva does not refuse its integration user ${name} yet*: an admin has to suspend it by hand.`;
  }
  return `:hourglass_flowing_sand: Its integration user ${name} is being suspended in Workiva.`;
}

function byHand({ id, terms }: Grant, { trouble = '' }: Suspension, policy: Policy, workivaUrl: string): KnownBlock[] {
  return [
    section(
      `${escapeText(trouble)} ${whoMay(policy.admins, policy)}: please do it now.\nIn Workiva: *Organization Admin* → *People* → the user → *Suspend*\n<${workivaUrl}|Open Workiva>`,
    ),
    copyable('Workiva Username', terms.user.username),
    section('Then press *Done*.'),
    actions(
      button(IDS.suspension.finish, 'Done', id, { style: 'primary', label: `Done: the user of ${id} is suspended` }),
    ),
  ];
}

/** Tells the owner that their grant no longer works, and why. */
export function suspendedMessage(grant: Grant, run: number): Message {
  const { id, state, suspension } = grant;
  if (suspension?.run !== run) {
    const text = `${id} was suspended, and is ${state} now.`;
    return { text, blocks: [section(text)] };
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
      section('If it is still needed, request it anew with `/grant`, and say there why.'),
    ],
  };
}
