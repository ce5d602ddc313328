import type { Server } from 'node:http';
import { fileURLToPath } from 'node:url';
import type { Connect, ViteDevServer } from 'vite';

const ROOT = fileURLToPath(new URL('../web/', import.meta.url));

export type Page = { serve: Connect.Server; stop(): Promise<void> };

/** Serves the page from its sources, and tells open pages of every change of them over the same port. */
export async function openPage(server: Server): Promise<Page> {
  const { createServer } = await import('vite');
  const vite: ViteDevServer = await createServer({
    configFile: false,
    root: ROOT,
    appType: 'spa',
    clearScreen: false,
    logLevel: 'warn',
    server: { middlewareMode: true, hmr: { server } },
    // All that the page needs is prepared before it is first asked for, so that it does not load twice.
    optimizeDeps: {
      entries: ['index.html'],
      include: ['react', 'react/jsx-runtime', 'react/jsx-dev-runtime', 'react-dom/client'],
    },
  });
  return { serve: vite.middlewares, stop: () => vite.close() };
}
