import type { SealedEvent } from '../../../store/audit.ts';
import { SEED_PEOPLE } from '../../seed.ts';
import { rowTime } from './clock.ts';
import { JsonTree } from './json-tree.tsx';
import { Row } from './row.tsx';
import type { Chain } from './use-chain.ts';

/** Every event of the audit trail, newest first, each tied by its hash to the one before. */
export function AuditList({ events, chain }: { events: readonly SealedEvent[]; chain: Chain }) {
  const brokenAt = chain.state === 'broken' ? chain.brokenAt : Number.POSITIVE_INFINITY;
  return (
    <ul className="bs-list bs-chain">
      {[...events].reverse().map((event) => (
        <li key={event.seq} className={event.seq >= brokenAt ? 'bs-broken' : undefined}>
          <Row summary={<Summary event={event} />}>
            {() => (
              <>
                <dl className="bs-hashes">
                  <dt>Its hash</dt>
                  <dd>{event.hash}</dd>
                  <dt>Came before</dt>
                  <dd>{event.prev || 'Nothing: the chain begins here.'}</dd>
                </dl>
                <JsonTree value={event.detail} />
              </>
            )}
          </Row>
        </li>
      ))}
    </ul>
  );
}

function Summary({ event: { seq, at, actor, action, subjects, hash, prev } }: { event: SealedEvent }) {
  return (
    <span className="bs-audit">
      <span className="bs-seq">{seq}</span>
      <span className="bs-time">{rowTime(at)}</span>
      <span className="bs-what">
        {action}
        <span className="bs-quiet">
          {' '}
          {subjects.join(', ')} by {nameOf(actor)}
        </span>
      </span>
      <span className="bs-link">
        <span className="bs-quiet">{prev === '' ? 'begins' : prev.slice(0, 8)}</span>
        <span aria-hidden="true"> → </span>
        <span className="unseen">sealed as </span>
        {hash.slice(0, 8)}
      </span>
    </span>
  );
}

const nameOf = (id: string) => SEED_PEOPLE.find((person) => person.id === id)?.realName ?? id;

/** Says whether the chain holds. */
export function ChainWords({ chain, count }: { chain: Chain; count: number }) {
  if (count === 0) return <p className="bs-verdict">Nothing has been sealed yet.</p>;
  if (chain.state === 'checking') return <p className="bs-verdict">Checking the chain…</p>;
  if (chain.state === 'broken') {
    return <p className="bs-verdict bs-verdict-broken">The chain is broken at event {chain.brokenAt}.</p>;
  }
  return (
    <p className="bs-verdict bs-verdict-whole">
      Chain unbroken: {count === 1 ? '1 event' : `${count} events`}, each hash computed again in this browser.
    </p>
  );
}
