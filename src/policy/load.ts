import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { type Policy, PolicyFile } from './schema.ts';
import { checkYaml } from './yaml-file.ts';

/** A checked policy and the SHA-256 (hex) of the file's text, which every decision stores. */
export type LoadedPolicy = { policy: Policy; digest: string };

/** The policy file cannot be used. `faults` has one sentence for each: where, what, and what to write instead. */
export class PolicyError extends Error {
  readonly code = 'policy_invalid';
  readonly faults: readonly string[];

  constructor(faults: readonly string[], options?: ErrorOptions) {
    super(`The policy cannot be used:\n${faults.map((fault) => `  ${fault}`).join('\n')}`, options);
    this.name = 'PolicyError';
    this.faults = faults;
  }
}

/** Reads and checks the policy file. Throws {@link PolicyError} with every fault at once. */
export function loadPolicy(path: string): LoadedPolicy {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (cause) {
    throw new PolicyError([`${path}: cannot be read. Set GRANTDESK_POLICY to the path of your policy file.`], {
      cause,
    });
  }
  return parsePolicy(text, path);
}

/** Checks a policy's text; `name` is what the faults call the file. Throws {@link PolicyError}. */
export function parsePolicy(text: string, name: string): LoadedPolicy {
  const checked = checkYaml(text, name, PolicyFile);
  if (!checked.ok) throw new PolicyError(checked.faults);
  return { policy: checked.value, digest: createHash('sha256').update(text).digest('hex') };
}
