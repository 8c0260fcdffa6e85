import { orderingOrganizationUrl } from '../clinical/canonical.ts';
import type { OrderVersion } from '../clinical/orders/order.ts';
import { limitsExtension, scaleExtension, toCoding, toRepeat } from '../clinical/orders/order-elements.ts';
import { vitalSignByCode } from '../clinical/vital-signs.ts';
import { hprSystem } from '../person/hpr-number.ts';
import { organizationNumberSystem } from '../person/organization-number.ts';

/**
 * A version of an order as R4 says it (https://hl7.org/fhir/R4/servicerequest.html); `readServiceRequest` reads it back to the
 * same.
 * @param patient the issuer's id of the patient
 */
export function toServiceRequest(
  order: OrderVersion,
  { patient }: { patient: string },
): fhir4.ServiceRequest {
  const { id, version, status, code, rules, reason, setBy, lastUpdated } = order;
  const vitalSign = vitalSignByCode(undefined, code);
  const updated = new Date(lastUpdated).toISOString();
  const { orgnr, name } = setBy.organization;
  return {
    resourceType: 'ServiceRequest',
    id,
    meta: { versionId: String(version), lastUpdated: updated },
    extension: [
      ...rules.flatMap((rule) => {
        const part = vitalSign?.parts.find(({ key }) => key === rule.part);
        return part ? [limitsExtension(part, rule)] : [];
      }),
      ...scaleExtension(order),
      {
        url: orderingOrganizationUrl,
        valueReference: {
          type: 'Organization',
          identifier: { system: organizationNumberSystem, value: orgnr },
          display: name,
        },
      },
    ],
    status,
    intent: 'order',
    code: { coding: vitalSign ? [vitalSign.code, ...vitalSign.translations].map(toCoding) : [{ code }] },
    subject: { reference: `Patient/${patient}` },
    occurrenceTiming: { repeat: { boundsPeriod: toPeriod(order), ...toRepeat(order.schedule) } },
    authoredOn: updated,
    requester: {
      type: 'Practitioner',
      identifier: { system: hprSystem, value: setBy.hpr },
      display: setBy.name,
    },
    reasonCode: [{ text: reason }],
  };
}

/** A Period includes its end: the last millisecond that the order holds. */
function toPeriod({ from, to }: Pick<OrderVersion, 'from' | 'to'>): fhir4.Period {
  return {
    start: new Date(from).toISOString(),
    ...(to !== undefined && { end: new Date(to - 1).toISOString() }),
  };
}
