import { type PolicyError, parsePolicy } from '../../src/policy/load.ts';

/** The faults of a text, as `policy check` says them; none when it is sound. */
export function policyFaults(text: string): readonly string[] {
  try {
    parsePolicy(text, 'policy.yml');
    return [];
  } catch (error) {
    return (error as PolicyError).faults;
  }
}
