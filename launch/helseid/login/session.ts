import type { Request } from '@hapi/hapi';
import type { Provider } from 'oidc-provider';
import { subjectOf } from '../people.ts';
import type { HelseidPerson } from '../people.ts';
import { cookie, sessionLifetime } from '../provider.ts';

/** Makes this browser's session at HelseID the person's, or ends it. The cookie goes out with the answer. */
export async function setSession(
  provider: Provider,
  { raw: { req, res } }: Request,
  person: HelseidPerson | undefined,
): Promise<void> {
  const context = provider.createContext(req, res);
  const session = await provider.Session.get(context);
  const name = provider.cookieName('session');
  if (!person) {
    await session.destroy();
    context.cookies.set(name, null, cookie);
    return;
  }
  session.resetIdentifier();
  session.authorizations = {};
  session.loginAccount({ accountId: subjectOf(person), acr: 'Level4', amr: ['pwd'] });
  await session.save(sessionLifetime);
  context.cookies.set(name, session.jti, cookie);
}
