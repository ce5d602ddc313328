import type { KnownBlock } from '@slack/types';
import type { Wording } from '../../domain/audit-told.ts';
import { detailInWords, eventInWords } from '../../domain/audit-words.ts';
import { inWords } from '../../domain/duration.ts';
import { warnedDate } from '../../domain/expiry.ts';
import type { AccessRequest, Grant } from '../../domain/records.ts';
import { grantStands, requestStands, stateInWords } from '../../domain/state-words.ts';
import type { Policy } from '../../policy/schema.ts';
import type { SealedEvent } from '../../store/audit.ts';
import type { Beginning, History } from '../../store/audit-index.ts';
import type { LastUses } from '../use-cases/last-use.ts';
import type { Shown } from '../use-cases/show.ts';
import { approvalLines, resultBlocks, urgencyBlocks } from './approval-lines.ts';
import { context, fields, header, type Message, packed, section, typed } from './blocks.ts';
import { lastUseWords } from './last-use.ts';
import { pairWords, replacesBlocks } from './replacement.ts';
import { failureWords, stepBlocks } from './steps.ts';
import { termsBlocks } from './terms.ts';
import { both, capital, clip, code, day, daysAway, escapeText, moment, person } from './text.ts';
import { verifiedWords } from './verification.ts';

/** The most blocks of a message. Source: docs.slack.dev, Block Kit reference. */
const MOST_BLOCKS = 50;
/** How many characters the history, one block of it, and one detail of an event may have. */
const ROOM = { history: 10_000, block: 2_800, detail: 300 };
/** So many entries of a list are named in the history; above it, the grant has them all. */
const MOST_ENTRIES = 5;

/** Everything about a grant or a request, with its history, newest first. */
export function showMessage(shown: Shown, policy: Policy, now: Date): Message {
  const { history } = shown;
  if (shown.about === 'grant') {
    const { grant, request, uses } = shown;
    const blocks = [
      ...grantBlocks(grant, request, now),
      ...lastUseBlocks(grant, uses, now),
      ...requestBlocks(request, grant),
    ];
    return {
      text: `${grant.id} ${grantStands(grant)}.`,
      blocks: withHistory(blocks, grant.id, history, request?.filedAt),
    };
  }
  const { request, grant } = shown;
  const state = stateInWords(request);
  const blocks = [
    header(`${request.id} · ${request.terms.clientName}`),
    section(`*${capital(state)}.* ${subjectWords(request)}`),
    ...requestBlocks(request, grant),
    ...replacesBlocks(request),
    ...termsBlocks(request, policy, now),
  ];
  return {
    text: `${request.id} ${requestStands(request)}.`,
    blocks: withHistory(blocks, request.id, history, request.filedAt),
  };
}

function subjectWords({ kind, grant }: AccessRequest): string {
  return kind === 'create' ? 'It asks for a new grant.' : `It asks to ${kind} ${grant ?? 'a grant'}.`;
}

function grantBlocks(grant: Grant, request: AccessRequest | undefined, now: Date): KnownBlock[] {
  const { id, state, owner, terms, clientId } = grant;
  const { clientName, workspace, user, expires, roles, ipRestrictions, purpose } = terms;
  return [
    header(`${id} · ${clientName}`),
    section(`*${capital(state)}.* ${standingWords(grant).join(' ')}`),
    fields([
      ['Client ID', clientId === undefined ? 'None yet' : code(clientId)],
      ['Expires', `${day(expires)}, ${daysAway(expires, now)}`],
      ['Workspace', escapeText(workspace)],
      ['Integration user', code(user.username)],
      ['Owner', person(owner)],
      ['Asked by', request ? person(request.requester) : 'Nobody knows any more'],
      ['Roles', roles.length === 0 ? 'None' : escapeText(roles.join(', '))],
    ]),
    section(
      `*IP Restrictions*\n${ipRestrictions.length === 0 ? 'None: it can be used from anywhere' : ipRestrictions.map(code).join(', ')}`,
    ),
    ...packed(
      '*Scopes*',
      terms.scopes.map((name) => `• ${escapeText(name)}`),
    ),
    section('*Why it is needed*'),
    typed(purpose),
  ];
}

/** When it was last used, once it has been live. */
function lastUseBlocks(grant: Grant, uses: LastUses | undefined, now: Date): KnownBlock[] {
  if (!uses || grant.liveSince === undefined) return [];
  return [section(`*Last use*: ${lastUseWords(grant, uses, now)}`)];
}

/** What happened to a grant, or is under way, that still counts. */
function standingWords(grant: Grant): string[] {
  const { liveSince, collected, rotated, letExpire, suspension, endedAt, warnings } = grant;
  const pair = pairWords(grant);
  const tested = verifiedWords(grant);
  const open = [grant.renewal, grant.narrowing, grant.change, grant.revocation].filter((id) => id !== undefined);
  return [
    ...(liveSince === undefined ? [] : [`Live since ${moment(liveSince)}.`]),
    ...(collected ? [`Its secret was collected, ${moment(collected.at)}.`] : []),
    ...(tested === undefined ? [] : [tested]),
    ...(rotated ? [`Its secret was last regenerated ${moment(rotated.at)}.`] : []),
    ...(suspension && grant.state === 'suspended'
      ? [
          `Suspended by ${person(suspension.by)}, ${moment(suspension.at)}: ${escapeText(clip(suspension.reason, 500))}.`,
        ]
      : []),
    ...(letExpire ? [`${person(letExpire.by)} lets it expire.`] : []),
    ...(pair === undefined ? [] : [`It is ${pair}.`]),
    ...(grant.transfer ? [`${person(grant.transfer.to)} has been asked to take it over.`] : []),
    ...(open.length > 0 ? [`Requests about it: ${both(open)}.`] : []),
    ...(endedAt === undefined ? [] : [`Ended ${moment(endedAt)}.`]),
    ...(warnings.length > 0 ? [`Its owner was warned ${both(warnings.map(warningWords))}.`] : []),
  ];
}

function warningWords(detail: string): string {
  const lead = Number(detail.split('.')[1]);
  return Number.isNaN(lead)
    ? `before ${day(warnedDate(detail))}`
    : `${inWords(lead)} before ${day(warnedDate(detail))}`;
}

/** Who asked, under which rule, who approved, and how far the work on it has come. */
function requestBlocks(request: AccessRequest | undefined, grant: Grant | undefined): KnownBlock[] {
  if (!request) return [];
  const { id, requester, owner, filedAt, policy, decidedAt, outcome } = request;
  const forWhom = owner === requester ? '' : ` for ${person(owner)}`;
  const isDecided = decidedAt !== undefined || outcome !== undefined;
  const why = failureWords(request);
  return [
    context(
      `${id}: asked by ${person(requester)}${forWhom}, ${moment(filedAt)}. Rule: ${escapeText(policy.rule)}. ${escapeText(policy.why)}`,
    ),
    ...urgencyBlocks(request),
    ...approvalLines(request),
    ...(isDecided ? resultBlocks(request, grant) : []),
    ...(why === undefined ? [] : [section(why)]),
    ...stepBlocks(request),
  ];
}

/** `since`: when what it is the history of began. */
function withHistory(
  head: readonly KnownBlock[],
  id: string,
  { events, total, begins }: History,
  since: string | undefined,
): KnownBlock[] {
  const blocks: KnownBlock[] = [...head, header('History')];
  const last = MOST_BLOCKS - 1;
  let shown = 0;
  let room = ROOM.history;
  while (shown < events.length && blocks.length < last && room > 0) {
    const part = partOf(events.slice(shown), Math.min(room, ROOM.block));
    blocks.push(section(part.join('\n')));
    shown += part.length;
    room -= part.join('\n').length;
  }
  const more = total - shown;
  const isCut = begins !== undefined && (since === undefined || since < begins.at);
  const left = [
    ...(more > 0 ? [`…and ${more} more: \`npx grantdesk audit show ${id}\``] : []),
    ...(isCut ? [trimmedWords(begins)] : []),
  ];
  if (left.length > 0) blocks.push(context(left.join('\n')));
  return blocks;
}

/** Says that the beginning is not there any more, and where it is. */
function trimmedWords({ seq, at, file }: Beginning): string {
  const latest = file === undefined ? '' : `, the latest of them ${code(file)}`;
  return `The audit trail begins with event ${seq}, ${moment(at)}. What happened before is in the files that \`audit trim\` has exported${latest}: ask an operator for it.`;
}

/** The lines of as many events as have room; of one at least. */
function partOf(events: readonly SealedEvent[], room: number): string[] {
  const lines: string[] = [];
  let left = room;
  for (const line of events.map(eventLine)) {
    left -= line.length + 1;
    if (left < 0 && lines.length > 0) break;
    lines.push(line);
  }
  return lines;
}

/** When, what happened and through whom; below it, what else the trail says of it but for digests. */
function eventLine(event: SealedEvent): string {
  const details = detailInWords(event, WORDING)
    .filter(({ digest, label }) => !digest && label !== BECAUSE)
    .map(({ label, entries }) => `${label}: ${clip(listed(entries), ROOM.detail)}`);
  const words = details.map((detail) => `\n      ${detail}`).join('');
  return `• ${moment(event.at)}: ${eventInWords(event, WORDING)}${words}`;
}

const WORDING: Wording = { person, day, moment, text: escapeText };

/** Why a rule was taken stands above the history already. */
const BECAUSE = 'because';

/** Entries as far as they are few; none is cut in two. */
function listed(entries: readonly string[]): string {
  const more = entries.length - MOST_ENTRIES;
  return more > 0 ? `${entries.slice(0, MOST_ENTRIES).join(', ')} and ${more} more` : entries.join(', ');
}
