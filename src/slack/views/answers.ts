import type { AccessRequest, Grant } from '../../domain/records.ts';
import { stateInWords } from '../../domain/request.ts';
import { header, type Message, section } from './blocks.ts';
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
  const more = records.length > SHOWN ? [section(`…and older ones.`)] : [];
  return [...shown, ...more];
}

function grantLine({ id, state, terms, clientId }: Grant, now: Date): string {
  const client = clientId === undefined ? '' : ` · client ID ${code(clientId)}`;
  return `*${id}* · ${escapeText(terms.clientName)} · *${state}* · expires ${day(terms.expires)} (${daysAway(terms.expires, now)})${client}`;
}

function requestLine(request: AccessRequest): string {
  return `*${request.id}* · ${escapeText(request.terms.clientName)} · ${stateInWords(request)}`;
}

/** How many records the list reads, one more than it shows so that it can say that there are more. */
export const LIST_READS = SHOWN + 1;

const COMMANDS = [
  ['', 'request a Workiva API grant'],
  ['list', 'show your grants and requests'],
  ['renew GRANT-57', 'ask for a later Expires date'],
  ['help', 'show this'],
] as const;
export const COMMAND_WORDS = ['list', 'renew', 'help'] as const;

/** The answer to `/grant help`, and to words that it does not know. */
export function helpMessage(unknown?: { word: string; guess: string | undefined }): Message {
  const guess = unknown?.guess === undefined ? '' : ` Did you mean \`/grant ${unknown.guess}\`?`;
  const first = unknown === undefined ? '' : `${code(`/grant ${unknown.word}`)} is not a command.${guess}\n\n`;
  const list = COMMANDS.map(([word, what]) => `• \`${`/grant ${word}`.trim()}\`: ${what}`).join('\n');
  const text = `${first}${list}`;
  return { text, blocks: [section(text)] };
}
