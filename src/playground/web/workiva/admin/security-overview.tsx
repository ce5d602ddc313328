import type { PageProps } from '../page-props.ts';
import { standingOf } from './grants.ts';

/** What there is under Security, in numbers. */
export function SecurityOverview({ snapshot, go }: PageProps) {
  const { grants, now, admins } = snapshot;
  const soon = grants.filter((grant) => standingOf(grant, now).tone === 'warning').length;
  const facts: [string, number][] = [
    ['Active API grants', grants.filter(({ status }) => status === 'active').length],
    ['Expire within 30 days', soon],
    ['Expired', grants.filter(({ status }) => status === 'expired').length],
    ['Whose secret was never taken', grants.filter(({ hasSecret }) => !hasSecret).length],
    ['Org Security Admins', admins.length],
  ];
  return (
    <>
      <dl className="wk-facts">
        {facts.map(([label, count]) => (
          <div key={label}>
            <dt>{label}</dt>
            <dd>{count}</dd>
          </div>
        ))}
      </dl>
      <button type="button" className="button" onClick={() => go({ at: 'security', tab: 'provisioning' })}>
        Open Provisioning
      </button>
    </>
  );
}
