/** Why something was not done: a stable code for programs, and one whole sentence for the person who asked. */
export type Refusal = { code: RefusalCode; sentence: string };

export type RefusalCode =
  | 'own_request'
  | 'not_an_approver'
  | 'already_approved'
  | 'terms_moved'
  | 'code_needed'
  | 'code_wrong'
  | 'code_used'
  | 'locked'
  | 'not_enrolled'
  | 'codes_off'
  | 'may_not_take_part'
  | 'not_less'
  | 'no_approver'
  | 'forbidden'
  | 'question_open'
  | 'no_question'
  | 'text_missing'
  | 'delegation_refused'
  | 'no_delegation'
  | 'already_decided'
  | 'not_yours'
  | 'not_an_admin'
  | 'terms_outdated'
  | 'too_many_open'
  | 'not_open'
  | 'not_live'
  | 'client_id_invalid'
  | 'reason_missing'
  | 'renewal_open'
  | 'change_open'
  | 'replacement_open'
  | 'own_grant'
  | 'review_open'
  | 'not_found';

/** Who may do it instead, as Slack shows people; the first few when they are many. */
export function nameThem(people: readonly string[], most = 8): string {
  if (people.length === 0) return 'nobody at present';
  const named = people.slice(0, most).map((person) => `<@${person}>`);
  return people.length > most ? `${named.join(', ')} and ${people.length - most} more` : named.join(', ');
}
