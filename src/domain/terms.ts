import { z } from 'zod';
import { MORE_WHY_LIMIT } from './check-tasks.ts';
import { CalendarDate } from './expiry.ts';
import { Permission } from './least-scopes.ts';

/** The Workiva user that a grant is bound to: one that exists, or one to create. */
export const IntegrationUser = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('existing'), username: z.string() }),
  z.object({
    kind: z.literal('new'),
    username: z.string(),
    givenName: z.string(),
    familyName: z.string(),
    email: z.string(),
  }),
]);
export type IntegrationUser = z.infer<typeof IntegrationUser>;

/** What a grant is to be: the fields of Workiva's grant form, the roles of its user, and why it is needed. */
export const Terms = z.object({
  clientName: z.string(),
  workspace: z.string(),
  user: IntegrationUser,
  expires: CalendarDate,
  scopes: z.array(z.string()),
  ipRestrictions: z.array(z.string()),
  roles: z.array(z.string()),
  purpose: z.string(),
  /** What the integration is to do. Nobody was asked where it is missing. */
  tasks: z.array(z.string()).optional(),
  /** Why it asks for more scopes than that needs. */
  moreWhy: z.string().optional(),
  /** What a person has to give the integration user besides, with the scopes that each goes with. */
  permissions: z.array(Permission).optional(),
});
export type Terms = z.infer<typeof Terms>;

/** The form as typed, before any check. */
export type TermsForm = {
  clientName?: string | undefined;
  workspace?: string | undefined;
  userKind?: 'existing' | 'new' | undefined;
  username?: string | undefined;
  givenName?: string | undefined;
  familyName?: string | undefined;
  email?: string | undefined;
  expires?: string | undefined;
  scopes?: readonly string[] | undefined;
  ipRestrictions?: string | undefined;
  roles?: readonly string[] | undefined;
  purpose?: string | undefined;
  tasks?: readonly string[] | undefined;
  moreWhy?: string | undefined;
  /** Who will own the grant: a Slack user ID. */
  owner?: string | undefined;
  /** Why it cannot wait. */
  urgency?: string | undefined;
};
export type Field = keyof TermsForm;
/** What is wrong, in the field where it was typed. */
export type Fault = { field: Field; sentence: string };
export type Checked<T> = { ok: true; value: T } | { ok: false; faults: Fault[] };

/** The most characters that each text of the form may have. */
export const LIMITS = {
  clientName: 100,
  purpose: 1_000,
  username: 100,
  name: 60,
  email: 254,
  ipRestrictions: 2_000,
  urgency: 500,
  moreWhy: MORE_WHY_LIMIT,
};

/** The form that asks for these terms again, as it would be typed. */
export function formOf({ user, ...terms }: Terms, extra: Pick<TermsForm, 'owner' | 'urgency'> = {}): TermsForm {
  const { kind: userKind, ...named } = user;
  return { ...terms, userKind, ...named, ipRestrictions: terms.ipRestrictions.join(', '), ...extra };
}
