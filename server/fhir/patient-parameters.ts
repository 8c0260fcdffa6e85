/** For the CapabilityStatement: parameters that name the patient, who is settled by the token. */
export const patientParameters: fhir4.CapabilityStatementRestResourceSearchParam[] = [
  {
    name: 'patient',
    type: 'reference',
    documentation: 'Only compared with the patient of the token: another one is 403',
  },
  {
    name: 'patient.identifier',
    type: 'token',
    documentation: 'As patient; send it in a form (POST _search), never in a URL',
  },
];
