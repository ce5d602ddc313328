import type { KnownBlock, ModalView } from '@slack/types';
import type { Grant } from '../../domain/records.ts';
import { readSecretReminder, type SecretReminder } from '../../domain/secret-due.ts';
import { grantStands, grantStandsNow } from '../../domain/state-words.ts';
import type { Policy } from '../../policy/schema.ts';
import { IDS } from '../ids.ts';
import { whoMay } from './approval.ts';
import { actions, button, copyable, header, type Message, plain, section, typed } from './blocks.ts';
import { input, textInput } from './inputs.ts';
import { formModal } from './modals.ts';
import { grantLines, revokeButton } from './revocation.ts';
import { suspendButton } from './stop-modals.ts';
import { code, day, escapeText, moment, person } from './text.ts';

/** How a secret is replaced, in words that hold whatever became of the earlier one. */
export function regenerateWords({ id, terms }: Grant): string {
  return [
    `*How to get a new secret for ${id}*`,
    `1. Sign in to Workiva as ${code(terms.user.username)}.`,
    '2. Open your profile → *Security*, and find the grant by its client ID.',
    '3. Open its *Actions* and press *Regenerate*. Workiva shows the new secret this once.',
    '4. Put it straight into your secret manager, and let your integration use it.',
    'From then on every earlier secret is invalid. Nobody else can see it: neither the admins nor Grantdesk.',
  ].join('\n');
}

/** The two things that can have become of a secret, as buttons. */
export const secretButtons = ({ id }: Grant) => [
  button(IDS.grant.lostSecret, 'I lost the secret', id, { label: `I lost the secret of ${id}` }),
  button(IDS.grant.leakedSecret, 'It may have leaked', id, { label: `It may have leaked: the secret of ${id}` }),
];

/** The answer to `/grant secret`. */
export function secretChoice(grant: Grant): Message {
  const text = `The secret of ${grant.id} (${escapeText(grant.terms.clientName)}): what is wrong with it?`;
  return { text, blocks: [section(text), actions(...secretButtons(grant))] };
}

/** Asks where a secret may have leaked, and whether the grant is to be stopped; `others` would stop with it. */
export function leakModal(grant: Grant, others: readonly Grant[]): ModalView {
  const { id } = grant;
  return formModal(
    {
      callback: IDS.grant.submitLeak,
      carries: JSON.stringify({ grant: id }),
      title: 'It may have leaked',
      submit: 'Tell the admins',
    },
    [
      section(
        `The admins are told at once. Then regenerate the secret of ${id}; if it is being misused, have the integration stopped first.`,
      ),
      input(
        'where',
        'Where it may have leaked',
        textInput('where', 'For example: in a log of the nightly export', 1_000, { multiline: true }),
        { hint: 'Who could have seen it, and since when. Never the secret itself.' },
      ),
      ...(grant.state === 'active' ? stopInput(grant, others) : []),
    ],
  );
}

/** What is carried by the box that stops the grant. */
export const STOP_TOO = 'suspend';

function stopInput({ terms }: Grant, others: readonly Grant[]): KnownBlock[] {
  const too = `*If you suspend it, these stop too*, because they act as ${code(terms.user.username)} as well:\n${grantLines(others)}`;
  const box = { text: plain('Suspend it within seconds'), value: STOP_TOO };
  return [
    ...(others.length === 0 ? [] : [section(too)]),
    input(
      'stop',
      'Is it being misused?',
      { type: 'checkboxes', action_id: 'grantdesk.stop.choose', options: [box] },
      {
        optional: true,
        hint: 'Its integration stops. An admin who does not own it can let it work again.',
      },
    ),
  ];
}

/** What whoever has said that a secret may have leaked does next. */
export function afterLeak(grant: Grant): string {
  const stop =
    grant.state === 'active'
      ? `If it is being misused, stop the integration at once with \`/grant suspend ${grant.id}\`.\n\n`
      : `${grant.id} ${grantStands(grant)}.\n\n`;
  return `The admins have been told. ${stop}${regenerateWords(grant)}`;
}

/** Tells the admins that a secret may have leaked, where, and what to do. */
export function leakedMessage(grant: Grant, number: number, policy: Policy): Message {
  const { id, owner, terms, clientId = '' } = grant;
  const { by = '', at = '', where = '' } = grant.leaks[number] ?? {};
  const title = `${id} · the secret may have leaked`;
  const what = `${person(by)} says that the secret of ${id} (${escapeText(terms.clientName)}) may have leaked`;
  return {
    text: `${what}.`,
    blocks: [
      header(title),
      section(`:rotating_light: ${what}${at === '' ? '' : `, ${moment(at)}`}:`),
      typed(where),
      section(
        `Its owner, ${person(owner)}, regenerates it. ${whoMay(policy.admins, policy)}: look in Workiva’s activity log for what ${code(terms.user.username)} has done since.`,
      ),
      copyable('Client ID', clientId),
      ...stopBlocks(grant),
    ],
  };
}

function stopBlocks(grant: Grant): KnownBlock[] {
  if (grant.state !== 'active') return [section(`It ${grantStandsNow(grant)}.`)];
  return [section('If it is being misused, stop the integration at once.'), actions(suspendButton(grant))];
}

/** Reminds an owner of what is to be done about a secret. `reminder` names which reminder it is. */
export function secretMessage(grant: Grant, reminder: string): Message {
  const { kind, owner } = readSecretReminder(reminder);
  const title = `${grant.id} · ${grant.terms.clientName}`;
  const blocks =
    owner === grant.owner ? BLOCKS[kind](grant, reminder) : [section(`It is ${person(grant.owner)}’s now.`)];
  return { text: `${escapeText(title)}: ${TEXTS[kind]}`, blocks: [header(title), ...blocks] };
}

const TEXTS: Record<SecretReminder, string> = {
  collect: 'its secret is not collected yet.',
  needed: 'its secret is still not collected. Is the grant needed at all?',
  rotate: 'it is time to regenerate its secret.',
};

const BLOCKS: Record<SecretReminder, (grant: Grant, reminder: string) => KnownBlock[]> = {
  collect: collectBlocks,
  needed: neededBlocks,
  rotate: rotateBlocks,
};

function settled(grant: Grant): KnownBlock[] | undefined {
  const { state, collected } = grant;
  if (collected) return [section(`:white_check_mark: Its secret is collected, ${moment(collected.at)}.`)];
  return state === 'active' ? undefined : [section(`It ${grantStandsNow(grant)}. There is nothing to do.`)];
}

const collectedButton = ({ id }: Grant) =>
  button(IDS.grant.collect, 'Collected', id, { style: 'primary', label: `Collected: the secret of ${id}` });

/** From when on a reminder counts, by its name. */
const sinceOf = (reminder: string): string => moment(new Date(Number(reminder.split('.')[1])).toISOString());

function collectBlocks(grant: Grant, reminder: string): KnownBlock[] {
  const words = `Its secret is not collected yet, though you were told how ${sinceOf(reminder)}, so no integration can use it. How to collect it is in the message that announced the grant. Press *Collected* once you have it.`;
  return settled(grant) ?? [section(words), actions(collectedButton(grant))];
}

function neededBlocks(grant: Grant, reminder: string): KnownBlock[] {
  const words = `Its secret is still not collected, though you were told how ${sinceOf(reminder)}. *Is it needed at all?* If it is, collect the secret and press *Collected*. If not, revoke it: it would stay open until ${day(grant.terms.expires)}.`;
  return settled(grant) ?? [section(words), actions(collectedButton(grant), revokeButton(grant))];
}

function rotateBlocks(grant: Grant, reminder: string): KnownBlock[] {
  const since = Number(reminder.split('.')[1]);
  const { id, state, rotated } = grant;
  if (rotated && Date.parse(rotated.at) > since) {
    return [section(`:white_check_mark: Its secret was regenerated, ${moment(rotated.at)}.`)];
  }
  if (state !== 'active') return [section(`It ${grantStandsNow(grant)}. There is nothing to do.`)];
  return [
    section(
      `Its secret is the same since ${sinceOf(reminder)}, and the policy asks for a new secret from time to time, so that an old one is of no use to anybody.`,
    ),
    section(regenerateWords(grant)),
    section('Press *Done* once your integration runs on the new one.'),
    actions(
      button(IDS.grant.rotated, 'Done', id, { style: 'primary', label: `Done: the secret of ${id} is regenerated` }),
    ),
  ];
}
