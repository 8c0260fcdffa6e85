import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { readBundle, type BundleText } from './bundle-text.ts';
import { parseCommandLine, usage } from './command-line.ts';
import { readConfig } from './config.ts';
import { createDeliveryClient, deliverBundle, type DeliveryClient } from './delivery-client.ts';
import { DeliveryError, UsageError } from './delivery-error.ts';
import type { EntryResult } from './entry-result.ts';
import { createProgressBar, rateText } from './progress-bar.ts';
import { chooseSource } from './source.ts';
import { summaryJson, summaryText, tally } from './tally.ts';

/** Where the command writes: the summary to `stdout`, progress and errors to `stderr`. */
export interface Output {
  stdout: { write(text: string): unknown };
  stderr: { write(text: string): unknown; isTTY?: boolean };
}

/** The exit code: 0 all accepted, 1 something was not delivered, 2 the command was called wrongly. */
export async function run(args: string[], output: Output, env?: NodeJS.ProcessEnv): Promise<0 | 1 | 2> {
  try {
    return await deliverFile(args, output, env);
  } catch (error) {
    if (error instanceof UsageError) {
      output.stderr.write(`${error.message}\nUsage: ${usage}\n`);
      return 2;
    }
    if (error instanceof DeliveryError) {
      output.stderr.write(`${error.message}\n`);
      return 1;
    }
    throw error;
  }
}

async function deliverFile(
  args: string[],
  { stdout, stderr }: Output,
  env?: NodeJS.ProcessEnv,
): Promise<0 | 1> {
  const config = readConfig(env);
  const { file, source, url = config.url, json } = parseCommandLine(args);
  const bundle = readBundle(await readText(file));
  const chosen = await chooseSource(bundle, source, config);
  const client = createDeliveryClient(url, chosen);
  const bar = createProgressBar(stderr);
  const began = performance.now();
  bar.show(0, bundle.entries.length);
  const { results, failure } = await deliverAll(client, bundle, bar.show);
  bar.clear();
  const seconds = Math.round(performance.now() - began) / 1000;
  const counts = tally(results);
  if (failure) stderr.write(`${failure.message}\n`);
  if (json) stdout.write(summaryJson(counts, seconds));
  else {
    stdout.write(
      `${basename(file)} to ${client.fhirBase} as ${chosen.label}, ${seconds} s${rateText(results.length, seconds)}\n`,
    );
    stdout.write(summaryText(counts));
  }
  return counts.rejected > 0 || failure ? 1 : 0;
}

/** Delivers what can be delivered; entries that a failure left unanswered count as rejected for that reason. */
async function deliverAll(
  client: DeliveryClient,
  bundle: BundleText,
  onProgress: (done: number, total: number) => void,
): Promise<{ results: EntryResult[]; failure?: DeliveryError }> {
  const results: EntryResult[] = [];
  try {
    await deliverBundle(client, bundle, (answered) => {
      results.push(...answered);
      onProgress(results.length, bundle.entries.length);
    });
    return { results };
  } catch (failure) {
    if (!(failure instanceof DeliveryError)) throw failure;
    const { reason, message: rule } = failure;
    while (results.length < bundle.entries.length)
      results.push({ outcome: 'rejected', status: 0, reason, rule });
    return { results, failure };
  }
}

async function readText(file: string): Promise<string> {
  try {
    return (await readFile(file, 'utf8')).replace(/^\ufeff/, '');
  } catch (error) {
    const { code = 'unreadable' } = error as NodeJS.ErrnoException;
    throw new DeliveryError('file-unreadable', `${file} cannot be read: ${code}`, error);
  }
}
