import type { KnownBlock, ModalView } from '@slack/types';
import type { MatchedRule, Stage } from '../../domain/approval-records.ts';
import type { AccessRequest } from '../../domain/records.ts';
import type { RuleVerdict } from '../../domain/routing.ts';
import { isDecidable, openStage } from '../../domain/stages.ts';
import { requestStands } from '../../domain/state-words.ts';
import type { Policy } from '../../policy/schema.ts';
import type { Why } from '../use-cases/why.ts';
import { whoMay } from './approval.ts';
import { context, packed, section } from './blocks.ts';
import { readModal } from './modals.ts';
import { clip, code, either, escapeText, moment, person } from './text.ts';

/** The modal that says in plain words why a request goes its way, and who may decide. */
export function whyModal({ request, who }: Why, policy: Policy): ModalView {
  const { stricter, policy: filedUnder } = request;
  return readModal(`Why ${request.id}?`, [
    section(`*The rule that matched: ${escapeText(filedUnder.rule)}*\n${escapeText(filedUnder.why)}`),
    ...(request.routedOn ? [context(ROUTED_ON)] : []),
    ...(stricter ? [section(stricterWords(stricter))] : []),
    ...stageBlocks(request),
    ...decidingBlocks({ request, who }, policy),
    ...earlierRules((stricter ?? filedUnder).explanation),
    context(digestWords(request)),
  ]);
}

const ROUTED_ON =
  'The same form also takes something away. Until that is confirmed the grant could come to be more than is asked for here, so the rule is the one for that.';

const stricterWords = ({ rule, why }: MatchedRule) =>
  `*The policy has become stricter since: ${escapeText(rule)} holds too*\n${escapeText(why)}`;

function digestWords({ policy, stricter }: AccessRequest): string {
  const short = ({ digest }: MatchedRule) => code(digest.slice(0, 12));
  const now = stricter ? `, and held to the policy ${short(stricter)}, which is in force by now` : '';
  return `Filed under the policy ${short(policy)}${now}. The first rule that matches counts.`;
}

function stageBlocks(request: AccessRequest): KnownBlock[] {
  const { stages } = request;
  if (stages.length === 0) return [section('*Stages*\nNone: this rule approves by itself.')];
  return packed(
    '*Stages*',
    stages.map((stage, at) => stageLine(request, stage, at)),
  );
}

function stageLine(request: AccessRequest, { from, count, escalated }: Stage, at: number): string {
  const given = request.approvals.filter(({ stage }) => stage === at);
  const by = given.map(({ by: who, for: instead }) =>
    instead === undefined ? person(who) : `${person(who)} in place of ${person(instead)}`,
  );
  const added = escalated?.to.filter((group) => !from.includes(group)) ?? [];
  const more = added.length === 0 ? '' : `; also asked: ${added.map(escapeText).join(', ')}`;
  const named = by.length === 0 ? '' : `: approved by ${by.join(', ')}`;
  return `${markOf(request, given.length >= count, at)} Stage ${at + 1}: ${count} of ${either(from.map(escapeText))}${more}${named}`;
}

function markOf(request: AccessRequest, isDone: boolean, at: number): string {
  if (isDone) return ':white_check_mark: Done ·';
  return isDecidable(request) && openStage(request)?.stage === at ? ':hourglass: Open ·' : ':white_circle: To come ·';
}

function decidingBlocks({ request, who }: Why, policy: Policy): KnownBlock[] {
  const title = '*Who may decide now*';
  if (request.state === 'awaiting_owner') {
    return [section(`${title}\nNobody, until ${person(request.owner)} has accepted to own the grant.`)];
  }
  const standing = openStage(request);
  if (!isDecidable(request) || !standing) {
    return [section(`${title}\nNobody needs to: ${request.id} ${requestStands(request)}.`)];
  }
  const groups = `It is the turn of ${whoMay(standing.from, policy)}.`;
  if (!who) return [section(`${title}\n${groups} Slack could not say in time who that is; ask again in a minute.`)];
  const people = who.rights.map((right) =>
    right.for === undefined ? person(right.person) : `${person(right.person)} (in place of ${person(right.for)})`,
  );
  const named = people.length === 0 ? 'Nobody at present.' : `${clip(people.join(', '), 1_200)}.`;
  const ages = who.userGroups.map(({ id, ageMs }) => `<!subteam^${id}>, as Slack said ${ago(ageMs)}`);
  return [
    section(`${title}\n${named} ${groups}`),
    ...(ages.length === 0 ? [] : [context(clip(`${ages.join('; ')}.`, 1_500))]),
    ...(request.confirm === 'totp' ? [context(':key: An approval needs a code of their authenticator app.')] : []),
    ...(request.waiting ? [context(`Waiting since ${moment(request.waiting.since)}.`)] : []),
  ];
}

function ago(ms: number): string {
  const seconds = Math.round(ms / 1_000);
  if (seconds < 2) return 'just now';
  if (seconds < 90) return `${seconds} seconds ago`;
  return `${Math.round(seconds / 60)} minutes ago`;
}

/** The rules that come first in the policy, and what of each did not hold. */
function earlierRules(explanation: readonly RuleVerdict[]): KnownBlock[] {
  const earlier = explanation.filter(({ matched }) => !matched);
  if (earlier.length === 0) return [];
  return packed('*Earlier rules that did not match*', earlier.map(ruleLine));
}

function ruleLine({ rule, conditions }: RuleVerdict): string {
  const failed = conditions.filter(({ holds }) => !holds).map(({ sentence }) => escapeText(sentence));
  return clip(`• *${escapeText(rule)}*: ${failed.join(' ')}`, MOST_LINE);
}

/** How much of one rule is shown. */
const MOST_LINE = 900;
