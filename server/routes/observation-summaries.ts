import type { Plugin } from '@hapi/hapi';
import { requireSamePatient } from '../observation/same-patient.ts';
import type { Read } from '../reading/reading.ts';
import { expectedMeasurementsSummary } from '../summaries/expected-measurements.ts';
import { changeSummary } from '../summaries/changes.ts';
import { glucoseOperation } from '../summaries/glucose.ts';
import { homeBloodPressureSummary } from '../summaries/home-blood-pressure.ts';
import { news2Summary } from '../summaries/news2.ts';
import { oxygenSaturationSummary } from '../summaries/oxygen-saturation.ts';
import { summaryParameters } from '../summaries/parts.ts';
import type { Summary } from '../summaries/summary.ts';
import { weightSummary } from '../summaries/weight.ts';
import { isStrict } from './fhir-request.ts';
import { operationRoutes } from './operation-routes.ts';
import { readingRequest } from './reading-request.ts';

const summaries: Record<string, Summary> = {
  'home-blood-pressure': homeBloodPressureSummary,
  'glucose-summary': glucoseOperation,
  'weight-summary': weightSummary,
  'oxygen-saturation-summary': oxygenSaturationSummary,
  news2: news2Summary,
  'expected-measurements': expectedMeasurementsSummary,
  'change-summary': changeSummary,
};

interface SummaryOptions {
  read: Read;
  /** Epoch milliseconds. */
  now: () => number;
}

/** The summaries as operations on Observation: $home-blood-pressure, $glucose-summary … */
export const observationSummaries: Plugin<SummaryOptions> = {
  name: 'observation-summaries',
  register(server, { read, now }) {
    for (const [name, summary] of Object.entries(summaries)) {
      server.route(
        operationRoutes(`/fhir/Observation/$${name}`, (request, readGiven) =>
          read(readingRequest(request, 's', 'statistics'), async (permitted) => {
            const asOf = now();
            const given = readGiven();
            requireSamePatient(
              permitted.grant,
              [...given.getAll('patient'), ...given.getAll('subject')],
              given.getAll('patient.identifier'),
            );
            const answer = await summary(permitted, given, { strict: isStrict(request), now: asOf });
            const { question, parts, ...received } = answer;
            return JSON.stringify(summaryParameters(permitted.grant, question, { asOf, ...received }, parts));
          }),
        ),
      );
    }
  },
};
