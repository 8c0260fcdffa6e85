import type { Aside } from '../delivery/set-aside.ts';
import { osloDate } from '../fhir/oslo-day.ts';
import { unknownTime } from '../store/deliverable.ts';
import type { Trend, TrendPoint } from '../store/national-store.ts';
import { instant } from './instant.ts';

type Parts = fhir4.ParametersParameter[];

/** What of a measurement is not on the line of this series. */
export function setAsideParts(
  point: TrendPoint,
  part: number,
  prefix: string,
  received: Trend['received'],
): Parts {
  if (point.aside === null) return [];
  return (JSON.parse(point.aside) as Aside[])
    .filter((aside) => (aside.part ?? 0) === part)
    .map(({ reason, text, detail, time }) => ({
      name: 'setAside',
      part: [
        { name: 'reference', valueReference: { reference: prefix + point.number.toString(36) } },
        ...timePart(point, time),
        { name: 'text', valueString: text || '–' },
        { name: 'reason', valueCode: reason },
        ...(detail ? [{ name: 'detail', valueString: detail }] : []),
        ...(received?.has(point.number) ? [{ name: 'new', valueBoolean: true }] : []),
      ],
    }));
}

/** As the source said it, when that is only a month or a year; absent when it did not know. */
function timePart(point: TrendPoint, sent: string | undefined): Parts {
  if (point.effective === unknownTime) return [];
  return [{ name: 'time', valueDateTime: sent ?? timeOf(point) }];
}

/** A measurement of a day has no time of day to show. */
function timeOf({ dateOnly, effective }: TrendPoint): string {
  return dateOnly ? osloDate(effective) : instant(effective);
}
