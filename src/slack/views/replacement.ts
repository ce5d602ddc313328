import type { Button, KnownBlock, ModalView } from '@slack/types';
import { expiryLimits } from '../../domain/check-terms.ts';
import { dateAfter } from '../../domain/expiry.ts';
import { isPaired } from '../../domain/pair.ts';
import { readPairMessage } from '../../domain/pair-ref.ts';
import type { AccessRequest, Grant } from '../../domain/records.ts';
import { grantStands } from '../../domain/state-words.ts';
import type { TermsForm } from '../../domain/terms.ts';
import type { Policy } from '../../policy/schema.ts';
import { IDS } from '../ids.ts';
import { actions, button, context, fields, header, type Message, section } from './blocks.ts';
import { type FormNote, formNote, grantFormWords } from './form-note.ts';
import { clientNameInput, reasonToKeepInput } from './grant-fields.ts';
import { dateInput, input, urgencyInput } from './inputs.ts';
import { formModal } from './modals.ts';
import { revokeButton } from './revocation.ts';
import { code, day, escapeText, moment, person } from './text.ts';

/** The button that opens the form to replace a grant, unless it is being replaced, changed or taken away already. */
export function replaceButtons(grant: Grant): Button[] {
  const { id, state, narrowing, change, revocation, replaces } = grant;
  const isBusy = isPaired(grant) || (narrowing ?? change ?? revocation ?? replaces) !== undefined;
  if (state !== 'active' || isBusy) return [];
  return [button(IDS.grant.replace, 'Replace', id, { label: `Replace ${id} by a second grant` })];
}

type ReplacementOptions = {
  /** What the form holds already. */
  typed: TermsForm;
  /** Why it is filled in. An edit is submitted as one. */
  note?: FormNote;
};

/** The form to ask for a second grant that takes the place of one. Who it acts as, and what it may do, stays the same. */
export function replacementForm(grant: Grant, policy: Policy, now: Date, options: ReplacementOptions): ModalView {
  const { typed, note } = options;
  const { id, terms } = grant;
  const { defaultLifetime, maxLifetime } = expiryLimits(policy);
  const wished = typed.expires !== undefined && typed.expires > dateAfter(now, 0) ? typed.expires : undefined;
  return formModal(
    grantFormWords(grant, note, {
      callback: IDS.grant.submitReplacement,
      title: `Replace ${grant.id}`,
      submit: 'Send request',
    }),
    [
      ...(note ? formNote(note) : []),
      section(
        `A second grant is made beside *${escapeText(terms.clientName)}*, with a secret of its own. Both work until you say that the integration runs on the new one; only then is ${id} revoked.`,
      ),
      ...keptBlocks(grant),
      clientNameInput(terms.clientName, typed.clientName),
      input('expires', 'Expires', dateInput(wished ?? dateAfter(now, defaultLifetime)), {
        hint: `At most ${day(dateAfter(now, maxLifetime))}. You are warned before, and can renew it.`,
      }),
      reasonToKeepInput(typed.purpose ?? terms.purpose),
      urgencyInput(typed.urgency),
    ],
  );
}

/** What the second grant has in common with the first. */
function keptBlocks({ terms }: Grant): KnownBlock[] {
  const addresses = terms.ipRestrictions.length === 0 ? 'None' : terms.ipRestrictions.map(code).join(', ');
  return [
    fields([
      ['Integration user', code(terms.user.username)],
      ['Workspace', escapeText(terms.workspace)],
      ['Roles', terms.roles.length === 0 ? 'None' : escapeText(terms.roles.join(', '))],
    ]),
    context(`Scopes: ${escapeText(terms.scopes.join(', '))}. They stay as they are.`),
    context(`IP Restrictions: ${addresses}. They stay as they are.`),
  ];
}

/** Says to those who decide on a request, or follow it, that the grant takes the place of another. */
export function replacesBlocks({ grant, replaces }: AccessRequest): KnownBlock[] {
  if (replaces === undefined) return [];
  return [
    section(
      `:arrows_counterclockwise: *${grant} is to take the place of ${replaces}*: the same integration user, workspace, scopes, roles and addresses as it had when this was asked. Both are there for 14 days at most, until its owner says that the integration runs on ${grant}; then ${replaces} is revoked.`,
    ),
  ];
}

/** How a grant and the one that takes its place stand to each other; nothing where there is no pair. */
export function pairWords(grant: Grant): string | undefined {
  if (isPaired(grant)) return `replaced by ${grant.replacedBy?.grant} until ${deadline(grant)}`;
  return grant.replaces === undefined ? undefined : `to take the place of ${grant.replaces}`;
}

const deadline = ({ replacedBy }: Grant): string => moment(replacedBy?.until ?? '');

/**
 * Shows the owner the pair side by side, and asks for the word that ends it. `detail` names which of such messages it is.
 * `replacement` is missing where nobody knows it any more.
 */
export function replacementMessage(grant: Grant, replacement: Grant | undefined, detail: string): Message {
  const { grant: name, mark, owner } = readPairMessage(detail);
  const title = `${grant.id} is replaced by ${name}`;
  if (!isPaired(grant) || grant.replacedBy?.grant !== name || !replacement) return overMessage(grant, name, title);
  if (owner !== grant.owner) {
    const text = `${grant.id} is ${person(grant.owner)}’s now, who says when its integration runs on ${name}.`;
    return { text, blocks: [section(text)] };
  }
  const asks = MARKS[mark](grant);
  return {
    text: `${title}. ${asks}`,
    blocks: [
      header(title),
      section(asks),
      sideBySide(grant, replacement),
      context(
        `Move the integration to the client ID and the secret of ${name}, see that it works, and say so here. To keep both for now, do nothing: nothing is revoked by itself.`,
      ),
      actions(runsOnNewButton(grant, name)),
    ],
  };
}

const MARKS = {
  start: (grant: Grant) =>
    `Both are live, as a pair, until ${deadline(grant)}. Does the integration run on the new one?`,
  half: (grant: Grant) =>
    `Half of their time as a pair is over: it ends ${deadline(grant)}. Does the integration run on the new one?`,
  day: (grant: Grant) =>
    `:alarm_clock: Their time as a pair ends ${deadline(grant)}. Does the integration run on the new one?`,
  deadline: (grant: Grant) =>
    `:warning: Their time as a pair ended ${deadline(grant)}, and both still work. Does the integration run on the new one? The admins are told that you have not said so.`,
};

function overMessage(grant: Grant, name: string, title: string): Message {
  const { id, state, revocation, replacedBy } = grant;
  const stays = `${name} does not take the place of ${id} after all. ${id} ${grantStands(grant)}, and stays as it is.`;
  const goes =
    state === 'active' || state === 'suspended'
      ? `${id} is being revoked (${revocation}). ${name} goes on.`
      : `${id} ${grantStands(grant)}. ${name} goes on.`;
  const text = replacedBy?.grant === name ? goes : stays;
  return { text, blocks: [header(title), section(text)] };
}

const sideBySide = (one: Grant, other: Grant) => fields([column('Old', one), column('New', other)]);

function column(label: string, grant: Grant): [string, string] {
  const { id, terms, clientId, collected } = grant;
  const lines = [
    escapeText(terms.clientName),
    `Client ID ${clientId === undefined ? 'unknown' : code(clientId)}`,
    `Expires ${day(terms.expires)}`,
    `It ${grantStands(grant)}.${collected ? '' : ' Its secret is not collected yet.'}`,
  ];
  return [`${label}: ${id}`, lines.join('\n')];
}

const runsOnNewButton = ({ id }: Grant, name: string): Button =>
  button(IDS.grant.runsOnNew, 'It runs on the new one', id, {
    style: 'primary',
    label: `The integration runs on ${name}; revoke ${id}`,
    confirm: {
      title: `Revoke ${id}?`,
      text: `The integration must run on ${name} already: what still uses ${id} stops working once an admin has deleted it, and nobody can bring it back.`,
      yes: `Revoke ${id}`,
    },
  });

/** Tells the admins that the time of a pair is over, and its owner has not said which one counts. */
export function replacementAdminMessage(grant: Grant, replacement: Grant | undefined, name: string): Message {
  const title = `${grant.id} is replaced by ${name}`;
  if (!isPaired(grant) || grant.replacedBy?.grant !== name || !replacement) return overMessage(grant, name, title);
  const text = `The time of ${grant.id} and ${name} as a pair ended ${deadline(grant)}, and ${person(grant.owner)} has not said that the integration runs on ${name}.`;
  return {
    text,
    blocks: [
      header(title),
      section(text),
      sideBySide(grant, replacement),
      context(
        `Both still work: an integration must not stop. Ask ${person(grant.owner)}, who can end the pair; *Revoke* ends it too, and ${grant.id} ends by itself on ${day(grant.terms.expires)}.`,
      ),
      actions(revokeButton(grant)),
    ],
  };
}
