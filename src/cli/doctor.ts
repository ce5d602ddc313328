import { Command } from 'commander';
import { type Config, ConfigError, readConfig } from '../config.ts';
import { type LoadedPolicy, loadPolicy, PolicyError } from '../policy/load.ts';
import { type Finding, findings, lineOf, withoutSecrets } from './doctor-findings.ts';
import { examineRedis } from './doctor-redis.ts';
import { examineSlack } from './doctor-slack.ts';
import { examineWorkivaPaced } from './doctor-workiva-paced.ts';
import type { ExitCode, StoreIo } from './io.ts';
import { runWith } from './run-with.ts';
import { say, sayJson } from './say.ts';

const environment = findings('Environment');
const policyFile = findings('Policy');

/** Makes `grantdesk doctor`: looks at everything that Grantdesk depends on, and changes nothing. */
export function doctorCommand(io: StoreIo): Command {
  return new Command('doctor')
    .description(
      'check all that Grantdesk depends on, each with a remedy; ends with 1 if something is wrong, with 2 if it is the environment',
    )
    .option('--json', 'answer in JSON')
    .action(({ json }: { json?: true }) => runWith(io, () => examine(io, json)));
}

async function examine(io: StoreIo, json: true | undefined): Promise<ExitCode> {
  const config = readable(io);
  if (Array.isArray(config)) {
    tell(io, config, json, []);
    return 2;
  }
  const { policy, found } = examinePolicy(config);
  const looks = await Promise.all([
    examineRedis(io),
    examineSlack(config, policy),
    examineWorkivaPaced(io, config, policy),
  ]);
  const all = [environmentFinding(config), ...found, ...looks.flat()];
  tell(io, all, json, secretsOf(config));
  return all.some(({ state }) => state === 'fault') ? 1 : 0;
}

function readable({ env }: StoreIo): Config | Finding[] {
  try {
    return readConfig(env);
  } catch (error) {
    if (error instanceof ConfigError) return error.faults.map(environment.fault);
    throw error;
  }
}

function environmentFinding({ role, slack, codesKey }: Config): Finding {
  const mode = slack.appToken === undefined ? 'HTTP mode' : 'Socket Mode';
  const codes = codesKey === undefined ? 'approvers cannot be asked for codes' : 'approvers can be asked for codes';
  return environment.ok(`Every variable is right: role ${role}, ${mode}; ${codes}.`);
}

function examinePolicy({ policyPath, codesKey }: Config): {
  policy: LoadedPolicy['policy'] | undefined;
  found: Finding[];
} {
  try {
    const { policy, digest } = loadPolicy(policyPath);
    const sound = policyFile.ok(`${policyPath} is sound, rules: ${policy.rules.length}. SHA-256: ${digest}`);
    return { policy, found: [sound, ...codesFindings(policy, codesKey)] };
  } catch (error) {
    if (error instanceof PolicyError) return { policy: undefined, found: error.faults.map(policyFile.fault) };
    throw error;
  }
}

/** A rule that asks for a code can approve nothing without the key. */
function codesFindings({ rules }: LoadedPolicy['policy'], codesKey: Buffer | undefined): Finding[] {
  const asking = rules.filter(
    ({ approval }) => typeof approval !== 'string' && 'confirm' in approval && approval.confirm !== undefined,
  );
  if (codesKey !== undefined || asking.length === 0) return [];
  const names = asking.map(({ name }) => `“${name}”`).join(', ');
  return [
    policyFile.fault(`${names} asks for codes, and GRANTDESK_CODES_KEY is not set: nothing is approved under it.`),
  ];
}

function tell(
  io: StoreIo,
  all: readonly Finding[],
  json: true | undefined,
  secrets: readonly (string | undefined)[],
): void {
  const clean = all.map((one) => ({ ...one, sentence: withoutSecrets(one.sentence, secrets) }));
  if (json) {
    sayJson(io, { ok: all.every(({ state }) => state !== 'fault'), findings: clean });
    return;
  }
  const count = (state: Finding['state']) => all.filter((one) => one.state === state).length;
  say(io, [...clean.map(lineOf), '', `Wrong: ${count('fault')}. To look at: ${count('warning')}.`].join('\n'));
}

/** No sentence should hold one; what an answer from outside may say back is taken out all the same. */
function secretsOf({ slack, workiva, redisUrl, codesKey }: Config): (string | undefined)[] {
  const client = workiva.access === 'api' ? workiva.clientSecret : undefined;
  const password = new URL(redisUrl).password;
  return [
    slack.botToken,
    slack.signingSecret,
    slack.appToken,
    client,
    redisUrl,
    password,
    codesKey?.toString('base64'),
  ];
}
