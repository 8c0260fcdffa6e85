/**
 * The server's settings, given on its command line at every start so that an old cluster follows the code. Durable
 * before fast: what was acknowledged is on disk. The log keeps the server's own events only; failed statements and row
 * contents, which may name persons, go to the client alone.
 */
export const serverSettings: readonly string[] = [
  'listen_addresses=127.0.0.1',
  'unix_socket_directories=',
  'max_connections=200',
  'fsync=on',
  'full_page_writes=on',
  'synchronous_commit=on',
  'shared_buffers=256MB',
  'work_mem=16MB',
  'maintenance_work_mem=128MB',
  'random_page_cost=1.1',
  'jit=off',
  'timezone=UTC',
  'log_timezone=UTC',
  'log_min_messages=log',
  'log_min_error_statement=panic',
  'log_error_verbosity=terse',
  'log_parameter_max_length=0',
  'log_checkpoints=off',
];
