import type { BackstageSnapshot, WorldAct } from '../../server/contract.ts';
import { FAULTS } from './faults.ts';

type FaultPanelProps = { snapshot: BackstageSnapshot; busy: boolean; onAct: (act: WorldAct) => void };

/** Everything that can be made to go wrong, each with what one will see. */
export function FaultPanel({ snapshot, busy, onAct }: FaultPanelProps) {
  const { faults, worker, redis } = snapshot;
  const startWorker = worker === 'killed';
  const workerBusy = busy || worker === 'restarting';
  const redisBusy = busy || redis === 'restarting';
  return (
    <ul className="bs-faults">
      {FAULTS.map(({ name, label, seen }) => (
        <li key={name}>
          <button
            type="button"
            role="switch"
            className="bs-switch"
            aria-checked={faults[name]}
            aria-describedby={`fault-${name}`}
            onClick={() => onAct({ do: 'world.fault', fault: name, on: !faults[name] })}
          >
            <span className="bs-switch-track" aria-hidden="true" />
            {label}
          </button>
          <p id={`fault-${name}`}>{seen}</p>
        </li>
      ))}
      <li>
        <button
          type="button"
          className={startWorker ? 'button small primary' : 'button small danger'}
          aria-disabled={workerBusy}
          aria-describedby="fault-worker"
          onClick={() => workerBusy || onAct({ do: startWorker ? 'world.startWorker' : 'world.killWorker' })}
        >
          {startWorker ? 'Start worker' : 'Kill worker'}
        </button>
        <p id="fault-worker">
          {startWorker
            ? 'Jobs are waiting. Once it runs again they are done, none lost and none twice.'
            : 'The process dies at once: buttons still answer, but no message changes until it is started again.'}
        </p>
      </li>
      <li>
        <button
          type="button"
          className="button small danger"
          aria-disabled={redisBusy}
          aria-describedby="fault-redis"
          onClick={() => redisBusy || onAct({ do: 'world.restartRedis' })}
        >
          Restart Redis
        </button>
        <p id="fault-redis">Everything stops for a moment, then goes on where it was: nothing is forgotten.</p>
      </li>
    </ul>
  );
}
