import type { Policy } from '../policy/schema.ts';
import { changesBetween, sameUsername, splitChange } from './change.ts';
import { checkTerms } from './check-terms.ts';
import { lifetimeFrom } from './expiry.ts';
import type { Checked, Terms, TermsForm } from './terms.ts';

/**
 * Checks what a change asks. What stays as it is may be what the policy does not offer any more, so that a grant can
 * always be narrowed.
 */
export function checkChange(form: TermsForm, current: Terms, policy: Policy, now: Date): Checked<Terms> {
  const asked = { ...form, clientName: form.clientName ?? current.clientName, workspace: current.workspace };
  const checked = checkTerms(asked, withCurrent(policy, current, form, now), now, current.scopes);
  if (!checked.ok) return checked;
  const { value } = checked;
  const isSameUser = sameUsername(value, current);
  if (isSameUser && value.user.kind === 'new' && current.user.kind === 'existing') {
    return fault('username', 'This user exists already. Choose another username, or use the existing user.');
  }
  const wanted = isSameUser ? { ...value, user: current.user } : value;
  if (changesBetween(current, wanted).length === 0) {
    return fault('scopes', 'Nothing is different from what the grant is. Change something, or close this.');
  }
  if (!policy.workspaces.includes(current.workspace) && splitChange(current, wanted).widened) {
    return fault('scopes', `The policy does not offer ${current.workspace} any more: this grant can only be narrowed.`);
  }
  return { ok: true, value: wanted };
}

const fault = (field: 'username' | 'scopes', sentence: string): Checked<Terms> => ({
  ok: false,
  faults: [{ field, sentence }],
});

/** The policy as it would be if it offered the grant's workspace, and its date as long as that is kept. */
function withCurrent(policy: Policy, current: Terms, { expires }: TermsForm, now: Date): Policy {
  const kept = expires === current.expires ? lifetimeFrom(now, current.expires) : 0;
  return {
    ...policy,
    workspaces: [...policy.workspaces, current.workspace],
    limits: { ...policy.limits, max_lifetime: Math.max(policy.limits.max_lifetime, kept) },
  };
}
