import { expect, test } from '@jest/globals';
import { escapeCommand } from '../../../src/playground/slack/escaping.ts';

const named = (id: string, name: string) => [id, { id, name }] as const;
const workspace = {
  people: new Map([named('U0ADA', 'ada'), named('U0BOB', 'bob.babbage')]),
  channels: new Map([named('C0GENERAL', 'general')]),
} as unknown as Parameters<typeof escapeCommand>[1];

test.each([
  ['/grant delegate @ada until 2026-12-04', '/grant delegate <@U0ADA|ada> until 2026-12-04'],
  ['/grant delegate @bob.babbage', '/grant delegate <@U0BOB|bob.babbage>'],
  ['/grant @nobody', '/grant @nobody'],
  ['/grant write to ada@example.com', '/grant write to ada@example.com'],
  ['/grant in #general', '/grant in <#C0GENERAL|general>'],
  ['/grant a < b & c > d', '/grant a &lt; b &amp; c &gt; d'],
  ['/grant <@U0ADA>', '/grant &lt;@U0ADA&gt;'],
])('“%s” is sent to the app as “%s”', (typed, sent) => {
  expect(escapeCommand(typed, workspace)).toBe(sent);
});
