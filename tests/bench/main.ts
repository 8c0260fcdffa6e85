import { benchBlocked } from './blocked.ts';
import { benchDelivery } from './delivery.ts';
import { benchFrames } from './frames.ts';
import { benchGrowth } from './growth.ts';
import { benchLog } from './log.ts';
import { benchLogCost } from './log-cost.ts';
import { benchNational } from './national.ts';
import { benchScripts } from './script-size.ts';
import { benchOutage } from './outage.ts';
import { startStack, type Stack } from './stack.ts';
import { benchViews } from './views.ts';

/**
 * `npm run bench`: every section, each on a fresh database; `npm run bench -- delivery growth` runs these alone. The
 * growth section goes to ten million rows and takes some ten minutes; MOST_ROWS=1000000 stops earlier.
 */
const sections: Record<string, (stack: Stack) => Promise<void>> = {
  views: benchViews,
  scripts: benchScripts,
  frames: benchFrames,
  delivery: benchDelivery,
  log: benchLog,
  'log-cost': benchLogCost,
  blocked: benchBlocked,
  national: benchNational,
  outage: benchOutage,
  growth: benchGrowth,
};

const wanted = process.argv.slice(2);
const unknown = wanted.filter((name) => !(name in sections));
if (unknown.length > 0) {
  throw new Error(`No section ${unknown.join(', ')}; there are ${Object.keys(sections).join(', ')}`);
}

for (const [name, bench] of Object.entries(sections)) {
  if (wanted.length > 0 && !wanted.includes(name)) continue;
  const stack = await startStack();
  try {
    await bench(stack);
  } finally {
    await stack.stop();
  }
}
