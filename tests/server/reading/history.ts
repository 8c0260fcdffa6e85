import { expect } from 'vitest';
import type { AccessEntry, AccessLog } from '../../../server/access-log/access-log.ts';
import { logUnavailable } from '../../../server/access-log/failure.ts';
import { asCitizen } from '../../../server/access-log/refusals.ts';
import type {
  CitizenGrant,
  ClinicianGrant,
  Grant,
  PersonIdentifier,
  ReaderGrant,
  SourceGrant,
} from '../../../server/access/grant.ts';
import type { Block, Blocked, Blocks } from '../../../server/blocks/blocks.ts';
import type { KnownPractitioners } from '../../../server/blocks/known-practitioners.ts';
import type { Pool } from '../../../server/database/pool.ts';
import { FhirError } from '../../../server/errors.ts';
import type { FollowUps } from '../../../server/follow-ups/follow-ups.ts';
import { createOrders } from '../../../server/orders/create-orders.ts';
import type { Organizations } from '../../../server/organizations/organizations.ts';
import { createReading } from '../../../server/reading/reading.ts';
import { logDeliveries } from '../../../server/store/remote/log-deliveries.ts';
import {
  ask,
  createMeasurements,
  disclosedBy,
  letterOf,
  measuredAt,
  secretOf,
  takesAll,
} from './measurements.ts';
import { verdict, type StandingBlock, type Viewer, type World } from './rule-table.ts';
import {
  clinicians,
  organizations,
  own,
  readableAfter,
  start,
  tick,
  type BlockContent,
  type Look,
  type OwnLook,
  type Step,
} from './steps.ts';
import { newSession } from '../../support/session.ts';

/** One facade process's way to the shared database. */
export interface Replica {
  pool: Pool;
  organizations: Organizations;
  blocks: Blocks;
  knownPractitioners: KnownPractitioners;
  followUps: FollowUps;
  accessLog: AccessLog;
}

type Expected = Omit<AccessEntry, 'sequence'>;

/** A person, what has happened to them, and what must therefore be so. */
export class History {
  readonly entries: Expected[] = [];
  readonly #replicas: readonly Replica[];
  readonly #person: PersonIdentifier;
  readonly #own: string;
  readonly #blocks: (StandingBlock & { id: string })[] = [];
  readonly #organizations = new Map<string, { consumes: boolean; from: number; to?: number }>(
    organizations.map(({ orgnr, ...rest }) => [orgnr, rest]),
  );
  readonly #followUps = new Map<string, number>();
  readonly #count: (what: string) => void;
  #now = start;
  #requests = 0;

  /** @param count is told of each decision */
  constructor(replicas: readonly Replica[], person: PersonIdentifier, count: (what: string) => void) {
    this.#replicas = replicas;
    this.#person = person;
    this.#own = `own-${person.value}`;
    this.#count = count;
  }

  async take(step: Step): Promise<void> {
    switch (step.act) {
      case 'look':
      case 'own-look':
        return this.#look(step);
      case 'wait':
        this.#now += step.ticks * tick;
        return;
      case 'enrol':
        return this.#enrol(step);
      case 'meddle':
        return this.#meddle(step);
      case 'limited':
        return this.#limited(step);
      case 'deliver':
        return this.#deliver(step);
      case 'end':
        return this.#endFollowUp(step);
      default:
        return this.#changeBlocks(step);
    }
  }

  async #look(step: Look | OwnLook): Promise<void> {
    const letter = letterOf(step.action);
    const opening = step.act === 'look' ? step.opening : undefined;
    const grant = this.#readerOf(step);
    const viewer: Viewer = {
      letters: step.letters,
      ...(grant.kind === 'clinician' && {
        clinician: { hpr: grant.practitioner.hpr, organization: grant.organization.orgnr },
      }),
      ...(grant.kind === 'citizen' && { limited: grant.actor.relation === 'parent-limited' }),
    };
    const world: World = {
      now: this.#now,
      organizations: this.#organizations,
      blocks: this.#blocks,
      followUps: this.#followUps,
      readableAfter,
    };
    const expected = verdict(world, viewer, letter, opening !== undefined);
    const measurements = createMeasurements();
    const read = createReading({
      ...this.#replica(step),
      accessLog: this.#log(step),
      storeFor: () => measurements.store,
      orders: createOrders(this.#replica(step).pool),
      now: () => this.#now,
    });
    const about = this.#about(step.action);
    const asked = {
      grant,
      letter,
      action: step.action,
      id: about.request,
      ...(opening && { opening }),
    } as const;
    const answer = await read(asked, (permitted) => ask(step.action, permitted, step.missing)).catch(
      reasonOf,
    );

    const entry = { ...about, actor: actorOf(grant), basis: basisOf(grant) };
    if (!expected.sees) {
      expect(answer).toEqual({ reason: step.logFull ? 'log-unavailable' : expected.because });
      expect(measurements.asked()).toBe(0);
      if (!step.logFull) this.entries.push({ ...entry, refused: expected.because });
      this.#count(expected.because);
    } else if (step.missing) {
      expect(answer).toEqual({ reason: 'not-found' });
      this.#count('not-found');
    } else if (step.logFull) {
      expect(answer).toEqual({ reason: 'log-unavailable' });
      this.#count('log-unavailable');
    } else {
      expect(answer).toEqual(expect.stringContaining(secretOf(this.#person)));
      const opened = expected.opens ? opening : undefined;
      const basis = opened?.by === 'emergency' ? 'ETREAT' : entry.basis;
      this.entries.push({ ...entry, basis, ...(opened && { opened }), disclosed: disclosedBy(step.action) });
      this.#count(opened ? `opened with ${opened.by}` : `seen by ${grant.kind}`);
    }
  }

  async #changeBlocks(step: Extract<Step, { act: 'make' | 'change' | 'withdraw' }>): Promise<void> {
    const { blocks } = this.#replica(step);
    const grant = this.#citizen(step.relation, ['patient/Consent.cruds']);
    const about = this.#about('consent-changed');
    const request = { type: 'Consent', letter: 'u', ...about } as const;
    const standing =
      'block' in step ? this.#blocks[step.block % Math.max(1, this.#blocks.length)] : undefined;
    const id = standing?.id ?? '0b4e4f5c-1f6a-4a52-9b5e-6f1f0d3c2b1a';
    const content = 'content' in step ? this.#contentOf(step.content) : undefined;
    const madeBy = grant.actor;
    const result = await asCitizen(this.#log(step), grant, request, (_, logged) => {
      if (step.act === 'withdraw' || !content)
        return blocks.withdraw(this.#person, id, undefined, madeBy, logged);
      const next = { ...content.sent, madeBy };
      if (step.act === 'make') return blocks.make(this.#person, next, logged);
      const status = step.withdrawn ? 'withdrawn' : 'active';
      return blocks.change(this.#person, id, undefined, { ...next, status }, logged);
    }).catch(reasonOf);

    const isNone = step.act !== 'make' && !standing;
    const isSame = step.act === 'withdraw' && standing?.withdrawn;
    if (isNone) expect(result).toBeUndefined();
    if (isNone || isSame) return;
    if (step.logFull) return expect(result).toEqual({ reason: 'log-unavailable' });
    this.entries.push({ ...about, actor: actorOf(grant), basis: 'own' });
    if (step.act === 'make' && content) {
      this.#blocks.push({ id: (result as Block).id, ...content.standing, withdrawn: false });
    } else if (standing) {
      if (content) delete standing.to;
      Object.assign(standing, content?.standing);
      standing.withdrawn = step.act === 'withdraw' || ('withdrawn' in step && step.withdrawn);
    }
  }

  async #meddle(step: Extract<Step, { act: 'meddle' }>): Promise<void> {
    const grant = this.#clinician(step, ['patient/*.cruds']);
    const about = this.#about('consent-changed');
    const request = { type: 'Consent', letter: 'd', ...about } as const;
    const done = asCitizen(this.#replica(step).accessLog, grant, request, () => Promise.resolve('done'));
    expect(await done.catch(reasonOf)).toEqual({ reason: 'scope-insufficient' });
    this.entries.push({ ...about, actor: actorOf(grant), basis: 'TREAT', refused: 'scope-insufficient' });
  }

  async #limited({ about: type, letters, ...step }: Extract<Step, { act: 'limited' }>): Promise<void> {
    const scopes = letters === 'own' ? ['patient/EpisodeOfCare.s'] : ['patient/*.cruds'];
    const grant = this.#citizen('parent-limited', scopes);
    const action = limitedAction[type];
    const about = this.#about(action);
    const request = { type, letter: 's', ...about } as const;
    const done = await asCitizen(this.#log(step), grant, request, async (_, logged) => {
      const followed = await this.#replica(step).followUps.of(this.#person);
      await logged();
      return followed.map(({ orgnr }) => orgnr).sort();
    }).catch(reasonOf);
    const entry = { ...about, actor: actorOf(grant), basis: 'own' as const };
    if (step.logFull) return expect(done).toEqual({ reason: 'log-unavailable' });
    if (type === 'EpisodeOfCare') {
      expect(done).toEqual([...this.#followUps.keys()].sort());
      this.#count('follow-ups seen by limited');
      this.entries.push(entry);
    } else {
      expect(done).toEqual({ reason: 'parent-limited' });
      this.entries.push({ ...entry, refused: 'parent-limited' });
    }
  }

  async #deliver(step: Extract<Step, { act: 'deliver' }>): Promise<void> {
    const orgnr = this.#orgnr(step.organization);
    const measured = this.#now + step.measured * tick;
    const { action, ...about } = this.#about('deliver');
    const origin = { ...sourceOf(orgnr), ...about };
    const sent = measuredAt(this.#person, measured, step.withdrawn ? 'entered-in-error' : 'final');
    const { followUps } = this.#replica(step);
    const [result] = await logDeliveries(takesAll, this.#log(step), followUps).deliver(origin, [sent]);
    if (step.logFull) return expect(result).toMatchObject({ reason: 'log-unavailable' });
    expect(result).toEqual({ outcome: 'created' });
    const delivered = { codes: [sent.code], from: measured, to: measured + 1, counts: { forwarded: 1 } };
    this.entries.push({ ...about, action, actor: actorOf(sourceGrant(orgnr)), basis: 'TREAT', delivered });
    const until = this.#followUps.get(orgnr) ?? -Infinity;
    if (!step.withdrawn && measured >= until) this.#followUps.set(orgnr, Infinity);
  }

  async #endFollowUp(step: Extract<Step, { act: 'end' }>): Promise<void> {
    const orgnr = this.#orgnr(step.organization);
    const to = this.#now + step.to * tick;
    const about = this.#about('follow-up-ended');
    const record = { ...about, actor: actorOf(sourceGrant(orgnr)), basis: 'TREAT' as const };
    const logged = () => this.#log(step).write({ ...record, person: this.#person });
    const result = await this.#replica(step).followUps.end(this.#person, orgnr, to, logged).catch(reasonOf);
    const until = this.#followUps.get(orgnr);
    if (until === undefined) return expect(result).toBeUndefined();
    if (step.logFull && until !== to) return expect(result).toEqual({ reason: 'log-unavailable' });
    expect(result).toMatchObject({ to });
    if (until !== to) this.entries.push(record);
    this.#followUps.set(orgnr, to);
  }

  async #enrol({ consumes, begins, lasts }: Extract<Step, { act: 'enrol' }>): Promise<void> {
    const from = this.#now + begins * tick;
    const to = lasts === undefined ? undefined : from + lasts * tick;
    await this.#replica({ facade: 0 }).pool.query({
      name: 'enrol',
      text: `insert into organization values ($1, $1, 'gp', false, $2, $3, $4)
             on conflict (orgnr) do update set consumes = $2, enrolled_from = $3, enrolled_to = $4`,
      values: [this.#own, consumes, new Date(from), to === undefined ? null : new Date(to)],
    });
    this.#organizations.set(this.#own, { consumes, from, ...(to !== undefined && { to }) });
  }

  #contentOf({ whom, begins, lasts }: BlockContent) {
    const from = this.#now + begins * tick;
    const period = { from, ...(lasts !== undefined && { to: from + lasts * tick }) };
    const one = (blocked: Blocked, standing: StandingBlock['whom']) => ({
      sent: { blocked, ...period },
      standing: { whom: standing, ...period },
    });
    if (whom.kind === 'everyone') return one({ kind: 'everyone' }, 'everyone');
    if (whom.kind === 'organization') {
      const orgnr = this.#orgnr(whom.organization);
      return one({ kind: 'organization', orgnr, name: orgnr }, { organization: orgnr });
    }
    const { hpr, name } = clinicians[whom.clinician] ?? clinicians[0];
    return one({ kind: 'clinician', hpr: whom.zeros + hpr, name }, { clinician: hpr });
  }

  #readerOf(step: Look | OwnLook): ReaderGrant {
    const scopes = step.letters === '' ? ['patient/Patient.rs'] : [`patient/Observation.${step.letters}`];
    return step.act === 'look' ? this.#clinician(step, scopes) : this.#citizen(step.relation, scopes);
  }

  #clinician(of: { clinician: number; organization: number }, scopes: string[]): ClinicianGrant {
    const orgnr = this.#orgnr(of.organization);
    return {
      kind: 'clinician',
      ...this.#session(scopes),
      practitioner: { id: 'p', ...(clinicians[of.clinician] ?? clinicians[0]) },
      organization: { orgnr, name: `Workplace ${orgnr}` },
    };
  }

  #citizen(relation: CitizenGrant['actor']['relation'], scopes: string[]): CitizenGrant {
    return { kind: 'citizen', ...this.#session(scopes), actor: { relation, name: 'Ærlig Bjørk' } };
  }

  #session(scopes: string[]) {
    return {
      session: newSession(),
      iss: 'https://ehr.example',
      clientId: 'app',
      patient: 'p',
      person: this.#person,
      scopes,
      expires: Infinity,
    };
  }

  #orgnr(index: number): string {
    return index === own ? this.#own : (organizations[index]?.orgnr ?? '');
  }

  #replica({ facade }: { facade: number }): Replica {
    return this.#replicas[facade] as Replica;
  }

  #log(step: { facade: number; logFull: boolean }): AccessLog {
    const { accessLog } = this.#replica(step);
    const full = () => Promise.reject(logUnavailable(diskFull));
    return { ...accessLog, write: step.logFull ? full : accessLog.write };
  }

  #about<A extends AccessEntry['action']>(action: A) {
    return { action, occurred: this.#now, request: `${this.#person.value}-${++this.#requests}` };
  }
}

const limitedAction = {
  EpisodeOfCare: 'follow-up-read',
  AuditEvent: 'log-read',
  Consent: 'consent-read',
} as const;

const diskFull = new Error('The disk is full, as this history wants it');

/** Outages that are not part of the history fail it. */
function reasonOf(error: unknown): { reason: string } {
  const isOutage = error instanceof FhirError && error.status >= 500 && error.cause !== diskFull;
  if (error instanceof FhirError && !isOutage) return { reason: error.reason };
  throw error;
}

function basisOf({ kind }: Grant): 'own' | 'TREAT' {
  return kind === 'citizen' ? 'own' : 'TREAT';
}

function sourceOf(orgnr: string) {
  return { orgnr, name: `Workplace ${orgnr}`, clientId: `source-${orgnr}` };
}

function sourceGrant(orgnr: string): SourceGrant {
  return { kind: 'source', ...sourceOf(orgnr), scopes: [], expires: Infinity };
}

function actorOf(grant: Grant): AccessEntry['actor'] {
  if (grant.kind === 'source') {
    const { orgnr, name, clientId } = grant;
    return { kind: 'source', organization: { orgnr, name }, clientId };
  }
  if (grant.kind === 'clinician') {
    const { practitioner, organization } = grant;
    return { kind: 'clinician', hpr: practitioner.hpr, name: practitioner.name, organization };
  }
  const { relation } = grant.actor;
  return { kind: 'citizen', relation, name: relation === 'self' ? '' : 'Ærlig Bjørk' };
}
