import { listOf, objectOf } from '../../clinical/untrusted.ts';
import { readBundle, type TakeEntry } from '../../fhir/bundle-stream.ts';
import { objectMembers } from '../../fhir/json-text.ts';
import type { NationalAccess } from '../../helseid/national-access.ts';
import { malformed, unavailable } from '../remote/failures.ts';
import { notFor } from '../remote/not-for.ts';
import type { Guard } from '../remote/resilience/guard.ts';
import { requireSubject } from '../remote/same-person.ts';
import type { TakeObservation, Upstream } from '../remote/upstream.ts';
import { accessRefusal } from './access-signal.ts';
import { deliverBundle } from './deliver-bundle.ts';
import type { PmdSettings } from './pmd-settings.ts';
import { requireAnswer } from './pmd-answer.ts';
import { searchRequest } from './search-request.ts';

/** UTF-8 bytes of one entry: an Observation and what is around it. */
const mostEntryBytes = 1024 * 1024;

export interface PmdOptions {
  settings: PmdSettings;
  access: NationalAccess;
  guard: Guard;
  now: () => number;
}

/** PMD 2.0 at Norsk helsenett, asked with the clinician's own HelseID login. */
export function createPmdUpstream({ settings, access, guard, now }: PmdOptions): Upstream {
  return {
    async observations(reader, person, begin, { signal, since } = {}) {
      if (reader.kind !== 'clinician') throw notFor(reader);
      const request = searchRequest(settings, person, since);
      const fetch = await access.asClinician(reader);
      await guard.run(
        async (attempt) => {
          const { url, headers, body } = request;
          const response = await fetch(url, { method: 'POST', headers, body, signal: attempt });
          const take = begin();
          await readSearchset(await requireAnswer(response), (observation, text, isCompact) => {
            requireSubject(observation as fhir4.Observation, person);
            take(observation, text, isCompact);
          });
        },
        { repeatable: true, signal },
      );
    },

    deliver: async (source, measurements) => {
      const fetch = await access.asSource(source);
      return deliverBundle({ settings, fetch, guard, now }, measurements);
    },

    /** PMD has no address to ask for it: the last calls tell. */
    async health() {
      const { state } = guard.state();
      if (state === 'open') throw unavailable();
    },

    async openSession(reader) {
      if (reader.kind !== 'clinician') return undefined;
      // A change of patient ends what was kept for the one before: it comes before the first question about this one.
      await access.asClinician(reader);
      return access.sessionOf(reader);
    },
  };
}

/** Hands over every Observation of a searchset; fails unless it is whole and says nothing against being all. */
async function readSearchset(body: AsyncIterable<Uint8Array>, take: TakeObservation): Promise<void> {
  let count = 0;
  const takeEntry: TakeEntry = (entry, text, isCompact) => {
    const resource = objectOf((entry as fhir4.BundleEntry).resource);
    if (resource?.resourceType === 'OperationOutcome')
      return requireHarmless(resource as fhir4.OperationOutcome);
    if (resource?.resourceType !== 'Observation')
      throw malformed('holds an entry that is not an Observation');
    count++;
    take(resource, resourceText(text), isCompact);
  };
  const { type, total, link } = await readBundle(body, takeEntry, { mostEntryBytes });
  if (type !== 'searchset') throw malformed('is not a searchset');
  if (typeof total === 'number' && total > count) throw malformed('holds fewer entries than its total');
  // How PMD would page is not published: what cannot be fetched is not left out in silence.
  if (listOf(link as fhir4.BundleLink[]).some(({ relation }) => relation === 'next')) {
    throw malformed('goes on in a further page');
  }
}

function resourceText(entry: string): string {
  const [resource, ...more] = objectMembers(entry).filter(({ key }) => key === 'resource');
  // Two readers could understand it in two ways.
  if (!resource || more.length > 0) throw malformed('holds an entry with two resources');
  return entry.slice(resource.valueStart, resource.valueEnd);
}

function requireHarmless(outcome: fhir4.OperationOutcome): void {
  const refusal = accessRefusal(outcome);
  if (refusal) throw refusal;
  if (!outcome.issue?.every(({ severity }) => severity === 'information')) {
    throw malformed('says that something is missing');
  }
}
