import { describe, expect, test } from '@jest/globals';
import { readConfig } from '../../src/config.ts';
import { tokenUrl, workivaHome } from '../../src/workiva/screens.ts';

const least = {
  SLACK_BOT_TOKEN: 'xoxb-1-bot',
  SLACK_SIGNING_SECRET: 'signing0123',
  REDIS_URL: 'redis://localhost:6379',
};

describe('The links of a task and of a hand-over', () => {
  test.each([
    ['nothing', {}, 'https://app.wdesk.com', 'https://api.app.wdesk.com/iam/v1/oauth2/token'],
    [
      'the region us',
      { WORKIVA_REGION: 'us' },
      'https://app.wdesk.com',
      'https://api.app.wdesk.com/iam/v1/oauth2/token',
    ],
    ['the region eu', { WORKIVA_REGION: 'eu' }, 'https://eu.wdesk.com', 'https://api.eu.wdesk.com/iam/v1/oauth2/token'],
    [
      'the region apac',
      { WORKIVA_REGION: 'apac' },
      'https://apac.wdesk.com',
      'https://api.apac.wdesk.com/iam/v1/oauth2/token',
    ],
    [
      'a host of its own',
      { WORKIVA_API_URL: 'http://127.0.0.1:4100/' },
      'http://127.0.0.1:4100',
      'http://127.0.0.1:4100/iam/v1/oauth2/token',
    ],
  ])('lead to where people sign in and clients get tokens, with %s set', (_, env, home, token) => {
    const { apiUrl } = readConfig({ ...least, ...env }).workiva;
    expect(workivaHome(apiUrl)).toBe(home);
    expect(tokenUrl(apiUrl)).toBe(token);
  });
});
