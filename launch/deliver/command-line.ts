import { parseArgs } from 'node:util';
import { UsageError } from './delivery-error.ts';

export interface CommandLine {
  file: string;
  /** Organisation number of the source to deliver as. */
  source: string | undefined;
  /** FHIR base URL of the facade. */
  url: string | undefined;
  json: boolean;
}

export const usage = 'npm run deliver -- FILE [--source ORGNR] [--url FHIR_BASE] [--json]';

/** Reads the command's arguments. Throws a UsageError that says what is wrong with them. */
export function parseCommandLine(args: string[]): CommandLine {
  const { values, positionals } = parse(args);
  const [file, ...more] = positionals;
  if (!file) throw new UsageError('FILE is missing');
  if (more.length > 0) throw new UsageError(`one FILE at a time: ${more.join(' ')} is too much`);
  if (values.url !== undefined && !/^https?:$/.test(protocolOf(values.url))) {
    throw new UsageError(`--url is not an http address: ${values.url}`);
  }
  return { file, source: values.source, url: values.url, json: values.json };
}

function parse(args: string[]) {
  try {
    return parseArgs({
      args,
      allowPositionals: true,
      options: {
        source: { type: 'string' },
        url: { type: 'string' },
        json: { type: 'boolean', default: false },
      },
    });
  } catch (error) {
    throw new UsageError((error as Error).message);
  }
}

function protocolOf(url: string): string {
  return URL.canParse(url) ? new URL(url).protocol : '';
}
