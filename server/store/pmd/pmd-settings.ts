/** What of PMD 2.0 is not published, or differs between its environments. */
export interface PmdSettings {
  /** Base URL without a trailing slash; its root takes Bundles. */
  url: string;
  /**
   * Headers that name the patient beside the form parameter `patient.identifier`: PMD 1.0 had `person-id`, the page of
   * November 2025 `X-Pmd-Patient`, that of June 2026 none.
   */
  patientHeader?: 'X-Pmd-Patient' | 'person-id';
  /** Header, and its value, that says on what basis a clinician looks the patient up; absent: none is sent. */
  accessBasis?: { header: string; value: string };
  /** The IG wants `batch`, NHN's published examples are `collection`. */
  bundleType: 'batch' | 'collection';
}
