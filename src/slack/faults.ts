import { ErrorCode, type WebAPICallError } from '@slack/web-api';

/**
 * Why Slack did not take a call. `final`: no later try can succeed. `ofChannel`: somebody has to see to the channel.
 * `retryAfterMs`: Slack asks to wait so long.
 */
export type SlackFault = { code: string; sentence: string; final: boolean; ofChannel: boolean; retryAfterMs?: number };

const OF_CHANNEL = new Set(['not_in_channel', 'channel_not_found', 'is_archived', 'is_inactive']);

const REMEDIES: Record<string, (channel: string) => string> = {
  not_in_channel: (channel) => `Grantdesk is not in the channel ${channel}: invite it there with /invite @Grantdesk.`,
  channel_not_found: (channel) =>
    `Slack has no channel ${channel} for Grantdesk: check “channels” in the policy, and invite Grantdesk if it is private.`,
  is_archived: (channel) => `The channel ${channel} is archived: name another under “channels” in the policy.`,
  is_inactive: (channel) =>
    `The channel ${channel} is frozen or read-only: name another under “channels” in the policy.`,
  missing_scope: () => 'The Slack app lacks a scope: install it again from manifest.yml.',
  invalid_auth: () => 'Slack refuses the bot token: check SLACK_BOT_TOKEN.',
  token_revoked: () => 'The bot token has been revoked: install the app again and set SLACK_BOT_TOKEN.',
  account_inactive: () => 'The bot token belongs to an app that was removed: install it again and set SLACK_BOT_TOKEN.',
};

/** Slack finds fault with the payload itself, so that sending it again cannot help. */
const FINAL = new Set([
  'invalid_blocks',
  'invalid_blocks_format',
  'invalid_arguments',
  'msg_too_long',
  'no_text',
  'user_not_found',
  'user_disabled',
]);

/** Reads an error of the Web API client. Answers nothing when Slack has not answered at all. */
export function slackFault(error: unknown, channel: string): SlackFault | undefined {
  if (!isCallError(error)) return undefined;
  if (error.code === ErrorCode.RateLimitedError) {
    return {
      code: 'rate_limited',
      sentence: `Slack asks to wait for ${error.retryAfter} s.`,
      final: false,
      ofChannel: false,
      retryAfterMs: error.retryAfter * 1_000,
    };
  }
  if (error.code !== ErrorCode.PlatformError) return undefined;
  const code = error.data.error;
  const sentence =
    REMEDIES[code]?.(channel) ?? `Slack refused ${channel === '' ? 'a call' : `a message to ${channel}`}: ${code}.`;
  return { code, sentence, final: FINAL.has(code), ofChannel: OF_CHANNEL.has(code) };
}

function isCallError(error: unknown): error is WebAPICallError {
  return (
    typeof error === 'object' && error !== null && 'code' in error && String(error.code).startsWith('slack_webapi_')
  );
}
