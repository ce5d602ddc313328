import type { ModalView } from '@slack/types';
import { inWords } from '../../domain/duration.ts';
import { LIMITS, type TermsForm } from '../../domain/terms.ts';
import type { Policy } from '../../policy/schema.ts';
import { IDS } from '../ids.ts';
import { section } from './blocks.ts';
import { type FormNote, formNote } from './form-note.ts';
import { howLong, ownerInput, purposeInput, user, userKindInput, where } from './grant-fields.ts';
import { input, textInput, urgencyInput } from './inputs.ts';
import { formModal } from './modals.ts';
import { type Rounds, scopesAndRoles, tasksInput } from './scope-fields.ts';

type FormOptions = {
  /** Who asks: the owner, unless they choose somebody else. */
  requester?: string;
  /** What the form holds already. It decides which fields are shown, and what the client name is suggested as. */
  typed?: TermsForm;
  /** Why it is filled in. An edit is submitted as one. */
  note?: FormNote;
  rounds?: Rounds;
};

/** The form to request a grant. It needs nothing that has to be waited for. */
export function requestForm(policy: Policy, now: Date, options: FormOptions = {}): ModalView {
  const { requester, typed = {}, note, rounds } = options;
  const isEdit = note?.kind === 'edit';
  return formModal(
    {
      callback: isEdit ? IDS.request.submitEdit : IDS.request.submit,
      carries: note && JSON.stringify(aboutOf(note)),
      title: isEdit ? `Edit ${note.request.id}` : 'Request a grant',
      submit: isEdit ? 'Save' : 'Send request',
    },
    [
      ...(note ? formNote(note) : [section(INTRODUCTION)]),
      ...tasksInput(policy, typed),
      ...where(policy, typed),
      userKindInput(typed),
      ...user(typed),
      ...scopesAndRoles(policy, typed, rounds),
      ...howLong(policy, now, typed, policy.limits.max_lifetime),
      purposeInput(typed),
      ownerInput(typed.owner ?? requester),
      urgencyInput(typed.urgency),
    ],
  );
}

const aboutOf = (note: FormNote) => (note.kind === 'expired' ? { grant: note.grant.id } : { request: note.request.id });

const INTRODUCTION =
  'Grantdesk asks the approvers, prepares everything in Workiva, and tells you how to collect the secret.';

/**
 * The form to start a short-lived request without waiting for its approval. Its integration user is always a new one, so
 * that it can be stopped alone, and its owner is whoever sends it.
 */
export function breakGlassForm(policy: Policy, now: Date, typed: TermsForm = {}, rounds: Rounds = {}): ModalView {
  const most = policy.break_glass?.lifetime_up_to ?? policy.limits.default_lifetime;
  const emergency = textInput('urgency', 'What is broken, and what this access is needed for', LIMITS.urgency, {
    multiline: true,
    initial: typed.urgency,
  });
  return formModal({ callback: IDS.request.submitBreakGlass, title: 'Break glass', submit: 'Start it now' }, [
    section(
      `:rotating_light: *This does not wait for approval.* The admins and the auditors are told at once. Somebody has to approve it within 24 hours after the fact, or the grant is suspended. It lives ${inWords(most)} at most, and gets an integration user of its own. What the policy approves by itself waits for nobody in any case, so it is filed as an ordinary request.`,
    ),
    input('urgency', 'What is the emergency', emergency, { hint: 'It is announced as you write it.' }),
    ...tasksInput(policy, typed),
    ...where(policy, typed),
    ...user({ ...typed, userKind: 'new' }),
    ...scopesAndRoles(policy, typed, rounds),
    ...howLong(policy, now, typed, most),
    purposeInput(typed),
  ]);
}
