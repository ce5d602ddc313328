import { memo } from 'react';
import type { TrafficEntry } from '../../server/contract.ts';
import { rowTime } from './clock.ts';
import { JsonTree } from './json-tree.tsx';
import { Row, State } from './row.tsx';

const NAMES = { slack: 'Slack', grantdesk: 'Grantdesk', workiva: 'Workiva', integration: 'Integration' } as const;

/** Every request between Slack, Grantdesk, Workiva and the integrations with its answer, newest first. */
export function TrafficList({ entries }: { entries: readonly TrafficEntry[] }) {
  return (
    <ul className="bs-list">
      {[...entries].reverse().map((entry) => (
        <li key={`${entry.id} ${entry.at}`}>
          <Entry entry={entry} />
        </li>
      ))}
    </ul>
  );
}

const Entry = memo(
  function Entry({ entry }: { entry: TrafficEntry }) {
    const { at, from, to, what, status, ms } = entry;
    return (
      <Row
        summary={
          <span className="bs-traffic">
            <span className="bs-time">{rowTime(at)}</span>
            <span className={`bs-way bs-way-${from === 'slack' ? from : to}`}>
              {NAMES[from]} <To /> {NAMES[to]}
            </span>
            <span className="bs-what">{what}</span>
            <State tone={toneOf(status)}>{status}</State>
            <span className="bs-ms">{ms === undefined ? '' : `${Math.round(ms)} ms`}</span>
          </span>
        }
      >
        {() => (
          <div className="bs-pair">
            <section aria-label="Request">
              <h4>Request</h4>
              <JsonTree value={entry.request} />
            </section>
            <section aria-label="Answer">
              <h4>Answer</h4>
              <JsonTree value={entry.answer} />
            </section>
          </div>
        )}
      </Row>
    );
  },
  (before, after) => before.entry.id === after.entry.id && before.entry.status === after.entry.status,
);

function To() {
  return (
    <>
      <span aria-hidden="true">→</span>
      <span className="unseen">to</span>
    </>
  );
}

function toneOf(status: string): 'good' | 'bad' | 'busy' {
  if (/^(?:2\d\d|ok)\b/.test(status)) return 'good';
  return status === '' || status === 'pending' ? 'busy' : 'bad';
}
