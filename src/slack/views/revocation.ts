import type { Button, KnownBlock, ModalView } from '@slack/types';
import type { AccessRequest, Grant } from '../../domain/records.ts';
import { requestStands } from '../../domain/state-words.ts';
import { IDS } from '../ids.ts';
import { button, context, header, type Message, section, typed } from './blocks.ts';
import { reasonModal } from './modals.ts';
import { failureWords, stepBlocks } from './steps.ts';
import { both, clip, code, day, escapeText, moment, person } from './text.ts';

/** The most grants that a modal names one by one. */
const MOST_NAMED = 20;

/** The button that opens the modal to revoke a grant. */
export const revokeButton = ({ id }: Grant): Button =>
  button(IDS.revocation.ask, 'Revoke', id, { style: 'danger', label: `Revoke ${id}` });

/** Other grants in a list, one a line. */
export function grantLines(grants: readonly Grant[]): string {
  const lines = grants
    .slice(0, MOST_NAMED)
    .map(
      ({ id, terms, owner, state }) =>
        `• *${id}* · ${escapeText(clip(terms.clientName, 100))}, of ${person(owner)} (${state})`,
    );
  return [...lines, ...(grants.length > MOST_NAMED ? [`• …and ${grants.length - MOST_NAMED} more`] : [])].join('\n');
}

/** Says what is lost when a grant is revoked, and asks why it is not needed any more. */
export function revocationModal(grant: Grant, others: readonly Grant[], removesUser: boolean): ModalView {
  const { id, terms } = grant;
  const words = {
    title: `Revoke ${id}`,
    label: 'Why it is not needed any more',
    hint: 'Its owner, the admins and the auditors read this.',
    submit: 'Revoke',
  };
  const before = [section(lossWords(terms.clientName)), ...userBlocks(grant, others, removesUser)];
  return reasonModal(IDS.revocation.submit, id, words, before);
}

const lossWords = (clientName: string) =>
  `:warning: *${escapeText(clientName)}* cannot call Workiva any more once an admin has deleted it, and nobody can bring it back: whoever needs it again has to request a new grant, with a new secret. To stop it within seconds instead, close this and suspend it.`;

function userBlocks(
  { terms: { user, workspace } }: Grant,
  others: readonly Grant[],
  removesUser: boolean,
): KnownBlock[] {
  const name = code(user.username);
  if (others.length > 0) {
    const stays = `Its integration user ${name} *stays as it is*, with its roles, because it is needed by:`;
    return [section(`${stays}\n${grantLines(others)}`)];
  }
  const fate = removesUser ? 'is removed' : 'is suspended';
  return [
    section(
      `Its integration user ${name} loses its roles and its membership in ${escapeText(workspace)}, and *${fate}*: no other grant that Grantdesk knows acts as it.`,
    ),
  ];
}

/** Tells the owner that an admin revokes their grant, and why. */
export function revokedMessage(request: AccessRequest): Message {
  const { requester, grant, terms, reason = '', filedAt } = request;
  const what = `${person(requester)} revokes ${grant} (${escapeText(terms.clientName)}), ${moment(filedAt)}. Its integration loses its access to Workiva.`;
  return {
    text: what,
    blocks: [
      section(`:no_entry: ${what}`),
      typed(reason),
      section('If it is still needed, talk to them, or request a new grant with `/grant`.'),
    ],
  };
}

/** The card of who revokes a grant, or whose grant has ended: how far it is taken away, and what comes next. */
export function revocationCard(request: AccessRequest, grant: Grant | undefined): Message {
  const { id, terms, reason = '', filedAt } = request;
  const next = nextWords(request, grant);
  const stands = requestStands(request);
  return {
    text: `${id} (${titleOf(request, grant)}) ${stands}. ${next}`,
    blocks: [
      header(`${id} · ${titleOf(request, grant)}`),
      section(
        `*${escapeText(terms.clientName)}* in ${escapeText(terms.workspace)}, as ${code(terms.user.username)}, until ${day(terms.expires)}.`,
      ),
      typed(reason),
      section(`*It ${stands}.* ${next}`),
      ...stepBlocks(request),
      context(`Begun ${moment(filedAt)}. Taking away never waits for an approval.`),
    ],
  };
}

const hasStep = ({ provisioning }: AccessRequest, name: 'grant') =>
  provisioning?.steps.some((step) => step.name === name) === true;

function titleOf(request: AccessRequest, grant: Grant | undefined): string {
  const isCleanUp = grant?.state === 'expired' || !hasStep(request, 'grant');
  return `${isCleanUp ? 'Clean up after' : 'Revoke'} ${request.grant}`;
}

function nextWords(request: AccessRequest, grant: Grant | undefined): string {
  const why = failureWords(request);
  const stillWorks =
    grant?.state === 'active' && hasStep(request, 'grant')
      ? ` Until it is deleted its secret still works: \`/grant suspend ${grant.id}\` stops it at once.`
      : '';
  switch (request.state) {
    case 'awaiting_admin':
      return `A Workiva admin has been asked to do what only a person can do.${stillWorks}`;
    case 'failed':
      return `${why === undefined ? '' : `${why} `}The admins have been told, and can try again or do it by hand.${stillWorks}`;
    case 'fulfilled':
      return doneWords(request);
    default:
      return grant?.state === 'active'
        ? `An admin is about to be asked.${stillWorks}`
        : 'Grantdesk is cleaning up in Workiva.';
  }
}

function doneWords({ provisioning, grant }: AccessRequest): string {
  const kept = provisioning?.steps.some(({ note }) => note?.startsWith('Left as it is')) === true;
  const gone = [
    `${grant} is gone`,
    ...(kept ? ['its integration user stays, because others need it'] : ['nothing of it is left in Workiva']),
  ];
  return `${both(gone)}.`;
}
