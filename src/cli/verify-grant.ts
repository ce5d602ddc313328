import { Command, Option } from 'commander';
import { isGrantId } from '../domain/ids.ts';
import { clientIdFault } from '../domain/secret-guard.ts';
import type { VerifyOutcome } from '../domain/verify-outcome.ts';
import { WorkivaError } from '../workiva/errors.ts';
import { HOSTS, REGIONS, type Region } from '../workiva/hosts.ts';
import { verifyCredentials } from '../workiva/verify.ts';
import type { CliIo, ExitCode } from './io.ts';
import { type Prompt, pipedPrompt } from './prompt.ts';
import { runWith, UnusableError } from './run-with.ts';
import { say } from './say.ts';
import { tested } from './verify-grant-words.ts';

/** What the command needs beside the process. Without a terminal to ask at, answers are taken from `lines`. */
export type VerifyIo = CliIo & { lines(): AsyncIterable<string>; prompt?: Prompt | undefined };

type Options = {
  clientId: string;
  region: string;
  apiUrl?: string;
  scopes?: string;
  grant?: string;
  secret?: unknown;
  clientSecret?: unknown;
};

const NOT_HERE =
  'A secret does not belong on a command line: your shell keeps what is typed there. Run the command without it, and type it when you are asked. If a real one was typed, regenerate it in Workiva.';

/**
 * Makes `grantdesk verify-grant`: the owner of a grant finds out whether it works, and gives its secret to nobody. It runs
 * on the owner's own machine, which has no way to Redis and should have none, so it cannot share the pace of the
 * installation. It needs not: it asks for one token, once, and is never repeated by itself.
 */
export function verifyGrantCommand(io: VerifyIo): Command {
  return new Command('verify-grant')
    .description('test a grant with its secret, on its owner’s own machine; ends with 1 unless it is as approved')
    .requiredOption('--client-id <id>', 'the client ID of the grant')
    .addOption(new Option('--region <region>', `where your Workiva is: ${REGIONS.join(', ')}`).default('us'))
    .addOption(new Option('--api-url <url>', 'another host of Workiva’s API').conflicts('region'))
    .option('--scopes <list>', 'what was approved, as "Spreadsheets (Read), Files (Read)"')
    .option('--grant <number>', 'the number of the grant, as GRANT-57, for the report')
    .addOption(new Option('--secret [secret]').hideHelp())
    .addOption(new Option('--client-secret [secret]').hideHelp())
    .configureOutput({ outputError: (message, write) => write(withoutTyped(message)) })
    .action((options: Options) => runWith(io, () => verifyGrant(io, options)));
}

/** A mistyped option may hold the secret, so it is not said back; what Commander proposes instead is. */
const withoutTyped = (message: string): string =>
  message.replace(/unknown option '[\s\S]*'/, 'unknown option, which is not shown, as it may hold a secret');

async function verifyGrant(io: VerifyIo, options: Options): Promise<ExitCode> {
  const { clientId, grant } = options;
  const faults = faultsOf(options);
  if (faults.length > 0) throw new UnusableError(faults);
  const prompt = io.prompt ?? pipedPrompt(io.lines());
  const clientSecret = (await prompt.hidden(`Secret of ${clientId} (it is not shown, kept or reported): `))?.trim();
  if (!clientSecret) throw new UnusableError(['No secret was typed, so nothing was tested.']);
  try {
    const verification = await verifyCredentials({ apiUrl: apiUrlOf(options), clientId, clientSecret });
    const { outcome, lines } = tested(verification, approvedOf(options));
    say(io, lines.join('\n'));
    await offerReport(io, prompt, grant?.toUpperCase(), outcome);
    return outcome === 'works' ? 0 : 1;
  } catch (error) {
    if (!(error instanceof WorkivaError)) throw error;
    const sentence = `${error.sentence} So nothing was found out about the grant: try again in a while.`;
    throw new UnusableError([sentence], { cause: error });
  }
}

/** What was typed wrongly. A client ID is not said back: it may be the secret, in the wrong place. */
function faultsOf({ clientId, region, apiUrl, grant, secret, clientSecret }: Options): string[] {
  const idFault = clientIdFault(clientId);
  const hasAddress = apiUrl === undefined || isEncrypted(apiUrl);
  return [
    ...(secret === undefined && clientSecret === undefined ? [] : [NOT_HERE]),
    ...(idFault === undefined ? [] : [`--client-id: ${idFault}`]),
    ...(isRegion(region) ? [] : [`--region: It is not a region. Give one of ${REGIONS.join(', ')}.`]),
    ...(hasAddress
      ? []
      : ['--api-url: It is no web address that keeps the secret. Give one that starts with https://.']),
    ...(grant === undefined || isGrantId(grant.toUpperCase())
      ? []
      : ['--grant: It is not the number of a grant. Give one as GRANT-57.']),
  ];
}

/** On this machine itself nobody reads along. */
function isEncrypted(address: string): boolean {
  if (!URL.canParse(address)) return false;
  const { protocol, hostname } = new URL(address);
  return protocol === 'https:' || (protocol === 'http:' && /^(localhost|127\.[\d.]+|\[::1\])$/.test(hostname));
}

const isRegion = (text: string): text is Region => REGIONS.some((region) => region === text);

const apiUrlOf = ({ apiUrl, region }: Options): string =>
  apiUrl?.replace(/\/+$/, '') ?? HOSTS[isRegion(region) ? region : 'us'];

function approvedOf({ scopes }: Options): string[] | undefined {
  const names = scopes?.split(',').flatMap((name) => name.trim() || []);
  return names === undefined || names.length === 0 ? undefined : names;
}

/** Grantdesk hears nothing of this, unless the owner types it in Slack. */
async function offerReport(
  io: VerifyIo,
  prompt: Prompt,
  grant: string | undefined,
  outcome: VerifyOutcome,
): Promise<void> {
  const answer = await prompt.line(`Report this to Grantdesk? It learns nothing but “${outcome}”. [y/N] `);
  if (!/^y(es)?$/i.test(answer?.trim() ?? '')) return;
  say(io, `\nType this in Slack:\n\n  /grant verified ${grant ?? 'GRANT-…'} ${outcome}\n`);
  if (grant === undefined) say(io, 'Put the number of your grant in its place: it is in /grant list.');
}
