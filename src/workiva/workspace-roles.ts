import type { Clock } from '../domain/clock.ts';
import type { WorkivaClient } from './client.ts';

/** The roles that workspaces have in Workiva, by the names of both. Nothing is answered where they are not known. */
export type WorkspaceRoles = {
  /** What is known by now, without asking Workiva. */
  known(workspace: string): readonly string[] | undefined;
  /**
   * What Workiva says, where what is known is too old. Answers what is known when Workiva fails, or takes longer than
   * `withinMs`; it never throws.
   */
  current(workspace: string, withinMs: number): Promise<readonly string[] | undefined>;
  /** Learns the roles of these, one after the other, so that they are known when somebody chooses one. */
  prefetch(workspaces: readonly string[]): void;
};

/** Without API access nothing is known. */
export const noWorkspaceRoles: WorkspaceRoles = {
  known: () => undefined,
  current: async () => undefined,
  prefetch: () => undefined,
};

/** How long, in ms, roles are believed; after that they are asked for again, and stay known until there is an answer. */
const FRESH_MS = 10 * 60_000;
/** How long, in ms, Workiva is left alone after it has failed. */
const REST_MS = 30_000;
/** So many workspaces are learned ahead; others when somebody chooses one. */
const MOST_AHEAD = 20;

/** What fits a menu of Slack's. A role beyond that can be given by hand. */
const MOST_ROLES = 100;
const LONGEST_NAME = 75;

export type WorkspaceRolesParts = {
  workiva: Pick<WorkivaClient, 'findWorkspace' | 'workspaceRoles'>;
  clock: Clock;
  /** Hears of a fetch that failed; what was known goes on. */
  onFailure: (error: unknown, workspace: string) => void;
};

type Entry = {
  /** The workspace’s id, once it is known. */
  id?: string | undefined;
  roles?: readonly string[];
  askAgainAt: number;
  fetching?: Promise<void> | undefined;
};

/** Keeps the roles of workspaces in this process. For each workspace there is one fetch at a time. */
export function createWorkspaceRoles({ workiva, clock, onFailure }: WorkspaceRolesParts): WorkspaceRoles {
  const entries = new Map<string, Entry>();
  const entryOf = (workspace: string): Entry => {
    const entry = entries.get(workspace) ?? { askAgainAt: 0 };
    entries.set(workspace, entry);
    return entry;
  };

  const fetchInto = async (entry: Entry, workspace: string): Promise<void> => {
    try {
      entry.id ??= (await workiva.findWorkspace(workspace))?.id;
      if (entry.id === undefined) throw new Error(`Workiva shows no workspace “${workspace}” to Grantdesk`);
      entry.roles = offerable(await workiva.workspaceRoles(entry.id));
      entry.askAgainAt = clock.now().getTime() + FRESH_MS;
    } catch (error) {
      entry.id = undefined;
      entry.askAgainAt = clock.now().getTime() + REST_MS;
      onFailure(error, workspace);
    }
  };

  /** Resolves once what is known is new enough, or Workiva has failed. */
  const refresh = (workspace: string): Promise<void> => {
    const entry = entryOf(workspace);
    if (entry.fetching === undefined && clock.now().getTime() >= entry.askAgainAt) {
      entry.fetching = fetchInto(entry, workspace).finally(() => {
        entry.fetching = undefined;
      });
    }
    return entry.fetching ?? Promise.resolve();
  };

  const known: WorkspaceRoles['known'] = (workspace) => entries.get(workspace)?.roles;
  return {
    known,
    async current(workspace, withinMs) {
      await inTime(refresh(workspace), withinMs);
      return known(workspace);
    },
    prefetch(workspaces) {
      void workspaces
        .slice(0, MOST_AHEAD)
        .reduce((before, workspace) => before.then(() => refresh(workspace)), Promise.resolve());
    },
  };
}

const offerable = (roles: readonly { name: string }[]): string[] => {
  const names = roles.flatMap(({ name }) => (name.length > 0 && name.length <= LONGEST_NAME ? name : []));
  return [...new Set(names)].slice(0, MOST_ROLES);
};

/** Waits for some work, and no longer than that. */
async function inTime(work: Promise<void>, ms: number): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, ms).unref();
  });
  await Promise.race([work, late]);
  clearTimeout(timer);
}
