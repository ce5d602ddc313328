import type { Button, KnownBlock } from '@slack/types';
import type { AccessRequest } from '../../domain/records.ts';
import { requestValue } from '../../domain/request-ref.ts';
import { cameToNothing } from '../../domain/request-states.ts';
import { requestStands } from '../../domain/state-words.ts';
import type { Policy } from '../../policy/schema.ts';
import { IDS } from '../ids.ts';
import { actions, button, header, type Message, section } from './blocks.ts';
import { termsBlocks } from './terms.ts';
import { escapeText, person } from './text.ts';

/** The direct message that asks somebody whether they will own the grant that another requests. */
export function ownerMessage(request: AccessRequest, asked: string, revision: number, policy: Policy): Message {
  const who = `${person(request.requester)} requests a Workiva API grant that is to be yours`;
  return {
    text: `${request.id}, ${escapeText(request.terms.clientName)}: ${who}.`,
    blocks: [
      header(`${request.id} · ${request.terms.clientName}`),
      section(
        `${who}: you would collect its secret, be warned before it expires, and answer for what is done with it. Nobody is asked to approve it before you accept.`,
      ),
      ...termsBlocks(request, policy),
      ...answerBlocks(request, asked, revision),
    ],
  };
}

function answerBlocks(request: AccessRequest, asked: string, revision: number): KnownBlock[] {
  const { id, state, owner, outcome } = request;
  if (owner !== asked) return [section(`Somebody else is to own it by now: ${person(owner)}. There is nothing to do.`)];
  if (revision !== request.revision) return [section('It was changed since: the newer message below asks you.')];
  if (state === 'awaiting_owner') return [actions(...ownerButtons(request))];
  if (outcome?.by === asked)
    return [section(`*You declined*, so ${id} has ended. ${person(request.requester)} is told.`)];
  return [section(`${cameToNothing(request) ? '' : '*You accepted.* '}It ${requestStands(request)}.`)];
}

/** How somebody answers whether they will own a grant. */
export function ownerButtons(request: AccessRequest): Button[] {
  const { id } = request;
  const value = requestValue(request);
  return [
    button(IDS.owner.accept, 'Accept', value, { style: 'primary', label: `Accept to own the grant of ${id}` }),
    button(IDS.owner.decline, 'Decline', value, {
      label: `Decline to own the grant of ${id}`,
      confirm: {
        title: 'Decline to own it?',
        text: 'The request ends. Its requester can ask again and name somebody else.',
        yes: 'Decline',
      },
    }),
  ];
}
