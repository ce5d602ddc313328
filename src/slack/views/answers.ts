import type { AccessRequest, Grant } from '../../domain/records.ts';
import { stateInWords } from '../../domain/state-words.ts';
import type { Policy } from '../../policy/schema.ts';
import { header, type Message, section } from './blocks.ts';
import { pairWords } from './replacement.ts';
import { code, day, daysAway, escapeText } from './text.ts';

const SHOWN = 15;

/** The answer to `/grant list`: the caller's grants and requests, the newest first. */
export function listMessage(grants: readonly Grant[], requests: readonly AccessRequest[], now: Date): Message {
  if (grants.length === 0 && requests.length === 0) {
    const text = 'You have no grants and no requests yet. Type `/grant` to request one.';
    return { text, blocks: [section(text)] };
  }
  return {
    text: 'Your grants and requests, the newest first.',
    blocks: [
      header('Your grants'),
      ...lines(grants, (grant) => grantLine(grant, now), 'None yet.'),
      header('Your requests'),
      ...lines(requests, requestLine, 'None yet.'),
    ],
  };
}

function lines<T>(records: readonly T[], line: (record: T) => string, none: string) {
  if (records.length === 0) return [section(none)];
  const shown = records.slice(0, SHOWN).map((record) => section(line(record)));
  const more =
    records.length > SHOWN ? [section('…and older ones: the Home tab of Grantdesk has all of them, by pages.')] : [];
  return [...shown, ...more];
}

function grantLine(grant: Grant, now: Date): string {
  const { id, state, terms, clientId } = grant;
  const words = pairWords(grant);
  const pair = words === undefined ? '' : ` · ${words}`;
  const client = clientId === undefined ? '' : ` · client ID ${code(clientId)}`;
  return `*${id}* · ${escapeText(terms.clientName)} · *${state}* · expires ${day(terms.expires)} (${daysAway(terms.expires, now)})${client}${pair}`;
}

function requestLine(request: AccessRequest): string {
  return `*${request.id}* · ${escapeText(request.terms.clientName)} · ${stateInWords(request)}`;
}

/** How many records the list reads, one more than it shows so that it can say that there are more. */
export const LIST_READS = SHOWN + 1;

type Command = { word: string; argument?: string; what: string };

/** The commands that exist under this policy. */
function commandsOf(policy: Policy): Command[] {
  const glass = {
    word: 'break-glass',
    what: 'in an emergency: start a short-lived grant without waiting for approval',
  };
  return [
    { word: '', what: 'request a Workiva API grant' },
    { word: 'list', what: 'show your grants and requests' },
    { word: 'show', argument: 'GRANT-57', what: 'show all about a grant or a request, with its history' },
    { word: 'renew', argument: 'GRANT-57', what: 'ask for a later Expires date' },
    { word: 'suspend', argument: 'GRANT-57', what: 'stop a grant within seconds, in an emergency' },
    {
      word: 'reinstate',
      argument: 'GRANT-57',
      what: 'let a suspended grant work again, as an admin who does not own it',
    },
    { word: 'revoke', argument: 'GRANT-57', what: 'end a grant that is not needed any more' },
    { word: 'change', argument: 'GRANT-57', what: 'change scopes, addresses, user or date of a grant' },
    { word: 'replace', argument: 'GRANT-57', what: 'a second grant beside it, so that an integration need not stop' },
    { word: 'transfer', argument: 'GRANT-57 @person', what: 'hand a grant over to somebody else' },
    { word: 'secret', argument: 'GRANT-57', what: 'what to do when its secret is lost, or may have leaked' },
    {
      word: 'verified',
      argument: 'GRANT-57 works',
      what: 'say what came of testing it with `npx grantdesk verify-grant`',
    },
    { word: 'edit', argument: 'REQ-5', what: 'change a request that nobody has decided on' },
    {
      word: 'delegate',
      argument: '@person until 2026-12-04',
      what: 'let somebody approve in your place while you are away; alone, it shows what you have handed over',
    },
    ...(policy.break_glass ? [glass] : []),
    { word: 'help', what: 'show this' },
  ];
}

/** The words that `/grant` knows under this policy. */
export const commandWords = (policy: Policy): string[] => commandsOf(policy).flatMap(({ word }) => word || []);

/** The answer to `/grant help`, and to words that it does not know. */
export function helpMessage(policy: Policy, unknown?: { word: string; guess: string | undefined }): Message {
  const guess = unknown?.guess === undefined ? '' : ` Did you mean \`/grant ${unknown.guess}\`?`;
  const first = unknown === undefined ? '' : `${code(`/grant ${unknown.word}`)} is not a command.${guess}\n\n`;
  const lines = commandsOf(policy).map(
    ({ word, argument = '', what }) => `• \`${`/grant ${word} ${argument}`.trimEnd()}\`: ${what}`,
  );
  const text = `${first}${lines.join('\n')}`;
  return { text, blocks: [section(text)] };
}
