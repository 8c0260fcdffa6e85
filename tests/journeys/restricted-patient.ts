import type { Browser } from '@playwright/test';
import { withdrawAll } from './no-blocks.ts';
import { startThirdPartyApp } from './third-party-app.ts';
import { stack } from './stack.ts';

/** The patient who blocks clinicians: journeys run side by side on one stack, so no other file may look at her. */
export const restrictedPatient = 'home-blood-pressure';

const hprNumbers = 'urn:oid:2.16.578.1.12.4.1.4.4';
const actCodes = 'http://terminology.hl7.org/CodeSystem/v3-ActCode';
const coding = (system: string, code: string) => ({ coding: [{ system, code }] });

/** She herself, by the API for apps. */
export interface Citizen {
  /** Makes a block; answers its address. No clinician: a general restriction. */
  block(clinician?: { hpr: string; name: string }): Promise<string>;
  withdraw(address: string): Promise<void>;
  /** Her log, the newest first. */
  log(): Promise<fhir4.AuditEvent[]>;
}

/** Logs her in and gives an app what it needs to act for her. She has no blocks then. */
export async function logInAsRestricted(browser: Browser): Promise<Citizen> {
  const app = await startThirdPartyApp();
  const page = await browser.newPage();
  await page.goto(
    await app.begin('launch/patient openid fhirUser patient/AuditEvent.rs patient/Consent.cruds'),
  );
  await page.getByRole('radio', { name: 'Trofast Fjæreplytt' }).check();
  await page.getByRole('button', { name: 'Logg inn' }).click();
  await page.getByRole('button', { name: 'Gi tilgang', exact: true }).click();
  const tokens = await app.finish();
  if ('error' in tokens) throw new Error(tokens.error);
  const { access_token } = await app.exchange(tokens.access_token);
  await page.close();
  await app.stop();
  await withdrawAll(access_token ?? '');

  const ask = async (address: string, init: RequestInit = {}) => {
    const headers = { authorization: `Bearer ${access_token}`, 'content-type': 'application/fhir+json' };
    const response = await fetch(address, { headers, ...init });
    if (!response.ok) throw new Error(`${address}: ${response.status} ${await response.text()}`);
    return response;
  };
  return {
    async block(clinician) {
      const reference = clinician && {
        identifier: { system: hprNumbers, value: clinician.hpr },
        display: clinician.name,
      };
      const role = coding('http://terminology.hl7.org/CodeSystem/v3-ParticipationType', 'IRCP');
      const consent = {
        resourceType: 'Consent',
        status: 'active',
        scope: coding('http://terminology.hl7.org/CodeSystem/consentscope', 'patient-privacy'),
        category: [coding(actCodes, 'INFA')],
        patient: { reference: `Patient/${restrictedPatient}` },
        policyRule: coding(actCodes, clinician ? 'OPTINR' : 'OPTOUTE'),
        provision: { type: 'deny', ...(reference && { actor: [{ role, reference }] }) },
      };
      const response = await ask(`${stack().fhir}/Consent`, {
        method: 'POST',
        body: JSON.stringify(consent),
      });
      return `${stack().fhir}/Consent/${((await response.json()) as fhir4.Consent).id ?? ''}`;
    },
    async withdraw(address) {
      await ask(address, { method: 'DELETE' });
    },
    async log() {
      const bundle = (await (
        await ask(`${stack().fhir}/AuditEvent`)
      ).json()) as fhir4.Bundle<fhir4.AuditEvent>;
      return (bundle.entry ?? []).flatMap(({ resource }) => (resource ? [resource] : []));
    },
  };
}
