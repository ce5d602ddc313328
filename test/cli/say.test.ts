import { expect, test } from '@jest/globals';
import { refuse, say, sayJson } from '../../src/cli/say.ts';

const ROLE = 'Viewer\u001b[2K\u001b]0;owned\u0007\r\u009b2JManager';

test('what is named in Workiva moves no cursor and hides no line of a terminal', () => {
  let out = '';
  let err = '';
  const io = { stdout: { write: (text: string) => (out += text) }, stderr: { write: (text: string) => (err += text) } };
  say(io, `Give it ${ROLE}\n\tin Sandbox`);
  refuse(io, ROLE);
  expect(out).toBe('Give it Viewer[2K]0;owned2JManager\n\tin Sandbox\n');
  expect(err).toBe('Viewer[2K]0;owned2JManager\n');
  out = '';
  sayJson(io, { role: 'Viewer\u001b' });
  expect(JSON.parse(out)).toEqual({ role: 'Viewer\u001b' });
});
