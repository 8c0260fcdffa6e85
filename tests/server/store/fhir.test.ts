import { openFhirServer } from '../../../server/store/fhir/open-fhir-server.ts';
import { startR4Server } from '../../support/r4-server.ts';
import { clinician, settingsOf, sourceGrant } from './fhir/asking.ts';
import { describeSameAnswers } from './same-answers.ts';

describeSameAnswers(
  'a FHIR R4 server (Medplum)',
  async () => {
    const token = 'of-the-facade';
    const server = await startR4Server({ mostPerPage: 100, token });
    const settings = settingsOf(server.url, { token });
    const { storeFor, storeHealth } = openFhirServer(settings, { tokenKey: new Uint8Array(32).fill(7) });
    await storeHealth();
    return {
      storeAbout: (person) => storeFor(clinician(person)),
      storeOf: (source) => storeFor(sourceGrant(source)),
      stop: () => server.stop(),
    };
  },
  { monthsOfCgm: false },
);
