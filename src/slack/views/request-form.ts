import type { InputBlock, KnownBlock, ModalView, PlainTextOption, RadioButtons } from '@slack/types';
import { dateAfter, proposedRenewal } from '../../domain/expiry.ts';
import type { Grant } from '../../domain/records.ts';
import { scopesOf } from '../../domain/scopes.ts';
import { expiryLimits, type Field, LIMITS, type TermsForm } from '../../domain/terms.ts';
import type { Policy } from '../../policy/schema.ts';
import { IDS } from '../ids.ts';
import { context, plain, section } from './blocks.ts';
import { code, day, escapeText } from './text.ts';

const option = (text: string, description?: string): PlainTextOption => ({
  text: plain(text),
  value: text,
  ...(description === undefined ? {} : { description: plain(description) }),
});

type InputOptions = { hint?: string; optional?: boolean; dispatch?: boolean };

/** One field of the form. Its block id is the field's name, so that a fault finds its place. */
function input(field: Field, label: string, element: InputBlock['element'], options: InputOptions = {}): InputBlock {
  const { hint, optional = false, dispatch = false } = options;
  return {
    type: 'input',
    block_id: field,
    label: plain(label),
    element,
    optional,
    dispatch_action: dispatch,
    ...(hint === undefined ? {} : { hint: plain(hint) }),
  };
}

function textInput(
  field: Field,
  placeholder: string,
  maxLength: number,
  extra: { multiline?: boolean; initial?: string } = {},
) {
  return {
    type: 'plain_text_input' as const,
    action_id: `grantdesk.${field.toLowerCase()}.enter`,
    placeholder: plain(placeholder),
    max_length: maxLength,
    multiline: extra.multiline ?? false,
    ...(extra.initial === undefined ? {} : { initial_value: extra.initial }),
  };
}

const USER_KINDS = [
  {
    text: plain('Create a new one'),
    value: 'new',
    description: plain('Workiva advises one user for each integration'),
  },
  { text: plain('Use an existing integration user'), value: 'existing' },
] as const;

/**
 * The form to request a grant. It needs nothing that has to be waited for. `typed` is what the form holds already: it
 * decides which fields are shown and what the client name is suggested as.
 */
export function requestForm(
  policy: Policy,
  now: Date,
  typed: Pick<TermsForm, 'workspace' | 'userKind'> = {},
): ModalView {
  return {
    type: 'modal',
    callback_id: IDS.request.submit,
    title: plain('Request a grant'),
    submit: plain('Send request'),
    close: plain('Cancel'),
    blocks: [
      section('Grantdesk asks the approvers, prepares everything in Workiva, and tells you how to collect the secret.'),
      ...whereAndWho(policy, typed),
      ...whatAndHowLong(policy, now),
      input(
        'purpose',
        'Why it is needed',
        textInput('purpose', 'What the integration does, and what needs it', LIMITS.purpose, { multiline: true }),
        {
          hint: 'Approvers read this. Never put a password or secret here.',
        },
      ),
    ],
  };
}

function whereAndWho(
  policy: Policy,
  { workspace, userKind = 'new' }: Pick<TermsForm, 'workspace' | 'userKind'>,
): KnownBlock[] {
  const example = `${workspace ?? policy.workspaces[0]} | nightly export`;
  const kind: RadioButtons = {
    type: 'radio_buttons',
    action_id: IDS.form.userKind,
    options: [...USER_KINDS],
    initial_option: USER_KINDS[0],
  };
  return [
    input(
      'workspace',
      'Workspace',
      {
        type: 'static_select',
        action_id: IDS.form.workspace,
        placeholder: plain('Choose a workspace'),
        options: policy.workspaces.map((name) => option(name)),
      },
      { dispatch: true },
    ),
    input('clientName', 'Client Name', textInput('clientName', example, LIMITS.clientName), {
      hint: `Workspace | purpose, such as “${example}”. No other live grant may have it.`,
    }),
    input('userKind', 'Integration user', kind, { dispatch: true }),
    input('username', 'Workiva Username', textInput('username', 'nightly-export', LIMITS.username), {
      hint: 'No spaces, no capitals. The grant acts as this user, with its permissions.',
    }),
    ...(userKind === 'new' ? newUser() : []),
  ];
}

function newUser(): KnownBlock[] {
  return [
    input('givenName', 'Given name', textInput('givenName', 'Nightly', LIMITS.name)),
    input('familyName', 'Family name', textInput('familyName', 'Export', LIMITS.name)),
    input(
      'email',
      'Email',
      {
        type: 'email_text_input',
        action_id: 'grantdesk.email.enter',
        placeholder: plain('you+nightly-export@example.com'),
      },
      {
        hint: 'You must be able to read it: Workiva sends the activation there, and you sign in as this user for the secret.',
      },
    ),
  ];
}

function whatAndHowLong(policy: Policy, now: Date): KnownBlock[] {
  const { default_lifetime, max_lifetime, require_ip_restrictions_for: demanded } = policy.limits;
  const scopes = scopesOf(policy.scopes).map(({ name, risk }) =>
    option(name, risk === 'high' ? 'High risk' : undefined),
  );
  return [
    input(
      'scopes',
      'Scopes',
      {
        type: 'multi_static_select',
        action_id: 'grantdesk.scopes.choose',
        placeholder: plain('Choose as few as will do'),
        options: scopes,
      },
      { hint: 'Write does not include Read: to read back what was written, choose both.' },
    ),
    input(
      'roles',
      'Roles in the workspace',
      {
        type: 'multi_static_select',
        action_id: 'grantdesk.roles.choose',
        placeholder: plain('Choose roles'),
        options: policy.workspace_roles.map((role) => option(role)),
      },
      { optional: true, hint: 'What the integration user may do there. Editing documents needs Creator.' },
    ),
    input(
      'expires',
      'Expires',
      {
        type: 'datepicker',
        action_id: 'grantdesk.expires.choose',
        initial_date: dateAfter(now, default_lifetime),
      },
      { hint: `At most ${day(dateAfter(now, max_lifetime))}. You are warned before, and can renew it.` },
    ),
    input(
      'ipRestrictions',
      'IP Restrictions',
      textInput('ipRestrictions', '203.0.113.7, 198.51.100.0/24', LIMITS.ipRestrictions),
      {
        optional: true,
        hint:
          demanded.length === 0
            ? 'Addresses that the integration calls from, separated by commas: IPv4, IPv6 or CIDR.'
            : `Addresses that the integration calls from, separated by commas. The policy needs them for scopes that ${demanded.join(' or ')}.`,
      },
    ),
  ];
}

/** The form to renew a grant, filled in. Everything but the date and the reason stays as it is. */
export function renewalForm(grant: Grant, policy: Policy, now: Date): ModalView {
  const limits = expiryLimits(policy);
  const { terms } = grant;
  return {
    type: 'modal',
    callback_id: IDS.grant.submitRenewal,
    private_metadata: JSON.stringify({ grant: grant.id }),
    title: plain(`Renew ${grant.id}`),
    submit: plain('Send request'),
    close: plain('Cancel'),
    blocks: [
      section(
        `*${escapeText(terms.clientName)}* in ${escapeText(terms.workspace)}, as ${code(terms.user.username)}, now expires on *${day(terms.expires)}*.`,
      ),
      context(`Scopes: ${escapeText(terms.scopes.join(', '))}. They stay as they are, and so does the secret.`),
      input(
        'expires',
        'New Expires date',
        {
          type: 'datepicker',
          action_id: 'grantdesk.expires.choose',
          initial_date: proposedRenewal(now, terms.expires, limits),
        },
        { hint: `Later than ${day(terms.expires)}, at most ${day(dateAfter(now, limits.maxLifetime))}.` },
      ),
      input(
        'purpose',
        'Why it is still needed',
        textInput('purpose', 'What the integration does', LIMITS.purpose, { multiline: true, initial: terms.purpose }),
      ),
    ],
  };
}
