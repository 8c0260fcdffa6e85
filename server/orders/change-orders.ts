import { randomUUID } from 'node:crypto';
import type { PersonIdentifier } from '../access/grant.ts';
import { addIdentity, withLockedIdentity } from '../blocks/locked-identity.ts';
import type { OrderVersion } from '../clinical/orders/order.ts';
import type { Pool, PoolClient } from '../database/pool.ts';
import { FhirError } from '../errors.ts';
import { refuseOverlap } from './refuse-overlap.ts';
import { mostOrders, mostVersions, standing, type BeforeCommit, type OrderChange } from './orders.ts';
import { refusal } from './refusal.ts';
import { contentText, orderColumns, orderOf, type OrderRow } from './rows.ts';

/** Each attempt fails only when the person is erased just then. */
const mostAttempts = 10;

/** An order that was not there before. A person who is not known yet becomes known. */
export async function makeOrder(
  pool: Pool,
  identifier: PersonIdentifier,
  order: OrderChange,
  beforeCommit: BeforeCommit,
): Promise<OrderVersion> {
  for (let attempt = 0; attempt < mostAttempts; attempt++) {
    const made = await withLockedIdentity(pool, identifier, async (client, person) => {
      const versions = await readVersions(client, person);
      if (standing(versions).length >= mostOrders) throw tooManyOrders();
      const id = randomUUID();
      refuseOverlap(id, order, versions);
      const written = await addVersion(client, person, id, undefined, order);
      await beforeCommit();
      return written;
    });
    if (made) return made;
    await addIdentity(pool, identifier);
  }
  throw new Error('The person was erased each time their order was to be made');
}

/** @returns undefined when the person has no such order */
export function changeOrder(
  pool: Pool,
  identifier: PersonIdentifier,
  id: string,
  version: number,
  change: OrderChange,
  beforeCommit: BeforeCommit,
): Promise<OrderVersion | undefined> {
  return withLockedIdentity(pool, identifier, async (client, person) => {
    const versions = await readVersions(client, person);
    const before = standing(versions).find((order) => order.id === id);
    if (!before) return undefined;
    if (version !== before.version) throw versionConflict();
    refuseChange(before, change);
    refuseOverlap(id, change, versions);
    const written = await addVersion(client, person, id, before, change);
    await beforeCommit();
    return written;
  });
}

/** All of the person's, read under the lock. */
async function readVersions(client: PoolClient, person: number): Promise<OrderVersion[]> {
  const { rows } = await client.query<OrderRow>({
    name: 'locked-orders',
    text: `select ${orderColumns} from monitoring_order_version where person = $1`,
    values: [person],
  });
  return rows.map(orderOf);
}

async function addVersion(
  client: PoolClient,
  person: number,
  id: string,
  before: OrderVersion | undefined,
  order: OrderChange,
): Promise<OrderVersion> {
  const { hpr, name, organization } = order.setBy;
  const { rows } = await client.query<OrderRow>({
    name: 'add-order-version',
    text: `insert into monitoring_order_version (person, ${orderColumns})
           values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12,
             greatest($13, floor(date_part('epoch', clock_timestamp()) * 1000)::bigint)) returning ${orderColumns}`,
    values: [
      ...[person, id, (before?.version ?? 0) + 1, order.code, order.status, order.from, order.to ?? null],
      ...[contentText(order), hpr, name, organization.orgnr, organization.name, before?.lastUpdated ?? 0],
    ],
  });
  const [row] = rows;
  if (!row) throw new Error('A version that was written is not there');
  return orderOf(row);
}

/** What an order is about, and that it never held, stay. */
function refuseChange(before: OrderVersion, { code, status }: OrderChange): void {
  if (code !== before.code) {
    const rule = 'must be what the order is about: make another order';
    throw refusal('ServiceRequest.code', rule, 'code-changed', 'business-rule');
  }
  if (before.status === 'entered-in-error') {
    const rule = 'is entered-in-error, and stays so: make another order';
    throw refusal('ServiceRequest.status', rule, 'order-in-error', 'business-rule');
  }
  if (before.version >= mostVersions && status !== 'entered-in-error') {
    throw new FhirError(422, 'too-costly', `A ServiceRequest has at most ${mostVersions} versions`, {
      expression: ['ServiceRequest'],
      reason: 'too-many-versions',
    });
  }
}

function versionConflict(): FhirError {
  return new FhirError(412, 'conflict', 'If-Match names another version than the ServiceRequest has', {
    expression: ['http.If-Match'],
    reason: 'version-conflict',
  });
}

function tooManyOrders(): FhirError {
  return new FhirError(
    422,
    'too-costly',
    `A person has at most ${mostOrders} orders, ended ones counted: change one instead`,
    { expression: ['ServiceRequest'], reason: 'too-many-orders' },
  );
}
