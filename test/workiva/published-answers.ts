import { z } from 'zod';

/** How a call is answered where it succeeds: the status, and the form of the body; none where it has none. */
export type PublishedAnswer = { status: number; form?: z.ZodType };

const ORG = '/platform/v1/organizations/{}';
const USER_ROLES = `${ORG}/users/{}/roles`;
const WORKSPACE = `${ORG}/workspaces/{}`;
const MEMBER = `${WORKSPACE}/memberships/{}`;

/** Nothing in a body that is not described; what is described may be missing unless it is said to be required. */
const described = <Shape extends z.core.$ZodShape>(shape: Shape) => z.strictObject(shape);
const maybe = <Schema extends z.ZodType>(schema: Schema) => schema.optional();
const list = (item: z.ZodType) => described({ data: z.array(item), '@nextLink': maybe(z.url()) });

const moment = z.iso.datetime({ offset: true });
const action = maybe(described({ dateTime: maybe(moment), user: maybe(described({ id: z.string() })) }));
const dates = { created: action, modified: action };
const text = maybe(z.string());
/** Described as optional, but without it nothing could be said of a thing. */
const id = z.string();

const organization = described({
  ...dates,
  ...{ id, name: text, status: maybe(z.enum(['active', 'inactive'])) },
});
const user = described({
  ...dates,
  ...{ id, givenName: text, familyName: text, displayName: text, email: text, username: text },
  status: maybe(z.enum(['active', 'suspended']).nullable()),
});
const solutions = maybe(z.array(described({ id: text, name: text })).max(1));
const workspace = described({ ...dates, id, name: text, organization: maybe(organization), solutions });
const membership = described({ ...dates, id, user, workspace });
const role = described({ id: z.uuid(), name: text });
const group = described({
  ...dates,
  id,
  name: text,
  memberCount: maybe(z.int()),
  members: maybe(z.array(z.unknown())),
});
const kind = described({ id, alias: text, category: text, deprecated: maybe(z.boolean()), name: text });
const participant = { id, type: z.string(), displayName: text, uniqueName: text };
const activity = described({
  ...{ id, action: kind, activityDateTime: moment, summary: text },
  performer: described({ ...participant, ipAddress: text }),
  targets: z.array(described(participant)),
  outcome: maybe(z.enum(['success', 'failure', 'pending', 'unknown'])),
  organization: maybe(organization),
  workspace: maybe(workspace),
  attachments: maybe(z.array(z.unknown())),
  tags: maybe(z.array(z.string())),
});
const detail = described({ code: text, message: text, target: text });
const operation = described({
  ...{ id, created: action, updated: action, originalRequest: text, resourceUrl: text },
  status: z.enum(['acknowledged', 'queued', 'started', 'completed', 'cancelled', 'failed']),
  details: maybe(z.array(detail)),
});

/** The form of a refusal of the API, and of the token endpoint. */
export const REFUSALS = {
  api: described({
    ...{ code: text, message: text, target: text, documentationUrl: text, version: text },
    details: maybe(z.array(detail)),
  }),
  token: described({ error: z.string(), error_description: text, error_uri: text }),
};

/**
 * Facts of Workiva's API description, version 2026-01-01 (developers.workiva.com), taken down by hand: the answers to the
 * calls that the stand-in knows.
 */
export const ANSWERS: Readonly<Record<string, PublishedAnswer>> = {
  'POST /iam/v1/oauth2/token': {
    status: 200,
    form: described({
      access_token: z.string(),
      expires_in: z.int(),
      scope: z.string(),
      token_type: z.string(),
    }),
  },
  [`GET ${ORG}`]: { status: 200, form: organization },
  [`GET ${ORG}/roles`]: { status: 200, form: list(role) },
  [`GET ${ORG}/users`]: { status: 200, form: list(user) },
  [`POST ${ORG}/users`]: { status: 201, form: user },
  [`POST ${ORG}/users/assignment`]: { status: 200, form: user },
  [`GET ${ORG}/users/{}`]: { status: 200, form: user },
  [`PATCH ${ORG}/users/{}`]: { status: 200, form: user },
  [`DELETE ${ORG}/users/{}`]: { status: 204 },
  [`GET ${USER_ROLES}`]: { status: 200, form: list(role) },
  [`POST ${USER_ROLES}/assignment`]: { status: 202 },
  [`POST ${USER_ROLES}/revocation`]: { status: 202 },
  [`GET ${ORG}/workspaces`]: { status: 200, form: list(workspace) },
  [`GET ${WORKSPACE}/roles`]: { status: 200, form: list(role) },
  [`GET ${WORKSPACE}/memberships`]: { status: 200, form: list(membership) },
  [`POST ${WORKSPACE}/memberships/membershipCreation`]: { status: 201, form: membership },
  [`DELETE ${MEMBER}`]: { status: 204 },
  [`GET ${MEMBER}/roles`]: { status: 200, form: list(role) },
  [`POST ${MEMBER}/roles/assignment`]: { status: 202 },
  [`POST ${MEMBER}/roles/revocation`]: { status: 202 },
  [`GET ${WORKSPACE}/groups`]: { status: 200, form: list(group) },
  [`POST ${WORKSPACE}/groups`]: { status: 201, form: group },
  [`POST ${WORKSPACE}/groups/{}/members/modification`]: { status: 204 },
  [`GET ${ORG}/activities`]: { status: 200, form: list(activity) },
  'GET /platform/v1/activityActions': { status: 200, form: list(kind) },
  'GET /platform/v1/operations/{}': { status: 200, form: operation },
};
