import type { SealedEvent } from '../../../store/audit.ts';
import type { GrantRow } from '../../workiva/types.ts';

/** Where somebody is on the tour: a step from 1 to 7, and 8 when they are through. `half`: the second half of a step. */
export type Progress = { step: number; half: boolean };

/** What the tour goes by: what has happened, not what time it is. */
export type TourFacts = {
  events: readonly SealedEvent[];
  /** Whether the engineer has a form open. */
  formOpen: boolean;
  grants: readonly GrantRow[];
};

const LAST = 8;

const CAME_TO_NOTHING = [
  'request.denied',
  'request.withdrawn',
  'request.lapsed',
  'request.owner_declined',
  'request.review_denied',
  'request.review_lapsed',
];

/** Says how far the request has come that has come furthest. Requests that were denied or taken back do not count. */
export function progressOf({ events, formOpen, grants }: TourFacts): Progress {
  const steps = events
    .filter(({ action }) => action === 'request.filed')
    .map(({ subjects }) => stepOf(subjects[0], events));
  const step = Math.max(formOpen ? 2 : 1, ...steps);
  return { step, half: isHalfDone(step, events, grants) };
}

function stepOf(request: string | undefined, events: readonly SealedEvent[]): number {
  const ofRequest = events.filter(({ subjects }) => request !== undefined && subjects.includes(request));
  const did = (...actions: string[]) => ofRequest.some(({ action }) => actions.includes(action));
  const created = ofRequest.find(({ action }) => action === 'grant.created');
  if (created) return stepOfGrant(created, events);
  if (did(...CAME_TO_NOTHING)) return 0;
  if (did('provisioning.grant_by_hand', 'provisioning.taken_by_hand')) return 5;
  return did('request.approved', 'request.glass_broken') ? 4 : 3;
}

function stepOfGrant({ subjects }: SealedEvent, events: readonly SealedEvent[]): number {
  const grant = subjects.find((subject) => subject.startsWith('GRANT-'));
  const did = (action: string) => events.some((one) => one.action === action && one.subjects.includes(grant ?? ''));
  if (did('grant.expiry_warned')) return LAST;
  return did('grant.secret_collected') ? 7 : 6;
}

/** A step that takes place in Workiva and in Slack is half done when Workiva's part is. */
function isHalfDone(step: number, events: readonly SealedEvent[], grants: readonly GrantRow[]): boolean {
  if (step === 3) return lastActions(events).includes('request.approval_given');
  if (step === 5) {
    const known = events.map(({ detail }) => detail.clientId);
    return grants.some(({ clientId }) => !known.includes(clientId));
  }
  return step === 6 && grants.some(({ hasSecret }) => hasSecret);
}

/** What has happened since the last request was filed, or sent back to its first stage. */
function lastActions(events: readonly SealedEvent[]): string[] {
  const from = events.findLastIndex(({ action }) => BEGINS_AGAIN.includes(action));
  return events.slice(from + 1).map(({ action }) => action);
}

const BEGINS_AGAIN = ['request.filed', 'request.edited', 'request.approval_dropped'];
