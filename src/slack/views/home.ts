import type { HomeView, KnownBlock } from '@slack/types';
import { IDS } from '../ids.ts';
import type { HomeFacts } from '../use-cases/home.ts';
import { actions, button, header, section } from './blocks.ts';
import { grantBlocks } from './home-grants.ts';
import { requestBlocks } from './home-own.ts';
import { preferenceBlocks } from './home-preferences.ts';
import { searchBlocks } from './home-search.ts';
import { expiringBlocks, taskBlocks, waitingBlocks } from './home-work.ts';

/** What somebody sees when they open Grantdesk in Slack: what waits for them first, then what is theirs. */
export function homeView(facts: HomeFacts): HomeView {
  const { admin, channels, now, isUnsure, isAuditor } = facts;
  return {
    type: 'home',
    blocks: [
      ...welcome(),
      ...(isUnsure ? [section(UNSURE)] : []),
      ...waitingBlocks(facts),
      ...(admin ? taskBlocks(admin, channels.admin) : []),
      ...grantBlocks(facts),
      ...requestBlocks(facts),
      ...(admin ? [...expiringBlocks(admin, now), ...searchBlocks(admin, now)] : []),
      ...preferenceBlocks(facts),
      ...(isAuditor ? [header('Audit'), section(AUDITOR)] : []),
    ],
  };
}

/** What is shown when nothing could be read. */
export function homeNotice(sentence: string): HomeView {
  return { type: 'home', blocks: [...welcome(), section(sentence)] };
}

const UNSURE =
  ':warning: Slack cannot say right now which groups you are in, so what waits for you is not shown. Open this tab again in a minute.';

const AUDITOR =
  'The policy names you as an auditor. Every event of a request and a grant is kept in a chain that shows any change: whoever runs Grantdesk can export it for you with `grantdesk audit export`, and `grantdesk audit verify` checks it.';

function welcome(): KnownBlock[] {
  return [
    header('API grants in Workiva'),
    actions(button(IDS.home.request, 'Request a grant', 'request', { style: 'primary' })),
  ];
}
