import type { KnownBlock } from '@slack/types';
import type { AccessRequest, Grant } from '../../domain/records.ts';
import { requestStands } from '../../domain/state-words.ts';
import { IDS } from '../ids.ts';
import { section, typed } from './blocks.ts';
import type { FormWords } from './modals.ts';
import { code, day, person } from './text.ts';

/** Why a form opens filled in: its request is asked for again, or changed; or a grant that has expired is wanted again. */
export type FormNote = { kind: 'again' | 'edit'; request: AccessRequest } | { kind: 'expired'; grant: Grant };

/** What a form about a grant is called and carries: it is sent as itself, or as the edit of a request. */
export function grantFormWords(
  { id }: Grant,
  note: FormNote | undefined,
  own: { callback: string; title: string; submit: string },
): FormWords {
  if (note?.kind !== 'edit') return { ...own, carries: JSON.stringify({ grant: id }) };
  const { request } = note;
  return {
    callback: IDS.request.submitEdit,
    carries: JSON.stringify({ request: request.id }),
    title: `Edit ${request.id}`,
    submit: 'Save',
  };
}

/** What somebody has to know before they send a form that is filled in. */
export function formNote(note: FormNote): KnownBlock[] {
  if (note.kind === 'expired') return expiredNote(note.grant);
  return note.kind === 'edit' ? editNote(note.request) : againNote(note.request);
}

function expiredNote({ id, terms }: Grant): KnownBlock[] {
  const filled = `${id} expired on ${day(terms.expires)}. The form is filled in with what it was: change what has to change.`;
  const user = `Nothing of it is left, so this is a new grant with a new secret. Where its user ${code(terms.user.username)} was suspended with it, an admin is asked to activate it; where it was removed, it is made anew, so check its names and email.`;
  return [section(`${filled}\n${user}`)];
}

function editNote({ id, approvals }: AccessRequest): KnownBlock[] {
  const begins = `What you change in ${id} goes to the approvers from the start.`;
  if (approvals.length === 0) return [section(begins)];
  const by = approvals.map((approval) => person(approval.by)).join(', ');
  return [section(`:warning: ${begins} *Approvals given so far no longer count*: ${by}.`)];
}

function againNote(request: AccessRequest): KnownBlock[] {
  const { id, state, outcome, breakGlass } = request;
  const verdict = breakGlass?.verdict;
  const { by, reason } = verdict ?? (state === 'denied' ? outcome : undefined) ?? {};
  const filled = 'The form is filled in with what was asked: change what has to change.';
  if (reason === undefined)
    return [section(`${id} ${verdict ? 'was not approved after the fact' : requestStands(request)}. ${filled}`)];
  return [section(`${person(by ?? '')} denied ${id}, and gave this reason:`), typed(reason), section(filled)];
}
