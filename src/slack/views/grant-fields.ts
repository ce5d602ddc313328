import type { InputBlock, KnownBlock, RadioButtons, UsersSelect } from '@slack/types';
import { dateAfter } from '../../domain/expiry.ts';
import { LIMITS, type TermsForm } from '../../domain/terms.ts';
import type { Policy } from '../../policy/schema.ts';
import { IDS } from '../ids.ts';
import { plain } from './blocks.ts';
import { dateInput, input, option, textInput } from './inputs.ts';
import { day } from './text.ts';

const USER_KINDS = [
  {
    text: plain('Create a new one'),
    value: 'new',
    description: plain('Workiva advises one user for each integration'),
  },
  { text: plain('Use an existing integration user'), value: 'existing' },
] as const;

/** What the integration does with the access. */
export const purposeInput = ({ purpose }: TermsForm): InputBlock =>
  input(
    'purpose',
    'Why it is needed',
    textInput('purpose', 'What the integration does, and what needs it', LIMITS.purpose, {
      multiline: true,
      initial: purpose,
    }),
    { hint: 'Approvers read this. Never put a password or secret here.' },
  );

/** Why a grant that is there already is still needed. */
export const reasonToKeepInput = (purpose: string): InputBlock =>
  input(
    'purpose',
    'Why it is still needed',
    textInput('purpose', 'What the integration does', LIMITS.purpose, { multiline: true, initial: purpose }),
  );

/** Who will own the grant. */
export function ownerInput(owner: string | undefined): InputBlock {
  const element: UsersSelect = {
    type: 'users_select',
    action_id: 'grantdesk.owner.choose',
    placeholder: plain('You'),
    ...(owner === undefined ? {} : { initial_user: owner }),
  };
  return input('owner', 'Owner', element, {
    optional: true,
    hint: 'Who collects the secret and is asked to renew: you, or somebody else, who has to accept first.',
  });
}

/** The workspace, and the client name, whose suggestion follows it. */
export function where(policy: Policy, { workspace, clientName }: TermsForm): KnownBlock[] {
  const options = policy.workspaces.map((name) => option(name));
  const chosen = options.find(({ value }) => value === workspace);
  const example = `${chosen?.value ?? policy.workspaces[0]} | nightly export`;
  return [
    input(
      'workspace',
      'Workspace',
      {
        type: 'static_select',
        action_id: IDS.form.workspace,
        placeholder: plain('Choose a workspace'),
        options,
        ...(chosen === undefined ? {} : { initial_option: chosen }),
      },
      { dispatch: true },
    ),
    clientNameInput(example, clientName),
  ];
}

/** The name of the grant in Workiva. */
export const clientNameInput = (example: string, clientName: string | undefined): InputBlock =>
  input('clientName', 'Client Name', textInput('clientName', example, LIMITS.clientName, { initial: clientName }), {
    hint: `Workspace | purpose, such as “${example}”. No other live grant may have it.`,
  });

/** Whether the integration user is there already. */
export function userKindInput({ userKind = 'new' }: TermsForm): InputBlock {
  const [isNew, exists] = USER_KINDS;
  const kind: RadioButtons = {
    type: 'radio_buttons',
    action_id: IDS.form.userKind,
    options: [...USER_KINDS],
    initial_option: userKind === 'new' ? isNew : exists,
  };
  return input('userKind', 'Integration user', kind, { dispatch: true });
}

/** The integration user: of one that is to be created, all that Workiva asks. */
export function user({ userKind = 'new', username, givenName, familyName, email }: TermsForm): KnownBlock[] {
  const name = input(
    'username',
    'Workiva Username',
    textInput('username', 'nightly-export', LIMITS.username, { initial: username }),
    { hint: 'No spaces, no capitals. The grant acts as this user, with its permissions.' },
  );
  if (userKind === 'existing') return [name];
  return [
    name,
    input('givenName', 'Given name', textInput('givenName', 'Nightly', LIMITS.name, { initial: givenName })),
    input('familyName', 'Family name', textInput('familyName', 'Export', LIMITS.name, { initial: familyName })),
    input(
      'email',
      'Email',
      {
        type: 'email_text_input',
        action_id: 'grantdesk.email.enter',
        placeholder: plain('you+nightly-export@example.com'),
        ...(email === undefined ? {} : { initial_value: email }),
      },
      {
        hint: 'You must be able to read it: Workiva sends the activation there, and you sign in as this user for the secret.',
      },
    ),
  ];
}

/** The day on which it ends, and from where it can be used. `most` is how long, in ms, it may live. */
export function howLong(policy: Policy, now: Date, typed: TermsForm, most: number): KnownBlock[] {
  const { default_lifetime, require_ip_restrictions_for: demanded } = policy.limits;
  return [
    input('expires', 'Expires', dateInput(dayToOffer(typed.expires, now, Math.min(default_lifetime, most))), {
      hint: `At most ${day(dateAfter(now, most))}. You are warned before, and can renew it.`,
    }),
    input(
      'ipRestrictions',
      'IP Restrictions',
      textInput('ipRestrictions', '203.0.113.7, 198.51.100.0/24', LIMITS.ipRestrictions, {
        initial: typed.ipRestrictions,
      }),
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

/** The day that stands in the form: the one that was asked for, unless it has come meanwhile. */
function dayToOffer(asked: string | undefined, now: Date, lifetime: number): string {
  return asked !== undefined && asked > dateAfter(now, 0) ? asked : dateAfter(now, lifetime);
}
