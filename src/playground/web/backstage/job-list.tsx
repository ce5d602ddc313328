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

/** Looks that come and go all the time. */
const LOOKS = ['sweep', 'access', 'activity'];
/** What comes once a day or a night. */
const NIGHTLY = ['audit', 'drift'];

/**
 * Whether a job has nothing to tell: a sweep, a look at the access or at the activity log that comes and goes; the daily
 * head of the audit trail or the nightly comparison with Workiva before its time.
 */
export const isIdle = ({ queue, state, attempts }: JobView) =>
  LOOKS.includes(queue) ? state !== 'failed' : NIGHTLY.includes(queue) && state === 'delayed' && attempts === 0;

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
  const { about, request, grant, drift } = data as Record<string, unknown>;
  return String(about ?? request ?? grant ?? drift ?? '');
}

function attemptsInWords(attempts: number): string {
  if (attempts === 0) return 'not tried yet';
  return attempts === 1 ? '1 attempt' : `${attempts} attempts`;
}

/** When Grantdesk last looked for what is due, and into Workiva. That goes on all the time, so its jobs are not listed. */
export function LookWords({ jobs }: { jobs: readonly JobView[] }) {
  const lastOf = (name: string) => jobs.findLast(({ queue, state }) => queue === name && state === 'completed')?.at;
  const [sweep, activity] = [lastOf('sweep'), lastOf('activity')];
  if (sweep === undefined) return null;
  return (
    <p className="bs-verdict">
      The sweep last looked for what is due at {rowTime(sweep)}.
      {activity !== undefined && ` Workiva’s activity log was last read at ${rowTime(activity)}.`}
    </p>
  );
}
