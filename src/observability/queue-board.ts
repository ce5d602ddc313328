import type { IncomingMessage, ServerResponse } from 'node:http';
import { createBullBoard } from '@bull-board/api';
import { BullMQAdapter } from '@bull-board/api/bullMQAdapter';
import { ExpressAdapter } from '@bull-board/express';
import type { Queue } from 'bullmq';

export type Handler = (request: IncomingMessage, response: ServerResponse) => void;

/** Where the board is served. */
export const BOARD_PATH = '/queues';

/** The board's page asks for a font elsewhere, which would tell others who looks, and when. */
const CONTENT_POLICY =
  "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; frame-ancestors 'none'";

/**
 * A page that shows queues and their jobs, for requests below {@link BOARD_PATH}. It changes nothing: who acts on a
 * request does so in Slack, where it is checked who they are, and where it is audited.
 */
export function createQueueBoard(queues: readonly Queue[]): Handler {
  const server = new ExpressAdapter().setBasePath(BOARD_PATH);
  createBullBoard({
    queues: queues.map((queue) => new BullMQAdapter(queue, { readOnlyMode: true, allowRetries: false })),
    serverAdapter: server,
    options: { uiConfig: { boardTitle: 'Grantdesk queues', hideRedisDetails: true, hideDocsLink: true } },
  });
  const board: Handler = server.getRouter();
  return (request, response) => {
    request.url = (request.url ?? '').slice(BOARD_PATH.length).replace(/^\/?/, '/');
    response.setHeader('content-security-policy', CONTENT_POLICY);
    board(request, response);
  };
}
