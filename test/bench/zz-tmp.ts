import { startBench } from '../support/store-redis.ts';
import { provisionJob } from './provision-job.ts';
const bench = await startBench();
console.log(await provisionJob(bench));
console.log((await bench.raw.info('commandstats')).split('\n').filter((l) => /evalsha|hmget|hset/.test(l)));
await bench.close();
