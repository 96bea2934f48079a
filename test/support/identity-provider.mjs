/** An OpenID Connect provider for tests, in a process of its own: port and public address of the API as arguments. Whoever it is asked for signs in. */
import Provider from 'oidc-provider';

const [port, publicUrl] = process.argv.slice(2);
const issuer = `http://127.0.0.1:${port}`;
/** Sign-in name: what the provider says of them. */
const people = {
  anna: { name: 'Anna Provider', groups: ['staff', 'adjutant-adjusters'] },
  both: { name: 'Both Provider', groups: ['adjutant-handlers', 'adjutant-supervisors'] },
  nobody: { name: 'Nobody Provider', groups: ['staff'] },
  impostor: { name: 'Im Postor', preferred_username: 'administrator-1', groups: ['adjutant-handlers'] },
};
const changed = new Map();

const provider = new Provider(issuer, {
  clients: [
    {
      client_id: 'adjutant',
      client_secret: 'a-secret-of-the-test',
      redirect_uris: [`${publicUrl}/v1/session/oidc/callback`],
      post_logout_redirect_uris: [`${publicUrl}/`],
    },
  ],
  claims: { openid: ['sub', 'groups'], profile: ['name', 'preferred_username'], email: ['email'] },
  findAccount: (_context, sub) => ({
    accountId: sub,
    claims: () => ({ sub, ...people[sub], ...changed.get(sub) }),
  }),
  ttl: { AuthorizationCode: 4 },
  features: { devInteractions: { enabled: false }, rpInitiatedLogout: { enabled: true } },
  interactions: { url: (_context, interaction) => `/interaction/${interaction.uid}` },
});

// The person at the provider: signs in as the header says, and agrees.
provider.use(async (context, next) => {
  if (context.path.startsWith('/change/')) {
    const [, , sub, group] = context.path.split('/');
    changed.set(sub, { groups: [group] });
    context.body = 'changed';
    return;
  }
  if (!context.path.startsWith('/interaction/')) return next();
  const { uid, params, session, grantId } = await provider.interactionDetails(context.req, context.res);
  const accountId = session?.accountId ?? context.get('x-person');
  const grant = grantId
    ? await provider.Grant.find(grantId)
    : new provider.Grant({ accountId, clientId: params.client_id });
  grant.addOIDCScope(params.scope);
  const result = { login: { accountId }, consent: { grantId: await grant.save() } };
  context.redirect(await provider.interactionResult(context.req, context.res, result, { mergeWithLastSubmission: true }));
  void uid;
});

provider.listen(Number(port), '127.0.0.1', () => console.log('up'));
