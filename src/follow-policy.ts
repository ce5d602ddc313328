import type { WebClient } from '@slack/web-api';
import type { Codes } from './codes/codes.ts';
import type { Logger } from './observability/log.ts';
import type { Metrics } from './observability/metrics.ts';
import type { LoadedPolicy } from './policy/load.ts';
import { type PolicySource, watchPolicy } from './policy/reload.ts';
import { createAdminNotice } from './slack/alerts.ts';
import type { Directory } from './slack/directory.ts';
import { warnOfEmptyGroups } from './slack/empty-groups.ts';
import { noticePolicyFault } from './slack/policy-fault.ts';
import type { Memory } from './store/once.ts';

export type FollowParts = {
  path: string;
  /** What was loaded at the start. */
  loaded: LoadedPolicy;
  pollMs: number;
  client: WebClient;
  directory: Directory;
  codes: Pick<Codes, 'isEnrolled'>;
  store: Memory;
  metrics: Pick<Metrics, 'policyRead'>;
  log: Logger;
};

/** Follows the policy file, and says in the log and in the admin channel what people have to know of it. */
export function followPolicy(parts: FollowParts): PolicySource {
  const { path, loaded, pollMs, client, directory, codes, store, metrics, log } = parts;
  const notice = createAdminNotice({ client, policy: () => source.current().policy, memory: store });
  const source = watchPolicy({
    path,
    inForce: loaded,
    pollMs,
    onFault: ({ faults }) => {
      metrics.policyRead('refused');
      log.error(
        { faults, digest: source.current().digest },
        'The policy file cannot be used: the policy in force stays',
      );
    },
    tell: (fault) => noticePolicyFault(notice, fault),
    onSame: ({ digest }) => {
      metrics.policyRead('same');
      log.info({ digest }, 'The policy file holds the policy in force');
    },
    onError: (err) => log.error({ err }, 'What follows from the policy file could not be done'),
  });

  let checking: Promise<void> = Promise.resolve();
  const check = ({ policy }: LoadedPolicy) => {
    checking = checking.then(() => warnOfEmptyGroups(policy, { directory, codes, notice, log }));
  };
  source.subscribe((now, before) => {
    metrics.policyRead('taken');
    log.info({ before: before.digest, now: now.digest }, 'Another policy is in force');
    check(now);
  });
  check(loaded);
  return {
    ...source,
    async stop() {
      await source.stop();
      await checking;
    },
  };
}
