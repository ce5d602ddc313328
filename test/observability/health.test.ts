import { afterEach, describe, expect, test } from '@jest/globals';
import {
  type HealthCheck,
  type HealthServer,
  healthRoutes,
  startHealthServer,
} from '../../src/observability/health.ts';

let server: HealthServer | undefined;

afterEach(async () => {
  await server?.stop();
  server = undefined;
});

async function get(path: string, checks: readonly HealthCheck[] = [], method = 'GET') {
  server ??= await startHealthServer(0, healthRoutes(checks));
  const response = await fetch(`http://127.0.0.1:${server.port}${path}`, { method });
  return { status: response.status, body: await response.json() };
}

const fine: HealthCheck = { name: 'policy', check: async () => undefined };
const faulty: HealthCheck = { name: 'redis', check: async () => 'does not answer' };
const broken: HealthCheck = { name: 'slack', check: () => Promise.reject(new Error('token xoxb-1')) };
const silent: HealthCheck = { name: 'workiva', check: () => new Promise(() => undefined) };

describe('/healthz', () => {
  test('is alive whatever the checks say', async () => {
    expect(await get('/healthz', [faulty, silent])).toEqual({ status: 200, body: { status: 'alive' } });
  });
});

describe('/readyz', () => {
  test('is ready when every check is fine', async () => {
    expect(await get('/readyz?verbose', [fine])).toEqual({ status: 200, body: { status: 'ready' } });
  });

  test('says everything that is wrong, but nothing of an error inside', async () => {
    expect(await get('/readyz', [fine, faulty, broken])).toEqual({
      status: 503,
      body: { status: 'not_ready', faults: ['redis: does not answer', 'slack: the check failed'] },
    });
  });

  test('does not wait for a check that never ends', async () => {
    expect(await get('/readyz', [silent, fine])).toEqual({
      status: 503,
      body: { status: 'not_ready', faults: ['workiva: no answer within 2 s'] },
    });
  });

  test('checks again each time, but once for all who ask at the same time', async () => {
    let runs = 0;
    const open: (() => void)[] = [];
    const counted: HealthCheck = {
      name: 'redis',
      check: () => {
        runs++;
        return new Promise((resolve) => open.push(() => resolve(undefined)));
      },
    };
    const routes = healthRoutes([counted]);
    let asked = 0;
    const arrivals = routes.map((route) => ({
      ...route,
      handler: (...args: Parameters<typeof route.handler>) => {
        route.handler(...args);
        asked++;
        if (asked >= 2) for (const release of open.splice(0)) release();
      },
    }));
    server = await startHealthServer(0, arrivals);
    await Promise.all([get('/readyz'), get('/readyz')]);
    expect(runs).toBe(1);
    await get('/readyz');
    expect(runs).toBe(2);
  });
});

describe('the health server', () => {
  test.each([
    ['/elsewhere', 'GET'],
    ['/healthz', 'POST'],
  ])('knows no %s for %s', async (path, method) => {
    expect((await get(path, [], method)).status).toBe(404);
  });

  test('says so when its port is taken', async () => {
    server = await startHealthServer(0, []);
    await expect(startHealthServer(server.port, [])).rejects.toMatchObject({ code: 'EADDRINUSE' });
  });
});
