import type { Policy } from '../policy/schema.ts';
import { collectFaults, demandingAccess, expiryLimits } from './check-terms.ts';
import { expiresFault } from './expiry.ts';
import { scopesOf } from './scopes.ts';
import { type Checked, LIMITS, type Terms, type TermsForm } from './terms.ts';
import { textFault, visibleText } from './typed-text.ts';
import { rolesNotListed } from './workspace-roles.ts';

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
