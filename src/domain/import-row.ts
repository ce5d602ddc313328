import type { Policy } from '../policy/schema.ts';
import { demandingAccess, expiryLimits, usernameFault } from './check-terms.ts';
import { CalendarDate, dateAfter } from './expiry.ts';
import { parseIpRestrictions } from './ip-restrictions.ts';
import { scopesOf } from './scopes.ts';
import { clientIdFault, looksLikeSecret, SECRET_ADVICE } from './secret-guard.ts';
import { LIMITS, type Terms } from './terms.ts';
import { textFault, visibleLine, visibleText } from './typed-text.ts';
import { rolesNotListed } from './workspace-roles.ts';

/** The columns of a file of grants that were made by hand; `roles` may be left out. */
export const COLUMNS = [
  'client_name',
  'workspace',
  'username',
  'expires',
  'scopes',
  'ip_restrictions',
  'client_id',
  'owner',
  'purpose',
  'roles',
] as const;
export type Column = (typeof COLUMNS)[number];
const OPTIONAL: readonly Column[] = ['roles'];

/** One line of the file, as it was written. */
export type Row = { line: number; cells: Partial<Record<Column, string>> };
/** What has to be said about a line, and in which column. */
export type Remark = { line: number; column: string; sentence: string };
/** A grant that is there in Workiva, and is to be watched from now on. */
export type Adopted = { line: number; terms: Terms; clientId: string; owner: string };
/** `adopted` is missing where there are faults. Warnings keep nothing from being imported. */
export type CheckedRow = { faults: Remark[]; warnings: Remark[]; adopted?: Adopted };

/** What a line names, whether it has faults or not. */
export type Named = { line: number; clientName: string; clientId: string };

/** Says what is wrong with the names of the columns. */
export function headerFaults(header: readonly string[], line: number): Remark[] {
  const known: readonly string[] = COLUMNS;
  const unknown = header.filter((name) => !known.includes(name));
  const missing = COLUMNS.filter((name) => !header.includes(name) && !OPTIONAL.includes(name));
  const twice = COLUMNS.filter((name) => header.indexOf(name) !== header.lastIndexOf(name));
  return [
    ...unknown.map((name, at) => ({ line, column: shown(name, at), sentence: unknownSentence(name) })),
    ...missing.map((column) => ({
      line,
      column,
      sentence: 'This column is missing. Add it, with a value in every line.',
    })),
    ...twice.map((column) => ({ line, column, sentence: 'This column is there twice. Take one of them out.' })),
  ];
}

const shown = (name: string, at: number) =>
  looksLikeSecret(name) || name === '' ? `unknown ${at + 1}` : visibleLine(name).slice(0, 40);

const unknownSentence = (name: string) =>
  /secret|password|token/i.test(name)
    ? 'Grantdesk never takes a secret. Take this column out of the file, and delete copies of it.'
    : `Grantdesk does not know this column. Take it out, or name it as one of: ${COLUMNS.join(', ')}.`;

/** Checks one line. A grant that is there already may be more than the policy offers by now: that is a warning. */
export function checkRow({ line, cells }: Row, policy: Policy, now: Date): CheckedRow {
  const faults: Remark[] = [];
  const warnings: Remark[] = [];
  const text = textsOf(cells);
  const ip = parseIpRestrictions(text.ip_restrictions);
  const lists = { scopes: listOf(text.scopes), roles: listOf(text.roles) };
  for (const column of COLUMNS) {
    const sentence = faultIn(column, text, lists, { ip: ip.faults, policy, now });
    if (sentence !== undefined) faults.push({ line, column, sentence });
  }
  const terms: Terms = {
    clientName: text.client_name,
    workspace: text.workspace,
    user: { kind: 'existing', username: text.username },
    expires: text.expires,
    ...lists,
    ipRestrictions: ip.entries,
    purpose: text.purpose,
  };
  if (faults.length > 0) return { faults, warnings };
  for (const [column, sentence] of outsideOf(policy, terms, now)) warnings.push({ line, column, sentence });
  return { faults, warnings, adopted: { line, terms, clientId: text.client_id, owner: text.owner } };
}

/** Says what a line names; nothing where it is left out. */
export function namedIn({ line, cells }: Row): Named {
  const { client_name: clientName, client_id: clientId } = textsOf(cells);
  return { line, clientName, clientId };
}

type Texts = Record<Column, string>;

function textsOf(cells: Row['cells']): Texts {
  const texts = COLUMNS.map((column) => {
    const typed = cells[column] ?? '';
    return [column, column === 'purpose' ? visibleText(typed) : visibleLine(typed)];
  });
  return Object.fromEntries(texts) as Texts;
}

const listOf = (text: string): string[] => [
  ...new Set(
    text
      .split(';')
      .map((part) => part.trim())
      .filter((part) => part !== ''),
  ),
];

type Lists = Pick<Terms, 'scopes' | 'roles'>;
type Facts = { ip: readonly string[]; policy: Policy; now: Date };

/** Says what is wrong with one cell, and what to do about it; never what stands in it where that may be a secret. */
function faultIn(column: Column, text: Texts, lists: Lists, { ip, policy, now }: Facts): string | undefined {
  if (looksLikeSecret(text[column])) return SECRET_ADVICE;
  switch (column) {
    case 'client_name':
      return textFault(text.client_name, 'the Client Name as Workiva shows it', LIMITS.clientName);
    case 'workspace':
      return textFault(text.workspace, 'the workspace as Workiva names it', 75);
    case 'username':
      return (
        textFault(text.username, 'the username of the integration user', LIMITS.username) ??
        usernameFault(text.username)
      );
    case 'expires':
      return endFault(text.expires, now);
    case 'scopes':
      return scopesFault(lists.scopes, policy);
    case 'ip_restrictions':
      return ip.length === 0 ? undefined : ip.join(' ');
    case 'client_id':
      return clientIdFault(text.client_id);
    case 'owner':
      return /^[UW][A-Z0-9]{2,}$/.test(text.owner)
        ? undefined
        : 'Write the Slack user ID of the owner, as U0ANA: from their profile, ⋮ → Copy member ID.';
    case 'purpose':
      return textFault(text.purpose, 'what the integration does with this access', LIMITS.purpose);
    case 'roles':
      return undefined;
  }
}

function endFault(expires: string, now: Date): string | undefined {
  if (!CalendarDate.safeParse(expires).success) return 'Write the day on which the grant ends, as 2026-01-31.';
  if (expires > dateAfter(now, 0)) return undefined;
  return 'The grant has ended by this day: there is nothing to watch. Take the line out, or correct the day.';
}

function scopesFault(scopes: readonly string[], policy: Policy): string | undefined {
  if (scopes.length === 0) return 'Write at least one scope, as Spreadsheets (Read); several with semicolons between.';
  const offered = scopesOf(policy.scopes).map(({ name }) => name);
  const unknown = scopes.filter((name) => !offered.includes(name));
  if (unknown.length === 0) return undefined;
  return `The policy does not know ${unknown.join(', ')}. Write it as Workiva does, such as ${offered[0]}, or add it to scopes in the policy.`;
}

/** What nobody could ask for by the policy in force; the grant is watched all the same. */
function outsideOf(policy: Policy, { workspace, roles, scopes, ipRestrictions, expires }: Terms, now: Date) {
  const warnings: [Column, string][] = [];
  const { maxLifetime } = expiryLimits(policy);
  const renewal = 'it is imported, but cannot be renewed like this';
  if (!policy.workspaces.includes(workspace)) {
    warnings.push(['workspace', `The policy does not name ${workspace}: ${renewal}.`]);
  }
  const odd = rolesNotListed(roles, policy);
  if (odd.length > 0) warnings.push(['roles', `The policy does not offer ${odd.join(', ')}: ${renewal}.`]);
  const demanding = demandingAccess(
    scopesOf(policy.scopes).filter(({ name }) => scopes.includes(name)),
    policy,
  );
  if (ipRestrictions.length === 0 && demanding !== undefined) {
    warnings.push([
      'ip_restrictions',
      `The policy asks for IP restrictions where a scope can ${demanding}: ${renewal}.`,
    ]);
  }
  const latest = dateAfter(now, maxLifetime);
  if (expires > latest) {
    warnings.push(['expires', `The policy lets no grant live beyond ${latest}: consider an earlier day in Workiva.`]);
  }
  return warnings;
}
