import { changeOperation } from './change-operation.ts';
import { endFollowUpOperation } from './end-follow-up-operation.ts';
import { expectedMeasurementsOperation } from './expected-measurements-operation.ts';
import { glucoseOperation } from './glucose-operation.ts';
import { homeBloodPressureOperation } from './home-blood-pressure-operation.ts';
import { news2Operation } from './news2-operation.ts';
import { oxygenSaturationOperation } from './oxygen-saturation-operation.ts';
import { previewOperation } from './preview-operation.ts';
import { statsOperation } from './stats-operation.ts';
import { trendOperation } from './trend-operation.ts';
import { weightOperation } from './weight-operation.ts';

/** Every operation that is defined here, $stats as far as it is served. The format of an answer stands in its definition alone. */
export const operations: readonly fhir4.OperationDefinition[] = [
  trendOperation,
  statsOperation,
  homeBloodPressureOperation,
  glucoseOperation,
  weightOperation,
  oxygenSaturationOperation,
  news2Operation,
  changeOperation,
  expectedMeasurementsOperation,
  endFollowUpOperation,
  previewOperation,
];
