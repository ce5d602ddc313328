import { describe, expect, test } from '@jest/globals';
import { withWorkiva } from '../../workiva/with-workiva.ts';
import { ask, itemsOf } from './asking.ts';

const USERS = Array.from({ length: 5 }, (_, index) => ({ username: `user.${index}` }));

describe('A list', () => {
  test('is answered in pages of the size asked for, linked by @nextLink', () =>
    withWorkiva({ users: USERS }, async ({ workiva }) => {
      const names: unknown[] = [];
      let sizes = '';
      let next: string | undefined = '/users?$maxpagesize=2';
      while (next) {
        const page = await ask(workiva, 'GET', next);
        names.push(...itemsOf(page).map(({ username }) => username));
        sizes += itemsOf(page).length;
        next = (page.body as { '@nextLink'?: string })['@nextLink'];
      }
      expect(names).toEqual(USERS.map(({ username }) => username));
      expect(sizes).toBe('221');
    }));

  test.each([
    '$maxpagesize=0',
    '$maxpagesize=1001',
    '$maxpagesize=x',
    '$next=nonsense',
    '$filter=username',
    '$filter=shoe eq 1',
  ])('is refused with %s', (query) =>
    withWorkiva({ users: USERS }, async ({ workiva }) => {
      expect((await ask(workiva, 'GET', `/users?${query}`)).status).toBe(400);
    }),
  );

  test.each([
    ["username eq 'user.3'", ['user.3']],
    ['username eq "user.3"', ['user.3']],
    ["username eq 'nobody'", []],
    ["username ne 'user.0' and username lt 'user.3'", ['user.1', 'user.2']],
  ])('keeps to the filter %s', (filter, expected) =>
    withWorkiva({ users: USERS }, async ({ workiva }) => {
      const answer = await ask(workiva, 'GET', `/users?$filter=${encodeURIComponent(filter)}`);
      expect(itemsOf(answer).map(({ username }) => username)).toEqual(expected);
    }),
  );

  test('ignores every filter when told to', () =>
    withWorkiva({ users: USERS, ignoreFilters: true }, async ({ workiva }) => {
      expect(itemsOf(await ask(workiva, 'GET', '/users?$filter=anything'))).toHaveLength(5);
    }));

  test('holds no more than the page size of the stand-in', () =>
    withWorkiva({ users: USERS, pageSize: 3 }, async ({ workiva }) => {
      expect(itemsOf(await ask(workiva, 'GET', '/users?$maxpagesize=1000'))).toHaveLength(3);
    }));
});
