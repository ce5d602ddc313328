import { type LoadedPolicy, PolicyError, parsePolicy } from '../policy/load.ts';
import type { ExitCode } from './io.ts';
import { type PolicyIo, readText, say, sayJson } from './policy-io.ts';

/** Says every fault of a policy file, or that it is sound. */
export function checkPolicy(io: PolicyIo, file: string | undefined, options: { json?: true }): ExitCode {
  const path = file ?? (io.env.GRANTDESK_POLICY || './policy.yml');
  const checked = check(readText(path), path);
  if (options.json) sayJson(io, 'faults' in checked ? { ok: false, ...checked } : { ok: true, digest: checked.digest });
  else say(io, 'faults' in checked ? checked.faults.join('\n') : soundSentence(path, checked));
  return 'faults' in checked ? 1 : 0;
}

function check(text: string, path: string): LoadedPolicy | { faults: readonly string[] } {
  try {
    return parsePolicy(text, path);
  } catch (error) {
    if (error instanceof PolicyError) return { faults: error.faults };
    throw error;
  }
}

function soundSentence(path: string, { policy, digest }: LoadedPolicy): string {
  const rules = policy.rules.length === 1 ? '1 rule' : `${policy.rules.length} rules`;
  return `${path} is sound: ${rules}, and every request gets a decision. SHA-256: ${digest}`;
}
