// A real provider of identities (oidc-provider, certified for OpenID Connect) on this machine: whoever types a name there is
// that person. Its pages are the library's own, for trying out.
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { root } from './tree.mjs';

const require = createRequire(join(root, 'tests', 'browser', 'package.json'));

export const client = { id: 'breather-staff', secret: 'a secret that only these two know' };

/** `desk`: the origin of the staff's site. {issuer, asked, stop()} */
export async function start_provider(port, desk) {
    const { Provider } = await import(pathToFileURL(require.resolve('oidc-provider')));
    const issuer = `http://127.0.0.1:${port}`;
    const provider = quietly(
        () =>
            new Provider(issuer, {
                clients: [{ client_id: client.id, client_secret: client.secret, redirect_uris: [`${desk}/outside`], grant_types: ['authorization_code'], response_types: ['code'] }],
                cookies: { keys: ['only for tests'] },
                pkce: { required: () => true },
                claims: { openid: ['sub'], email: ['email'], profile: ['name'] },
                findAccount: (_, id) => ({ accountId: id, claims: () => ({ sub: id, name: 'Never Read', email: 'never.read@example.org' }) }),
            }),
    );
    const asked = [];
    provider.use(async (context, next) => {
        asked.push(`${context.method} ${context.path}`);
        await next();
        // Its pages would ask another house for their letters.
        if (typeof context.body === 'string') context.body = context.body.replace(/@import url\([^)]*\);?/g, '');
    });
    const server = await new Promise((resolve) => {
        const made = provider.listen(port, '127.0.0.1', () => resolve(made));
    });
    return { issuer, asked, stop: () => new Promise((resolve) => (server.closeAllConnections(), server.close(resolve))) };
}

/** It warns of what is only for trying out, which this is. */
function quietly(make) {
    const { warn, info } = console;
    console.warn = console.info = () => undefined;
    try {
        return make();
    } finally {
        Object.assign(console, { warn, info });
    }
}

/** On the provider's pages: who she is there, and that she may be told of. */
export async function signs_in_there(page, who) {
    await page.locator('input[name=login]').fill(who);
    await page.locator('input[name=password]').fill('anything');
    await page.locator('button[type=submit]').click();
    const consent = page.locator('form input[name=prompt][value=consent]');
    const back = page.waitForURL(/\/\/staff\.localhost/);
    await Promise.race([back, consent.waitFor({ state: 'attached' }).catch(() => undefined)]);
    if (await consent.count()) await page.locator('button[type=submit]').click();
    await back;
}
