import type { KnownBlock } from '@slack/types';
import { scopeToType } from '../../domain/oauth-scopes.ts';
import type { Grant } from '../../domain/records.ts';
import { lastVerified, testName } from '../../domain/verification.ts';
import type { VerifyOutcome } from '../../domain/verify-outcome.ts';
import type { Policy } from '../../policy/schema.ts';
import { regionOf } from '../../workiva/hosts.ts';
import { IDS } from '../ids.ts';
import { whoMay } from './approval.ts';
import { actions, button, context, copyable, header, type Message, section } from './blocks.ts';
import { suspendButton } from './stop-modals.ts';
import { escapeText, moment, person } from './text.ts';

/** What an outcome says about a grant, in the middle of a sentence. */
const WORDS: Record<VerifyOutcome, string> = {
  works: 'works as approved',
  fewer: 'has fewer scopes than were approved',
  more: 'has more scopes than were approved',
  unclear: 'works; what it may do could not be compared',
  refused: 'is refused by Workiva',
};

/** What came of the last test with the present secret, for whoever reads about the grant; nothing before there is one. */
export function verifiedWords(grant: Grant): string | undefined {
  const last = lastVerified(grant);
  if (!last) return undefined;
  const { by, at, outcome, settled } = last;
  const done = settled ? ` ${person(settled.by)} has seen to it, ${moment(settled.at)}: test it again.` : '';
  return `Tested by ${person(by)}, ${moment(at)}: it ${WORDS[outcome]}.${done}`;
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
  if (outcome === 'unclear')
    return `Noted: ${id} ${WORDS.unclear}. The admins are told, who can compare it in Workiva.`;
  return `Noted: ${id} ${WORDS[outcome]}. The admins are told; once it is mended, test it again.`;
}

/** What an admin's button carries: the grant, and which of its tests is settled. */
const testValue = (id: string, test: string): string => `${id} ${test}`;

/** Reads what an admin's button carries, which may be anything. */
export function readTestValue(value: string): { id: string; test: string } {
  const [id = '', test = ''] = value.split(' ');
  return { id, test };
}

type AdminFacts = { policy: Policy; workivaUrl: string };

/** Tells the admins that a test of a grant did not end well, until one of them has seen to it. `detail` names the test. */
export function verificationMessage(grant: Grant, detail: string, facts: AdminFacts): Message {
  const { id, terms, verified: last } = grant;
  const name = escapeText(terms.clientName);
  if (last === undefined || testName(last) !== detail) {
    const again = last === undefined ? 'there is nothing to do' : `it ${WORDS[last.outcome]} now`;
    const title = `${id} was tested again`;
    return { text: `${title}: ${again}.`, blocks: [header(title), section(`*${name}*: ${again}.`)] };
  }
  const title = `${id} ${WORDS[last.outcome]}`;
  const what = `${person(last.by)} has tested ${id} (${name}) with its secret, ${moment(last.at)}: ${FOUND[last.outcome]}`;
  if (last.settled) {
    const done = `Settled by ${person(last.settled.by)}, ${moment(last.settled.at)}.`;
    const next = `${person(grant.owner)} reads that in the message that announced ${id}, and can test it again.`;
    return {
      text: `${title}. ${done}`,
      blocks: [header(title), section(what), section(`:white_check_mark: *${done}* ${next}`)],
    };
  }
  return {
    text: `${title}. ${what}`,
    blocks: [header(title), section(`:warning: ${what}`), ...openBlocks(grant, last, facts)],
  };
}

/** What admins do about an outcome, with all that they need for it. */
function openBlocks(grant: Grant, last: NonNullable<Grant['verified']>, facts: AdminFacts): KnownBlock[] {
  const { id, clientId = '', terms } = grant;
  const { policy, workivaUrl } = facts;
  const settled = button(IDS.grant.settleTest, 'Settled', testValue(id, testName(last)), {
    style: 'primary',
    label: `Settled: what the test of ${id} has shown`,
  });
  const stop =
    (last.outcome === 'more' || last.outcome === 'unclear') && grant.state === 'active' ? [suspendButton(grant)] : [];
  return [
    section(
      `${whoMay(policy.admins, policy)}: ${REMEDIES[last.outcome]}\nIn Workiva: *Organization Admin* → *Security* → *Provisioning* → the grant\n<${workivaUrl}|Open Workiva>`,
    ),
    copyable('Client ID', clientId),
    copyable('Workiva Username', terms.user.username),
    copyable('Scopes that were approved', terms.scopes.join(', ')),
    section('Then press *Settled*.'),
    actions(settled, ...stop),
  ];
}

const FOUND: Record<VerifyOutcome, string> = {
  works: 'it has the scopes that were approved.',
  fewer: 'Workiva gives it fewer scopes than were approved, so its integration may not do all of its work.',
  more: '*Workiva gives it more scopes than anybody approved.*',
  unclear: 'Workiva accepts it, but its scopes could not be compared with those that were approved.',
  refused: 'Workiva refuses it, so its integration cannot work.',
};

const REMEDIES: Record<VerifyOutcome, string> = {
  works: 'there is nothing to do.',
  fewer: 'compare its scopes in Workiva with those below, and add what is missing.',
  more: 'take away from it in Workiva every scope that is not below, and find out who gave it that.',
  unclear: 'compare its scopes in Workiva with those below: there may be more, or fewer.',
  refused:
    'look whether the grant is there, until when, for which addresses, and whether its user is active. If the secret is the fault, its owner regenerates it.',
};
