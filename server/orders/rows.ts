import type { OrderContent, OrderVersion } from '../clinical/orders/order.ts';

export const orderColumns =
  'id, version, code, status, from_ms, to_ms, content, hpr, name, orgnr, organization, updated_ms';

export interface OrderRow {
  id: string;
  version: number;
  code: string;
  status: OrderVersion['status'];
  from_ms: number;
  to_ms: number | null;
  content: string;
  hpr: string;
  name: string;
  orgnr: string;
  organization: string;
  updated_ms: number;
}

type Content = Pick<OrderContent, 'rules' | 'schedule' | 'news2Scale' | 'reason'>;

export function orderOf(row: OrderRow): OrderVersion {
  return {
    ...(JSON.parse(row.content) as Content),
    id: row.id,
    version: row.version,
    code: row.code,
    status: row.status,
    from: row.from_ms,
    ...(row.to_ms !== null && { to: row.to_ms }),
    setBy: {
      hpr: row.hpr,
      name: row.name,
      organization: { orgnr: row.orgnr, name: row.organization },
    },
    lastUpdated: row.updated_ms,
  };
}

/** What has no column of its own. */
export function contentText({ rules, schedule, news2Scale, reason }: Content): string {
  return JSON.stringify({
    rules,
    ...(schedule && { schedule }),
    ...(news2Scale !== undefined && { news2Scale }),
    reason,
  });
}
