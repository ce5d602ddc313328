import { changesInForm, patched, rolesTaken, sameUsername } from './change.ts';
import type { StepName } from './effects.ts';
import { permissionsToGive } from './least-scopes.ts';
import type { AccessRequest, Grant } from './records.ts';
import type { Terms } from './terms.ts';

/** What an admin needs for one task: what to do, where, and every value to copy. */
export type TaskSheet = {
  title: string;
  /** The way through Workiva's screens. */
  path: string[];
  values: { label: string; value: string }[];
  /** Whether the admin has to bring back the client ID. */
  asksClientId: boolean;
  /** What the admin has to know before they do it. */
  note?: string;
};

const ADD_GRANT = ['Organization Admin', 'Security', 'Provisioning', 'Add Identity or API', 'API Grant'];
const GRANT_LIST = ['Organization Admin', 'Security', 'Provisioning', 'Actions of the grant', 'Edit'];

/**
 * Writes the sheet for one step of a request. Labels are those of Workiva's own screens. `removesUser`: the policy wants
 * an integration user that nothing uses any more removed, and not only suspended.
 */
export function taskSheet(
  request: AccessRequest,
  grant: Grant | undefined,
  step: StepName,
  removesUser = false,
): TaskSheet {
  const { terms } = request;
  switch (step) {
    case 'user':
      return userSheet(request);
    case 'membership':
      return {
        title: 'Add the integration user to the workspace',
        path: [terms.workspace, 'Workspace Settings', 'Members', 'Add'],
        values: member(terms),
        asksClientId: false,
      };
    case 'roles':
      return {
        title: 'Give the integration user its roles',
        path: [terms.workspace, 'Workspace Settings', 'Members', 'Edit roles'],
        values: [...member(terms), { label: 'Roles', value: terms.roles.join(', ') }],
        asksClientId: false,
      };
    case 'grant':
      return SHEETS[request.kind](request, grant);
    case 'roles_removal':
      return {
        title: 'Take the roles from the integration user',
        path: [terms.workspace, 'Workspace Settings', 'Members', 'Edit roles'],
        values: [
          ...member(terms),
          { label: 'Roles to take away', value: (request.undoes?.roles ?? rolesTaken(request)).join(', ') },
        ],
        asksClientId: false,
      };
    case 'membership_removal':
      return {
        title: 'Remove the integration user from the workspace',
        path: [terms.workspace, 'Workspace Settings', 'Members', 'Remove'],
        values: member(terms),
        asksClientId: false,
        ...(request.undoes?.user === false ? noteOf(STAYS_ACTIVE) : {}),
      };
    case 'user_suspension':
      return userEndSheet(terms, removesUser);
    case 'user_removal':
      return { ...userEndSheet(terms, true), ...onlyIfOurs(terms) };
  }
}

/** Workiva suspends whoever leaves its last workspace; this user was there before the request that is undone. */
const STAYS_ACTIVE =
  'It was there before, so if it was active and Workiva suspends it for leaving its last workspace, activate it again: Organization Admin → People → Actions of the user.';

function userEndSheet({ user }: Terms, removes: boolean): TaskSheet {
  const what = removes ? 'Remove' : 'Suspend';
  return {
    title: `${what} the integration user`,
    path: ['Organization Admin', 'People', 'Actions of the user', what],
    values: [{ label: 'Workiva Username', value: user.username }],
    asksClientId: false,
  };
}

/** Whoever has the name with another address is not the one that the request has made. */
const onlyIfOurs = ({ user }: Terms): Pick<TaskSheet, 'note'> =>
  user.kind === 'existing'
    ? {}
    : noteOf(`Only the user with the email address ${user.email}. One with another is somebody else’s: leave it.`);

const member = ({ workspace, user }: Terms) => [
  { label: 'Workspace', value: workspace },
  { label: 'Workiva Username', value: user.username },
];

/** What an admin does with the grant itself. */
const SHEETS: Record<AccessRequest['kind'], (request: AccessRequest, grant: Grant | undefined) => TaskSheet> = {
  create: grantSheet,
  renew: renewalSheet,
  change: changeSheet,
  revoke: deletionSheet,
};

function userSheet({ terms: { user } }: AccessRequest): TaskSheet {
  const path = ['Organization Admin', 'People', 'Add'];
  if (user.kind === 'existing') {
    return {
      title: 'Check that the integration user exists and is active',
      path: path.slice(0, 2),
      values: [{ label: 'Workiva Username', value: user.username }],
      asksClientId: false,
    };
  }
  return {
    title: 'Create the integration user',
    path,
    values: [
      { label: 'Username', value: user.username },
      { label: 'Given name', value: user.givenName },
      { label: 'Family name', value: user.familyName },
      { label: 'Email', value: user.email },
    ],
    asksClientId: false,
  };
}

function grantSheet({ terms, replaces }: AccessRequest): TaskSheet {
  // A grant that takes the place of another acts as the same user, which has its permissions.
  const permissions = replaces === undefined ? permissionsToGive(terms) : [];
  return {
    title: 'Create the API grant',
    path: ADD_GRANT,
    values: [
      { label: 'Client Name', value: terms.clientName },
      { label: 'Workspace', value: terms.workspace },
      { label: 'Workiva Username', value: terms.user.username },
      { label: 'Expires', value: terms.expires },
      { label: 'Scopes', value: terms.scopes.join(', ') },
      ...(terms.ipRestrictions.length === 0
        ? []
        : [{ label: 'IP Restrictions', value: terms.ipRestrictions.join(', ') }]),
    ],
    asksClientId: true,
    ...noteOf(permissionsNote(permissions)),
  };
}

/** Another change may have come in between, so it is told from the grant as it is by now, until it is done. */
function changeSheet({ state, terms, previous = terms }: AccessRequest, grant: Grant | undefined): TaskSheet {
  const now = state === 'fulfilled' ? previous : (grant?.terms ?? previous);
  const rows = changesInForm(now, patched(now, previous, terms));
  const given = sameUsername(previous, terms) ? permissionsToGive(previous) : [];
  const [only, ...more] = rows;
  const labels = new Intl.ListFormat('en-GB').format(rows.map(({ label }) => label));
  return {
    title: only && more.length === 0 ? `Change ${only.label} from ${only.from} to ${only.to}` : `Change ${labels}`,
    path: GRANT_LIST,
    values: [...grantValues(now, grant), ...rows.map(({ label, to }) => ({ label: `${label} (new)`, value: to }))],
    asksClientId: false,
    ...noteOf(
      rows.some(({ label }) => label === 'Workiva Username') ? INVALID_SECRET : undefined,
      permissionsNote(permissionsToGive(terms).filter((one) => !given.includes(one))),
    ),
  };
}

/** What the API cannot give, so that whoever does the task gives it by hand. */
const permissionsNote = (permissions: readonly string[]): string | undefined =>
  permissions.length === 0 ? undefined : `Permissions to give in Workiva: ${permissions.join('; ')}`;

const noteOf = (...notes: (string | undefined)[]): Pick<TaskSheet, 'note'> => {
  const said = notes.filter((note) => note !== undefined);
  return said.length === 0 ? {} : { note: said.join('\n') };
};

const INVALID_SECRET =
  'Saving another Workiva Username makes the secret of this grant invalid. Its owner is told to collect a new one.';

function deletionSheet({ terms }: AccessRequest, grant: Grant | undefined): TaskSheet {
  const what = grant?.state === 'expired' ? 'Delete the expired API grant' : 'Delete the API grant';
  return {
    title: what,
    path: [...GRANT_LIST.slice(0, -1), 'Delete'],
    values: grantValues(terms, grant),
    asksClientId: false,
  };
}

/** How an admin finds the grant among others. */
const grantValues = ({ clientName, workspace }: Terms, grant: Grant | undefined) => [
  { label: 'Client ID', value: grant?.clientId ?? 'unknown' },
  { label: 'Client Name', value: clientName },
  { label: 'Workspace', value: workspace },
];

function renewalSheet({ terms, previousExpires }: AccessRequest, grant: Grant | undefined): TaskSheet {
  return {
    title: `Change Expires from ${previousExpires ?? 'its date'} to ${terms.expires}`,
    path: GRANT_LIST,
    values: [...grantValues(terms, grant), { label: 'Expires', value: terms.expires }],
    asksClientId: false,
  };
}
