import { z } from 'zod';
import type { Policy } from '../policy/schema.ts';
import { checkTasks } from './check-tasks.ts';
import { type ExpiryLimits, expiresFault } from './expiry.ts';
import { parseIpRestrictions } from './ip-restrictions.ts';
import { permissionsFor } from './least-scopes.ts';
import { scopesOf } from './scopes.ts';
import { looksLikeSecret, SECRET_ADVICE } from './secret-guard.ts';
import {
  type Checked,
  type Fault,
  type Field,
  type IntegrationUser,
  LIMITS,
  type Terms,
  type TermsForm,
} from './terms.ts';
import { textFault, visibleLine, visibleText } from './typed-text.ts';
import { rolesOffered } from './workspace-roles.ts';

/** The most entries of IP restrictions; approvers must be able to read them all. */
const MOST_ADDRESSES = 50;

/** The policy's limits on a grant's life, as the checks of a date take them. */
export const expiryLimits = ({ limits }: Policy): ExpiryLimits => ({
  defaultLifetime: limits.default_lifetime,
  maxLifetime: limits.max_lifetime,
});

/** Gathers what is wrong, field by field. */
export function collectFaults() {
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

/** Checks why a request cannot wait, which need not be said. Answers the text as it is kept, or what is wrong with it. */
export function checkUrgency(form: TermsForm): Checked<string | undefined> {
  const urgency = visibleText(form.urgency ?? '');
  if (urgency === '') return { ok: true, value: undefined };
  const sentence = textFault(urgency, 'why it cannot wait, or leave this empty', LIMITS.urgency);
  return sentence === undefined
    ? { ok: true, value: urgency }
    : { ok: false, faults: [{ field: 'urgency', sentence }] };
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
