import { randomUUID } from 'node:crypto';
import type { Clock } from '../../domain/clock.ts';
import type { ActivityAction, StandInActivity } from './types.ts';

const KINDS = {
  'user.create': ['Create user', 'Users'],
  'user.assign': ['Assign user to organization', 'Users'],
  'user.update': ['Change user', 'Users'],
  'user.suspend': ['Suspend user', 'Users'],
  'user.activate': ['Activate user', 'Users'],
  'user.remove': ['Remove user from organization', 'Users'],
  'organizationRole.assign': ['Give organization roles', 'Roles'],
  'organizationRole.revoke': ['Take organization roles', 'Roles'],
  'membership.create': ['Add workspace member', 'Workspaces'],
  'membership.delete': ['Remove workspace member', 'Workspaces'],
  'workspaceRole.assign': ['Give workspace roles', 'Roles'],
  'workspaceRole.revoke': ['Take workspace roles', 'Roles'],
  'group.create': ['Create workspace group', 'Groups'],
  'group.modify': ['Change members of a group', 'Groups'],
  'apiGrant.create': ['Create API grant', 'Security'],
  'apiGrant.update': ['Edit API grant', 'Security'],
  'apiGrant.delete': ['Delete API grant', 'Security'],
  'apiGrant.secretRegenerate': ['Regenerate secret of API grant', 'Security'],
  'api.access': ['Call the API', 'API'],
} as const;

/** Which kind of thing happened: the `alias` of its action. */
export type ActivityAlias = keyof typeof KINDS;

/** Who did it. */
export type Performer = StandInActivity['performer'];

/** What it was done to. */
export type Target = StandInActivity['targets'][number];

/** Every kind of activity, as `GET /activityActions` lists them. */
export const ACTIONS: readonly (ActivityAction & { deprecated: boolean })[] = Object.entries(KINDS).map(
  ([alias, [name, category]], index) => ({ id: `action-${index + 1}`, alias, name, category, deprecated: false }),
);

/** The organization's log. */
export type ActivityLog = {
  readonly entries: readonly StandInActivity[];
  write(alias: ActivityAlias, performer: Performer, targets: Target[], outcome?: 'success' | 'failure'): void;
  /** The entries as the API lists them: with ids that are new at every call. */
  listed(): (StandInActivity & { id: string })[];
};

/** Starts an empty log. */
export function createActivityLog(clock: Clock): ActivityLog {
  const entries: StandInActivity[] = [];
  return {
    entries,
    write(alias, performer, targets, outcome = 'success') {
      entries.push({
        action: actionNamed(alias),
        performer,
        targets,
        activityDateTime: clock.now().toISOString(),
        outcome,
      });
    },
    listed: () => entries.map((entry) => ({ id: randomUUID(), ...entry })),
  };
}

function actionNamed(alias: ActivityAlias): ActivityAction {
  const action = ACTIONS.find((candidate) => candidate.alias === alias);
  if (!action) throw new Error(`no activity is called ${alias}`);
  const { deprecated: _, ...plain } = action;
  return plain;
}
