import type { ServerRoute } from '@hapi/hapi';
import { accessBasisOf } from '../access/access-basis.ts';
import { blockFor } from '../access/blocks.ts';
import type { PmdCore } from '../core.ts';
import { withFoundFaults } from '../faults/found-faults.ts';
import { fhirAnswer } from '../fhir-answer.ts';
import { withLastUpdated } from '../observations/last-updated.ts';
import { operationOutcome, PmdRefusal } from '../pmd-refusal.ts';
import { checkAttestation } from '../security/attestation.ts';
import { helseIdTokenOf } from '../security/helseid-scheme.ts';
import { matches, readSearch } from './search-request.ts';
import { searchset } from './searchset.ts';

/** `POST /Observation/_search`: one patient, everything at once. */
export function searchRoute(core: PmdCore): ServerRoute {
  return {
    method: 'POST',
    path: '/Observation/_search',
    options: {
      auth: 'user',
      payload: { parse: 'gunzip', output: 'data', allow: 'application/x-www-form-urlencoded' },
    },
    handler: (request, h) => {
      const { behaviour } = core;
      const form = new URLSearchParams(String(request.payload ?? ''));
      const search = readSearch(form, request.headers, behaviour.patientCarrier);
      const token = helseIdTokenOf(request);
      if (behaviour.attestation === 'required') {
        checkAttestation(token.attestation, search.patient.value, core.now());
      }
      const basis = accessBasisOf(request.headers, behaviour.accessBasis);
      const block = blockFor(core.blocks, search.patient.value, token, basis);
      return fhirAnswer(core, request, h, searchset(block ? blocked(core, block) : found(core, search)));
    },
  };
}

function* found(core: PmdCore, search: ReturnType<typeof readSearch>): Generator<string> {
  const all = core.observations
    .about(search.patient.value)
    .filter((observation) => matches(search, observation))
    .sort((a, b) => a.scatter - b.scatter);
  const texts = core.behaviour.lastUpdated ? lazily(all, withLastUpdated) : lazily(all, ({ text }) => text);
  for (const text of withFoundFaults(core, search, all, texts)) {
    yield `{"resource":${text},"search":{"mode":"match"}}`;
  }
}

function* lazily<From, To>(all: readonly From[], convert: (one: From) => To): Generator<To> {
  for (const one of all) yield convert(one);
}

function blocked({ behaviour }: PmdCore, coding: fhir4.Coding): string[] {
  const words = 'The patient has decided that these data are not shown.';
  if (behaviour.blockAnswer === 'forbidden') throw new PmdRefusal(403, 'suppressed', words, { coding });
  const resource = operationOutcome('suppressed', words, coding);
  return [JSON.stringify({ resource, search: { mode: 'outcome' } })];
}
