/** Where a person is in Workiva's screens. */
export type Place =
  | { at: 'profile'; tab: 'account' | 'security' }
  | { at: 'people' }
  | { at: 'person'; username: string }
  | { at: 'workspaces' }
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

/** The way to a place, as links of the breadcrumbs; the last is the place itself. */
export function wayTo(place: Place): { label: string; to?: Place }[] {
  const organization = { label: 'Organization Admin' };
  const security = { label: 'Security', to: { at: 'security', tab: 'overview' } as const };
  const provisioning = { label: 'Provisioning', to: { at: 'security', tab: 'provisioning' } as const };
  switch (place.at) {
    case 'profile':
      return [{ label: 'Your profile' }, { label: place.tab === 'security' ? 'Security' : 'Account' }];
    case 'people':
      return [organization, { label: 'People' }];
    case 'person':
      return [organization, { label: 'People', to: { at: 'people' } }, { label: place.username }];
    case 'workspaces':
      return [organization, { label: 'Workspaces' }];
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
