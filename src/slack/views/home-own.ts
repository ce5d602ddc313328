import type { KnownBlock } from '@slack/types';
import type { AccessRequest } from '../../domain/records.ts';
import { stateInWords } from '../../domain/state-words.ts';
import type { HomeFacts } from '../use-cases/home.ts';
import { section } from './blocks.ts';
import { name } from './grant-words.ts';
import { listBlocks } from './home-list.ts';
import { moment } from './text.ts';

/** Somebody's own requests, the open ones first, each with where it stands. */
export function requestBlocks({ requests }: HomeFacts): KnownBlock[] {
  const list = { name: 'requests', title: 'My requests', none: 'You have no requests yet.' } as const;
  return listBlocks(list, requests, (request) => [section(requestWords(request))]);
}

function requestWords(request: AccessRequest): string {
  const { id, kind, grant, terms, filedAt } = request;
  const what = kind === 'create' || grant === undefined ? '' : ` · ${kind} ${grant}`;
  return `*${id}*${what} · ${name(terms.clientName)} · *${stateInWords(request)}*\nAsked ${moment(filedAt)}`;
}
