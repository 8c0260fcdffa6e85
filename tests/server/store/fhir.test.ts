import { createFhirUpstream } from '../../../server/store/fhir/fhir-upstream.ts';
import { createCollections } from '../../../server/store/remote/remote-defaults.ts';
import { createRemoteStore } from '../../../server/store/remote/remote-store.ts';
import { startR4Server } from '../../support/r4-server.ts';
import { clinician, guarded, settingsOf, sourceGrant } from './fhir/asking.ts';
import { describeSameAnswers } from './same-answers.ts';

describeSameAnswers('a FHIR R4 server (Medplum)', async () => {
  const server = await startR4Server({ mostPerPage: 100, token: 'of-the-facade' });
  const upstream = createFhirUpstream({
    settings: { ...settingsOf(server.url), token: 'of-the-facade' },
    guard: guarded(),
  });
  const storeFor = createRemoteStore({
    name: 'FHIR',
    upstream,
    key: new Uint8Array(32).fill(7),
    cache: createCollections(),
  });
  return {
    storeAbout: (person) => storeFor(clinician(person)),
    storeOf: (source) => storeFor(sourceGrant(source)),
    stop: () => server.stop(),
  };
});
