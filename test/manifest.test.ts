import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from '@jest/globals';
import { parse } from 'yaml';
import { z } from 'zod';
import { IDS } from '../src/slack/ids.ts';

const ROOT = fileURLToPath(new URL('..', import.meta.url));

/** Bot scopes that a method of the Web API needs; none for those that any token may call. Source: docs.slack.dev, each method's page. */
const SCOPES_OF: Record<string, readonly string[]> = {
  'auth.test': [],
  'views.open': [],
  'views.update': [],
  'views.publish': [],
  'chat.postMessage': ['chat:write'],
  'chat.update': ['chat:write'],
  'chat.postEphemeral': ['chat:write'],
  'conversations.open': ['im:write'],
  'usergroups.users.list': ['usergroups:read'],
  'users.info': ['users:read'],
  'users.lookupByEmail': ['users:read.email'],
};

/** Bot scopes without which Slack leaves a field out of its answer. Source: docs.slack.dev, the user object. */
const SCOPES_OF_FIELDS: Record<string, readonly string[]> = { 'profile.email': ['users:read.email'] };

/** Scopes that stand behind a feature of the manifest, not behind a method. */
const SCOPES_OF_FEATURES = ['commands'];

const Manifest = z.object({
  features: z.object({
    shortcuts: z.array(z.object({ type: z.enum(['global', 'message']), callback_id: z.string() })),
    slash_commands: z.array(z.object({ command: z.string(), should_escape: z.boolean() })),
  }),
  oauth_config: z.object({ scopes: z.object({ bot: z.array(z.string()), user: z.array(z.string()).default([]) }) }),
  settings: z.object({
    event_subscriptions: z.object({ bot_events: z.array(z.string()) }).optional(),
    interactivity: z.object({ is_enabled: z.boolean() }),
    socket_mode_enabled: z.boolean(),
  }),
});

const text = readFileSync(join(ROOT, 'manifest.yml'), 'utf8');
const manifest = Manifest.parse(parse(text));

const sources = readdirSync(join(ROOT, 'src/slack'), { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.ts'))
  .map((name) => readFileSync(join(ROOT, 'src/slack', name), 'utf8'))
  .join('\n');

const matches = (pattern: RegExp) => [...new Set([...sources.matchAll(pattern)].map(([, found = '']) => found))].sort();

/** Reads `IDS.request.open` as the id that it stands for, and a quoted text as itself. */
function idOf(source: string): string {
  if (!source.startsWith('IDS.')) return source.slice(1, -1);
  const [, noun = '', verb = ''] = source.split('.');
  return (IDS as Record<string, Record<string, string>>)[noun]?.[verb] ?? source;
}

const methods = matches(/\bclient\.(\w+(?:\.\w+)+)\(/g);
const fields = matches(/\b(profile\??\.email)\b/g).map((field) => field.replace('?', ''));
const needed = [
  ...methods.flatMap((method) => SCOPES_OF[method] ?? []),
  ...fields.flatMap((field) => SCOPES_OF_FIELDS[field] ?? []),
];
const handled = (kind: string) =>
  matches(new RegExp(`\\bapp\\.${kind}(?:<[^(]*>)?\\(\\s*(IDS[\\w.]+|'[^']+')`, 'g')).map(idOf);

describe('the manifest', () => {
  test('is compared with sources in which calls and handlers are found', () => {
    expect(methods).toEqual(
      expect.arrayContaining(['auth.test', 'chat.postMessage', 'chat.update', 'usergroups.users.list', 'views.open']),
    );
    expect(handled('command')).toHaveLength(1);
  });

  test('asks for the scopes of every method that is called and every field that is read, and knows each method', () => {
    expect(methods.filter((method) => SCOPES_OF[method] === undefined)).toEqual([]);
    expect(needed.filter((scope) => !manifest.oauth_config.scopes.bot.includes(scope))).toEqual([]);
  });

  test('asks for no scope that nothing needs, and for nothing in the name of a user', () => {
    const asked = new Set([...SCOPES_OF_FEATURES, ...needed]);
    expect(manifest.oauth_config.scopes.bot.filter((scope) => !asked.has(scope))).toEqual([]);
    expect(manifest.oauth_config.scopes.user).toEqual([]);
  });

  test('says beside each scope why it is asked for', () => {
    for (const scope of manifest.oauth_config.scopes.bot) {
      expect(text).toMatch(new RegExp(`- ${scope.replace('.', '\\.')} # \\w+`));
    }
  });

  test('names the slash commands that are handled, and no others, escaped so that a person arrives by ID', () => {
    expect(manifest.features.slash_commands.map(({ command }) => command).sort()).toEqual(handled('command'));
    expect(manifest.features.slash_commands.every(({ should_escape }) => should_escape)).toBe(true);
  });

  test('names the shortcuts that are handled, and no others', () => {
    expect(manifest.features.shortcuts.map(({ callback_id }) => callback_id).sort()).toEqual(handled('shortcut'));
  });

  test('subscribes to the events that are handled, and no others', () => {
    expect(manifest.settings.event_subscriptions?.bot_events ?? []).toEqual(handled('event'));
  });

  test('turns interactivity on, without which no button is heard, and Socket Mode', () => {
    expect(manifest.settings).toMatchObject({ interactivity: { is_enabled: true }, socket_mode_enabled: true });
  });
});

describe('the ids of buttons and modals', () => {
  const all = Object.values(IDS).flatMap((verbs) => Object.values(verbs));

  test('are all different, and of one form', () => {
    expect(new Set(all).size).toBe(all.length);
    for (const id of all) expect(id).toMatch(/^grantdesk\.[a-z-]+\.[a-z-]+$/);
  });

  test('are each handled by somebody', () => {
    const presses = matches(/\b(?:onPress|openOnPress)\(app, (IDS[\w.]+)/g).map(idOf);
    // Scopes are chosen under an id that begins with theirs.
    const choices = matches(/\bfor \(const choice of \[([^\]]+)\]/g).flatMap((list) =>
      list.split(', ').map((name) => idOf(name === 'SCOPES' ? 'IDS.form.scopes' : name)),
    );
    const found = [...handled('view'), ...handled('shortcut'), ...handled('action'), ...presses, ...choices];
    expect(found.sort()).toEqual([...all].sort());
  });
});
