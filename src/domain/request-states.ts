import type { AccessRequest, RequestState } from './records.ts';

type InState = Pick<AccessRequest, 'state'>;

const UNDER_WAY: readonly RequestState[] = ['approved', 'provisioning', 'awaiting_admin', 'failed'];

/** Whether a request is approved, and what it asks for not all done yet. */
export const isUnderWay = ({ state }: InState): boolean => UNDER_WAY.includes(state);

/** Whether a request has ended without what it asked for: none of its steps goes on. */
export const cameToNothing = <T extends InState>(
  request: T,
): request is T & { state: 'denied' | 'withdrawn' | 'lapsed' } =>
  request.state === 'denied' || request.state === 'withdrawn' || request.state === 'lapsed';
