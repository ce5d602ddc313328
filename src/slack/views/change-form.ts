import type { KnownBlock, ModalView } from '@slack/types';
import type { AccessRequest, Grant } from '../../domain/records.ts';
import { formOf, type Terms, type TermsForm } from '../../domain/terms.ts';
import type { Policy } from '../../policy/schema.ts';
import { IDS } from '../ids.ts';
import type { FiledChange, FiledPart } from '../use-cases/change.ts';
import { context, section } from './blocks.ts';
import { differenceLine } from './change.ts';
import { formNote, grantFormWords } from './form-note.ts';
import { clientNameInput, howLong, purposeInput, user, userKindInput } from './grant-fields.ts';
import { urgencyInput } from './inputs.ts';
import { formModal } from './modals.ts';
import { type Rounds, scopesAndRoles, tasksInput } from './scope-fields.ts';
import { code, day, escapeText } from './text.ts';

type ChangeOptions = {
  /** What the form holds already. */
  typed?: TermsForm;
  /** Why it is filled in with something else than the grant. An edit is submitted as one. */
  note?: { kind: 'edit' | 'again'; request: AccessRequest };
  rounds?: Rounds;
};

/** The form to change a grant, filled in with what it is. Its workspace stays, and so does the name in an edit. */
export function changeForm(grant: Grant, policy: Policy, now: Date, options: ChangeOptions = {}): ModalView {
  const { note, rounds } = options;
  const isEdit = note?.kind === 'edit';
  const { terms } = grant;
  const { typed = { ...formOf(terms), userKind: 'existing', moreWhy: undefined } } = options;
  return formModal(
    grantFormWords(grant, note, { callback: IDS.grant.submitChange, title: `Change ${grant.id}`, submit: 'Change' }),
    [
      ...(note ? formNote(note) : []),
      section(
        `*${escapeText(terms.clientName)}* in ${escapeText(terms.workspace)}, as ${code(terms.user.username)}, until *${day(terms.expires)}*.`,
      ),
      context(isEdit ? EDIT_HOW : HOW),
      context(WORKSPACE),
      ...(isEdit ? [] : [clientNameInput(terms.clientName, typed.clientName)]),
      userKindInput(typed),
      ...user(typed),
      ...usernameWarning(terms),
      ...tasksInput(policy, typed, false),
      ...scopesAndRoles(policy, typed, rounds, terms.scopes),
      ...howLong(policy, now, typed, policy.limits.max_lifetime),
      purposeInput(typed),
      urgencyInput(typed.urgency),
    ],
  );
}

const HOW = 'What you take away is done at once. What you add goes to the approvers, like a new request.';
const EDIT_HOW =
  'All of it goes to the approvers. To take something away at once, withdraw this and change the grant anew.';
const WORKSPACE =
  'A grant’s workspace cannot be changed in Workiva. For another workspace, request a new grant with `/grant`, and let this one end once nothing uses it.';

const usernameWarning = ({ user: { username } }: Terms): KnownBlock[] => [
  context(
    `:warning: With another Workiva Username than ${code(username)}, *the secret becomes invalid*: you have to collect a new one, signed in as the new user.`,
  ),
];

/** What is said once a change is filed: what is done at once, and what waits for whom. */
export function changeWords({ grant, parts }: Extract<FiledChange, { ok: true }>): string {
  if (parts.length === 0) return `Why ${grant} is needed is noted anew. Nobody has to do anything.`;
  return parts.map(partWords).join('\n\n');
}

function partWords({ id, changes, waits }: FiledPart): string {
  const what = changes.map((change) => `• ${differenceLine(change)}`).join('\n');
  return waits
    ? `*Waits for approval* (${id}). You are told how it goes.\n${what}`
    : `*Done at once* (${id}): nobody has to approve it. You are told when it is done in Workiva.\n${what}`;
}
