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
  if (did('request.denied', 'request.withdrawn', 'request.lapsed')) return 0;
  if (did('provisioning.grant_by_hand', 'provisioning.taken_by_hand')) return 5;
  return did('request.approved') ? 4 : 3;
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

/** What has happened since the last request was filed. */
function lastActions(events: readonly SealedEvent[]): string[] {
  return events.slice(events.findLastIndex(({ action }) => action === 'request.filed') + 1).map(({ action }) => action);
}
