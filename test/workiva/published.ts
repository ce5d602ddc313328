import { z } from 'zod';

/** One operation as Workiva describes it: what a request to it may hold. Ids in the path are `{}`. */
export type Published = {
  /** What its query may hold, by name. */
  query: Readonly<Record<string, z.ZodType>>;
  /** Content type and form of the body; none where the description has no body. */
  body?: { type: string; form: z.ZodType };
};

const JSON_TYPE = 'application/json';
const PAGED = { $maxpagesize: z.coerce.number().int().min(1).max(1000), $next: z.string() };
/** A filter of a list of which it is not published by what it may be filtered: nothing but its general form is known. */
const SOME_FILTER = z.string().regex(/^[\w./]+ (eq|in|lt|gt|le|ge) ('(?:[^']|'')*'|[^\s']+)$/);
/** Activities: `and` and `or` of comparisons. How a time is written in one is not published. */
const ACTIVITY_FILTER = joined(
  /action\.(alias|id) (eq|in) .+|(performer|target)\.id (eq|in) .+|activityDateTime (eq|lt|gt|le|ge) .+/,
);
const ACTIVITY_ORDER = z.string().regex(/^activityDateTime( (asc|desc))?$/);
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

function joined(comparison: RegExp): z.ZodType {
  const whole = new RegExp(`^(${comparison.source})$`);
  return z.string().refine((filter) => filter.split(/ (?:and|or) /).every((part) => whole.test(part)));
}

/** What a change of a user may set. */
const PATHS = ['/givenName', '/familyName', '/displayName', '/username', '/email'] as const;

/**
 * Facts of Workiva's API description, version 2026-01-01 (developers.workiva.com), taken down by hand and independent of
 * the client: the operations that it may use.
 */
export const PUBLISHED: Readonly<Record<string, Published>> = {
  'POST /iam/v1/oauth2/token': {
    query: {},
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
  [`GET ${ORG}`]: { query: {} },
  [`GET ${ORG}/roles`]: { query: {} },
  [`GET ${ORG}/users`]: { query: { ...PAGED, $filter: SOME_FILTER } },
  [`POST ${ORG}/users`]: {
    query: {},
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
  [`GET ${ORG}/users/{}`]: { query: {} },
  [`PATCH ${ORG}/users/{}`]: {
    query: {},
    body: {
      type: JSON_TYPE,
      form: z.array(z.strictObject({ op: z.literal('replace'), path: z.enum(PATHS), value: z.string() })).min(1),
    },
  },
  [`DELETE ${ORG}/users/{}`]: { query: {} },
  [`GET ${ORG}/users/{}/roles`]: { query: {} },
  [`GET ${ORG}/workspaces`]: { query: { ...PAGED, $expand: z.string() } },
  [`GET ${WORKSPACE}/roles`]: { query: {} },
  [`GET ${WORKSPACE}/memberships`]: { query: { ...PAGED, $filter: SOME_FILTER } },
  [`POST ${WORKSPACE}/memberships/membershipCreation`]: {
    query: {},
    body: {
      type: JSON_TYPE,
      form: z.strictObject({
        user: z.string(),
        options: z.strictObject({ notifyNewMember: z.boolean(), sendWelcomeEmail: z.boolean() }).nullish(),
      }),
    },
  },
  [`DELETE ${MEMBER}`]: { query: {} },
  [`GET ${MEMBER}/roles`]: { query: {} },
  [`POST ${MEMBER}/roles/assignment`]: { query: {}, body: ROLE_IDS },
  [`POST ${MEMBER}/roles/revocation`]: { query: {}, body: ROLE_IDS },
  [`GET ${ORG}/activities`]: { query: { ...PAGED, $filter: ACTIVITY_FILTER, $orderBy: ACTIVITY_ORDER } },
  'GET /platform/v1/activityActions': { query: { ...PAGED, $orderBy: z.string() } },
  'GET /platform/v1/operations/{}': { query: {} },
};
