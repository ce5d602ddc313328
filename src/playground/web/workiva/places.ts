/** What the Workspace Settings are divided into. */
export type WorkspaceTab = 'members' | 'roles' | 'groups';

/** Where a person is in Workiva's screens. */
export type Place =
  | { at: 'profile'; tab: 'account' | 'security' }
  /** `done`: what has just been done, where a form has led here. */
  | { at: 'people'; done?: string | undefined }
  | { at: 'add-user' }
  | { at: 'person'; username: string }
  | { at: 'rename-user'; username: string }
  | { at: 'workspaces' }
  /** Its Workspace Settings. */
  | { at: 'workspace'; workspace: string; tab: WorkspaceTab; done?: string | undefined }
  | { at: 'add-member'; workspace: string }
  | { at: 'edit-roles'; workspace: string; username: string }
  /** `added`: the client ID of the grant that has just been added. */
  | { at: 'security'; tab: 'overview' | 'provisioning'; added?: string | undefined }
  | { at: 'add-grant' }
  | { at: 'edit-grant'; clientId: string }
  | { at: 'activities' };

export type Go = (place: Place) => void;

/** Places of the Organization Admin, which takes an Org Security Admin. */
export function isAdminPlace(place: Place): boolean {
  return place.at !== 'profile';
}

/** Where somebody lands who signs in. */
export function landing(isAdmin: boolean): Place {
  return isAdmin ? PEOPLE : PROFILE;
}

const PEOPLE: Place = { at: 'people' };
const PROFILE: Place = { at: 'profile', tab: 'account' };

type Crumb = { label: string; to?: Place };

/** The way to a place, as links of the breadcrumbs; the last is the place itself. */
export function wayTo(place: Place): Crumb[] {
  const organization = { label: 'Organization Admin' };
  const people = { label: 'People', to: { at: 'people' } as const };
  const security = { label: 'Security', to: { at: 'security', tab: 'overview' } as const };
  const provisioning = { label: 'Provisioning', to: { at: 'security', tab: 'provisioning' } as const };
  switch (place.at) {
    case 'profile':
      return [{ label: 'Your profile' }, { label: place.tab === 'security' ? 'Security' : 'Account' }];
    case 'people':
      return [organization, people];
    case 'add-user':
      return [organization, people, { label: 'Add' }];
    case 'person':
      return [organization, people, { label: place.username }];
    case 'rename-user':
      return [organization, people, { label: 'Rename' }];
    case 'workspaces':
      return [organization, { label: 'Workspaces' }];
    case 'workspace':
      return [...settingsOf(place.workspace), { label: WORKSPACE_TABS[place.tab] }];
    case 'add-member':
      return [...settingsOf(place.workspace), membersOf(place.workspace), { label: 'Add' }];
    case 'edit-roles':
      return [...settingsOf(place.workspace), membersOf(place.workspace), { label: 'Edit roles' }];
    case 'security':
      return [organization, security, { label: place.tab === 'provisioning' ? 'Provisioning' : 'Overview' }];
    case 'add-grant':
      return [organization, security, provisioning, { label: 'Add API Grant' }];
    case 'edit-grant':
      return [organization, security, provisioning, { label: 'Edit API Grant' }];
    case 'activities':
      return [organization, { label: 'Activities' }];
  }
}

const WORKSPACE_TABS: Record<WorkspaceTab, string> = { members: 'Members', roles: 'Roles', groups: 'Groups' };

function settingsOf(workspace: string): Crumb[] {
  return [{ label: 'Workspaces', to: { at: 'workspaces' } }, { label: workspace }, { label: 'Workspace Settings' }];
}

function membersOf(workspace: string): Crumb {
  return { label: WORKSPACE_TABS.members, to: { at: 'workspace', workspace, tab: 'members' } };
}
