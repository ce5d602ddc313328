import { z } from 'zod';

/** One operation as Workiva describes it: what a request to it may hold. Ids in the path are `{}`. */
export type Published = {
  query: readonly string[];
  /** Content type and form of the body; none where the description has no body. */
  body?: { type: string; form: z.ZodType };
};

const JSON_TYPE = 'application/json';
const PAGED = ['$maxpagesize', '$next'];
const ORG = '/platform/v1/organizations/{}';
const WORKSPACE = `${ORG}/workspaces/{}`;
const MEMBER = `${WORKSPACE}/memberships/{}`;
const ROLE_IDS = { type: JSON_TYPE, form: z.array(z.uuid()).min(1) };

/** What an operation is called here: `GET /platform/v1/organizations/{}/users` */
export function nameOf(method: string, path: string): string {
  const things =
    /(organizations|users|workspaces|memberships|groups|operations)\/(?!membershipCreation|assignment)[^/]+/g;
  return `${method} ${path.replace(things, '$1/{}')}`;
}

/** Paths that the description names for a change of a user, and the status, which its user has but its list leaves out. */
const PATHS = ['/givenName', '/familyName', '/displayName', '/username', '/email', '/status'] as const;

/**
 * Facts of Workiva's API description, version 2026-01-01 (developers.workiva.com), taken down by hand and independent of
 * the client: the operations that it may use.
 */
export const PUBLISHED: Readonly<Record<string, Published>> = {
  'POST /iam/v1/oauth2/token': {
    query: [],
    body: {
      type: 'application/x-www-form-urlencoded',
      form: z.strictObject({
        grant_type: z.literal('client_credentials'),
        client_id: z.string(),
        client_secret: z.string(),
        scope: z.string().optional(),
      }),
    },
  },
  [`GET ${ORG}`]: { query: [] },
  [`GET ${ORG}/roles`]: { query: [] },
  [`GET ${ORG}/users`]: { query: [...PAGED, '$filter'] },
  [`POST ${ORG}/users`]: {
    query: [],
    body: {
      type: JSON_TYPE,
      form: z.strictObject({
        givenName: z.string(),
        familyName: z.string(),
        displayName: z.string().optional(),
        email: z.email(),
        username: z.string().regex(/^[^\sA-Z]+$/),
        status: z.enum(['active', 'suspended']).optional(),
      }),
    },
  },
  [`GET ${ORG}/users/{}`]: { query: [] },
  [`PATCH ${ORG}/users/{}`]: {
    query: [],
    body: {
      type: JSON_TYPE,
      form: z.array(z.strictObject({ op: z.literal('replace'), path: z.enum(PATHS), value: z.string() })).min(1),
    },
  },
  [`DELETE ${ORG}/users/{}`]: { query: [] },
  [`GET ${ORG}/users/{}/roles`]: { query: [] },
  [`GET ${ORG}/workspaces`]: { query: [...PAGED, '$expand'] },
  [`GET ${WORKSPACE}/roles`]: { query: [] },
  [`GET ${WORKSPACE}/memberships`]: { query: [...PAGED, '$filter'] },
  [`POST ${WORKSPACE}/memberships/membershipCreation`]: {
    query: [],
    body: {
      type: JSON_TYPE,
      form: z.strictObject({
        user: z.string(),
        options: z.strictObject({ notifyNewMember: z.boolean(), sendWelcomeEmail: z.boolean() }).nullish(),
      }),
    },
  },
  [`DELETE ${MEMBER}`]: { query: [] },
  [`GET ${MEMBER}/roles`]: { query: [] },
  [`POST ${MEMBER}/roles/assignment`]: { query: [], body: ROLE_IDS },
  [`POST ${MEMBER}/roles/revocation`]: { query: [], body: ROLE_IDS },
  [`GET ${ORG}/activities`]: { query: [...PAGED, '$filter', '$orderBy'] },
  'GET /platform/v1/activityActions': { query: [...PAGED, '$orderBy'] },
  'GET /platform/v1/operations/{}': { query: [] },
};
