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

/** Kinds to which the API gives no alias: it is a legacy of older ones. */
const WITHOUT_ALIAS: readonly string[] = ['group.create', 'group.modify', 'api.access'] satisfies ActivityAlias[];

const ACTIONS: readonly ActivityAction[] = Object.entries(KINDS).map(([alias, [name, category]]) => ({
  id: `com.workiva.administration.${alias.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)}`,
  ...{ alias, name, category },
}));

/** Every kind of activity, as `GET /activityActions` lists them. */
export const LISTED_ACTIONS = ACTIONS.map(listedAction);

function listedAction({ alias, ...action }: ActivityAction) {
  return { ...action, ...(WITHOUT_ALIAS.includes(alias) ? {} : { alias }), deprecated: false };
}

/** Who somebody is for the log: a user's name and username. */
export type PersonOf = (userId: string) => { displayName: string; username: string } | undefined;

/** An entry as the API lists it, with an id that is new at every call. Of users it has the username of then. */
export function listedActivity({ action, performer, targets, ...entry }: StandInActivity, personOf: PersonOf) {
  const who = personOf(performer.id);
  return {
    id: randomUUID(),
    action: listedAction(action),
    performer: { ...performer, ...(who ? { uniqueName: who.username } : {}) },
    targets: targets.map(({ name, ...target }) => {
      const person = target.type === 'user' ? personOf(target.id) : undefined;
      return { ...target, displayName: person?.displayName ?? name, ...(person ? { uniqueName: name } : {}) };
    }),
    ...entry,
  };
}

/** The organization's log. */
export type ActivityLog = {
  readonly entries: readonly StandInActivity[];
  write(alias: ActivityAlias, performer: Performer, targets: Target[], outcome?: 'success' | 'failure'): void;
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
  };
}

function actionNamed(alias: ActivityAlias): ActivityAction {
  const action = ACTIONS.find((candidate) => candidate.alias === alias);
  if (!action) throw new Error(`no activity is called ${alias}`);
  return action;
}
