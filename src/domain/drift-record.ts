import { z } from 'zod';
import { Finding } from './drift.ts';

/** A finding that the admins were told of, and what became of it. */
export const Reported = Finding.extend({
  /** The message that it is in. */
  round: z.int(),
  foundAt: z.string(),
  /**
   * Somebody wants it reverted, and a job is to do that. `run` tells its job from earlier ones; `begun` is set before it
   * acts: part of it may be done then. `operation` is the URL of Workiva's operation that it waits for, and `heard` when
   * it last gave a sign of life.
   */
  reverting: z
    .object({
      by: z.string(),
      at: z.string(),
      run: z.int(),
      begun: z.literal(true).optional(),
      operation: z.string().optional(),
      heard: z.string().optional(),
    })
    .optional(),
  /** Why the last try to revert it came to nothing. */
  trouble: z.string().optional(),
  settled: z.object({ how: z.enum(['adopted', 'reverted', 'gone']), by: z.string(), at: z.string() }).optional(),
  /** Set once what was adopted is not there any more: the next time it counts as new. */
  over: z.literal(true).optional(),
});
export type Reported = z.infer<typeof Reported>;

/** What Workiva's activity log told about the user, and the message in which that is said. */
export const Heard = z.object({ id: z.string(), round: z.int(), at: z.string(), who: z.string(), what: z.string() });
export type Heard = z.infer<typeof Heard>;

/** What was found about one integration user. */
export const Drift = z.object({
  /** `DRIFT-` and the username. */
  id: z.string(),
  state: z.enum(['open', 'settled']),
  username: z.string(),
  /** Counts the messages to the admins; each tells what was new then. */
  round: z.int(),
  /** Counts the jobs that were to revert something. */
  runs: z.int(),
  findings: z.array(Reported),
  heard: z.array(Heard),
  /** When the sweep must look whether a job that reverts something is lost. */
  dueAt: z.string().optional(),
});
export type Drift = z.infer<typeof Drift>;

/** Where it can go. */
export const NEXT_DRIFT = { open: ['open', 'settled'], settled: ['open', 'settled'] } as const;

const PREFIX = 'DRIFT-';

/** The id of what was found about an integration user. */
export const driftId = (username: string): string => `${PREFIX}${username.toLowerCase()}`;

/** The username, in small letters, that such an id is about. */
export const usernameOf = (id: string): string => id.slice(PREFIX.length);

/** Whether a text has the form of such an id. */
export const isDriftId = (id: string): boolean => id.startsWith(PREFIX) && id.length > PREFIX.length;

/** What a button about a finding carries. */
export type FindingRef = { drift: string; finding: string };

/** Writes it for a button. Usernames have no spaces. */
export const findingRef = ({ drift, finding }: FindingRef): string => `${drift} ${finding}`;

/** Reads what a button carries, which may be anything. */
export function readFindingRef(value: string): FindingRef {
  const at = value.indexOf(' ');
  return at === -1 ? { drift: value, finding: '' } : { drift: value.slice(0, at), finding: value.slice(at + 1) };
}
