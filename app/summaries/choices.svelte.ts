import type { GlucoseGroup } from '#clinical/summaries/glucose-ranges.ts';

/** What the clinician said about one patient for the summaries: in memory, as long as the patient's views stand. */
export class SummaryChoices {
  /** None is chosen beforehand. */
  group: GlucoseGroup | undefined = $state();
  /** Of home blood pressure; the facade's usual one unless another is chosen. */
  protocol: string | undefined = $state();
  /** kg. */
  dryWeight: number | undefined = $state();
  /** Of NEWS2's saturation; none is chosen beforehand, and nothing is computed without. */
  scale: '1' | '2' | undefined = $state();
  /** Per cent. */
  baseline: number | undefined = $state();
}
