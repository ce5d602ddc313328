import type { Datepicker, InputBlock, MultiStaticSelect, PlainTextInput, PlainTextOption } from '@slack/types';
import { type Field, LIMITS } from '../../domain/terms.ts';
import { plain } from './blocks.ts';

/** Something to choose. Its text is its value. */
export const option = (text: string, description?: string): PlainTextOption => ({
  text: plain(text),
  value: text,
  ...(description === undefined ? {} : { description: plain(description) }),
});

type InputOptions = { hint?: string; optional?: boolean; dispatch?: boolean };

/** One field of a form. Its block id is its name, so that a fault finds its place. */
export function input(
  name: string,
  label: string,
  element: InputBlock['element'],
  options: InputOptions = {},
): InputBlock {
  const { hint, optional = false, dispatch = false } = options;
  return {
    type: 'input',
    block_id: name,
    label: plain(label),
    element,
    optional,
    dispatch_action: dispatch,
    ...(hint === undefined ? {} : { hint: plain(hint) }),
  };
}

/** A field for text. What stands in it already is never too long for it. */
export function textInput(
  name: string,
  placeholder: string,
  maxLength: number,
  extra: { multiline?: boolean; initial?: string | undefined } = {},
): PlainTextInput {
  const { multiline = false, initial = '' } = extra;
  return {
    type: 'plain_text_input',
    action_id: `grantdesk.${name.toLowerCase()}.enter`,
    placeholder: plain(placeholder),
    max_length: Math.max(maxLength, initial.length),
    multiline,
    ...(initial === '' ? {} : { initial_value: initial }),
  };
}

/** A field for the day on which a grant ends. */
export const dateInput = (initial: string): Datepicker => ({
  type: 'datepicker',
  action_id: 'grantdesk.expires.choose',
  initial_date: initial,
});

/**
 * A field for some of several options; of those that stand in it already, only what is offered is kept. Slack fills an
 * open field in anew only where its action id is another: `round` ends the id.
 */
export function severalInput(
  name: string,
  placeholder: string,
  options: PlainTextOption[],
  chosen: readonly string[] = [],
  round = '',
): MultiStaticSelect {
  const initial = options.filter(({ value }) => value !== undefined && chosen.includes(value));
  return {
    type: 'multi_static_select',
    action_id: `grantdesk.${name.toLowerCase()}.choose${round}`,
    placeholder: plain(placeholder),
    options,
    ...(initial.length === 0 ? {} : { initial_options: initial }),
  };
}

/** The field in which somebody says why their request cannot wait. */
export const urgencyInput = (initial?: string): InputBlock =>
  input(
    'urgency' satisfies Field,
    'Urgent? Say why',
    textInput('urgency', 'What happens if it has to wait', LIMITS.urgency, { multiline: true, initial }),
    {
      optional: true,
      hint: 'Approvers see it first, and are then reminded at night too. Leave it empty if it can wait.',
    },
  );

/** The field for a code of the authenticator app of whoever approves. */
export const codeInput = (person: string): InputBlock =>
  input('code', 'Code of your authenticator app', textInput('code', '123456', 12), {
    hint: `Six digits. Not enrolled yet? Enrol once, with the operator of Grantdesk: npx grantdesk approver enrol ${person}`,
  });
