import { describe, expect, test } from 'vitest';
import { chooseAccount, commandAs } from '../../../../server/database/embedded/account.ts';

const withPostgres =
  'root:x:0:0::/root:/bin/sh\npostgres:x:101:104::/:/bin/sh\nnobody:x:65534:65533::/:/bin/false\n';
const withoutPostgres = 'root:x:0:0::/root:/bin/sh\nnobody:x:65534:65533::/:/bin/false\n';

describe('chooseAccount', () => {
  test.each([
    ['an ordinary user', 1000, undefined, withPostgres, undefined],
    ['root with an account postgres', 0, undefined, withPostgres, 'postgres'],
    ['root without one', 0, undefined, withoutPostgres, 'nobody'],
    ['root and a cluster made as nobody', 0, 65534, withPostgres, 'nobody'],
    ['root and a cluster that root owns', 0, 0, withPostgres, 'postgres'],
    ['root and a cluster of an account that is gone', 0, 4711, withPostgres, 'postgres'],
  ])('%s', (_, uid, owner, passwd, expected) => {
    expect(chooseAccount(owner, passwd, uid)?.name).toBe(expected);
  });

  test('root and no account to hand over to', () => {
    expect(() => chooseAccount(undefined, 'root:x:0:0::/:/bin/sh\n', 0)).toThrow(
      'no account postgres or nobody',
    );
  });
});

describe('commandAs', () => {
  test('runs the program itself for an ordinary user', () => {
    expect(commandAs(undefined, '/bin/sh', ['-c', 'true'], ['/tmp/x'])).toEqual(['/bin/sh', ['-c', 'true']]);
  });

  test('gives no capability where every folder is open', () => {
    const account = { name: 'nobody', uid: 65534, gid: 65534 };
    expect(commandAs(account, '/bin/sh', ['-c', 'true'], ['/tmp/x'])).toEqual([
      'setpriv',
      ['--reuid=65534', '--regid=65534', '--clear-groups', '/bin/sh', '-c', 'true'],
    ]);
  });
});
