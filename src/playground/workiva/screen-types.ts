import type { GrantRow } from './types.ts';

/** The form behind *Add Grant*. */
export type GrantForm = {
  clientName: string;
  workspace: string;
  workivaUsername: string;
  /** `YYYY-MM-DD`, later than today. */
  expires: string;
  /** As shown, e.g. `Spreadsheets (Read)`. */
  scopes: string[];
  /** Addresses and CIDR blocks, separated by commas. */
  ipRestrictions?: string;
};

/** The form behind *Add* of the people of the organization. */
export type UserForm = { username: string; givenName: string; familyName: string; email: string };

/** Who is, or is to become, a member of which workspace; both by name. */
export type Member = { workspace: string; username: string };

/** What people do by hand in Workiva. Each throws an Error whose message is what the screen shows when it refuses. */
export type Screens = {
  addGrant(adminUsername: string, form: GrantForm): { clientId: string };
  /** Everything but the Workspace. Another username makes the secret invalid. */
  editGrant(adminUsername: string, clientId: string, changes: Partial<GrantForm>): void;
  deleteGrant(adminUsername: string, clientId: string): void;
  grants(adminUsername: string): GrantRow[];
  addUser(adminUsername: string, form: UserForm): void;
  /** The user keeps its id, and its grants keep working. */
  renameUser(adminUsername: string, username: string, newUsername: string): void;
  /** The user holds these roles in the organization from now on, and no others. */
  setOrganizationRoles(adminUsername: string, username: string, roles: readonly string[]): void;
  /** Nobody can sign in as the user, and no grant of theirs works, until they are reinstated. */
  suspendUser(adminUsername: string, username: string): void;
  reinstateUser(adminUsername: string, username: string): void;
  /** The user loses its roles and memberships, and its grants stop working; the account stays outside the organization. */
  removeUser(adminUsername: string, username: string): void;
  /** A new member holds no role. */
  addMember(adminUsername: string, member: Member): void;
  /** The member holds these roles from now on, and no others. */
  setRoles(adminUsername: string, member: Member, roles: readonly string[]): void;
  removeMember(adminUsername: string, member: Member): void;
  profile(username: string): {
    grants: { clientId: string; clientName: string }[];
    /** A new secret, shown this once; every earlier one stops working. Only the grant's own user may. */
    regenerate(clientId: string): string;
  };
};
