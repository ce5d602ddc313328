import type { Routing, RuleVerdict } from '../domain/routing.ts';
import { requestWords, routingOfWritten } from '../policy/request-file.ts';
import { outcomeInWords } from '../policy/words.ts';
import { checkYaml } from '../policy/yaml-file.ts';
import type { ExitCode, StoreIo } from './io.ts';
import { readMoment } from './moments.ts';
import { policyAt } from './policy-option.ts';
import { readText, UnusableError } from './run-with.ts';
import { say, sayJson } from './say.ts';

type Options = { request: string; policy?: string; at?: string; json?: true };

/** Says what a policy makes of a written request, rule by rule. */
export function explainPolicy(io: StoreIo, { request: file, policy: path, at, json }: Options): ExitCode {
  const now = at === undefined ? io.clock.now() : readMoment('--at', at);
  const { policy, digest } = policyAt(io, path);
  const request = checkYaml(readText(file), file, requestWords(policy));
  if (!request.ok) throw new UnusableError(request.faults);

  const routing = routingOfWritten(request.value, policy, now);
  if (json) sayJson(io, { ...routing, policy: digest, at: now.toISOString() });
  else say(io, explanationOf(routing));
  return 0;
}

const NO_RULE = 'Revocations are never held up: no rule is asked about them.';

function explanationOf(routing: Routing): string {
  const lines = routing.explanation.length === 0 ? [NO_RULE] : routing.explanation.flatMap(verdictLines);
  return [...lines, `Outcome: ${outcomeInWords(routing)}`].join('\n');
}

function verdictLines({ rule, matched, conditions }: RuleVerdict): string[] {
  const lines = conditions.map(({ holds, sentence }) => `  ${holds ? '✓' : '✗'} ${sentence}`);
  const title = `${rule}: ${matched ? 'matches' : 'does not match'}`;
  return lines.length > 0 ? [title, ...lines] : [title, '  ✓ It applies to everything that no earlier rule covers.'];
}
