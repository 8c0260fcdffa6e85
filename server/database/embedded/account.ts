import { readFileSync, statSync, type Stats } from 'node:fs';
import { dirname, resolve } from 'node:path';

/** The operating-system account that PostgreSQL runs as. */
export interface Account {
  name: string;
  uid: number;
  gid: number;
}

/**
 * PostgreSQL refuses to run as root. An ordinary user runs it as itself (undefined); root hands it to the owner of
 * an existing cluster, else to `postgres`, else to `nobody`.
 */
export function chooseAccount(
  clusterOwner: number | undefined,
  passwd = readFileSync('/etc/passwd', 'utf8'),
  uid = process.getuid?.(),
): Account | undefined {
  if (uid !== 0) return undefined;
  const accounts = passwd.split('\n').flatMap(toAccount);
  const owner = accounts.find((account) => account.uid === clusterOwner && account.uid !== 0);
  const named = ['postgres', 'nobody'].map((name) => accounts.find((account) => account.name === name));
  const account = owner ?? named[0] ?? named[1];
  if (!account) throw new Error('PostgreSQL cannot run as root, and there is no account postgres or nobody.');
  return account;
}

function toAccount(line: string): Account[] {
  const [name, , uid, gid] = line.split(':');
  return name && uid && gid ? [{ name, uid: Number(uid), gid: Number(gid) }] : [];
}

/**
 * The command line that runs `program` as `account`. Where a folder on the way is closed to that account (a data folder
 * or a checkout under /root, say) the process gets the one capability that passes it: reading and searching folders,
 * or overriding file permissions where only that is left. `no_setuid_fixup` makes access(2) count that capability.
 */
export function commandAs(
  account: Account | undefined,
  program: string,
  args: readonly string[],
  paths: readonly string[],
): [file: string, args: string[]] {
  if (!account) return [program, [...args]];
  const need = neededCapability(account, program, paths);
  const capability = need
    ? ['--securebits', '+no_setuid_fixup', '--inh-caps', `+${need}`, '--ambient-caps', `+${need}`]
    : [];
  return [
    'setpriv',
    [`--reuid=${account.uid}`, `--regid=${account.gid}`, '--clear-groups', ...capability, program, ...args],
  ];
}

/** Linux capability numbers, capabilities(7). */
const DAC_OVERRIDE = 1n;
const DAC_READ_SEARCH = 2n;

function neededCapability(account: Account, program: string, paths: readonly string[]): string | undefined {
  const runnable = mayEnter(account, statSync(program));
  const reachable = [program, ...paths].every((path) => folderReachable(account, dirname(resolve(path))));
  if (runnable && reachable) return undefined;
  const bounding = boundingSet();
  if (runnable && (bounding >> DAC_READ_SEARCH) & 1n) return 'dac_read_search';
  if ((bounding >> DAC_OVERRIDE) & 1n) return 'dac_override';
  throw new Error(
    `PostgreSQL runs as ${account.name}, which cannot reach ${[program, ...paths].join(', ')}. ` +
      'Move DATA_DIR (or the checkout) to a folder that everybody may enter.',
  );
}

function folderReachable(account: Account, folder: string): boolean {
  const parent = dirname(folder);
  return mayEnter(account, statSync(folder)) && (parent === folder || folderReachable(account, parent));
}

function mayEnter({ uid, gid }: Account, { uid: owner, gid: group, mode }: Stats): boolean {
  if (uid === owner) return (mode & 0o100) !== 0;
  if (gid === group) return (mode & 0o010) !== 0;
  return (mode & 0o001) !== 0;
}

function boundingSet(): bigint {
  const hex = /^CapBnd:\s*([0-9a-f]+)/m.exec(readFileSync('/proc/self/status', 'utf8'))?.[1] ?? '0';
  return BigInt(`0x${hex}`);
}
