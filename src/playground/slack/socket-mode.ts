import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { type WebSocket, WebSocketServer } from 'ws';
import { APP } from './identity.ts';
import { isObject, type Json } from './json.ts';
import type { Retry } from './retries.ts';

const CLOSE_WITHIN_MS = 500;

type Waiting = { resolve(body: string): void; reject(error: Error): void };

export type SocketMode = ReturnType<typeof createSocketMode>;

/** Socket Mode: tickets, connections, and envelopes with their acknowledgements. */
export function createSocketMode(changed: () => void) {
  const server = new WebSocketServer({ noServer: true });
  const tickets = new Set<string>();
  const waiting = new Map<string, Waiting>();
  let sockets: WebSocket[] = [];
  let turn = 0;

  function welcome(socket: WebSocket): void {
    sockets = [...sockets, socket];
    socket.on('message', (data) => acknowledged(String(data)));
    socket.on('close', () => {
      sockets = sockets.filter((other) => other !== socket);
      changed();
    });
    const connection_info = { app_id: APP.id };
    socket.send(JSON.stringify({ type: 'hello', num_connections: sockets.length, connection_info, debug_info: {} }));
    changed();
  }

  function acknowledged(data: string): void {
    const { envelope_id: id, payload } = JSON.parse(data) as Json;
    const isEmpty = !isObject(payload) || Object.keys(payload).length === 0;
    waiting.get(String(id))?.resolve(isEmpty ? '' : JSON.stringify(payload));
  }

  return {
    isConnected: () => sockets.length > 0,

    /** An address that lets one connection in, once. */
    address(host: string): string {
      const ticket = randomUUID();
      tickets.add(ticket);
      return `ws://${host}/link/?ticket=${ticket}&app_id=${APP.id}`;
    },

    upgrade(request: IncomingMessage, stream: Duplex, head: Buffer): void {
      const ticket = new URL(request.url ?? '/', 'http://localhost').searchParams.get('ticket') ?? '';
      if (!tickets.delete(ticket)) {
        stream.end('HTTP/1.1 403 Forbidden\r\n\r\n');
        return;
      }
      server.handleUpgrade(request, stream, head, welcome);
    },

    /** Sends an envelope over one of the connections, in turn, and resolves with the payload of its acknowledgement. */
    send(envelope: { type: string; payload: Json }, withinMs: number, retry?: Retry): Promise<string> {
      const id = randomUUID();
      const acceptsResponse = envelope.type !== 'events_api';
      const socket = sockets[turn++ % sockets.length];
      return new Promise<string>((resolve, reject) => {
        const timer = setTimeout(() => reject(new DOMException('no acknowledgement', 'TimeoutError')), withinMs);
        const end = (finish: () => void) => {
          clearTimeout(timer);
          waiting.delete(id);
          finish();
        };
        waiting.set(id, { resolve: (body) => end(() => resolve(body)), reject: (error) => end(() => reject(error)) });
        const told = retry && { retry_attempt: retry.number, retry_reason: retry.reason };
        socket?.send(
          JSON.stringify({ envelope_id: id, accepts_response_payload: acceptsResponse, ...envelope, ...told }),
        );
      });
    },

    /** Asks every connection to be made anew. */
    refresh(): void {
      for (const socket of sockets) socket.send(JSON.stringify({ type: 'disconnect', reason: 'refresh_requested' }));
    },

    /** Closes every connection with the handshake that the app's client waits for, and cuts off who does not take part. */
    async stop(): Promise<void> {
      for (const one of waiting.values()) one.reject(new Error('The stand-in of Slack was stopped.'));
      await Promise.all(sockets.map(closed));
      server.close();
    },
  };
}

function closed(socket: WebSocket): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => socket.terminate(), CLOSE_WITHIN_MS);
    socket.once('close', () => {
      clearTimeout(timer);
      resolve();
    });
    socket.close(1001);
  });
}
