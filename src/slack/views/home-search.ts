import type { KnownBlock } from '@slack/types';
import { isPerson } from '../../policy/principals.ts';
import { IDS } from '../ids.ts';
import type { AdminFacts } from '../use-cases/home.ts';
import { button, header, plain, section } from './blocks.ts';
import { listBlocks } from './home-list.ts';
import { owned } from './home-work.ts';
import { code, person } from './text.ts';

/** Where admins find any grant, and what they have found. */
export function searchBlocks({ found }: AdminFacts, now: Date): KnownBlock[] {
  return [header('Find a grant'), field(), tools(found !== undefined), ...(found ? results(found, now) : [])];
}

function field(): KnownBlock {
  return {
    type: 'input',
    block_id: 'search',
    dispatch_action: true,
    optional: true,
    label: plain('Client name, username or workspace'),
    hint: plain('The beginnings of words are enough. Press Enter to search.'),
    element: {
      type: 'plain_text_input',
      action_id: IDS.home.search,
      max_length: 200,
      dispatch_action_config: { trigger_actions_on: ['on_enter_pressed'] },
    },
  };
}

function tools(isSearching: boolean): KnownBlock {
  const owner = { type: 'users_select' as const, action_id: IDS.home.owner, placeholder: plain('Or by owner') };
  const clear = button(IDS.home.clear, 'Clear the search', 'clear');
  return { type: 'actions', block_id: 'search-tools', elements: isSearching ? [owner, clear] : [owner] };
}

function results(found: NonNullable<AdminFacts['found']>, now: Date): KnownBlock[] {
  const what = isPerson(found.text) ? `owned by ${person(found.text)}` : `with ${code(found.text)}`;
  const list = {
    name: 'found',
    title: 'Found',
    none: `There is no grant ${what}. Try fewer or shorter words.`,
  } as const;
  const more = 'Only part of what begins like this was looked at. Add a word that is less common.';
  const shown = listBlocks(list, found, (grant) => [owned(grant, now)]);
  return [...shown, ...(found.more ? [section(more)] : [])];
}
