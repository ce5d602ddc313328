import { rm } from 'node:fs/promises';
import { fileSink, type Sink } from './sink.ts';

/** Writes into two new files that belong together. Where the second cannot be made, the first is taken away again. */
export async function fileSinks(first: string, second: string): Promise<[Sink, Sink]> {
  const one = await fileSink(first);
  try {
    return [one, await fileSink(second)];
  } catch (error) {
    await one.close();
    await rm(first);
    throw error;
  }
}
