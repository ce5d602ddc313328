import type { KnownBlock } from '@slack/types';
import { type Drift, findingRef, type Heard, type Reported } from '../../domain/drift-record.ts';
import { isOpen } from '../../domain/drift-report.ts';
import { canRevert, findingWords, remedyWords } from '../../domain/drift-words.ts';
import type { Policy } from '../../policy/schema.ts';
import { IDS } from '../ids.ts';
import { whoMay } from './approval.ts';
import { actions, button, context, header, type Message, section } from './blocks.ts';
import { clip, code, escapeText, moment, person } from './text.ts';

/** So many findings, of two blocks each, and so many lines of the activity log, fit into one message. */
const MOST = 20;
const MOST_HEARD = 10;

/** Tells the admins how Workiva differs from what is recorded about one integration user, and what became of it. */
export function driftMessage(drift: Drift, round: number, policy: Policy): Message {
  const { username } = drift;
  const findings = drift.findings.filter((finding) => finding.round === round);
  const sorted = [...findings.filter(isOpen), ...findings.filter((finding) => !isOpen(finding))];
  const open = findings.filter(isOpen).length;
  const first = findings[0];
  const text =
    open > 0
      ? `Workiva differs in ${open === 1 ? 'one way' : `${open} ways`} from what is recorded about ${code(username)}.`
      : `How Workiva differed from what is recorded about ${code(username)}: everything is settled.`;
  return {
    text,
    blocks: [
      header(`Drift · ${username}`),
      section(`${open > 0 ? ':left_right_arrow:' : ':white_check_mark:'} ${text}${foundWords(first)}`),
      ...heardBlocks(drift.heard.filter((one) => one.round === round)),
      ...sorted.slice(0, MOST).flatMap((finding) => findingBlocks(drift, finding)),
      ...(sorted.length > MOST ? [context(`And ${sorted.length - MOST} more. They show once these are settled.`)] : []),
      ...(open > 0 ? [context(howTo(policy))] : []),
    ],
  };
}

const foundWords = (first: Reported | undefined) => (first ? ` Found ${moment(first.foundAt)}.` : '');

const howTo = (policy: Policy) =>
  `${whoMay(policy.admins, policy)}: *Revert* makes it as recorded. *Adopt* accepts it as it is now: it is not reported again unless it changes.`;

function heardBlocks(heard: readonly Heard[]): KnownBlock[] {
  if (heard.length === 0) return [];
  const lines = heard
    .slice(-MOST_HEARD)
    .map(({ who, what, at }) => `• ${escapeText(clip(who, 80))}: ${escapeText(clip(what, 80))}, ${moment(at)}`);
  return [section(`Workiva’s activity log says:\n${lines.join('\n')}`)];
}

function findingBlocks(drift: Drift, finding: Reported): KnownBlock[] {
  const words = `*${escapeText(clip(findingWords(finding), 600))}*`;
  const { settled, reverting, trouble } = finding;
  if (settled) return [section(`${words}\n${settledWords(finding)}`)];
  if (reverting) {
    return [
      section(
        `${words}\n:hourglass_flowing_sand: ${person(reverting.by)} pressed *Revert*, ${moment(reverting.at)}: it is being done.`,
      ),
    ];
  }
  const failed =
    trouble === undefined ? '' : `\n:warning: The last try to revert it failed. ${escapeText(clip(trouble, 600))}`;
  return [section(`${words}\n${escapeText(clip(remedyWords(finding), 600))}${failed}`), buttons(drift, finding)];
}

function settledWords({ settled, over }: Reported): string {
  const { how, by = '', at = '' } = settled ?? {};
  const when = at === '' ? '' : `, ${moment(at)}`;
  if (how === 'gone') return `:white_check_mark: Gone by itself${when}.`;
  if (how === 'reverted') return `:white_check_mark: Reverted by ${whoDid(by)}${when}.`;
  return `:white_check_mark: Adopted by ${whoDid(by)}${when}.${over ? ' It is not so any more.' : ''}`;
}

const whoDid = (by: string) => (by === 'operator' ? 'the operator' : person(by));

function buttons({ id }: Drift, finding: Reported) {
  const value = findingRef({ drift: id, finding: finding.id });
  const words = findingWords(finding);
  const revert = button(IDS.drift.revert, 'Revert', value, {
    style: 'danger',
    label: `Revert: ${words}`,
    confirm: { title: 'Change this in Workiva?', text: `${words} ${remedyWords(finding)}`, yes: 'Revert' },
  });
  const adopt = button(IDS.drift.adopt, 'Adopt', value, { label: `Adopt: ${words}` });
  return actions(...(canRevert(finding) ? [revert, adopt] : [adopt]));
}
