import { useId, useRef } from 'react';
import type { BackstageSnapshot } from '../../server/contract.ts';
import { Tabs } from '../shell/tabs.tsx';
import { AuditList, ChainWords } from './audit-list.tsx';
import { matcher } from './filter.ts';
import { isIdle, JobList, jobKey, LookWords } from './job-list.tsx';
import { TrafficList } from './traffic-list.tsx';
import { useChain } from './use-chain.ts';
import { useHeldScroll } from './use-held-scroll.ts';
import { useStableOrder } from './use-stable-order.ts';

/** What the drawer shows. */
export type DrawerTab = 'traffic' | 'jobs' | 'audit';

type DrawerProps = {
  snapshot: BackstageSnapshot;
  tab: DrawerTab;
  onTab: (tab: DrawerTab) => void;
  filter: string;
  onFilter: (filter: string) => void;
};

/** What happens behind Slack and Workiva: the traffic, the jobs and the audit trail, as they happen. */
export function Drawer({ snapshot, tab, onTab, filter, onFilter }: DrawerProps) {
  const fits = matcher(filter);
  const traffic = snapshot.traffic.filter(fits);
  const jobs = useStableOrder(snapshot.jobs, jobKey).filter((job) => fits(job) && !isIdle(job));
  const audit = snapshot.audit.filter(fits);
  const chain = useChain(snapshot.audit);
  const list = useRef<HTMLDivElement>(null);
  const shown = { traffic, jobs, audit }[tab];
  useHeldScroll(list);

  const tabs = [
    { id: 'traffic' as const, label: <Counted label="Traffic" count={traffic.length} /> },
    { id: 'jobs' as const, label: <Counted label="Jobs" count={jobs.length} /> },
    { id: 'audit' as const, label: <Counted label="Audit" count={audit.length} /> },
  ];
  return (
    <>
      <Filter filter={filter} onFilter={onFilter} />
      <Tabs label="Backstage" className="bs-tabs" tabs={tabs} selected={tab} onSelect={onTab}>
        <div ref={list} className="bs-scroll">
          {tab === 'audit' && <ChainWords chain={chain} count={snapshot.audit.length} />}
          {tab === 'traffic' && <TrafficList entries={traffic} />}
          {tab === 'jobs' && <LookWords jobs={snapshot.jobs} />}
          {tab === 'jobs' && <JobList jobs={jobs} />}
          {tab === 'audit' && <AuditList events={audit} chain={chain} />}
          {shown.length === 0 && <p className="bs-nothing">{nothingWords(tab, filter)}</p>}
        </div>
      </Tabs>
    </>
  );
}

function Counted({ label, count }: { label: string; count: number }) {
  return (
    <>
      {label} <span className="bs-count">{count}</span>
    </>
  );
}

function Filter({ filter, onFilter }: Pick<DrawerProps, 'filter' | 'onFilter'>) {
  const id = useId();
  return (
    <div className="bs-filter">
      <label htmlFor={id}>Filter</label>
      <input
        id={id}
        className="field"
        placeholder="REQ-1, notify, 429 …"
        autoComplete="off"
        spellCheck={false}
        value={filter}
        onChange={(event) => onFilter(event.target.value)}
      />
      {filter !== '' && (
        <button type="button" className="button small" onClick={() => onFilter('')}>
          Show all
        </button>
      )}
    </div>
  );
}

function nothingWords(tab: DrawerTab, filter: string): string {
  if (filter !== '') return `Nothing here is about “${filter}”.`;
  if (tab === 'traffic') return 'No request yet. Type /grant in Slack, and watch it arrive here.';
  if (tab === 'jobs') return 'No job yet. A request that is sent makes the first.';
  return 'What people decide and what Grantdesk does is written here, and can never be changed.';
}
