import Joi from 'joi';
import { url } from '../../register-elements.ts';
import type { PmdSettings } from './pmd-settings.ts';

/** The environment variables of PMD itself, for the table in server/config.ts; what HelseID needs is in helseid/keys.ts. */
export const pmdKeys = {
  PMD_URL: url
    .required()
    .description('Base URL of PMD without a trailing slash, e.g. https://pmd.test.nhn.no'),
  PMD_PATIENT_HEADER: Joi.valid('X-Pmd-Patient', 'person-id').description(
    'Header that names the patient beside the form parameter; absent: none',
  ),
  PMD_ACCESS_BASIS: Joi.string()
    .pattern(/^[A-Za-z][\w-]*: ?[\x21-\x7e]+$/, 'name: value')
    .description(
      'Header that says on what basis a clinician looks up, e.g. access-basis: UNNTAK; absent: none',
    ),
  PMD_BUNDLE_TYPE: Joi.valid('batch', 'collection')
    .default('batch')
    .description(
      "Type of the Bundles that are delivered: batch as in the IG, collection as in NHN's examples",
    ),
};

/** Values of {@link pmdKeys} after validation. */
export interface PmdValues {
  PMD_URL: string;
  PMD_PATIENT_HEADER?: 'X-Pmd-Patient' | 'person-id';
  PMD_ACCESS_BASIS?: string;
  PMD_BUNDLE_TYPE: 'batch' | 'collection';
}

export function toPmdSettings(values: PmdValues): PmdSettings {
  const [header, value] = values.PMD_ACCESS_BASIS?.split(/: ?/) ?? [];
  return {
    url: values.PMD_URL,
    ...(values.PMD_PATIENT_HEADER && { patientHeader: values.PMD_PATIENT_HEADER }),
    ...(header && value && { accessBasis: { header, value } }),
    bundleType: values.PMD_BUNDLE_TYPE,
  };
}
