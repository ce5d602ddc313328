import type { Clock } from '../../domain/clock.ts';
import type { Misfortune, MisfortuneKind } from './trouble-types.ts';

export type * from './trouble-types.ts';

/** How the stand-in is set up. Everything but the client and the organization has a default. */
export type WorkivaStandInOptions = {
  /** A UUID. */
  organizationId: string;
  clientId: string;
  clientSecret: string;
  /** OAuth scopes of the client above. Default: `organization:read`, `organization:write`, `activity:read`. */
  scopes?: string[];
  /** Whom the activity log names when the client above has done something: its user, as Workiva does, or itself. */
  loggedAs?: 'user' | 'client';
  /** Default: a free port, on the loopback address. */
  port?: number;
  /** The time by which grants expire, tokens end and activities are dated. Default: the machine's. */
  clock?: Clock;
  /** Default: 600. */
  tokenLifeSeconds?: number;
  /** How long an operation takes, in milliseconds of real time. Default: 1200. */
  operationMs?: number;
  /** Two looks at one operation closer than this (real time) are answered 429. Default: 1000. */
  pollMs?: number;
  /** The most items that one page holds, whatever `$maxpagesize` says. Default: 1000. */
  pageSize?: number;
  /** Lists answer as if no `$filter` had been given. */
  ignoreFilters?: boolean;
  /** How long, in milliseconds of real time, a new user is there but not listed. Workiva takes about 2 s. Default: 0. */
  listedAfterMs?: number;
  /** Calls fail at random, from the beginning on. Default: none do. */
  misfortune?: Misfortune;
  /** Workspaces and the names of their roles; `DEFAULT_WORKSPACE_ROLES` when none are named. */
  workspaces?: { name: string; roles?: string[] }[];
  users?: SeedUser[];
  /** Usernames of the Org Security Admins; users that are not among `users` are made up. */
  admins?: string[];
  /** Hears of every request, once it is answered. */
  observe?: (exchange: Exchange) => void;
};

/** A request as it was recorded, with its answer, which holds an access token where one was asked for. */
export type Exchange = { call: RecordedCall; ms: number; answer: unknown };

/** A user who is there from the beginning. */
export type SeedUser = {
  username: string;
  givenName?: string;
  familyName?: string;
  email?: string;
  status?: UserStatus;
  /** False: the account exists in Workiva, but not in this organization. Default: true. */
  inOrganization?: boolean;
  organizationRoles?: string[];
  /** Workspace name → names of the roles held there. */
  memberOf?: Record<string, string[]>;
};

/** Whether a user may sign in. */
export type UserStatus = 'active' | 'suspended';

/** What the stand-in knows of a user. The organization roles are names. */
export type StandInUser = {
  readonly id: string;
  readonly username: string;
  readonly givenName: string;
  readonly familyName: string;
  readonly displayName: string;
  readonly email: string;
  readonly status: UserStatus;
  readonly inOrganization: boolean;
  readonly organizationRoles: readonly string[];
};

/** A membership, by names; `roles` are those held. */
export type StandInMembership = {
  readonly id: string;
  readonly username: string;
  readonly workspace: string;
  readonly roles: readonly string[];
};

/** A workspace; the members of its groups are usernames. */
export type StandInWorkspace = {
  readonly id: string;
  readonly name: string;
  readonly roles: readonly { readonly id: string; readonly name: string }[];
  readonly groups: readonly { readonly id: string; readonly name: string; readonly members: readonly string[] }[];
};

/** A grant as the administrator's screen lists it. It never holds a secret. */
export type GrantRow = {
  readonly clientId: string;
  readonly clientName: string;
  readonly workspace: string;
  readonly workivaUsername: string;
  /** `YYYY-MM-DD`; the grant works to the end of that day, UTC. */
  readonly expires: string;
  /** As the form shows them, e.g. `Spreadsheets (Read)`. */
  readonly scopes: readonly string[];
  readonly ipRestrictions: string;
  readonly status: 'active' | 'expired';
  /** Whether its user has taken a secret that still works. */
  readonly hasSecret: boolean;
};

/** One line of the activity log. Ids are left out: Workiva's differ from call to call. */
export type StandInActivity = {
  readonly action: ActivityAction;
  readonly performer: {
    readonly id: string;
    readonly type: string;
    readonly displayName: string;
    readonly ipAddress: string;
  };
  readonly targets: readonly { readonly id: string; readonly type: string; readonly name: string }[];
  readonly activityDateTime: string;
  readonly outcome: 'success' | 'failure' | 'pending' | 'unknown';
};

/** A kind of thing that is written to the log; `alias` is its stable name. */
export type ActivityAction = {
  readonly id: string;
  readonly alias: string;
  readonly name: string;
  readonly category: string;
};

/** A request that arrived. Nothing secret is in it: no Authorization, no client secret. */
export type RecordedCall = {
  readonly method: string;
  readonly path: string;
  readonly query: Record<string, string>;
  readonly headers: { 'x-version'?: string };
  readonly body?: unknown;
  /** 0 until it is answered, and for ever when the connection was dropped. */
  readonly status: number;
  /** Real time of arrival, in milliseconds since 1970. */
  readonly at: number;
  /** The way in which it was made to fail, if it was. */
  readonly misfortune?: MisfortuneKind;
};

/** What became of the use of a grant: what its token may do and the call that was made, or why it was refused. */
export type GrantUse =
  | { ok: true; scopes: readonly string[]; call: string }
  | { ok: false; status: number; message: string };
