import type { ModalView } from '@slack/types';
import { expiryLimits } from '../../domain/check-terms.ts';
import { dateAfter, proposedRenewal } from '../../domain/expiry.ts';
import type { Grant } from '../../domain/records.ts';
import type { TermsForm } from '../../domain/terms.ts';
import type { Policy } from '../../policy/schema.ts';
import { IDS } from '../ids.ts';
import { context, section } from './blocks.ts';
import { type FormNote, formNote, grantFormWords } from './form-note.ts';
import { reasonToKeepInput } from './grant-fields.ts';
import { dateInput, input, urgencyInput } from './inputs.ts';
import { formModal } from './modals.ts';
import { code, day, escapeText } from './text.ts';

type RenewalOptions = {
  /** What the form holds already. */
  typed?: TermsForm;
  /** Why it is filled in. An edit is submitted as one. */
  note?: FormNote;
};

/** The form to renew a grant, filled in. Everything but the date and the reason stays as it is. */
export function renewalForm(grant: Grant, policy: Policy, now: Date, options: RenewalOptions = {}): ModalView {
  const { typed = {}, note } = options;
  const limits = expiryLimits(policy);
  const { terms } = grant;
  const wished = typed.expires !== undefined && typed.expires > terms.expires ? typed.expires : undefined;
  return formModal(
    grantFormWords(grant, note, {
      callback: IDS.grant.submitRenewal,
      title: `Renew ${grant.id}`,
      submit: 'Send request',
    }),
    [
      ...(note ? formNote(note) : []),
      section(
        `*${escapeText(terms.clientName)}* in ${escapeText(terms.workspace)}, as ${code(terms.user.username)}, now expires on *${day(terms.expires)}*.`,
      ),
      context(`Scopes: ${escapeText(terms.scopes.join(', '))}. They stay as they are, and so does the secret.`),
      input('expires', 'New Expires date', dateInput(wished ?? proposedRenewal(now, terms.expires, limits)), {
        hint: `Later than ${day(terms.expires)}, at most ${day(dateAfter(now, limits.maxLifetime))}.`,
      }),
      reasonToKeepInput(typed.purpose ?? terms.purpose),
      urgencyInput(typed.urgency),
    ],
  );
}
