import { refuseUnknown, requireJsonFormat } from './parameters.ts';
import { parsePeriod, type AskedPeriod } from './period-parameters.ts';

/** What every question about the token's patient has. */
export interface OperationQuestion extends AskedPeriod {
  /** Only ever compared with the token's patient. */
  patients: string[];
  identifiers: string[];
}

const shared = ['start', 'end', 'patient', 'subject', 'patient.identifier', '_format'];

/**
 * The parameters that operations have in common. Throws 400 for one that is malformed, under strict handling for one that is unknown.
 * @param own names of the operation's own parameters
 */
export function parseQuestion(
  given: URLSearchParams,
  own: readonly string[],
  strict: boolean,
): OperationQuestion {
  const isKnown = (name: string) => own.includes(name) || shared.includes(name);
  for (const name of given.keys()) if (!isKnown(name)) refuseUnknown(name, isKnown, strict);
  requireJsonFormat(given.get('_format') ?? 'json');
  return {
    ...parsePeriod(given),
    patients: [...given.getAll('patient'), ...given.getAll('subject')],
    identifiers: given.getAll('patient.identifier'),
  };
}
