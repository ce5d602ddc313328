import type { KnownBlock } from '@slack/types';
import { scopeToType } from '../../domain/oauth-scopes.ts';
import type { Grant } from '../../domain/records.ts';
import { lastVerified } from '../../domain/verification.ts';
import type { VerifyOutcome } from '../../domain/verify-outcome.ts';
import type { Policy } from '../../policy/schema.ts';
import { regionOf } from '../../workiva/hosts.ts';
import { whoMay } from './approval.ts';
import { context, copyable, header, type Message, section } from './blocks.ts';
import { code, escapeText, moment, person } from './text.ts';

/** What an outcome says about a grant, in the middle of a sentence. */
const WORDS: Record<VerifyOutcome, string> = {
  works: 'works as approved',
  fewer: 'has fewer scopes than were approved',
  more: 'has more scopes than were approved',
  refused: 'is refused by Workiva',
};

/** What came of the last test with the present secret, for whoever reads about the grant; nothing before there is one. */
export function verifiedWords(grant: Grant): string | undefined {
  const last = lastVerified(grant);
  return last && `Tested by ${person(last.by)}, ${moment(last.at)}: it ${WORDS[last.outcome]}.`;
}

/** How the owner tests a grant on their own machine, and what came of it. `apiUrl` is the host of Workiva's API. */
export function verifyBlocks(grant: Grant, apiUrl: string, policy: Policy): KnownBlock[] {
  const words = verifiedWords(grant);
  const mark = lastVerified(grant)?.outcome === 'works' ? ':white_check_mark:' : ':warning:';
  return [
    copyable('To test it on your own machine', verifyCommand(grant, apiUrl, policy)),
    context('It asks for the secret there, and keeps and sends it nowhere but to Workiva.'),
    ...(words === undefined ? [] : [section(`${mark} ${words}`)]),
  ];
}

/** The command that tests a grant, whole. */
export function verifyCommand({ id, clientId = '', terms }: Grant, apiUrl: string, { scopes }: Policy): string {
  const region = regionOf(apiUrl);
  const host = region === undefined ? `--api-url ${quoted(apiUrl)}` : `--region ${region}`;
  const approved = terms.scopes.map((scope) => scopeToType(scope, scopes)).join(', ');
  return `npx grantdesk verify-grant --grant ${id} --client-id ${quoted(clientId)} ${host} --scopes ${quoted(approved)}`;
}

/** A word of a command line, so that a shell takes it as it is. */
const quoted = (text: string) =>
  /^[\w.:/@-]+$/.test(text) ? text : `"${text.replace(/["$`\\]/g, (character) => `\\${character}`)}"`;

/** What whoever has said what came of a test reads. */
export function afterVerification({ id }: Grant, outcome: VerifyOutcome): string {
  if (outcome === 'works') return `Noted: ${id} works as approved.`;
  return `Noted: ${id} ${WORDS[outcome]}. The admins are told; once it is mended, test it again.`;
}

/** Tells the admins that a test of a grant did not end well. `detail` is the moment (ms) of that test. */
export function verificationMessage(grant: Grant, detail: string, policy: Policy): Message {
  const { id, owner, terms, clientId = '', verified: last } = grant;
  const title = `${id} · tested by its owner`;
  const isOlder = last === undefined || String(Date.parse(last.at)) !== detail;
  const what = `${id} (${escapeText(terms.clientName)}) ${last === undefined ? 'was tested' : WORDS[last.outcome]}`;
  if (isOlder) return { text: `${what}.`, blocks: [header(title), section(`Tested again since: ${what}.`)] };
  return {
    text: `${what}, says ${person(owner)}.`,
    blocks: [
      header(title),
      section(`:warning: ${what}, says ${person(last.by)}, ${moment(last.at)}.`),
      section(`${REMEDIES[last.outcome]} ${whoMay(policy.admins, policy)} can see to it in Workiva.`),
      copyable('Client ID', clientId),
      copyable('Scopes that were approved', terms.scopes.join(', ')),
      context(`Then ${person(owner)} tests it again. It acts as ${code(terms.user.username)}.`),
    ],
  };
}

const REMEDIES: Record<VerifyOutcome, string> = {
  works: '',
  fewer: 'Compare the scopes of the grant in Workiva with those below, and add what is missing.',
  more: 'Somebody gave it more than anybody approved: take away in Workiva what is not below.',
  refused:
    'Look in Workiva whether the grant is there, until when, for which addresses, and whether its user is active.',
};
