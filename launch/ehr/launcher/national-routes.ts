import type { ServerRoute } from '@hapi/hapi';
import type { NationalState } from '../../national/control.ts';
import { applyState, nationalStateSchema } from '../../national/control.ts';
import { pmdFaults } from '../../pmd/faults/fault-ids.ts';
import type { EhrCore } from '../core.ts';

/** What HelseID and PMD do, where the sandbox has them: 404 where it does not. */
export function nationalRoutes(core: EhrCore): ServerRoute[] {
  return [
    {
      method: 'GET',
      path: '/national',
      handler: (_request, h) => {
        const control = core.national();
        if (!control) return h.response().code(404);
        return {
          helseid: control.helseid,
          pmd: control.pmd.url,
          faults: pmdFaults,
          ...control.pmd.received(),
        };
      },
    },
    {
      method: 'PUT',
      path: '/national',
      options: {
        payload: { allow: 'application/json', maxBytes: 65_536 },
        validate: { payload: nationalStateSchema },
      },
      handler: async ({ payload }, h) => {
        const control = core.national();
        if (!control) return h.response().code(404);
        await applyState(control, payload as NationalState);
        return h.response().code(204);
      },
    },
  ];
}
