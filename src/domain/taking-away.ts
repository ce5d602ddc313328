import type { RoutedTo } from './request.ts';

/** How what takes something away is routed: nobody is asked. */
export const TAKING_AWAY: RoutedTo = {
  rule: 'Taking away',
  why: 'Taking away never waits for an approval.',
  stages: [],
  explanation: [],
};
