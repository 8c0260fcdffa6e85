import { ConfigError, loadDatabaseConfig } from '../config.ts';
import { borrowDatabase } from '../database/borrow.ts';
import { migrate } from '../database/migrate.ts';
import { createPool } from '../database/pool.ts';
import type { Pool } from '../database/pool.ts';
import { readCommand, usage, UsageError } from './command.ts';
import type { Command } from './command.ts';
import { endEnrolment } from './end.ts';
import { enrol } from './enrol.ts';
import { listJson, listText, stateOf } from './listing.ts';
import { createOrganizations } from './organizations.ts';

/** Where the command writes: answers to `stdout`, what went wrong to `stderr`. */
export interface Output {
  stdout: { write(text: string): unknown };
  stderr: { write(text: string): unknown };
}

/**
 * `npm run organisations`. The exit code: 0 done, 1 it could not be done, 2 called wrongly and nothing was touched.
 * Whatever goes wrong, nothing is done in part.
 */
export async function run(args: string[], output: Output, env?: NodeJS.ProcessEnv): Promise<0 | 1 | 2> {
  try {
    const command = await readCommand(args);
    const database = await borrowDatabase(loadDatabaseConfig(env));
    const pool = createPool(database.url, { max: 1 });
    try {
      await migrate(pool);
      output.stdout.write(await perform(command, pool, Date.now()));
    } finally {
      await pool.end();
      await database.giveBack();
    }
    return 0;
  } catch (error) {
    if (error instanceof UsageError) {
      output.stderr.write(`${error.faults.map((fault) => `- ${fault}\n`).join('')}\nUsage:\n${usage}\n`);
      return 2;
    }
    output.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    return error instanceof ConfigError ? 2 : 1;
  }
}

async function perform(command: Command, pool: Pool, now: number): Promise<string> {
  switch (command.name) {
    case 'list': {
      const organizations = await createOrganizations(pool).list();
      return command.json ? listJson(organizations, now) : listText(organizations, now);
    }
    case 'add': {
      const outcomes = await enrol(pool, command.enrolments, now);
      const lines = command.enrolments.map(({ orgnr, name }, at) => `${outcomes[at]} ${orgnr} ${name}\n`);
      return lines.join('');
    }
    case 'end': {
      const ended = await endEnrolment(pool, command.orgnr, command.at ?? now);
      if (!ended) throw new Error(`${command.orgnr} is not in the register of organisations`);
      return `${ended.orgnr} ${ended.name}: ${stateOf(ended, now)}\n`;
    }
  }
}
