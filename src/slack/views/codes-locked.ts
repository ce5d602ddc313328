import { type Message, section } from './blocks.ts';
import { code, moment, person } from './text.ts';

/** Tells the admins that somebody's codes are locked, until when (ms), and what that may mean. */
export function codesLockedMessage(by: string, until: number): Message {
  const text = `The codes of ${person(by)} are locked until ${moment(new Date(until).toISOString())} after too many wrong ones. If that was not them, somebody else uses their Slack account. The operator sees which requests it was about with ${code(`npx grantdesk audit show ${by}`)}.`;
  return { text, blocks: [section(`:lock: ${text}`)] };
}
