import { describe, expect, test } from '@jest/globals';
import { readConfig } from '../../src/config.ts';
import { homeFault, integrationsApi, tokenUrl, workivaHome } from '../../src/workiva/screens.ts';

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
    const { workiva } = readConfig({ ...least, ...env });
    expect(workivaHome(workiva)).toBe(home);
    expect(tokenUrl(integrationsApi(workiva))).toBe(token);
  });

  const PROXY = { WORKIVA_API_URL: 'https://workiva-proxy.corp.example/eu' };
  const OWN_PROXY = `${PROXY.WORKIVA_API_URL}/iam/v1/oauth2/token`;
  const EU = ['https://eu.wdesk.com', 'https://api.eu.wdesk.com/iam/v1/oauth2/token'] as const;

  test.each([
    ['the region', { WORKIVA_REGION: 'eu' }, ...EU],
    ['the address of a region', { WORKIVA_APP_URL: 'https://eu.wdesk.com/' }, ...EU],
    [
      'an address of its own',
      { WORKIVA_APP_URL: 'https://wdesk.corp.example' },
      'https://wdesk.corp.example',
      OWN_PROXY,
    ],
  ])('lead past a proxy of one’s own where %s says whither', (_, env, home, token) => {
    const { workiva } = readConfig({ ...least, ...PROXY, ...env });
    expect(workiva.apiUrl).toBe(PROXY.WORKIVA_API_URL);
    expect(workivaHome(workiva)).toBe(home);
    expect(tokenUrl(integrationsApi(workiva))).toBe(token);
    expect(homeFault(workiva)).toBeUndefined();
  });

  test('are only guessed where nothing but a proxy is known, and that is said with what to set', () => {
    const { workiva } = readConfig({ ...least, ...PROXY });
    expect(homeFault(workiva)).toMatch(
      /^Messages lead people to https:\/\/workiva-proxy\.corp\.example, .* WORKIVA_APP_URL/,
    );
    expect(homeFault(readConfig(least).workiva)).toBeUndefined();
  });
});
