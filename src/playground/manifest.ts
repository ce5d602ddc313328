import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { z } from 'zod';
import type { SlackSnapshot } from './server/contract.ts';

const MANIFEST = new URL('../../manifest.yml', import.meta.url);

const Manifest = z.object({
  features: z.object({
    slash_commands: z
      .array(z.object({ command: z.string(), description: z.string(), usage_hint: z.string().default('') }))
      .default([]),
    shortcuts: z
      .array(z.object({ name: z.string(), callback_id: z.string(), type: z.enum(['global', 'message']) }))
      .default([]),
  }),
  oauth_config: z.object({ scopes: z.object({ bot: z.array(z.string()) }) }),
});

/** What the app offers in Slack's client, and the scopes that its bot token has, as its manifest says. */
export function readManifest(): Pick<SlackSnapshot, 'commands' | 'shortcuts'> & { botScopes: string[] } {
  const { features, oauth_config } = Manifest.parse(parse(readFileSync(MANIFEST, 'utf8')));
  return {
    commands: features.slash_commands.map(({ usage_hint: usageHint, ...command }) => ({ ...command, usageHint })),
    shortcuts: features.shortcuts.map(({ callback_id: callbackId, ...shortcut }) => ({ ...shortcut, callbackId })),
    botScopes: oauth_config.scopes.bot,
  };
}
