import type { ViewStateValue } from '@slack/bolt';
import type { Field, TermsForm } from '../domain/terms.ts';

/** What a view holds, by block id and action id, as Slack sends it. */
export type ViewValues = Record<string, Record<string, ViewStateValue>>;

/** The text, date, person or chosen option of one input, whichever kind of element it is. */
export function inputValue(values: ViewValues, block: string): string | undefined {
  const element = Object.values(values[block] ?? {})[0];
  return (
    element?.value ?? element?.selected_date ?? element?.selected_user ?? element?.selected_option?.value ?? undefined
  );
}

/** Every option that is chosen in one input. */
export function chosen(values: ViewValues, block: string): string[] {
  const element = Object.values(values[block] ?? {})[0];
  return (element?.selected_options ?? []).flatMap((option) => option.value ?? []);
}

/** Reads the request form and the renewal form: their block ids are the fields' names. */
export function readTermsForm(values: ViewValues): TermsForm {
  const text = (field: Field) => inputValue(values, field);
  const kind = text('userKind');
  return {
    clientName: text('clientName'),
    workspace: text('workspace'),
    userKind: kind === 'new' || kind === 'existing' ? kind : undefined,
    username: text('username'),
    givenName: text('givenName'),
    familyName: text('familyName'),
    email: text('email'),
    expires: text('expires'),
    scopes: chosen(values, 'scopes'),
    ipRestrictions: text('ipRestrictions'),
    roles: chosen(values, 'roles'),
    purpose: text('purpose'),
    tasks: chosen(values, 'tasks'),
    moreWhy: text('moreWhy'),
    owner: text('owner'),
    urgency: text('urgency'),
  };
}
