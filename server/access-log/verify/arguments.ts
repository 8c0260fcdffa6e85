import { readArguments } from '../../organizations/arguments.ts';
import { parsePersonIdentifier, personIdentifierSystems } from '../../person/person-identifier.ts';
import type { PersonIdentifier } from '../../access/grant.ts';

/** Whose chain: by the key in the database, or by number. */
export type Whose = { key: number } | PersonIdentifier;

export interface VerifyArguments {
  json: boolean;
  anchor?: string;
  /** `-`: a number is read from the standard input. */
  person?: Whose | '-';
}

/** The command was called wrongly; `faults` names everything that is wrong, and repeats no number. */
export class VerifyUsageError extends Error {
  readonly faults: string[];

  constructor(faults: string[]) {
    super(faults.join('\n'));
    this.name = 'VerifyUsageError';
    this.faults = faults;
  }
}

export const usage = `npm run verify-log [-- --person KEY|NUMBER|-] [--anchor FILE] [--json]

--person KEY     one person, by the key in the database, as this command prints it
--person NUMBER  one person, by national number; with - it is read from the standard input, where the shell's history does not keep it
--anchor FILE    holds the chains against FILE, then writes their ends to it; with --person it only reads
--json           one line of JSON`;

/** @throws {VerifyUsageError} */
export function readVerifyArguments(args: string[]): VerifyArguments {
  const { options, positionals, faults } = readArguments(args, {
    person: 'value',
    anchor: 'value',
    json: 'flag',
  });
  const all = faults.map((fault) => (/\d{11}/.test(fault) ? 'There is an option too many' : fault));
  if (positionals.length > 0) all.push('There is an argument too many');
  const whose = options.get('person');
  const person = typeof whose !== 'string' || whose === '-' ? undefined : whoseIs(whose);
  if (whose !== undefined && whose !== '-' && person === undefined) {
    all.push('--person must be a key, a fødselsnummer, D-number or FHN, or -');
  }
  if (all.length > 0) throw new VerifyUsageError(all);
  const anchor = options.get('anchor');
  return {
    json: options.has('json'),
    ...(typeof anchor === 'string' && { anchor }),
    ...(whose === '-' && { person: whose }),
    ...(person && { person }),
  };
}

/** Undefined: neither a key nor a number that can be anybody's. */
export function whoseIs(text: string): Whose | undefined {
  if (/^\d{1,10}$/.test(text) && Number(text) < 2 ** 31) return { key: Number(text) };
  const system = Object.values(personIdentifierSystems).find(
    (candidate) => !('reason' in parsePersonIdentifier(candidate, text)),
  );
  return system && { system, value: text };
}
