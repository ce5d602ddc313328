import { z } from 'zod';
import { StepName } from './effects.ts';
import { Terms } from './terms.ts';

/** Steps that a provisioning runs through, each saved before the next begins. */
export const Step = z.object({
  name: StepName,
  state: z.enum(['waiting', 'running', 'by_hand', 'done']),
  /** What was done, for people. */
  note: z.string().optional(),
  /** Who did it, where a person did. */
  by: z.string().optional(),
  startedAt: z.string().optional(),
  /** When it was done. */
  at: z.string().optional(),
  /** Why the last try did not succeed, while it is tried again. */
  trouble: z.string().optional(),
  /** Set before something is made in Workiva: what is found there later may be of our own making. */
  begun: z.boolean().optional(),
  /** What it changes in Workiva, by name: users, workspaces or roles that were not so before. Kept before it is done. */
  changed: z.array(z.string()).optional(),
  /** Set where it takes away a membership whose user was active before, and is to be active afterwards too. */
  staysActive: z.boolean().optional(),
  /** The URL of Workiva's operation that this step waits for. */
  operation: z.string().optional(),
  /** Set where it became an admin task because Grantdesk may not do it. */
  lack: z
    .object({
      /** Why, for people; nothing where Grantdesk has no access at all. */
      why: z.string().optional(),
      /** What Grantdesk could do in Workiva at that time: only once that has changed is it worth another try. */
      access: z.string(),
      /** The run whose message asks the admins; it stays the same when the step comes back to them. */
      run: z.int(),
      /** Set where what is missing does not show in `access`: a role of Grantdesk’s own user. */
      unseen: z.literal(true).optional(),
      /** Of such a one, when it was first refused, and when last. */
      since: z.string().optional(),
      at: z.string().optional(),
      /** When it was handed back to Grantdesk, until it is refused again. */
      handedBack: z.string().optional(),
    })
    .optional(),
});
export type Step = z.infer<typeof Step>;

/** One step of a plan: it is to be done, is so already, cannot be done, or is an admin's. */
export const PlannedStep = z.object({
  name: StepName,
  verdict: z.enum(['do', 'there', 'blocked', 'by_hand']),
  words: z.string(),
});
export type PlannedStep = z.infer<typeof PlannedStep>;

/** What a request that came to nothing has done in Workiva, and what is to be taken back. */
export const Undo = z.object({
  request: z.string(),
  /** The roles that it gave. */
  roles: z.array(z.string()),
  /** Whether it made the user a member of the workspace, and whether it made the user. */
  membership: z.boolean(),
  user: z.boolean(),
  /** Workiva's ID of the user, where it is known. */
  userId: z.string().optional(),
});
export type Undo = z.infer<typeof Undo>;

/** What an integration user has that no grant needs any more. Of a request that is undone, only what that has done. */
export const Leftover = Terms.extend({ undo: Undo.optional() });
export type Leftover = z.infer<typeof Leftover>;

/** How far a request has been carried out in Workiva. `run` counts how often that was begun anew. */
export const Provisioning = z.object({
  run: z.int(),
  steps: z.array(Step),
  userId: z.string().optional(),
  membershipId: z.string().optional(),
  /** What was about to happen, as it was foreseen when the run began. */
  plan: z.object({ at: z.string(), run: z.int(), steps: z.array(PlannedStep) }).optional(),
});
