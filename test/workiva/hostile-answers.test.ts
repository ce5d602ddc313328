import { describe, expect, test } from '@jest/globals';
import { withWorkiva } from './with-workiva.ts';

describe('an answer that means no good', () => {
  test.each(['', '.', '..'])('with the id “%s” leads to no call about something else', (id) =>
    withWorkiva({}, async ({ client, workiva }) => {
      await client.organization();
      const before = workiva.calls.length;
      for (const attempt of [
        client.removeUser(id),
        client.setUserStatus(id, 'suspended'),
        client.removeMember(id, 'm'),
      ])
        await expect(attempt).rejects.toMatchObject({ code: 'unexpected_answer' });
      expect(workiva.calls).toHaveLength(before);
    }),
  );

  test('with an id that climbs stays below the path of its kind', () =>
    withWorkiva({}, async ({ client, workiva }) => {
      await expect(client.removeUser('../../organizations')).rejects.toMatchObject({ code: 'not_found' });
      expect(workiva.calls.at(-1)?.path).toMatch(/\/users\/\.\.%2F\.\.%2Forganizations$/i);
    }));

  test.each(['https://evil.example/next', '//evil.example/next', 'https://[', 'javascript:alert(1)'])(
    'that says that its list goes on at %s is not followed, and is told',
    (next) =>
      withWorkiva({}, async ({ client, workiva }) => {
        workiva.faults.answer({ path: /workspaces$/ }, { status: 200, body: { data: [], '@nextLink': next } });
        await expect(client.workspaces()).rejects.toMatchObject({ code: 'unexpected_answer' });
      }),
  );
});
