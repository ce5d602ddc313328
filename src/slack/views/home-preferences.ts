import type { KnownBlock, PlainTextOption, SectionBlock } from '@slack/types';
import { type Choice, choiceValue, type Preferences } from '../../domain/preferences.ts';
import { IDS } from '../ids.ts';
import type { HomeFacts } from '../use-cases/home.ts';
import { header, plain, section } from './blocks.ts';

/** How somebody is warned and reminded of their grants, for them to choose. */
export function preferenceBlocks({ preferences, channels }: HomeFacts): KnownBlock[] {
  const { digest, warnings } = preferences;
  const where = `*Where* you are warned and reminded: before a grant ends and when it has, of its secret, and of reviews. In <#${channels.requests}> the message names you, and everybody there reads it.`;
  return [
    header('Notifications'),
    choice('digest', '*One message a day* for all warnings that your grants expire soon.', DIGESTS, { digest }),
    choice('warnings', where, PLACES, { warnings }),
  ];
}

const DIGESTS: [Pick<Preferences, 'digest'>, string][] = [
  [{ digest: 'many' }, 'When there are more than three'],
  [{ digest: 'always' }, 'Always'],
  [{ digest: 'never' }, 'Never: each on its own'],
];

const PLACES: [Pick<Preferences, 'warnings'>, string][] = [
  [{ warnings: 'direct' }, 'In a direct message'],
  [{ warnings: 'channel' }, 'In the requests channel'],
];

function choice(block_id: string, text: string, offers: readonly [Choice, string][], chosen: Choice): SectionBlock {
  const options: PlainTextOption[] = offers.map(([offer, words]) => ({
    text: plain(words),
    value: choiceValue(offer),
  }));
  const initial_option = options.find(({ value }) => value === choiceValue(chosen));
  return {
    ...section(text),
    block_id: `preferences-${block_id}`,
    accessory: {
      type: 'static_select',
      action_id: IDS.home.preference,
      options,
      ...(initial_option ? { initial_option } : {}),
    },
  };
}
