import { type LoadedPolicy, loadPolicy } from '../policy/load.ts';
import type { CliIo } from './io.ts';

/** The option that names a policy. */
export const POLICY_OPTION = ['--policy <file>', 'the policy (default: GRANTDESK_POLICY, or ./policy.yml)'] as const;

/** The path of an option, or else of the policy that Grantdesk would run with. */
export const policyPath = ({ env }: Pick<CliIo, 'env'>, path: string | undefined): string =>
  path ?? (env.GRANTDESK_POLICY || './policy.yml');

/** Loads the policy of an option, or else the one that Grantdesk would run with. */
export function policyAt(io: Pick<CliIo, 'env'>, path: string | undefined): LoadedPolicy & { path: string } {
  const chosen = policyPath(io, path);
  return { ...loadPolicy(chosen), path: chosen };
}
