import { setTimeout as sleep } from 'node:timers/promises';
import { type Clock, systemClock } from '../domain/clock.ts';
import { type ActivityCalls, activityCalls } from './activities.ts';
import { check } from './answers.ts';
import { createApi, ORGANIZATION, rolesAt } from './api.ts';
import { createSend } from './http.ts';
import { measured, type OnRequest } from './measured.ts';
import { follow, lookAt, type OperationRef, type OperationStatus, type Wait } from './operations.ts';
import { type Pace, UNPACED } from './pace.ts';
import { createPatientSend } from './patience.ts';
import { WorkivaOrganization, type WorkivaRole } from './schemas.ts';
import { createFind } from './search.ts';
import { createSecrets } from './secrets.ts';
import { createTokenKeeper } from './token.ts';
import { type UserCalls, userCalls } from './users.ts';
import { type MemberCalls, memberCalls, type WorkspaceCalls, workspaceCalls } from './workspaces.ts';

export type { OperationRef, OperationStatus } from './operations.ts';
export type { Pace } from './pace.ts';
export type {
  WorkivaActivity,
  WorkivaActivityAction,
  WorkivaMembership,
  WorkivaOrganization,
  WorkivaRole,
  WorkivaUser,
  WorkivaWorkspace,
} from './schemas.ts';
export type { NewWorkivaUser } from './users.ts';

/** Where Workiva is and who we are there. */
export type WorkivaOptions = {
  /** The host, e.g. `https://api.app.wdesk.com`. */
  apiUrl: string;
  clientId: string;
  clientSecret: string;
  /** A UUID. */
  organizationId: string;
  /** Milliseconds that one request may take; Workiva itself ends requests after 29 s (the default). */
  attemptTimeoutMs?: number;
  /** Milliseconds that a call may take with all its tries. Default: 60 s. */
  callTimeoutMs?: number;
  /** The pace that all processes of the installation share. Default: none, for a client that is alone. */
  pace?: Pace;
  /** OAuth scopes to ask for. By default none is named, and Workiva gives all that the grant has. */
  scopes?: readonly string[];
  /** Milliseconds after which `followOperation` stops waiting. Default: 5 minutes. */
  followForMs?: number;
  clock?: Clock;
  /** How to let time pass between two looks at an operation, and between two tries of a call. */
  wait?: Wait;
  /** Hears of every request, each try by itself. */
  onRequest?: OnRequest;
};

/**
 * The calls that Grantdesk makes. Reading, setting a value and removing are tried up to three times; what makes or gives
 * something is sent once. Each either answers or throws a `WorkivaError` whose `transient` says whether trying later
 * makes sense. Ids are opaque strings.
 */
export type WorkivaClient = UserCalls &
  WorkspaceCalls &
  MemberCalls &
  ActivityCalls & {
    organization(): Promise<WorkivaOrganization>;
    /** The roles that the organization has to give. */
    organizationRoles(): Promise<WorkivaRole[]>;
    /** One look at long work, e.g. after a restart. */
    operation(ref: OperationRef): Promise<OperationStatus>;
    /** Waits until long work has ended. @throws WorkivaError `operation_failed` or `timeout` */
    followOperation(ref: OperationRef): Promise<void>;
    /** The OAuth scopes that Workiva gave, which may be fewer than were asked for. */
    scopes(): Promise<readonly string[]>;
  };

const ATTEMPT_TIMEOUT_MS = 29_000;
const CALL_TIMEOUT_MS = 60_000;
const FOLLOW_FOR_MS = 5 * 60_000;

/** Makes a client with its own access token. Nothing is sent before the first call. */
export function createWorkivaClient(options: WorkivaOptions): WorkivaClient {
  const { clientId, clientSecret, scopes, clock = systemClock, wait = sleep, followForMs = FOLLOW_FOR_MS } = options;
  const apiUrl = options.apiUrl.replace(/\/+$/, '');
  const secrets = createSecrets(clientSecret);
  const { attemptTimeoutMs = ATTEMPT_TIMEOUT_MS, callTimeoutMs = CALL_TIMEOUT_MS, pace = UNPACED } = options;
  const once = measured(createSend(secrets), options.onRequest);
  const send = createPatientSend({ send: once, pace, clock, wait, attemptTimeoutMs, callTimeoutMs });
  const tokens = createTokenKeeper({ apiUrl, clientId, clientSecret, scopes, send, clock });
  const api = createApi({ apiUrl, send, tokens, clock, callTimeoutMs });
  const find = createFind(api);
  const organization = options.organizationId;

  return {
    ...userCalls(api, find, organization),
    ...workspaceCalls(api, organization),
    ...memberCalls(api, find, organization, clock),
    ...activityCalls(api, organization),
    operation: (ref) => lookAt(ref, { api, clock }),
    followOperation: (ref) => follow(ref, { api, clock, wait, followForMs }),
    async organization() {
      const answer = await api.call({ method: 'GET', path: ORGANIZATION, ids: { organization } });
      return check(answer, WorkivaOrganization);
    },
    organizationRoles: () => rolesAt(api, `${ORGANIZATION}/roles`, { organization }),
    scopes: async () => (await tokens.current()).scopes,
  };
}
