import { pino } from 'pino';
import type { DestinationStream, Logger, LoggerOptions } from 'pino';
import type { Config } from './config.ts';

export type { Logger } from 'pino';

/** Structured log, one JSON object a line, `event` names what happened. Goes to stdout unless told otherwise. */
export function createLogger(
  level: Config['logLevel'],
  destination: DestinationStream = process.stdout,
): Logger {
  const options: LoggerOptions = {
    level,
    base: null,
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { level: (label) => ({ level: label }) },
    serializers: { err: describeError },
    redact: { paths: ['authorization', '*.authorization', 'headers'], remove: true },
  };
  return pino(options, destination);
}

interface ErrorDescription {
  type: string;
  message: string;
  code?: unknown;
  stack?: string;
  cause?: ErrorDescription;
}

/**
 * What the log says of an error: no further members, because libraries hang requests, tokens and rows on theirs,
 * and no text that could be a person identifier or a token.
 */
export function describeError(error: unknown): ErrorDescription {
  if (!(error instanceof Error)) return { type: typeof error, message: mask(String(error)) };
  return {
    type: error.name,
    message: mask(error.message),
    ...('code' in error && { code: error.code }),
    ...(error.stack && { stack: mask(error.stack) }),
    ...(error.cause !== undefined && { cause: describeError(error.cause) }),
  };
}

function mask(text: string): string {
  return text.replace(/\d{11}/g, '[number]').replace(/[\w-]{20,}\.[\w-]*\.[\w.-]*/g, '[token]');
}
