import type { KnownBlock } from '@slack/types';
import type { AccessRequest } from '../../domain/records.ts';
import { section } from './blocks.ts';
import { moment, person } from './text.ts';

/** A message holds so many; the audit trail has the others. */
const MOST_DROPPED = 10;

/** What has changed about the approval of a request since it was filed, other than by its requester. */
export function restatedBlocks({ stricterSince, dropped = [] }: AccessRequest): KnownBlock[] {
  const lines = dropped
    .slice(-MOST_DROPPED)
    .map(({ by, at }) => `:warning: *The approval of ${person(by)} no longer counts* since ${moment(at)}.`);
  if (stricterSince !== undefined) {
    lines.push(`:warning: *The policy became stricter* ${moment(stricterSince)}, and holds for this request too.`);
  }
  return lines.length === 0 ? [] : [section(lines.join('\n'))];
}

/** Why the people of a stage are asked again: the policy, or somebody whose approval no longer counts. */
export function againWords(why: string | undefined): string {
  if (why === undefined) return '';
  if (why === 'stricter') return 'The policy has become stricter, and holds for what already waits. ';
  return `${person(why)} has left Slack, or may not take part any more, so what they approved no longer counts. `;
}
