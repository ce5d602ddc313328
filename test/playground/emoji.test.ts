import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { emojiOf } from '../../src/playground/web/blocks/emoji.ts';

describe('the page', () => {
  test('knows every emoji that Grantdesk writes', () => {
    const files = readdirSync('src/slack', { recursive: true, encoding: 'utf8' }).filter((name) =>
      name.endsWith('.ts'),
    );
    const written = files.flatMap((file) =>
      [...readFileSync(join('src/slack', file), 'utf8').matchAll(/:([a-z][a-z0-9_]+):/g)].map(([, name = '']) => name),
    );
    expect(written).toContain('white_check_mark');
    expect(written.filter((name) => emojiOf(name) === undefined)).toEqual([]);
  });
});
