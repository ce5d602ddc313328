import { isDeepStrictEqual } from 'node:util';
import { type Conditions, Kind, type ScopeCondition, scopesAsked } from './conditions-schema.ts';

/**
 * Whether everything that matches the later conditions provably matches the earlier ones. It may answer false where that
 * is so, and never answers true where it is not: a rule that it calls unreachable is.
 */
export function covers(earlier: Conditions = {}, later: Conditions = {}): boolean {
  const implied: Record<keyof Conditions, () => boolean> = {
    kind: () => anyOf(earlier.kind, later.kind, Kind.options),
    requester: () => anyOf(earlier.requester, later.requester),
    workspaces: () => anyOf(earlier.workspaces, later.workspaces),
    client_name: () => everyPattern(earlier.client_name, later.client_name),
    scopes: () => scopesImplied(earlier.scopes, later.scopes),
    access: () => anyOf(earlier.access, later.access, ['read', 'write']),
    risk: () => anyOf(earlier.risk, later.risk, ['low', 'high']),
    roles: () => anyOf(earlier.roles, later.roles),
    new_integration_user: () => earlier.new_integration_user === later.new_integration_user,
    has_ip_restrictions: () => earlier.has_ip_restrictions === later.has_ip_restrictions,
    more_than_needed: () => earlier.more_than_needed === later.more_than_needed,
    lifetime_up_to: () => (later.lifetime_up_to ?? Infinity) <= (earlier.lifetime_up_to ?? Infinity),
    not: () => isDeepStrictEqual(earlier.not, later.not),
  };
  return Object.entries(implied).every(
    ([condition, holds]) => earlier[condition as keyof Conditions] === undefined || holds(),
  );
}

/** `everything`: all that there can be, where that is known. */
function anyOf(earlier: readonly string[] = [], later?: readonly string[], everything?: readonly string[]): boolean {
  if (everything?.every((value) => earlier.includes(value))) return true;
  return later?.every((value) => earlier.includes(value)) ?? false;
}

function everyPattern(earlier: readonly string[] = [], later?: readonly string[]): boolean {
  const folded = earlier.map((pattern) => pattern.toLowerCase());
  if (folded.includes('*')) return true;
  return later?.every((pattern) => folded.includes(pattern.toLowerCase())) ?? false;
}

function scopesImplied(earlier: ScopeCondition | undefined, later: ScopeCondition | undefined): boolean {
  if (earlier === undefined || later === undefined) return false;
  const [before, after] = [scopesAsked(earlier), scopesAsked(later)];
  return before.mode === after.mode && after.names.every((name) => before.names.includes(name));
}
