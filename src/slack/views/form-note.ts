import type { KnownBlock } from '@slack/types';
import type { AccessRequest } from '../../domain/records.ts';
import { stateInWords } from '../../domain/request.ts';
import { section, typed } from './blocks.ts';
import { person } from './text.ts';

/** Why a form opens filled in: its request is asked for again, or changed. */
export type FormNote = { kind: 'again' | 'edit'; request: AccessRequest };

/** What somebody has to know before they send a form that is filled in. */
export function formNote({ kind, request }: FormNote): KnownBlock[] {
  return kind === 'edit' ? editNote(request) : againNote(request);
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
    return [section(`${id} ${verdict ? 'was not approved after the fact' : `is ${stateInWords(request)}`}. ${filled}`)];
  return [section(`${person(by ?? '')} denied ${id}, and gave this reason:`), typed(reason), section(filled)];
}
