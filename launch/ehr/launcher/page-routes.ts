import type { Request, ResponseObject, ResponseToolkit, ServerRoute } from '@hapi/hapi';
import type { EhrCore } from '../core.ts';
import { readForm } from '../oauth/form.ts';
import { errorPage } from '../pages/error-page.ts';
import { framePage } from '../pages/frame-page.ts';
import { launcherPage } from '../pages/launcher-page.ts';
import { notesPage } from '../pages/notes-page.ts';
import { sendPage } from '../pages/send-page.ts';
import { readChoices, toQuery } from './choices.ts';
import { readLaunchChoice } from './launch-choice.ts';
import { openLaunch } from './open-launch.ts';
import { RequestFault } from './request-fault.ts';
import { throughHelseid } from './through-helseid.ts';

type Page = (request: Request, h: ResponseToolkit) => ResponseObject | Promise<ResponseObject>;

/** The pages a person uses: the launcher, the EHR's window with the app in it, and the app in a tab of its own. */
export function pageRoutes(core: EhrCore): ServerRoute[] {
  const choiceIn = ({ url }: Request) => readLaunchChoice(core, readChoices(url.searchParams));

  const launcher: Page = (request, h) => {
    const { scenario } = readChoices(request.url.searchParams);
    return sendPage(h, launcherPage(core, { chosen: choiceIn(request), scenario }));
  };

  const frame: Page = async (request, h) => {
    const choice = choiceIn(request);
    const { launch, url } = await openLaunch(core, choice);
    const { practitioner, faults } = choice;
    const patient = faults.has('no-patient') ? undefined : choice.patient;
    const choices = toQuery(readChoices(request.url.searchParams));
    const address = throughHelseid(core, choice, url);
    const helseid = core.national()?.helseid;
    const origins = [new URL(url).origin, ...(helseid ? [helseid] : [])];
    return sendPage(
      h,
      framePage(core.directory, { practitioner, patient, launch, address, origins, choices }),
    );
  };

  const tab: Page = async (request, h) => {
    const choice = choiceIn(request);
    const { url } = await openLaunch(core, choice);
    return h
      .redirect(throughHelseid(core, choice, url))
      .header('cache-control', 'no-store')
      .header('referrer-policy', 'no-referrer');
  };

  const notes: Page = ({ url }, h) => {
    const id = url.searchParams.get('patient');
    const patient = id === null ? undefined : core.directory.patient(id);
    if (id !== null && !patient) throw new RequestFault('patient', 'There is no patient with this id.');
    return sendPage(h, notesPage(core, patient));
  };

  const close: Page = ({ payload }, h) => {
    const { launch = '', choices = '' } = readForm(payload);
    core.launches.endSession(launch);
    return h.redirect(`/?${new URLSearchParams(choices)}`).code(303);
  };

  /** A shared link may hold choices that are no longer offered: the launcher says which, and offers the rest. */
  const guarded =
    (page: Page): Page =>
    async (request, h) => {
      try {
        return await page(request, h);
      } catch (error) {
        if (!(error instanceof RequestFault)) throw error;
        const fault = `${error.field}: ${error.message}`;
        if (error.status !== 400) return sendPage(h, errorPage(fault)).code(error.status);
        return sendPage(h, launcherPage(core, { chosen: readLaunchChoice(core, {}), fault })).code(400);
      }
    };

  return [
    { method: 'GET', path: '/', handler: guarded(launcher) },
    { method: 'GET', path: '/ehr', handler: guarded(frame) },
    { method: 'GET', path: '/open', handler: guarded(tab) },
    { method: 'GET', path: '/notes', handler: guarded(notes) },
    {
      method: 'POST',
      path: '/close',
      options: { payload: { allow: 'application/x-www-form-urlencoded', maxBytes: 16_384 } },
      handler: close,
    },
  ];
}
