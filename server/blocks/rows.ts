import type { Block, Blocked } from './blocks.ts';

export const blockColumns = `id, version, kind, number, name, from_ms, to_ms, status, made_by_relation, made_by_name, updated_ms`;

export interface BlockRow {
  id: string;
  version: number;
  kind: Blocked['kind'];
  number: string | null;
  name: string | null;
  from_ms: number;
  to_ms: number | null;
  status: Block['status'];
  made_by_relation: Block['madeBy']['relation'];
  made_by_name: string;
  updated_ms: number;
}

export function blockOf(row: BlockRow): Block {
  return {
    id: row.id,
    version: row.version,
    blocked: blockedOf(row),
    from: row.from_ms,
    ...(row.to_ms !== null && { to: row.to_ms }),
    status: row.status,
    madeBy: { relation: row.made_by_relation, name: row.made_by_name },
    lastUpdated: row.updated_ms,
  };
}

function blockedOf({ kind, number, name }: BlockRow): Blocked {
  if (kind === 'everyone') return { kind };
  const named = { name: name ?? '' };
  return kind === 'clinician'
    ? { kind, hpr: number ?? '', ...named }
    : { kind, orgnr: number ?? '', ...named };
}

/** Number and name as they lie in the table. */
export function blockedColumns(blocked: Blocked): { number: string | null; name: string | null } {
  if (blocked.kind === 'everyone') return { number: null, name: null };
  return { number: blocked.kind === 'clinician' ? blocked.hpr : blocked.orgnr, name: blocked.name };
}
