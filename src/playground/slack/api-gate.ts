import { ApiError } from './errors.ts';
import type { Json } from './json.ts';
import type { Fault, FaultPlan, Rates } from './rates.ts';
import type { RecordedCall, SlackStandInOptions } from './types.ts';
import { type Backstage, METHODS, type Method } from './web-api.ts';

/** An answer of the Web API, ready to send. */
export type Reply = { status: number; body: Json; headers?: Record<string, string> };

type Parts = {
  options: SlackStandInOptions;
  backstage: Backstage;
  rates: Rates;
  faults: FaultPlan;
  record(call: RecordedCall): void;
  now(): number;
};

/** What stands before every method: tokens, scopes, rates and planned faults; and the record of calls after it. */
export function createApiGate({ options, backstage, rates, faults, record, now }: Parts) {
  /** A person's id and their direct conversation are one place to the rates. */
  function conversationOf({ channel }: Json): string {
    const { state } = backstage;
    return state.people.has(String(channel)) ? state.directWith(String(channel)).id : String(channel);
  }

  function waitFor(name: string, { rate }: Method, channel: string): number | undefined {
    if (!rate) return undefined;
    return rate === 'post' ? rates.waitForPost(channel) : rates.waitForTier(name, rate);
  }

  function reply(name: string, token: string | undefined, args: Json): Reply {
    const method = Object.hasOwn(METHODS, name) ? METHODS[name] : undefined;
    if (!method) throw new ApiError('unknown_method', { req_method: name });
    checkToken(method, token, options);
    checkScope(method, options);
    const planned = faults.next(name, args.channel);
    if (planned?.kind === 'rate_limited') return rateLimited(planned.retryAfterSeconds);
    if (planned && !planned.afterEffect) return failed(planned);
    const wait = options.enforceRates === false ? undefined : waitFor(name, method, conversationOf(args));
    if (wait !== undefined) return rateLimited(wait);
    const result = method.run(args, backstage);
    return planned
      ? failed(planned)
      : { status: 200, body: { ok: true, ...result }, headers: scopesOf(method, options) };
  }

  return function call(name: string, token: string | undefined, args: Json | undefined): Reply {
    const { token: _secret, ...shown } = args ?? {};
    const answered = args ? guarded(() => reply(name, token, args)) : refusal(new ApiError('invalid_json'));
    const { ok, error } = answered.body;
    const answer = { ok: ok === true, ...(typeof error === 'string' && { error }) };
    const warnings = warningsFor(name, shown);
    record({ method: name, args: shown, at: now(), answer, ...(warnings.length > 0 && { warnings }) });
    return answered;
  };
}

function guarded(work: () => Reply): Reply {
  try {
    return work();
  } catch (error) {
    if (error instanceof ApiError) return refusal(error);
    throw error;
  }
}

function refusal(error: ApiError): Reply {
  return { status: 200, body: { ok: false, error: error.message, ...error.details } };
}

function checkToken(method: Method, token: string | undefined, { botToken, appToken }: SlackStandInOptions): void {
  if (!token) throw new ApiError('not_authed');
  const isKnown = token === botToken || (appToken !== undefined && token === appToken);
  if (!isKnown) throw new ApiError('invalid_auth');
  if ((method.token === 'app') !== (token === appToken)) throw new ApiError('not_allowed_token_type');
}

function checkScope({ scope }: Method, { botScopes }: SlackStandInOptions): void {
  if (!scope || !botScopes || botScopes.includes(scope)) return;
  throw new ApiError('missing_scope', { needed: scope, provided: botScopes.join(',') });
}

/** Slack names the scopes of a bot token with every answer. Source: https://docs.slack.dev/authentication/installing-with-oauth */
function scopesOf({ token }: Method, { botScopes }: SlackStandInOptions): Record<string, string> {
  return token === 'app' || !botScopes ? {} : { 'x-oauth-scopes': botScopes.join(',') };
}

function rateLimited(seconds: number): Reply {
  return { status: 429, body: { ok: false, error: 'ratelimited' }, headers: { 'retry-after': String(seconds) } };
}

function failed({ error, status }: Extract<Fault, { kind: 'failed' }>): Reply {
  return { status, body: { ok: false, error } };
}

function warningsFor(name: string, args: Json): string[] {
  const isPost = ['chat.postMessage', 'chat.update', 'chat.postEphemeral'].includes(name);
  return isPost && !args.text ? ['missing_text_in_message'] : [];
}
