import { type LoadedPolicy, PolicyError, parsePolicy } from '../policy/load.ts';
import type { ExitCode, StoreIo } from './io.ts';
import { policyPath } from './policy-option.ts';
import { readText } from './run-with.ts';
import { say, sayJson } from './say.ts';

/** Says every fault of a policy file, or that it is sound. */
export function checkPolicy(io: StoreIo, file: string | undefined, options: { json?: true }): ExitCode {
  const path = policyPath(io, file);
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
