import { readdir, readFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, request, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import type { Redis } from 'ioredis';
import { z } from 'zod';

/** Stands between Grantdesk and Workiva. */
export type Watcher = {
  /** Where Grantdesk finds it. */
  apiUrl: string;
  /** Access tokens that were given, as seen on their way. */
  tokens: string[];
  /** How many refusals have been spelled otherwise. */
  respelled(): number;
  stop(): void;
};

/**
 * Starts it. Of each refusal it spells every secret by the numbers of its characters, as JSON may: who looks for the
 * secret before the JSON is read does not see it.
 */
export async function startWatcher(target: string, clientSecret: string): Promise<Watcher> {
  const tokens: string[] = [];
  let respelled = 0;
  const server: Server = createServer((incoming, outgoing) =>
    pass(incoming, outgoing, target, (status, text) => {
      tokens.push(...(/"access_token":"([^"]+)"/.exec(text)?.slice(1) ?? []));
      const spelled = status < 400 ? text : [clientSecret, ...tokens].reduce(inNumbers, text);
      if (spelled !== text) respelled += 1;
      return spelled;
    }),
  );
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  return {
    apiUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    tokens,
    respelled: () => respelled,
    stop() {
      server.closeAllConnections();
      server.close();
    },
  };
}

/** Passes a request on, and its answer back in another spelling. */
function pass(
  incoming: IncomingMessage,
  outgoing: ServerResponse,
  target: string,
  spell: (status: number, text: string) => string,
): void {
  const { method = 'GET', url = '/' } = incoming;
  const { host, ...headers } = incoming.headers;
  const passed = request(new URL(url, target), { method, headers }, (answer) => {
    let text = '';
    answer.setEncoding('utf8').on('data', (more: string) => {
      text += more;
    });
    answer.on('end', () => {
      const { 'content-length': _, location, ...others } = answer.headers;
      const elsewhere = location === undefined ? {} : { location: location.replace(target, `http://${host}`) };
      const status = answer.statusCode ?? 502;
      outgoing.writeHead(status, { ...others, ...elsewhere }).end(spell(status, text));
    });
  });
  passed.on('error', () => outgoing.destroy());
  incoming.pipe(passed);
}

const numbered = (text: string) =>
  [...text].map((one) => `\\u${one.charCodeAt(0).toString(16).padStart(4, '0')}`).join('');

const inNumbers = (text: string, secret: string) => text.replaceAll(secret, numbered(secret));

/** A secret as it is, and as something that passes it on may spell it. */
export function spellingsOf(secret: string): string[] {
  const inBase64 = [0, 1, 2].map((before) => {
    const bytes = Buffer.concat([Buffer.alloc(before), Buffer.from(secret)]);
    return bytes.toString('base64').slice(Math.ceil((before * 8) / 6), Math.floor((bytes.length * 8) / 6));
  });
  return [
    secret,
    encodeURIComponent(secret),
    numbered(secret),
    JSON.stringify(numbered(secret)).slice(1, -1),
    ...inBase64,
  ];
}

/** All that Redis has on its disk: every command that ever changed something, and what is stored now, uncompressed. */
export async function everWritten(redis: Redis): Promise<string> {
  await redis.config('SET', 'rdbcompression', 'no');
  await redis.save();
  const folder = z.tuple([z.literal('dir'), z.string()]).parse(await redis.config('GET', 'dir'))[1];
  const files = await readdir(folder, { recursive: true, withFileTypes: true });
  const kept = files.filter((file) => file.isFile() && /\.(aof|rdb)$/.test(file.name));
  if (!kept.some(({ name }) => name === 'dump.rdb')) throw new Error('Redis has not saved what it holds.');
  return (await Promise.all(kept.map((file) => readFile(join(file.parentPath, file.name), 'utf8')))).join('\n');
}

/** A key's value, of whatever kind. */
export async function readKey(redis: Redis, key: string): Promise<unknown> {
  switch (await redis.type(key)) {
    case 'string':
      return redis.get(key);
    case 'hash':
      return redis.hgetall(key);
    case 'list':
      return redis.lrange(key, 0, -1);
    case 'set':
      return redis.smembers(key);
    case 'zset':
      return redis.zrange(key, '0', '-1');
    case 'stream':
      return redis.xrange(key, '-', '+');
    case 'none': // A lock or a pause that has just ended.
      return undefined;
    default:
      throw new Error(`${key} is of a kind that this does not read.`);
  }
}
