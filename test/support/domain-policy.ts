import { parsePolicy } from '../../src/policy/load.ts';
import type { Policy } from '../../src/policy/schema.ts';

/** A small policy that is valid, and asks for no tasks; tests replace a part of it. */
export const POLICY = `version: 1
channels: { requests: C0REQUESTS, admin: C0ADMINS }
groups:
  workiva-admins: [U0ADMIN, S0WKADMINS]
  finance: [U0FIN1, U0FIN2]
admins: [workiva-admins]
workspaces: [Finance Close, Sandbox]
limits: { default_lifetime: 90d, max_lifetime: 365d, require_ip_restrictions_for: [write] }
rules:
  - name: Short reads in the sandbox
    when: { workspaces: [Sandbox], access: read, lifetime_up_to: 30d }
    approval: automatic
  - name: Changes to finance data
    when: { workspaces: [Finance Close], access: write }
    approval: { stages: [{ from: [finance], count: 2 }, { from: [workiva-admins] }] }
  - name: Everything else
    approval: { stages: [{ from: [workiva-admins], count: 1 }] }
tasks: []
`;

/** The policy with each of the replacements made; a text that is not there is a fault of the test. */
export function policyText(...replacements: [string, string][]): string {
  return replacements.reduce((text, [from, to]) => {
    if (!text.includes(from)) throw new Error(`The policy does not contain ${JSON.stringify(from)}.`);
    return text.replace(from, () => to);
  }, POLICY);
}

export const policy = (...replacements: [string, string][]): Policy =>
  parsePolicy(policyText(...replacements), 'policy.yml').policy;
