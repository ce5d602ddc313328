import type { IncomingMessage, ServerResponse } from 'node:http';
import { z } from 'zod';
import { readManifest } from '../manifest.ts';
import { ActSchema } from './act-schema.ts';
import { perform } from './acts.ts';
import type { Act } from './contract.ts';
import type { Playground } from './playground.ts';
import { personWith, slackSnapshot } from './slack-view.ts';
import { type Channel, streamSnapshots } from './stream.ts';
import { workivaSnapshot } from './workiva-view.ts';

const LARGEST_BODY = 256 * 1024;
/** The drawer's snapshots are large, and nobody reads faster. */
const BACKSTAGE_EVERY_MS = 200;

/** Why a request was not taken. */
class BadRequest extends Error {
  readonly status: number;

  constructor(status: number, sentence: string) {
    super(sentence);
    this.status = status;
  }
}

export type Api = (request: IncomingMessage, response: ServerResponse) => Promise<void>;

/** Makes what answers below /api. */
export function createApi(playground: Playground): Api {
  const routes: Record<string, (request: IncomingMessage, response: ServerResponse, url: URL) => unknown> = {
    'GET /api/stream': (_, response, url) => stream(playground, response, url.searchParams),
    'POST /api/act': (request, response) => act(playground, request, response),
  };
  return async (request, response) => {
    try {
      const url = new URL(request.url ?? '/', 'http://localhost');
      const route = routes[`${request.method} ${url.pathname}`];
      if (!route) throw new BadRequest(404, `There is no ${request.method} ${url.pathname}.`);
      await route(request, response, url);
    } catch (error) {
      if (!(error instanceof BadRequest)) process.stderr.write(`${error instanceof Error ? error.stack : error}\n`);
      const [status, sentence] =
        error instanceof BadRequest ? [error.status, error.message] : [500, 'Something went wrong in the playground.'];
      answer(response, status, { ok: false, sentence });
    }
  };
}

/** Answers with JSON. */
export function answer(response: ServerResponse, status: number, body: object): void {
  if (response.headersSent || response.destroyed) return;
  response.writeHead(status, { 'content-type': 'application/json; charset=utf-8', 'cache-control': 'no-store' });
  response.end(JSON.stringify(body));
}

function stream(playground: Playground, response: ServerResponse, asked: URLSearchParams): void {
  const people = (asked.get('slack') ?? '').split(',').filter(Boolean);
  const channels = [
    ...people.map((id) => slackChannel(playground, id)),
    ...(asked.has('workiva') ? [workivaChannel(playground)] : []),
    ...(asked.has('backstage') ? [backstageChannel(playground, response)] : []),
  ];
  if (channels.length === 0) throw new BadRequest(400, 'Name a topic: slack=U0ENGINEER, workiva or backstage.');
  const { hub, stage } = playground;
  streamSnapshots(response, { channels, listen: hub.listen, clockMoves: () => stage().timeline.aheadMs() });
}

function slackChannel({ stage }: Playground, id: string): Channel {
  const me = personWith(id);
  if (!me) throw new BadRequest(400, 'slack: name people of the playground, such as U0ENGINEER, with commas between.');
  const offered = readManifest();
  const render = () => {
    const { world, timeline } = stage();
    return slackSnapshot(world.slack, me, offered, timeline.now());
  };
  return { topic: `slack.${id}`, render };
}

function workivaChannel({ stage }: Playground): Channel {
  const render = () => {
    const { world, timeline } = stage();
    return workivaSnapshot(world.workiva, timeline.now());
  };
  return { topic: 'workiva', render };
}

function backstageChannel(playground: Playground, response: ServerResponse): Channel {
  let watched = playground.stage();
  let unwatch = watched.backstage.watch();
  const render = () => {
    const stage = playground.stage();
    if (stage !== watched) {
      unwatch();
      watched = stage;
      unwatch = stage.backstage.watch();
    }
    return stage.backstageSnapshot();
  };
  response.once('close', () => unwatch());
  return { topic: 'backstage', render, atMostEveryMs: BACKSTAGE_EVERY_MS };
}

async function act(playground: Playground, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const asked = await actIn(request);
  if (asked.do.startsWith('slack.') && 'as' in asked && !personWith(asked.as)) {
    throw new BadRequest(400, `as: there is nobody called ${asked.as}.`);
  }
  answer(response, 200, await perform(playground, asked));
}

async function actIn(request: IncomingMessage): Promise<Act> {
  if (request.headers['content-type']?.split(';')[0]?.trim() !== 'application/json') {
    throw new BadRequest(415, 'Only application/json is taken here.');
  }
  const parsed = ActSchema.safeParse(parse(await textOf(request)));
  if (!parsed.success) throw new BadRequest(400, z.prettifyError(parsed.error));
  return parsed.data;
}

async function textOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request) {
    size += (chunk as Buffer).length;
    if (size > LARGEST_BODY) throw new BadRequest(413, 'The body is too large.');
    chunks.push(chunk as Buffer);
  }
  return Buffer.concat(chunks).toString('utf8');
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new BadRequest(400, 'The body is not JSON.');
  }
}
