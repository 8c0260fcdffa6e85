import { text } from 'node:stream/consumers';
import { parsePersonIdentifier, personIdentifierSystems } from '../person/person-identifier.ts';
import { CommandError, runCommand } from './command.ts';
import { erasePerson } from './erase.ts';

/**
 * `npm run erase`: erases a person, whose number is read from the standard input, where neither the list of processes
 * nor the shell's history shows it. Prints rows per table, never the number.
 */
await runCommand([], async (pool) => {
  if (process.stdin.isTTY) process.stderr.write('National number, then Enter and Ctrl-D: ');
  const value = (await text(process.stdin)).trim();
  const system = Object.values(personIdentifierSystems).find(
    (candidate) => !('reason' in parsePersonIdentifier(candidate, value)),
  );
  if (!system) throw new CommandError('That is no fødselsnummer, D-number or FHN. Nothing was erased.');
  const erased = await erasePerson(pool, { system, value });
  if (!erased) throw new CommandError('Nothing is stored about that person. Nothing was erased.');
  for (const { table, rows } of erased) process.stdout.write(`${table}: ${rows} rows erased\n`);
});
