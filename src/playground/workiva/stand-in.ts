import { createFaultPlan } from './faults.ts';
import { createMisfortunes } from './misfortune.ts';
import { createOperations } from './operations.ts';
import type { OpenCall } from './requests.ts';
import { organizationRoutes } from './routes-organization.ts';
import { productRoutes } from './routes-products.ts';
import { userRoutes } from './routes-users.ts';
import { workspaceRoutes } from './routes-workspaces.ts';
import type { Screens } from './screen-types.ts';
import { createScreens } from './screens.ts';
import { listen } from './server.ts';
import { createTokens } from './tokens.ts';
import type {
  Faults,
  GrantRow,
  GrantUse,
  RecordedCall,
  StandInActivity,
  StandInMembership,
  StandInUser,
  StandInWorkspace,
  WorkivaStandInOptions,
} from './types.ts';
import { createUseGrant } from './use-grant.ts';
import { viewGrant, viewMembership, viewUser, viewWorkspace } from './views.ts';
import { createWorld, type World } from './world.ts';

export type * from './screen-types.ts';
export type * from './types.ts';
export { DEFAULT_WORKSPACE_ROLES } from './world.ts';

/** How long, in ms, Workiva itself takes to list a new user. */
export const LISTED_AFTER_MS = 2_000;

const DEFAULT_SCOPES = ['organization:read', 'organization:write', 'activity:read'];

/** A running stand-in. The lists are views: they show how things are at the moment they are read. */
export type WorkivaStandIn = {
  /** For `WORKIVA_API_URL`. */
  readonly apiUrl: string;
  readonly calls: readonly RecordedCall[];
  readonly users: readonly StandInUser[];
  readonly memberships: readonly StandInMembership[];
  readonly workspaces: readonly StandInWorkspace[];
  readonly grants: readonly GrantRow[];
  readonly activities: readonly StandInActivity[];
  userNamed(username: string): StandInUser | undefined;
  /** Names of the roles held; none when the user is no member. */
  rolesOf(username: string, workspaceName: string): string[];
  readonly faults: Faults;
  readonly screens: Screens;
  /** What an integration does with its grant: gets a token with its client ID and secret, and makes one call. */
  useGrant(clientId: string, secret: string): Promise<GrantUse>;
  /** Brings all operations to their end at once, whatever `operationMs` says. */
  finishOperations(): void;
  stop(): Promise<void>;
};

/**
 * Starts a Workiva of our own on the loopback address: the calls that Workiva publishes, over real HTTP, with the
 * screens that people use by hand and with faults to order. Everything is in memory and gone after `stop`.
 */
export async function startWorkivaStandIn(options: WorkivaStandInOptions): Promise<WorkivaStandIn> {
  const { clientId, clientSecret, scopes = DEFAULT_SCOPES, operationMs = 1200, pollMs = 1000 } = options;
  const world = createWorld(options);
  const operations = createOperations({ operationMs, pollMs });
  const faults = createFaultPlan(operations, createMisfortunes(world.clock));
  faults.misfortune(options.misfortune);
  const calls: OpenCall[] = [];
  const { apiUrl, stop } = await listen(
    {
      world,
      operations,
      faults,
      calls,
      observe: options.observe ?? (() => undefined),
      tokens: createTokens(
        world,
        { clientId, clientSecret, scopes, loggedAs: options.loggedAs },
        options.tokenLifeSeconds ?? 600,
      ),
      routes: [...organizationRoutes, ...userRoutes, ...workspaceRoutes, ...productRoutes],
      paging: { pageSize: options.pageSize ?? 1000, ignoreFilters: options.ignoreFilters ?? false },
    },
    options.port ?? 0,
  );
  const { take: _, ...orders } = faults;
  const views = viewsOf(world, () => operations.settle());
  return Object.assign(views, {
    apiUrl,
    calls,
    faults: orders,
    screens: createScreens(world),
    useGrant: createUseGrant(apiUrl, options.organizationId),
    finishOperations: operations.finish,
    stop,
  });
}

type Views = Pick<
  WorkivaStandIn,
  'users' | 'memberships' | 'workspaces' | 'grants' | 'activities' | 'userNamed' | 'rolesOf'
>;

/** Operations whose time has come take hold before anything is shown. */
function viewsOf(world: World, settle: () => void): Views {
  const memberships = () => {
    settle();
    return world.memberships.map((membership) => viewMembership(world, membership));
  };
  const users = () => {
    settle();
    return world.users.map((user) => viewUser(world, user));
  };
  return {
    get users() {
      return users();
    },
    get memberships() {
      return memberships();
    },
    get workspaces() {
      return world.workspaces.map((workspace) => viewWorkspace(world, workspace));
    },
    get grants() {
      return world.grants.map((grant) => viewGrant(world, grant));
    },
    get activities() {
      settle();
      return [...world.log.entries];
    },
    userNamed: (username) => users().find((user) => user.username === username.toLowerCase()),
    rolesOf(username, workspace) {
      const wanted = username.toLowerCase();
      const found = memberships().find((one) => one.username === wanted && one.workspace === workspace);
      return [...(found?.roles ?? [])];
    },
  };
}
