import { z } from 'zod';

// Objects let unknown fields pass: Workiva may add to its answers. Fields that nothing here needs are optional.

/**
 * A user of the organization. `status` is `active` or `suspended` as far as it is published; where it is left out, as
 * the description allows, nobody has suspended the user. Names and address may be missing: one incomplete account must
 * not keep the others in the list from being found.
 */
export const WorkivaUser = z.object({
  id: z.string(),
  username: z.string(),
  givenName: z.string().nullish(),
  familyName: z.string().nullish(),
  displayName: z.string().nullish(),
  email: z.string().nullish(),
  status: z
    .string()
    .nullish()
    .transform((status) => status ?? 'active'),
});
export type WorkivaUser = z.infer<typeof WorkivaUser>;

/** A workspace of the organization. */
export const WorkivaWorkspace = z.object({ id: z.string(), name: z.string() });
export type WorkivaWorkspace = z.infer<typeof WorkivaWorkspace>;

/** A role of the organization or of a workspace. */
export const WorkivaRole = z.object({ id: z.string(), name: z.string() });
export type WorkivaRole = z.infer<typeof WorkivaRole>;

/** A reference as its id, or as the whole thing, of which only the id is taken. */
const Reference = z.union([z.string(), z.object({ id: z.string() }).transform(({ id }) => id)]);

/** A user's place in a workspace; `user` and `workspace` are their ids, though Workiva sends both whole. */
export const WorkivaMembership = z.object({ id: z.string(), user: Reference, workspace: Reference });
export type WorkivaMembership = z.infer<typeof WorkivaMembership>;

/** The organization that the client works in. */
export const WorkivaOrganization = z.object({ id: z.string(), name: z.string(), status: z.string() });
export type WorkivaOrganization = z.infer<typeof WorkivaOrganization>;

/**
 * A kind of activity. Its `alias` is what a program recognises it by, as Workiva advises; a kind without one has its id
 * for it. `category` groups kinds for people.
 */
export const WorkivaActivityAction = z
  .object({
    id: z.string(),
    alias: z.string().nullish(),
    name: z.string().nullish(),
    category: z.string().nullish(),
    deprecated: z.boolean().nullish(),
  })
  .transform((action) => ({ ...action, alias: action.alias ?? action.id }));
export type WorkivaActivityAction = z.infer<typeof WorkivaActivityAction>;

/** Somebody or something that took part in an activity. `uniqueName` is a user's username. */
const Participant = z.object({
  id: z.string(),
  type: z.string(),
  displayName: z.string().nullish(),
  uniqueName: z.string().nullish(),
});

/**
 * Something that happened. Its `id` is another at every call: recognise an activity by its action's alias, its target
 * and its time. `outcome` is `success`, `failure`, `pending` or `unknown` as far as it is published.
 */
export const WorkivaActivity = z.object({
  id: z.string(),
  action: WorkivaActivityAction,
  performer: Participant.extend({ ipAddress: z.string().nullish() }),
  targets: z.array(
    Participant.extend({ name: z.string().nullish() }).transform(({ name, displayName, ...target }) => ({
      ...target,
      name: displayName ?? name,
    })),
  ),
  activityDateTime: z.iso.datetime({ offset: true }),
  outcome: z.string().nullish(),
});
export type WorkivaActivity = z.infer<typeof WorkivaActivity>;

/** One page of a list. `@nextLink` leads to the next page; the last page has none. */
export function pageOf<Item extends z.ZodType>(item: Item) {
  return z.object({ data: z.array(item), '@nextLink': z.string().nullish() });
}

const saying = () => z.string().optional().catch(undefined);

const Detail = z.object({ code: saying(), message: saying(), target: saying() });

/** The body of a refusal. Whatever is missing or of another form is left out: a refusal must never fail to be told. */
export const ErrorBody = Detail.extend({ details: z.array(Detail).optional().catch(undefined) });

/** Where long work stands. The last three never change again. */
export const OperationState = z.enum(['acknowledged', 'queued', 'started', 'completed', 'cancelled', 'failed']);
export type OperationState = z.infer<typeof OperationState>;

/** The answer of `GET /operations/{id}`. */
export const Operation = z.object({
  status: OperationState,
  details: z.array(z.union([z.string(), Detail])).nullish(),
  originalRequest: z.string().nullish(),
});

/** The answer of the token endpoint; `expires_in` is in seconds, `scope` the names of the scopes, where it says any. */
export const TokenAnswer = z.object({
  access_token: z.string().min(1),
  expires_in: z.number().positive(),
  scope: z
    .string()
    .nullish()
    .transform((text) => text?.split(/\s+/).filter((name) => name !== '')),
});

/** The refusal of the token endpoint (RFC 6749, 5.2). */
export const TokenRefusal = z.object({ error: saying(), error_description: saying() });
