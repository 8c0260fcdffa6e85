import { organizationNumberSystem } from '../person/organization-number.ts';

/** Which organisations the facade's HelseID client speaks for. */
export interface OrganizationConfig {
  /** The only organisation of a single-tenant client; absent: the client is multi-tenant and says with every token which. */
  tenant?: string;
  /** Legal entity by the organisation number of its sub-unit. */
  parents: ReadonlyMap<string, string>;
}

/** An organisation as HelseID knows it: the legal entity, and the sub-unit when it is one. */
export interface OrganizationNumbers {
  parent: string;
  child?: string;
}

export function organizationNumbers(config: OrganizationConfig, orgnr: string): OrganizationNumbers {
  const parent = config.parents.get(orgnr);
  return parent === undefined ? { parent: orgnr } : { parent, child: orgnr };
}

/** Whether the client may speak for this organisation at all; HelseID decides on those of a multi-tenant client. */
export function speaksFor(config: OrganizationConfig, orgnr: string): boolean {
  return config.tenant === undefined || organizationNumbers(config, orgnr).parent === config.tenant;
}

/**
 * `helseid_authorization`: for which organisation a token is asked for. A multi-tenant client names the legal entity and,
 * if there is one, the sub-unit; a single-tenant client names the sub-unit alone, and nothing when there is none.
 */
export function organizationDetail(config: OrganizationConfig, orgnr: string): object | undefined {
  const { parent, child } = organizationNumbers(config, orgnr);
  if (config.tenant === undefined) {
    return detail(
      'urn:oid:1.0.6523',
      ['NO:ORGNR', parent, ...(child === undefined ? [] : [child])].join(':'),
    );
  }
  return child === undefined ? undefined : detail(organizationNumberSystem, child);
}

function detail(system: string, value: string): object {
  return {
    type: 'helseid_authorization',
    practitioner_role: { organization: { identifier: { system, type: 'ENH', value } } },
  };
}
