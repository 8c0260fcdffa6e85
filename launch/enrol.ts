import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { organizations } from '#fixtures/organizations.ts';
import { sources } from '#fixtures/sources.ts';
import { inheritedEnvironment, root } from './facade-process.ts';
import { writePrivately } from './key-file.ts';

/** Before anything that the sandbox delivers or shows. */
const enrolledFrom = '2024-01-01';

/**
 * The sandbox's organisations as `npm run organisations -- add --file` reads them: who delivers, with the public key it
 * signs in with, and who reads.
 */
export function sandboxOrganizations(): object[] {
  return organizations.map(({ id, resource, sector, consumes }) => {
    const source = sources.find((candidate) => candidate.id === id);
    return {
      orgnr: resource.identifier?.find(({ system }) => system?.endsWith('.4.101'))?.value,
      name: resource.name,
      sector,
      delivers: source !== undefined,
      consumes,
      from: enrolledFrom,
      ...(source && { client_id: source.client_id, jwks: { keys: [source.public_jwk] } }),
    };
  });
}

/**
 * Enrols them at the facade's database, as anybody would: with the command, in a process of its own. What is enrolled
 * already stays; one that was ended stays ended. Throws an Error with the command's own words when it fails.
 */
export async function enrolOrganizations(dataDir: string): Promise<void> {
  const file = join(dataDir, 'sandbox', 'organizations.json');
  await writePrivately(file, `${JSON.stringify(sandboxOrganizations(), null, 2)}\n`);
  const command = ['--import', 'tsx', 'server/organizations/main.ts', 'add', '--file', file];
  const child = spawn(process.execPath, command, {
    cwd: root,
    stdio: ['ignore', 'ignore', 'pipe'],
    env: inheritedEnvironment({ DATA_DIR: dataDir }),
  });
  const [[code], words] = await Promise.all([once(child, 'close'), text(child.stderr)]);
  if (code !== 0) throw new Error(`The sandbox's organisations could not be enrolled:\n${words}`);
}
