import { type IncomingMessage, request } from 'node:http';
import type {
  Act,
  ActAnswer,
  BackstageSnapshot,
  MessageView,
  SlackSnapshot,
  WorkivaSnapshot,
} from '../../../src/playground/server/contract.ts';
import { type PlaygroundServer, startPlaygroundServer } from '../../../src/playground/server/server.ts';

export type Reply = { status: number; body: unknown };
export type Asking = {
  server: PlaygroundServer;
  /** Sends a request as it is told to. */
  ask(method: string, path: string, more?: { headers?: Record<string, string>; body?: string }): Promise<Reply>;
  act(act: Act): Promise<ActAnswer>;
  slack(as: string): Stream<SlackSnapshot>;
  workiva(): Stream<WorkivaSnapshot>;
  backstage(): Stream<BackstageSnapshot>;
  /** The names of the first events of a stream, each once. */
  firstEvents(query: string, count: number): Promise<string[]>;
  stop(): Promise<void>;
};

export type Stream<Snapshot> = {
  /** The first snapshot, of the last one and those still to come, in which something is found. */
  until<T>(look: (snapshot: Snapshot) => T | undefined | false, what: string): Promise<T>;
  close(): void;
};

const PATIENCE_MS = 60_000;

/** Starts a playground without its page, quicker than life, and offers to talk to it over HTTP. */
export async function startAsking(): Promise<Asking> {
  const server = await startPlaygroundServer({
    port: 0,
    page: false,
    paced: false,
    workiva: { operationMs: 50, pollMs: 10 },
  });
  const { port } = new URL(server.url);
  const open = new Set<Stream<unknown>>();
  const ask: Asking['ask'] = async (method, path, { headers = {}, body } = {}) => {
    const response = await send(Number(port), method, path, headers, body);
    const chunks: Buffer[] = [];
    for await (const chunk of response) chunks.push(chunk as Buffer);
    return { status: response.statusCode ?? 0, body: JSON.parse(Buffer.concat(chunks).toString()) };
  };
  const stream = <Snapshot>(path: string) => {
    const opened = openStream<Snapshot>(Number(port), path);
    open.add(opened as Stream<unknown>);
    return opened;
  };
  return {
    server,
    ask,
    async act(act) {
      const headers = { 'content-type': 'application/json' };
      const { status, body } = await ask('POST', '/api/act', { headers, body: JSON.stringify(act) });
      if (status !== 200) throw new Error(`${act.do} was answered ${status}: ${JSON.stringify(body)}`);
      return body as ActAnswer;
    },
    slack: (as) => stream<SlackSnapshot>(`/api/stream?slack=${as}`),
    workiva: () => stream<WorkivaSnapshot>('/api/stream?workiva'),
    backstage: () => stream<BackstageSnapshot>('/api/stream?backstage'),
    async firstEvents(query, count) {
      const response = await send(Number(port), 'GET', `/api/stream?${query}`, {});
      const names = new Set<string>();
      for await (const chunk of response.setEncoding('utf8')) {
        for (const [, name = ''] of String(chunk).matchAll(/^event: (.*)$/gm)) names.add(name);
        if (names.size >= count) break;
      }
      return [...names];
    },
    async stop() {
      for (const one of open) one.close();
      await server.stop();
    },
  };
}

function send(port: number, method: string, path: string, headers: Record<string, string>, body?: string) {
  return new Promise<IncomingMessage>((resolve, reject) => {
    const host = `localhost:${port}`;
    const options = { host: '127.0.0.1', port, method, path, headers: { host, ...headers }, agent: false };
    request(options, resolve).on('error', reject).end(body);
  });
}

function openStream<Snapshot>(port: number, path: string): Stream<Snapshot> {
  let last: Snapshot | undefined;
  let look: () => void = () => undefined;
  let close: () => void = () => undefined;
  const opening = send(port, 'GET', path, {}).then((response) => {
    close = () => response.destroy();
    let text = '';
    response.setEncoding('utf8').on('data', (chunk: string) => {
      text += chunk;
      const events = text.split('\n\n');
      text = events.pop() ?? '';
      const newest = events.findLast((event) => event.startsWith('event: '));
      if (newest === undefined) return;
      last = JSON.parse(newest.slice(newest.indexOf('data: ') + 'data: '.length)) as Snapshot;
      look();
    });
    response.on('error', () => undefined);
  });
  return {
    async until(find, what) {
      await opening;
      return new Promise((resolve, reject) => {
        const late = () => reject(new Error(`Waited in vain for ${what}; the last was ${JSON.stringify(last)}`));
        const timer = setTimeout(late, PATIENCE_MS);
        look = () => {
          const found = last && find(last);
          if (found === undefined || found === false) return;
          clearTimeout(timer);
          look = () => undefined;
          resolve(found);
        };
        look();
      });
    },
    close: () => close(),
  };
}

/** Finds a message with a button of this action among all that somebody sees, the newest first. */
export function messageWith({ conversations }: SlackSnapshot, ...words: string[]): MessageView | undefined {
  const all = conversations.flatMap(({ messages }) => messages);
  return all.findLast((message) => words.every((word) => JSON.stringify(message).includes(word)));
}

/** A form that the policy grants without asking anybody. */
export const automaticWish = (username: string, now: string) => ({
  clientName: `Sandbox | ${username}`,
  workspace: 'Sandbox',
  userKind: 'new',
  username,
  givenName: 'Nightly',
  familyName: 'Export',
  email: `${username}@example.com`,
  expires: new Date(Date.parse(now) + 20 * 86_400_000).toISOString().slice(0, 10),
  tasks: ['Read spreadsheets'],
  scopes: ['Spreadsheets (Read)'],
  purpose: 'Copies the close checklist every night.',
});
