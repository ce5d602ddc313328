import type { JobView } from '../../server/contract.ts';
import { rowTime } from './clock.ts';
import { JsonTree } from './json-tree.tsx';
import { Row, State } from './row.tsx';

const TONES: Record<string, 'good' | 'bad' | 'busy'> = {
  completed: 'good',
  failed: 'bad',
  active: 'busy',
  delayed: 'busy',
};

/** What names a job among all queues. */
export const jobKey = ({ queue, id }: JobView) => `${queue}/${id}`;

/**
 * Whether a job has nothing to tell: a sweep, a look at the access or at the activity log that comes and goes, or the
 * daily head of the audit trail before its time.
 */
export const isIdle = ({ queue, state, attempts }: JobView) =>
  queue === 'sweep' || queue === 'access' || queue === 'activity'
    ? state !== 'failed'
    : queue === 'audit' && state === 'delayed' && attempts === 0;

/** The jobs of all queues; each stays where it is while its state changes. */
export function JobList({ jobs }: { jobs: readonly JobView[] }) {
  return (
    <ul className="bs-list">
      {jobs.map((job) => (
        <li key={jobKey(job)}>
          <Row
            summary={
              <span className="bs-job">
                <span className="bs-time">{rowTime(job.at)}</span>
                <State tone={TONES[job.state] ?? 'quiet'}>{job.state}</State>
                <span className="bs-what">
                  {job.queue} · {job.name}
                  <span className="bs-quiet"> {aboutOf(job)}</span>
                  {job.failedReason !== undefined && <span className="bs-reason">{job.failedReason}</span>}
                </span>
                <span className="bs-ms">{attemptsInWords(job.attempts)}</span>
              </span>
            }
          >
            {() => (
              <>
                <p className="bs-quiet">
                  Job <code>{job.id}</code>
                </p>
                <JsonTree value={job.data} />
              </>
            )}
          </Row>
        </li>
      ))}
    </ul>
  );
}

function aboutOf({ data, id }: JobView): string {
  if (typeof data !== 'object' || data === null) return id;
  const { about, request } = data as { about?: unknown; request?: unknown };
  return String(about ?? request ?? '');
}

function attemptsInWords(attempts: number): string {
  if (attempts === 0) return 'not tried yet';
  return attempts === 1 ? '1 attempt' : `${attempts} attempts`;
}

/** When the sweep last looked for what is due. It runs all the time, so its jobs are not listed one by one. */
export function SweepWords({ jobs }: { jobs: readonly JobView[] }) {
  const last = jobs.findLast(({ queue, state }) => queue === 'sweep' && state === 'completed');
  if (!last) return null;
  return <p className="bs-verdict">The sweep last looked for what is due at {rowTime(last.at)}.</p>;
}
