import { z } from 'zod';
import type { Policy } from '../policy/schema.ts';
import { checkTasks, MORE_WHY_LIMIT } from './check-tasks.ts';
import { CalendarDate, type ExpiryLimits, expiresFault } from './expiry.ts';
import { parseIpRestrictions } from './ip-restrictions.ts';
import { Permission, permissionsFor } from './least-scopes.ts';
import { scopesOf } from './scopes.ts';
import { looksLikeSecret, SECRET_ADVICE } from './secret-guard.ts';
import { textFault, visibleLine, visibleText } from './typed-text.ts';
import { rolesNotListed, rolesOffered } from './workspace-roles.ts';

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

/** The most entries of IP restrictions; approvers must be able to read them all. */
const MOST_ADDRESSES = 50;

/** The name under which a client name is reserved: two that differ only in case, spacing or encoding are one. */
export function clientNameKey(clientName: string): string {
  return clientName.normalize('NFKC').trim().replace(/\s+/g, ' ').toLowerCase();
}

/** The policy's limits on a grant's life, as the checks of a date take them. */
export const expiryLimits = ({ limits }: Policy): ExpiryLimits => ({
  defaultLifetime: limits.default_lifetime,
  maxLifetime: limits.max_lifetime,
});

/** Gathers what is wrong, field by field. */
function collectFaults() {
  const faults: Fault[] = [];
  const fault = (field: Field, sentence: string | undefined) => {
    if (sentence !== undefined) faults.push({ field, sentence });
  };
  return { faults, fault };
}

/**
 * Checks the whole form. Answers the terms, or every fault at once. `already`: the scopes of the grant that is to be
 * changed.
 */
export function checkTerms(
  form: TermsForm,
  policy: Policy,
  now: Date,
  already: readonly string[] = [],
): Checked<Terms> {
  const { faults, fault } = collectFaults();
  const limits = expiryLimits(policy);
  const text = trimmed(form);

  fault(
    'clientName',
    textFault(text.clientName, 'a client name, such as “Finance Close | nightly export”', LIMITS.clientName),
  );
  fault('workspace', policy.workspaces.includes(text.workspace) ? undefined : 'Choose a workspace from the list.');
  faults.push(...userFaults(form.userKind, text));
  fault('expires', expiresFault(form.expires, now, limits));
  const scopes = scopesOf(policy.scopes).filter((scope) => form.scopes?.includes(scope.name));
  fault(
    'scopes',
    scopes.length > 0 && scopes.length === form.scopes?.length ? undefined : 'Choose at least one scope from the list.',
  );
  const ip = parseIpRestrictions(text.ipRestrictions);
  fault('ipRestrictions', looksLikeSecret(text.ipRestrictions) ? SECRET_ADVICE : ipFault(ip, scopes, policy));
  const names = scopes.map((scope) => scope.name);
  const toDo = checkTasks(form, names, policy, already);
  faults.push(...toDo.faults);
  const roles = rolesOffered(policy).filter((role) => form.roles?.includes(role));
  fault('roles', roles.length === (form.roles?.length ?? 0) ? undefined : 'Choose roles from the list.');
  fault('purpose', textFault(text.purpose, 'what the integration does with this access', LIMITS.purpose));
  if (faults.length > 0 || form.expires === undefined) return { ok: false, faults };

  return {
    ok: true,
    value: {
      clientName: text.clientName,
      workspace: text.workspace,
      user: userOf(form.userKind, text),
      expires: form.expires,
      scopes: names,
      ipRestrictions: ip.entries,
      roles,
      purpose: text.purpose,
      ...toDo.value,
      ...besides(names, policy),
    },
  };
}

/** The permissions that go with some scopes, where there are any. */
function besides(scopes: readonly string[], policy: Policy): Pick<Terms, 'permissions'> {
  const permissions = permissionsFor(scopes, policy);
  return permissions.length === 0 ? {} : { permissions };
}

/**
 * Checks what a renewal asks: a later date, and why; and that what the grant may do is still what the policy offers,
 * because a renewal must not carry on what nobody could ask for any more.
 */
export function checkRenewal(
  form: Pick<TermsForm, 'expires' | 'purpose'>,
  current: Terms,
  policy: Policy,
  now: Date,
): Checked<Terms> {
  const limits = expiryLimits(policy);
  const purpose = visibleText(form.purpose ?? '');
  const { faults, fault } = collectFaults();
  fault('expires', expiresFault(form.expires, now, limits, current.expires) ?? outdatedFault(current, policy));
  fault('purpose', textFault(purpose, 'why the grant is still needed', LIMITS.purpose));
  if (faults.length > 0 || form.expires === undefined) return { ok: false, faults };
  return { ok: true, value: { ...current, expires: form.expires, purpose } };
}

/** Says what of a grant's terms the policy does not offer any more, or nothing. */
function outdatedFault(terms: Terms, policy: Policy): string | undefined {
  const offered = scopesOf(policy.scopes);
  const gone = [
    ...[terms.workspace].filter((name) => !policy.workspaces.includes(name)),
    ...terms.scopes.filter((name) => !offered.some((scope) => scope.name === name)),
    ...rolesNotListed(terms.roles, policy),
  ];
  if (gone.length > 0) {
    return `The policy does not offer this any more: ${gone.join(', ')}. Request a new grant with /grant instead.`;
  }
  const scopes = offered.filter((scope) => terms.scopes.includes(scope.name));
  if (terms.ipRestrictions.length === 0 && demandingAccess(scopes, policy) !== undefined) {
    return 'The policy asks for IP restrictions by now, and this grant has none. Request a new grant with /grant instead.';
  }
  return undefined;
}

/** Checks why a request cannot wait, which need not be said. Answers the text as it is kept, or what is wrong with it. */
export function checkUrgency(form: TermsForm): Checked<string | undefined> {
  const urgency = visibleText(form.urgency ?? '');
  if (urgency === '') return { ok: true, value: undefined };
  const sentence = textFault(urgency, 'why it cannot wait, or leave this empty', LIMITS.urgency);
  return sentence === undefined
    ? { ok: true, value: urgency }
    : { ok: false, faults: [{ field: 'urgency', sentence }] };
}

/** The form that asks for these terms again, as it would be typed. */
export function formOf({ user, ...terms }: Terms, extra: Pick<TermsForm, 'owner' | 'urgency'> = {}): TermsForm {
  const { kind: userKind, ...named } = user;
  return { ...terms, userKind, ...named, ipRestrictions: terms.ipRestrictions.join(', '), ...extra };
}

type Text = Record<
  Exclude<Field, 'userKind' | 'expires' | 'scopes' | 'roles' | 'tasks' | 'moreWhy' | 'owner' | 'urgency'>,
  string
>;

function trimmed(form: TermsForm): Text {
  const { clientName, workspace, username, givenName, familyName, email, ipRestrictions, purpose } = form;
  const line = (text: string | undefined) => visibleLine(text ?? '');
  return {
    clientName: line(clientName),
    workspace: workspace ?? '',
    username: line(username),
    givenName: line(givenName),
    familyName: line(familyName),
    email: line(email),
    ipRestrictions: visibleText(ipRestrictions ?? ''),
    purpose: visibleText(purpose ?? ''),
  };
}

function userFaults(kind: TermsForm['userKind'], text: Text): Fault[] {
  const { faults, fault } = collectFaults();
  if (kind === undefined) fault('userKind', 'Choose whether the integration user exists or is to be created.');
  fault(
    'username',
    textFault(text.username, 'the username of the integration user', LIMITS.username) ?? usernameFault(text.username),
  );
  if (kind !== 'new') return faults;
  fault('givenName', textFault(text.givenName, 'a given name, such as “Nightly”', LIMITS.name));
  fault('familyName', textFault(text.familyName, 'a family name, such as “Export”', LIMITS.name));
  fault('email', emailFault(text.email));
  return faults;
}

function emailFault(email: string): string | undefined {
  if (looksLikeSecret(email)) return SECRET_ADVICE;
  if (z.email().max(LIMITS.email).safeParse(email).success) return undefined;
  return 'Write an email address that the owner can read: Workiva sends the activation there.';
}

/** Says what is wrong with a username, or nothing: Workiva's have no spaces and no capitals. */
export function usernameFault(username: string): string | undefined {
  if (/\s/.test(username)) return 'A Workiva username has no spaces.';
  if (username !== username.toLowerCase())
    return `A Workiva username has no capitals: write “${username.toLowerCase()}”.`;
  if (!/^[a-z0-9][a-z0-9._@+-]*$/.test(username)) return 'Use small letters, digits and . _ - @ + only.';
  return undefined;
}

function userOf(kind: TermsForm['userKind'], text: Text): IntegrationUser {
  const { username, givenName, familyName, email } = text;
  return kind === 'new' ? { kind, username, givenName, familyName, email } : { kind: 'existing', username };
}

/** The access among these scopes for which the policy asks for IP restrictions, if any. */
export function demandingAccess(scopes: readonly { access: string }[], policy: Policy): string | undefined {
  return policy.limits.require_ip_restrictions_for.find((access) => scopes.some((scope) => scope.access === access));
}

function ipFault(ip: ReturnType<typeof parseIpRestrictions>, scopes: readonly { access: string }[], policy: Policy) {
  if (ip.entries.length > MOST_ADDRESSES)
    return `Name ${MOST_ADDRESSES} addresses at most; a range such as 203.0.113.0/24 counts as one.`;
  if (ip.faults.length > 0) return clip(ip.faults.join(' '));
  const demanding = demandingAccess(scopes, policy);
  if (ip.entries.length === 0 && demanding !== undefined) {
    return `The policy asks for IP restrictions where a scope can ${demanding}. Name the addresses that your integration calls from.`;
  }
  return undefined;
}

/** Faults of many entries, cut so that they can be read. */
const clip = (text: string) => (text.length <= 1_000 ? text : `${text.slice(0, 999)}…`);
