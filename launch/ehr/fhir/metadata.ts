import type { IssuerCore } from '../issuer-core.ts';
import { searchParameters } from './search-parameters.ts';

const oauthUris = 'http://fhir-registry.smarthealthit.org/StructureDefinition/oauth-uris';

function security({ url }: IssuerCore): fhir4.CapabilityStatementRestSecurity {
  const service = 'http://terminology.hl7.org/CodeSystem/restful-security-service';
  const uris = ['authorize', 'token', 'introspect', 'revoke'];
  return {
    cors: true,
    service: [{ coding: [{ system: service, code: 'SMART-on-FHIR', display: 'SMART-on-FHIR' }] }],
    extension: [
      { url: oauthUris, extension: uris.map((name) => ({ url: name, valueUri: `${url}/oauth/${name}` })) },
    ],
  };
}

function resource(type: string, { creates }: IssuerCore): fhir4.CapabilityStatementRestResource {
  const creatable = Object.hasOwn(creates, type);
  const parameters = searchParameters[type] ?? {};
  return {
    type: type as fhir4.CapabilityStatementRestResource['type'],
    interaction: [
      { code: 'read' },
      { code: 'search-type' },
      ...(creatable ? [{ code: 'create' as const }] : []),
    ],
    ...(creatable && { conditionalCreate: true }),
    versioning: 'no-version',
    searchParam: Object.entries(parameters).map(([name, { type: kind, postOnly }]) => ({
      name,
      type: kind,
      ...(postOnly && {
        documentation: 'Only by POST _search: a personal identifier does not belong in a URL.',
      }),
    })),
  };
}

/** What this FHIR server does, made from the tables it runs on. */
export function capabilityStatement(core: IssuerCore): fhir4.CapabilityStatement {
  return {
    resourceType: 'CapabilityStatement',
    status: 'active',
    date: '2026-11-22',
    kind: 'instance',
    implementation: { description: 'Sandbox, synthetic persons only', url: core.iss },
    fhirVersion: '4.0.1',
    format: ['application/fhir+json'],
    rest: [
      {
        mode: 'server',
        security: security(core),
        resource: Object.keys(core.holdings).map((type) => resource(type, core)),
      },
    ],
  };
}
