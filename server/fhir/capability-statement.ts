import { operations } from './operations.ts';
import { patientParameters } from './patient-parameters.ts';

type SearchParam = fhir4.CapabilityStatementRestResourceSearchParam;

const observationParameters: [string, SearchParam['type'], string][] = [
  ['patient', 'reference', 'Only compared with the patient of the token: another one is 403'],
  ['subject', 'reference', 'As patient'],
  ['patient.identifier', 'token', 'As patient; send it in a form (POST _search), never in a URL'],
  [
    '_source',
    'uri',
    'For sources: what the organisation of the token delivered itself, about everybody or one patient.identifier',
  ],
  ['code', 'token', 'system|code or code; comma = or; translations of a vital sign count as the same'],
  ['category', 'token', 'comma = or'],
  ['date', 'date', 'eq ne gt lt ge le sa eb; may repeat; dates are days in Europe/Oslo'],
  ['status', 'token', 'comma = or; without it entered-in-error is left out'],
  ['_lastUpdated', 'date', 'eq ne gt lt ge le sa eb; may repeat'],
];

const interactions = (codes: ('read' | 'vread' | 'history-instance' | 'search-type' | 'create')[]) =>
  codes.map((code) => ({ code }));

/**
 * What this facade does, and no more: https://hl7.org/fhir/R4/capabilitystatement.html
 * @param fhirBase base URL without a trailing slash
 * @param further resources that are served beside measurements
 */
export function capabilityStatement(
  fhirBase: string,
  date: string,
  further: readonly fhir4.CapabilityStatementRestResource[] = [],
): fhir4.CapabilityStatement {
  return {
    resourceType: 'CapabilityStatement',
    status: 'active',
    date,
    kind: 'instance',
    fhirVersion: '4.0.1',
    format: ['application/fhir+json', 'json'],
    software: { name: 'Hjemmekurve' },
    implementation: { description: 'Home measurements of the patient in context', url: fhirBase },
    rest: [
      {
        mode: 'server',
        documentation:
          'A clinician reads the one patient of the token, a citizen their own measurements, a parent those of a child under 12 and of one aged 12 to 15 only who follows them (EpisodeOfCare), a proxy those of whom they act for (token exchange at /oauth/token); a client of an organisation that is enrolled to deliver sends Observations (SMART Backend Services at the same endpoint, scope system/Observation.c) and asks what it delivered (system/Observation.rs), and says when a home follow-up has ended (system/EpisodeOfCare.u).',
        security: {
          cors: true,
          service: [
            {
              coding: [
                {
                  system: 'http://terminology.hl7.org/CodeSystem/restful-security-service',
                  code: 'SMART-on-FHIR',
                },
              ],
            },
          ],
          extension: [
            {
              url: 'http://fhir-registry.smarthealthit.org/StructureDefinition/oauth-uris',
              extension: [{ url: 'token', valueUri: `${new URL(fhirBase).origin}/oauth/token` }],
            },
          ],
        },
        interaction: [
          { code: 'batch', documentation: 'Delivery: Bundle batch or collection of Observations' },
        ],
        resource: [
          {
            type: 'Observation',
            versioning: 'versioned',
            readHistory: true,
            updateCreate: false,
            conditionalCreate: false,
            interaction: interactions(['read', 'vread', 'history-instance', 'search-type', 'create']),
            searchParam: observationParameters.map(([name, type, documentation]) => ({
              name,
              type,
              documentation,
            })),
            operation: [
              {
                name: 'lastn',
                definition: 'http://hl7.org/fhir/OperationDefinition/Observation-lastn',
                documentation:
                  'Needs category or code; max (default 1) for each code; the other search parameters narrow it',
              },
              ...operationsOn('Observation', fhirBase),
            ],
          },
          {
            type: 'EpisodeOfCare',
            documentation:
              'Home follow-ups, by each organisation the latest. A citizen sees those of the patient (patient/EpisodeOfCare.s): by whom, from which day, and until when; a parent of somebody aged 12 to 15 sees those that go on, and nothing else here. A source says with $end when its own is over (system/EpisodeOfCare.u); it begins by itself with a delivery of measurements. They have no ids.',
            interaction: interactions(['search-type']),
            searchParam: patientParameters,
            operation: operationsOn('EpisodeOfCare', fhirBase),
          },
          { type: 'ObservationDefinition', interaction: interactions(['read', 'search-type']) },
          { type: 'OperationDefinition', interaction: interactions(['read']) },
          { type: 'StructureDefinition', interaction: interactions(['read']) },
          ...further.map((resource) => withOperations(resource, fhirBase)),
        ],
      },
    ],
  };
}

function operationsOn(type: string, fhirBase: string): fhir4.CapabilityStatementRestResourceOperation[] {
  return operations
    .filter(({ resource = [] }) => resource.some((each) => each === type))
    .map(({ code, id = '' }) => ({ name: code, definition: `${fhirBase}/OperationDefinition/${id}` }));
}

function withOperations(
  resource: fhir4.CapabilityStatementRestResource,
  fhirBase: string,
): fhir4.CapabilityStatementRestResource {
  const operation = operationsOn(resource.type, fhirBase);
  return operation.length > 0 ? { ...resource, operation } : resource;
}
