import type { Channel, Person, UserGroup } from './slack/stand-in.ts';
import type { SeedUser } from './workiva/types.ts';

/** The people of the playground, by what they are. */
export const PEOPLE = {
  engineer: 'U0ENGINEER',
  finance: 'U0FINANCE',
  secondFinance: 'U0FINANCE2',
  security: 'U0SECURITY',
  admin: 'U0ADMIN',
  secondAdmin: 'U0ADMIN2',
  auditor: 'U0AUDITOR',
  newcomer: 'U0NEWCOMER',
} as const;

export const CHANNELS = { requests: 'C0REQUESTS', admin: 'C0ADMINS', audit: 'C0AUDIT' } as const;

const person = (id: string, name: string, realName: string, tz: string, hours: number): Person => ({
  id,
  name,
  realName,
  email: `${name}@example.com`,
  tz,
  tzOffset: hours * 3_600,
});

export const SEED_PEOPLE: readonly Person[] = [
  person(PEOPLE.engineer, 'ana', 'Ana Engineer', 'Europe/Berlin', 1),
  person(PEOPLE.finance, 'finn', 'Finn Finance', 'America/Chicago', -6),
  person(PEOPLE.secondFinance, 'flora', 'Flora Finance', 'America/Chicago', -6),
  person(PEOPLE.security, 'sam', 'Sam Security', 'Europe/Paris', 1),
  person(PEOPLE.admin, 'ada', 'Ada Admin', 'America/New_York', -5),
  person(PEOPLE.secondAdmin, 'amir', 'Amir Admin', 'Asia/Kolkata', 5.5),
  person(PEOPLE.auditor, 'otto', 'Otto Auditor', 'Europe/London', 0),
  person(PEOPLE.newcomer, 'nia', 'Nia Newcomer', 'Australia/Sydney', 11),
];

export const SEED_CHANNELS: readonly Channel[] = [
  { id: CHANNELS.requests, name: 'workiva-requests' },
  { id: CHANNELS.admin, name: 'workiva-admins' },
  { id: CHANNELS.audit, name: 'workiva-audit' },
];

/** The user groups that policy.yml names. */
export const SEED_USER_GROUPS: readonly UserGroup[] = [
  { id: 'S0FINANCE', handle: 'finance', name: 'Finance', users: [PEOPLE.finance, PEOPLE.secondFinance] },
  { id: 'S0WKADMINS', handle: 'workiva-admins', name: 'Workiva admins', users: [PEOPLE.admin, PEOPLE.secondAdmin] },
  { id: 'S0SECURITY', handle: 'security', name: 'Security', users: [PEOPLE.security] },
  { id: 'S0ONCALL', handle: 'on-call', name: 'On call', users: [PEOPLE.engineer] },
];

/** Who is in which channel. Nobody else sees what is posted there. */
export const CHANNEL_MEMBERS: Readonly<Record<string, readonly string[]>> = {
  [CHANNELS.requests]: [
    PEOPLE.engineer,
    PEOPLE.finance,
    PEOPLE.secondFinance,
    PEOPLE.security,
    PEOPLE.admin,
    PEOPLE.secondAdmin,
  ],
  [CHANNELS.admin]: [PEOPLE.admin, PEOPLE.secondAdmin],
  [CHANNELS.audit]: [PEOPLE.auditor, PEOPLE.admin, PEOPLE.secondAdmin],
};

/** What somebody is in the playground, in words. */
export const ROLES: Readonly<Record<string, string>> = {
  [PEOPLE.engineer]: 'Engineer',
  [PEOPLE.finance]: 'Finance approver',
  [PEOPLE.secondFinance]: 'Finance approver',
  [PEOPLE.security]: 'Security approver',
  [PEOPLE.admin]: 'Org Security Admin',
  [PEOPLE.secondAdmin]: 'Org Security Admin',
  [PEOPLE.auditor]: 'Auditor',
  [PEOPLE.newcomer]: 'Newcomer',
};

/** Who can act in Workiva's own screens. */
export const WORKIVA_ADMIN = 'ada.admin';
export const WORKIVA_ADMINS = [WORKIVA_ADMIN, 'amir.admin'];

/** The accounts that people of the playground have in Workiva. */
export const WORKIVA_ACCOUNTS: Readonly<Record<string, string>> = {
  [PEOPLE.engineer]: 'ledger-sync',
  [PEOPLE.admin]: WORKIVA_ADMIN,
  [PEOPLE.secondAdmin]: 'amir.admin',
};

export const SEED_WORKIVA_USERS: SeedUser[] = [
  { username: 'ledger-sync', givenName: 'Ledger', familyName: 'Sync', email: 'ana+ledger@example.com' },
  { username: 'ada.admin', givenName: 'Ada', familyName: 'Admin', email: 'ada@example.com' },
  { username: 'amir.admin', givenName: 'Amir', familyName: 'Admin', email: 'amir@example.com' },
];

export const SEED_WORKSPACES = [{ name: 'Finance Close' }, { name: 'Sandbox' }];
