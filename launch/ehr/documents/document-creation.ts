import { FhirRefusal } from '../fhir/fhir-refusal.ts';
import type { Creation } from '../issuer-core.ts';
import type { AccessToken } from '../oauth/tokens.ts';
import { documentFault } from './document-fault.ts';
import type { Documents } from './documents.ts';

/** DocumentReferences are kept when they are whole, and written in nobody's name but the user's. */
export function documentCreation(documents: Documents): Creation {
  return {
    check(sent, access) {
      const fault = documentFault(sent);
      if (fault) throw new FhirRefusal(422, 'invalid', fault);
      const document = sent as fhir4.DocumentReference;
      if (!isByUser(document, access)) {
        throw new FhirRefusal(
          422,
          'business-rule',
          'DocumentReference.author: must be the user of the token.',
        );
      }
      return document;
    },
    keep: (resource) => documents.file(resource as fhir4.DocumentReference),
  };
}

function isByUser({ author }: fhir4.DocumentReference, { authorization }: AccessToken): boolean {
  const user = authorization.context?.user.fhirUser;
  return (author ?? []).length > 0 && (author ?? []).every(({ reference }) => reference === user);
}
