import type { InputBlock, KnownBlock, ModalView, RadioButtons, UsersSelect } from '@slack/types';
import { inWords } from '../../domain/duration.ts';
import { dateAfter } from '../../domain/expiry.ts';
import { scopesOf } from '../../domain/scopes.ts';
import { LIMITS, type TermsForm } from '../../domain/terms.ts';
import type { Policy } from '../../policy/schema.ts';
import { IDS } from '../ids.ts';
import { plain, section } from './blocks.ts';
import { type FormNote, formNote } from './form-note.ts';
import { dateInput, input, option, severalInput, textInput, urgencyInput } from './inputs.ts';
import { day } from './text.ts';

const USER_KINDS = [
  {
    text: plain('Create a new one'),
    value: 'new',
    description: plain('Workiva advises one user for each integration'),
  },
  { text: plain('Use an existing integration user'), value: 'existing' },
] as const;

type FormOptions = {
  /** Who asks: the owner, unless they choose somebody else. */
  requester?: string;
  /** What the form holds already. It decides which fields are shown, and what the client name is suggested as. */
  typed?: TermsForm;
  /** Why it is filled in. An edit is submitted as one. */
  note?: FormNote;
};

/** The form to request a grant. It needs nothing that has to be waited for. */
export function requestForm(policy: Policy, now: Date, options: FormOptions = {}): ModalView {
  const { requester, typed = {}, note } = options;
  const isEdit = note?.kind === 'edit';
  return {
    type: 'modal',
    callback_id: isEdit ? IDS.request.submitEdit : IDS.request.submit,
    ...(note ? { private_metadata: JSON.stringify({ request: note.request.id }) } : {}),
    title: plain(isEdit ? `Edit ${note.request.id}` : 'Request a grant'),
    submit: plain(isEdit ? 'Save' : 'Send request'),
    close: plain('Cancel'),
    blocks: [
      ...(note ? formNote(note) : [section(INTRODUCTION)]),
      ...where(policy, typed),
      userKindInput(typed),
      ...user(typed),
      ...whatAndHowLong(policy, now, typed, policy.limits.max_lifetime),
      purposeInput(typed),
      ownerInput(typed.owner ?? requester),
      urgencyInput(typed.urgency),
    ],
  };
}

const INTRODUCTION =
  'Grantdesk asks the approvers, prepares everything in Workiva, and tells you how to collect the secret.';

/**
 * The form to start a short-lived request without waiting for its approval. Its integration user is always a new one, so
 * that it can be stopped alone, and its owner is whoever sends it.
 */
export function breakGlassForm(policy: Policy, now: Date, typed: TermsForm = {}): ModalView {
  const most = policy.break_glass?.lifetime_up_to ?? policy.limits.default_lifetime;
  const emergency = textInput('urgency', 'What is broken, and what this access is needed for', LIMITS.urgency, {
    multiline: true,
    initial: typed.urgency,
  });
  return {
    type: 'modal',
    callback_id: IDS.request.submitBreakGlass,
    title: plain('Break glass'),
    submit: plain('Start it now'),
    close: plain('Cancel'),
    blocks: [
      section(
        `:rotating_light: *This does not wait for approval.* The admins and the auditors are told at once. Somebody has to approve it within 24 hours after the fact, or the grant is suspended. It lives ${inWords(most)} at most, and gets an integration user of its own.`,
      ),
      input('urgency', 'What is the emergency', emergency, { hint: 'It is announced as you write it.' }),
      ...where(policy, typed),
      ...user({ ...typed, userKind: 'new' }),
      ...whatAndHowLong(policy, now, typed, most),
      purposeInput(typed),
    ],
  };
}

const purposeInput = ({ purpose }: TermsForm): InputBlock =>
  input(
    'purpose',
    'Why it is needed',
    textInput('purpose', 'What the integration does, and what needs it', LIMITS.purpose, {
      multiline: true,
      initial: purpose,
    }),
    { hint: 'Approvers read this. Never put a password or secret here.' },
  );

function ownerInput(owner: string | undefined): InputBlock {
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

function where(policy: Policy, { workspace, clientName }: TermsForm): KnownBlock[] {
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
    input('clientName', 'Client Name', textInput('clientName', example, LIMITS.clientName, { initial: clientName }), {
      hint: `Workspace | purpose, such as “${example}”. No other live grant may have it.`,
    }),
  ];
}

function userKindInput({ userKind = 'new' }: TermsForm): InputBlock {
  const [isNew, exists] = USER_KINDS;
  const kind: RadioButtons = {
    type: 'radio_buttons',
    action_id: IDS.form.userKind,
    options: [...USER_KINDS],
    initial_option: userKind === 'new' ? isNew : exists,
  };
  return input('userKind', 'Integration user', kind, { dispatch: true });
}

function user({ userKind = 'new', username, givenName, familyName, email }: TermsForm): KnownBlock[] {
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

function whatAndHowLong(policy: Policy, now: Date, typed: TermsForm, most: number): KnownBlock[] {
  const { default_lifetime, require_ip_restrictions_for: demanded } = policy.limits;
  const scopes = scopesOf(policy.scopes).map(({ name, risk }) =>
    option(name, risk === 'high' ? 'High risk' : undefined),
  );
  const roles = policy.workspace_roles.map((role) => option(role));
  return [
    input('scopes', 'Scopes', severalInput('scopes', 'Choose as few as will do', scopes, typed.scopes), {
      hint: 'Write does not include Read: to read back what was written, choose both.',
    }),
    input('roles', 'Roles in the workspace', severalInput('roles', 'Choose roles', roles, typed.roles), {
      optional: true,
      hint: 'What the integration user may do there. Editing documents needs Creator.',
    }),
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
