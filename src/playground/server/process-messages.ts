import type { Config } from '../../config.ts';

/** What the server tells a process of Grantdesk. */
export type ToProcess =
  | { tell: 'start'; config: Config; aheadMs: number; paced: boolean }
  | { tell: 'advance'; ms: number }
  | { tell: 'stop' };

/** What that process tells the server. */
export type FromProcess = { tell: 'ready'; port: number } | { tell: 'failed'; sentence: string };
