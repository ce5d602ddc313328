import type { FaultName } from '../../server/contract.ts';

/** The faults that can be switched on, and what one will see of each. */
export const FAULTS: readonly { name: FaultName; label: string; seen: string }[] = [
  {
    name: 'slack_slow',
    label: 'Slack slow',
    seen: 'Slack takes 2.5 s for every call: messages come late, but each comes once.',
  },
  {
    name: 'slack_rate_limited',
    label: 'Slack rate-limiting',
    seen: 'One post in three is answered 429: its job waits as long as Slack says, then posts it.',
  },
  {
    name: 'workiva_429',
    label: 'Workiva 429',
    seen: 'Workiva asks to come back later: provisioning waits and goes on by itself when you switch this off.',
  },
  {
    name: 'workiva_500',
    label: 'Workiva 500',
    seen: 'Workiva is broken: steps are tried for about two minutes, then the admins get a Retry button.',
  },
  {
    name: 'workiva_no_roles',
    label: 'Workiva refuses roles',
    seen: 'A request that asks for roles stops half done: the admins can retry it, do it by hand, or undo it.',
  },
];
