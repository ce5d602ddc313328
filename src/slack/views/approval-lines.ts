import type { KnownBlock } from '@slack/types';
import type { Approval } from '../../domain/approval-records.ts';
import type { AccessRequest, Grant, RequestState } from '../../domain/records.ts';
import { grantStands, requestStands } from '../../domain/state-words.ts';
import { section, typed } from './blocks.ts';
import { lessLines } from './change.ts';
import { moment, person } from './text.ts';

/** Why a request cannot wait, or did not. */
export function urgencyBlocks({ urgency, breakGlass }: AccessRequest): KnownBlock[] {
  if (breakGlass) {
    return [section(':rotating_light: *Broke glass*: it did not wait for approval.'), typed(breakGlass.reason)];
  }
  return urgency === undefined ? [] : [section(':zap: *Urgent:*'), typed(urgency)];
}

/** What is less than what was asked for, once somebody has approved less. */
export function lessBlocks({ asked, terms }: AccessRequest): KnownBlock[] {
  return asked ? [section(`:memo: *Less than was asked for*\n${lessLines(asked, terms)}`)] : [];
}

/** Who has approved, in whose place, and how they have proven it. */
export function approvalLines({ approvals }: AccessRequest): KnownBlock[] {
  return approvals.length === 0 ? [] : [section(approvals.map(approvalLine).join('\n'))];
}

function approvalLine({ by, for: instead, at, confirmed }: Approval): string {
  const place = instead === undefined ? '' : ` in place of ${person(instead)}`;
  return `:white_check_mark: Approved by ${person(by)}${place}, ${moment(at)}${confirmed === undefined ? '' : ', with a code'}`;
}

/** Until when what broke glass has to be approved, while nobody has. */
export function reviewWords({ breakGlass }: AccessRequest): string {
  if (!breakGlass || breakGlass.verdict) return '';
  return `\nIt did not wait for approval. Approve it after the fact by ${moment(breakGlass.reviewBy)}, or it is suspended by itself.`;
}

const ENDED = {
  denied: ':no_entry: Denied',
  withdrawn: ':leftwards_arrow_with_hook: Withdrawn',
  lapsed: ':hourglass: Lapsed',
};
type Ended = keyof typeof ENDED;
const isEnded = (state: RequestState): state is Ended => state in ENDED;

/** Who decided, and what came of it. */
export function resultBlocks(request: AccessRequest, grant: Grant | undefined): KnownBlock[] {
  const { outcome, state, breakGlass } = request;
  if (breakGlass?.verdict) return verdictBlocks(request, breakGlass.verdict, grant);
  if (!outcome || !isEnded(state)) return [section(approvedWords(request, grant))];
  const line = `*${ENDED[state]}* by ${person(outcome.by)}, ${moment(outcome.at)}`;
  return outcome.reason === undefined ? [section(line)] : [section(line), typed(outcome.reason)];
}

type Verdict = NonNullable<NonNullable<AccessRequest['breakGlass']>['verdict']>;

function verdictBlocks(
  request: AccessRequest,
  { outcome, by, at, reason }: Verdict,
  grant: Grant | undefined,
): KnownBlock[] {
  const words = outcome === 'approved' ? ':white_check_mark: Approved' : ENDED[outcome];
  const standing = isEnded(request.state) ? 'Nothing more is prepared in Workiva.' : standingWords(request, grant);
  const line = `*${words}* after the fact by ${person(by)}, ${moment(at)}. ${standing}`;
  return reason === undefined ? [section(line)] : [section(line), typed(reason)];
}

function approvedWords(request: AccessRequest, grant: Grant | undefined): string {
  const how = request.stages.length === 0 ? ' by the rule, without asking anybody' : '';
  const when = request.decidedAt === undefined ? '' : `, ${moment(request.decidedAt)}`;
  return `*Approved*${how}${when}. ${standingWords(request, grant)}`;
}

function standingWords(request: AccessRequest, grant: Grant | undefined): string {
  if (request.state === 'approved') return 'It is being provisioned.';
  if (request.state === 'fulfilled' && grant) return `${grant.id} ${grantStands(grant)}.`;
  return `It ${requestStands(request)}.`;
}
