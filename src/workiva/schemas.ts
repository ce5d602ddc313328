import { z } from 'zod';

// Objects let unknown fields pass: Workiva may add to its answers. Fields that nothing here needs are optional.

/**
 * A user of the organization. `status` is `active` or `suspended` as far as it is published. Names and address may be
 * missing: one incomplete account must not keep the others in the list from being found.
 */
export const WorkivaUser = z.object({
  id: z.string(),
  username: z.string(),
  givenName: z.string().nullish(),
  familyName: z.string().nullish(),
  displayName: z.string().nullish(),
  email: z.string().nullish(),
  status: z.string(),
});
export type WorkivaUser = z.infer<typeof WorkivaUser>;

/** A workspace of the organization. */
export const WorkivaWorkspace = z.object({ id: z.string(), name: z.string() });
export type WorkivaWorkspace = z.infer<typeof WorkivaWorkspace>;

/** A role of the organization or of a workspace. */
export const WorkivaRole = z.object({ id: z.string(), name: z.string() });
export type WorkivaRole = z.infer<typeof WorkivaRole>;

/** A user's place in a workspace; `user` and `workspace` are their ids. */
export const WorkivaMembership = z.object({ id: z.string(), user: z.string(), workspace: z.string() });
export type WorkivaMembership = z.infer<typeof WorkivaMembership>;

/** The organization that the client works in. */
export const WorkivaOrganization = z.object({ id: z.string(), name: z.string(), status: z.string() });
export type WorkivaOrganization = z.infer<typeof WorkivaOrganization>;

/** One page of a list. `@nextLink` leads to the next page; the last page has none. */
export function pageOf<Item extends z.ZodType>(item: Item) {
  return z.object({ data: z.array(item), '@nextLink': z.string().nullish() });
}

const Detail = z.object({
  code: z.string().optional().catch(undefined),
  message: z.string().optional().catch(undefined),
  target: z.string().optional().catch(undefined),
});

/** The body of a refusal. Whatever is missing or of another form is left out: a refusal must never fail to be told. */
export const ErrorBody = Detail.extend({ details: z.array(Detail).optional().catch(undefined) });

/** Where long work stands. The last three never change again. */
export const OperationState = z.enum(['acknowledged', 'queued', 'started', 'completed', 'cancelled', 'failed']);
export type OperationState = z.infer<typeof OperationState>;

/** The answer of `GET /operations/{id}`. */
export const Operation = z.object({
  status: OperationState,
  details: z.array(z.union([z.string(), Detail])).nullish(),
});

/** The answer of the token endpoint; `expires_in` is in seconds. */
export const TokenAnswer = z.object({
  access_token: z.string().min(1),
  expires_in: z.number().positive(),
  scope: z.string().nullish(),
});

/** The refusal of the token endpoint (RFC 6749, 5.2). */
export const TokenRefusal = z.object({
  error: z.string().optional().catch(undefined),
  error_description: z.string().optional().catch(undefined),
});
