import { z } from 'zod';
import { sameName } from './same-name.ts';

/**
 * Ways in which Workiva is not as Grantdesk has recorded it. All but the last are found by comparing; `outside` is what
 * Workiva's activity log tells and no comparison shows, such as a grant that was edited by hand.
 */
export const FindingKind = z.enum([
  'user_gone',
  'user_replaced',
  'user_renamed',
  'user_suspended',
  'user_active',
  'left_active',
  'email_changed',
  'workspace_unseen',
  'membership_missing',
  'membership_extra',
  'role_missing',
  'role_extra',
  'outside',
]);
export type FindingKind = z.infer<typeof FindingKind>;

/** One difference. `id` stays the same for as long as the difference is there, and for the next time it comes. */
export const Finding = z.object({
  id: z.string(),
  kind: FindingKind,
  username: z.string(),
  workspace: z.string().optional(),
  role: z.string().optional(),
  /** What is recorded, and what is there, where the kind alone does not say so. */
  was: z.string().optional(),
  is: z.string().optional(),
  /** The grants that it is about. */
  grants: z.array(z.string()),
});
export type Finding = z.infer<typeof Finding>;

/** A workspace by name, and roles in it by their names. */
export type Place = { workspace: string; roles: readonly string[] };

/** What an integration user has to be in Workiva, by what Grantdesk has recorded. */
export type Recorded = {
  username: string;
  /** Workiva's id of the user, where a request has found it out. */
  userId?: string | undefined;
  /** Set where Grantdesk made the user, so that all it has was given by Grantdesk. */
  made?: { email: string } | undefined;
  /** `ended`: no grant acts as it any more. Nothing where that is about to change. */
  status: 'active' | 'suspended' | 'ended' | undefined;
  /** What live grants need. */
  must: readonly Place[];
  /** What it may have beside that, because it is just being given or taken. */
  may: readonly Place[];
  /** The grants that act as it; of a user that none acts as any more, the last that did. */
  grants: readonly string[];
};

/** What is there in Workiva. */
export type Observed = {
  user: { id: string; username: string; status: 'active' | 'suspended'; email: string | undefined } | undefined;
  /** The username by now of the user with the recorded id, where none has the recorded username. */
  renamedTo?: string | undefined;
  /** Where it is a member. Of a user that Grantdesk did not make, only what is recorded is looked at. */
  places: readonly Place[];
  /** Recorded workspaces that Workiva does not show to Grantdesk. */
  unseen: readonly string[];
};

type Difference = Pick<Finding, 'kind' | 'workspace' | 'role' | 'was' | 'is'>;

/** Says how Workiva differs from what is recorded about one integration user. Pure. */
export function compare(recorded: Recorded, observed: Observed): Finding[] {
  const { username, grants } = recorded;
  return differences(recorded, observed).map((difference) => ({
    id: findingId(username, difference),
    username,
    ...difference,
    grants: [...grants],
  }));
}

/** Names a finding: what differs, of whom, and where. */
function findingId(username: string, { kind, workspace, role }: Difference): string {
  return [kind, username, workspace, role].flatMap((part) => (part === undefined ? [] : named(part))).join('|');
}

const named = (part: string) => shortened(part.toLowerCase());

/** Of a name so long that no button could carry it, its beginning, and a sum that tells it from others like it. */
export function shortened(name: string): string {
  if (name.length <= LONGEST_PART) return name;
  let sum = 0;
  for (const character of name) sum = (Math.imul(sum, 31) + (character.codePointAt(0) ?? 0)) >>> 0;
  return `${name.slice(0, LONGEST_PART)}…${name.length}.${sum.toString(36)}`;
}

/** In characters; Workiva's form takes no longer name, and its screens may. */
const LONGEST_PART = 300;

function differences(recorded: Recorded, observed: Observed): Difference[] {
  const { status, userId } = recorded;
  const { user } = observed;
  const isAnother = user !== undefined && userId !== undefined && user.id !== userId;
  // Somebody else's, under a name that is free again, is nothing that a grant has left.
  if (status === 'ended') return user?.status === 'active' && !isAnother ? [{ kind: 'left_active' }] : [];
  if (recorded.must.length === 0) return [];
  if (!user && observed.renamedTo !== undefined) {
    return [{ kind: 'user_renamed', was: recorded.username, is: observed.renamedTo }];
  }
  if (!user) return [{ kind: 'user_gone' }];
  if (isAnother) return [{ kind: 'user_replaced', was: userId, is: user.id }];
  return [
    ...statusDifference(status, user.status),
    ...emailDifference(recorded, user.email),
    ...missing(recorded, observed),
    ...(recorded.made ? extra(recorded, observed) : []),
  ];
}

function statusDifference(wanted: Recorded['status'], is: 'active' | 'suspended'): Difference[] {
  if (wanted === 'active' && is === 'suspended') return [{ kind: 'user_suspended' }];
  return wanted === 'suspended' && is === 'active' ? [{ kind: 'user_active' }] : [];
}

/** An address that Workiva does not tell is no other address. */
function emailDifference({ made }: Recorded, email: string | undefined): Difference[] {
  if (!made || email === undefined || email.toLowerCase() === made.email.toLowerCase()) return [];
  return [{ kind: 'email_changed', was: made.email, is: email }];
}

function missing({ must }: Recorded, { places, unseen }: Observed): Difference[] {
  return must.flatMap(({ workspace, roles }): Difference[] => {
    if (unseen.some((name) => sameName(name, workspace))) return [{ kind: 'workspace_unseen', workspace }];
    const place = placeIn(places, workspace);
    if (!place) return [{ kind: 'membership_missing', workspace }];
    return roles.filter((role) => !has(place, role)).map((role) => ({ kind: 'role_missing', workspace, role }));
  });
}

function extra({ must, may }: Recorded, { places }: Observed): Difference[] {
  const allowed = [...must, ...may];
  return places.flatMap(({ workspace, roles }): Difference[] => {
    const own = allowed.filter((place) => sameName(place.workspace, workspace));
    if (own.length === 0) return [{ kind: 'membership_extra', workspace }];
    return roles
      .filter((role) => !own.some((place) => has(place, role)))
      .map((role) => ({ kind: 'role_extra', workspace, role }));
  });
}

/**
 * Whether it would still be wrong if Workiva were as it was found: since then a grant may have been stopped, given up or
 * approved, and what was to be made as recorded would no longer be so.
 */
export function isStillWrong({ kind, workspace = '', role = '' }: Finding, { status, must, may }: Recorded): boolean {
  const needed = placeIn(must, workspace);
  const allowed = [...must, ...may].filter((place) => sameName(place.workspace, workspace));
  switch (kind) {
    case 'user_suspended':
      return status === 'active';
    case 'user_active':
      return status === 'suspended';
    case 'left_active':
      return status === 'ended';
    case 'membership_missing':
      return needed !== undefined;
    case 'role_missing':
      return needed !== undefined && has(needed, role);
    case 'membership_extra':
      return allowed.length === 0;
    case 'role_extra':
      return !allowed.some((place) => has(place, role));
    default:
      return false;
  }
}

/** The place of this name among places. Workiva's names are one whatever their capitals. */
export const placeIn = (places: readonly Place[], workspace: string): Place | undefined =>
  places.find((place) => sameName(place.workspace, workspace));

const has = ({ roles }: Place, role: string) => roles.some((one) => sameName(one, role));
